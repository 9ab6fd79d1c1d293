"""Fillers on photos with things pasted in, whose truth is known: MI-GAN, PatchMatch, the chooser, and two controls.

`LPIPS` (see `lpips`) compares the surroundings of the hole with the truth as people would; it decides. `texture` says
how far the fill's local contrast at three scales is from the truth's (0 is equal; a blur fails), `seam` how much more
contrast crosses the rim than in the truth. PSNR is not listed: it ranks the blur first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.catalogue import EMBEDDED
from ..tools.context_crop import shrink_mask
from ..tools.detail import enlarge_with_detail, shrink
from ..tools.shadows import find_shadow
from ..tools.smooth_fill import smooth_fill
from ..tools.toolbox import Toolbox, Toolset
from .lpips import lpips
from .pasted import REPORTED_ON, SIZES, Pasted, cases, cast_shadow, things

TEXTURES = ("gravel", "brick", "grass")
SCALES = 3
GROWTH = 3
"""Pixels by which masks are grown before filling, as the agent does at this size of photo."""
GROWTHS = (0, 1, 2, 3, 4, 8)
CONTEXTS = (1.25, 1.5)
COARSE = (0.5, 0.25)
COMPARED_AT = 384
"""Long side in pixels at which surroundings are compared: LPIPS depends on the scale."""

Method: TypeAlias = Callable[[Pixels, Mask], Pixels]


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """What is to be filled: `shown` (h×w×3) in the hole, which should become as unseen as it is in `truth`."""

    kind: str
    size: str
    truth: Pixels
    shown: Pixels
    hole: Mask


@dataclass(frozen=True, slots=True)
class Score:
    """How a fill differs from the truth; smaller is better. `seconds` is wall time."""

    lpips: float
    texture: float
    seam: float
    seconds: float


def run() -> str:
    """Measure on the photos that nothing was chosen on, and return Markdown tables."""
    cut = things(Toolbox(EMBEDDED))
    pasted = list(cases(REPORTED_ON, cut))
    parts = (_methods_table(pasted), _growth_table(pasted), _variants_table(pasted), _shadow_table(pasted))
    return "\n\n".join(parts)


def methods() -> Mapping[str, Method]:
    """What is compared, by name."""
    learned = {name: inpainter(name) for name in ("migan", "patchmatch", "fill")}
    return {"thing left in": lambda pixels, hole: pixels, "blur": blur, **learned}


def inpainter(name: str) -> Method:
    """A back-end by its name in the catalogue."""
    toolbox = Toolbox(Toolset(f"bench-{name}", MappingProxyType({"inpainter": name})))

    def fill(pixels: Pixels, hole: Mask) -> Pixels:
        with toolbox.lease("inpainter") as inpainter:
            filled: Pixels = inpainter.fill(pixels, hole)
            return filled

    return fill


def blur(pixels: Pixels, hole: Mask) -> Pixels:
    """Control: the surroundings, spread smoothly into the hole (push-pull)."""
    return smooth_fill(pixels, hole.array)


def with_context(method: Method, times: float) -> Method:
    """The method, given no more of the picture than `times` the hole's longer side."""

    def fill(pixels: Pixels, hole: Mask) -> Pixels:
        margin = round((times - 1) / 2 * max(hole.box.size))
        window = hole.box.pad(margin).clamp(hole.width, hole.height)
        out = pixels.copy()
        out[window.slices] = method(np.ascontiguousarray(pixels[window.slices]), hole.crop(window))
        return out

    return fill


def coarse_first(method: Method, scale: float) -> Method:
    """Two passes: the method at a reduced size, then the detail of the surroundings."""

    def fill(pixels: Pixels, hole: Mask) -> Pixels:
        size = max(1, round(hole.width * scale)), max(1, round(hole.height * scale))
        reduced = shrink(pixels, size)
        small = method(reduced, Mask(shrink_mask(hole.array, size)))
        whole = enlarge_with_detail(small, pixels, reduced, hole.array, np.zeros_like(hole.array))
        return np.where(hole.array[..., None], whole, pixels)

    return fill


def textures() -> Iterator[Case]:
    """Blobs in pictures of one texture (scikit-image)."""
    from skimage import data

    for index, name in enumerate(TEXTURES):
        pixels = np.repeat(getattr(data, name)()[..., None], 3, axis=2)
        for size, share in SIZES.items():
            hole = blob(pixels.shape[0], pixels.shape[1], share, seed=index)
            yield Case("one texture", size, pixels, paint_object(pixels, hole), hole)


def blob(height: int, width: int, share: float, seed: int) -> Mask:
    """A star-convex blob of about this share of the picture, somewhere in its middle part."""
    rng = np.random.default_rng(seed)
    x, y = width * rng.uniform(0.35, 0.65), height * rng.uniform(0.4, 0.6)
    rows, columns = np.mgrid[:height, :width]
    angle = np.arctan2(rows - y, columns - x)
    lobes = sum(rng.uniform(-0.2, 0.2) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in (2, 3, 4))
    radius = np.sqrt(share * height * width / np.pi) * (1 + lobes)
    return Mask(np.hypot(rows - y, columns - x) < radius)


def paint_object(pixels: Pixels, hole: Mask) -> Pixels:
    """An orange thing in the hole."""
    return np.where(hole.array[..., None], np.array([230, 120, 40], np.uint8), pixels)


def measure(case: Case, method: Method) -> Score:
    """Fill a case and compare with the truth in and around the hole."""
    start = time.perf_counter()
    filled = method(case.shown, case.hole)
    seconds = time.perf_counter() - start
    truth, result = (_pyramid(pixels) for pixels in (case.truth, filled))
    holes = [_reduced(case.hole.array, level.shape) for level in truth]
    return Score(
        lpips=likeness(case.truth, filled, case.hole),
        texture=float(np.mean([_texture(*level) for level in zip(truth, result, holes, strict=True)])),
        seam=_seam(truth[0], result[0], case.hole),
        seconds=seconds,
    )


def likeness(truth: Pixels, filled: Pixels, hole: Mask) -> float:
    """LPIPS of the hole and what is near it, both brought to `COMPARED_AT` pixels."""
    import cv2

    margin = round(0.35 * max(hole.box.size)) + 16
    window = hole.box.pad(margin).clamp(hole.width, hole.height)
    scale = COMPARED_AT / max(window.size)
    size = max(64, round(window.width * scale)), max(64, round(window.height * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    one, other = (cv2.resize(pixels[window.slices], size, interpolation=how) for pixels in (truth, filled))
    return lpips(np.asarray(one, np.uint8), np.asarray(other, np.uint8))


def as_removed(case: Pasted, growth: int = GROWTH) -> Case:
    """The case as the agent fills it."""
    return Case("photos", case.size, case.truth, case.shown, case.mask.grow(growth))


def _pyramid(pixels: Pixels) -> list[NDArray[np.float32]]:
    import cv2

    levels = [cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)]
    for _ in range(SCALES - 1):
        levels.append(np.asarray(cv2.pyrDown(levels[-1]), np.float32))
    return levels


def _reduced(hole: NDArray[np.bool_], shape: Sequence[int]) -> NDArray[np.bool_]:
    import cv2

    return np.asarray(cv2.resize(hole.astype(np.uint8), (shape[1], shape[0])) > 0)


def _gradient(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    across, down = (cv2.Scharr(grey, cv2.CV_32F, dx, 1 - dx, scale=1 / 16) for dx in (1, 0))
    return np.hypot(across, down)


def _texture(truth: NDArray[np.float32], result: NDArray[np.float32], hole: NDArray[np.bool_]) -> float:
    """Difference of the spread of gradients, in octaves: quantiles, so that the places do not matter."""
    shares = (0.25, 0.5, 0.75, 0.9)
    there, here = (np.quantile(_gradient(grey)[hole], shares) + 1 for grey in (truth, result))
    return float(np.abs(np.log2(here / there)).mean())


def _seam(truth: NDArray[np.float32], result: NDArray[np.float32], hole: Mask) -> float:
    """Extra mean gradient on the rim, in grey levels a pixel."""
    rim = hole.grow(1).array & ~hole.grow(-1).array
    return float(max(0.0, (_gradient(result) - _gradient(truth))[rim].mean()))


def _methods_table(pasted: Sequence[Pasted]) -> str:
    everything = [*textures(), *(as_removed(case) for case in pasted)]
    scores = {name: [measure(case, method) for case in everything] for name, method in methods().items()}
    lines = [
        "| surroundings | hole | method | LPIPS ↓ | texture ↓ | seam ↓ | seconds |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for kind, size in sorted({(case.kind, case.size): None for case in everything}, key=_order):
        here = [index for index, case in enumerate(everything) if (case.kind, case.size) == (kind, size)]
        for name in scores:
            means = [
                _mean(getattr(scores[name][index], field) for index in here) for field in Score.__dataclass_fields__
            ]
            lines.append("| {} | {} | {} | {:.3f} | {:.2f} | {:.1f} | {:.1f} |".format(kind, size, name, *means))
    return "\n".join(lines)


def _order(group: tuple[str, str]) -> tuple[str, int]:
    return group[0], list(SIZES).index(group[1])


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _growth_table(pasted: Sequence[Pasted]) -> str:
    """How far a mask is grown before its place is filled."""
    chosen = [case for case in pasted if case.size == list(SIZES)[1]]
    fill = inpainter("fill")
    lines = ["| mask grown by (pixels of 768) | LPIPS ↓ | colour error at the rim ↓ |", "| ---: | ---: | ---: |"]
    for growth in GROWTHS:
        done = [(case, fill(case.shown, case.mask.grow(growth))) for case in chosen]
        far = _mean(likeness(case.truth, filled, case.mask.grow(max(GROWTHS))) for case, filled in done)
        lines.append(f"| {growth} | {far:.3f} | {_mean(rim_error(case, filled) for case, filled in done):.1f} |")
    return "\n".join(lines)


def rim_error(case: Pasted, filled: Pixels) -> float:
    """Mean difference from the truth (levels of 255) at the thing's boundary: what of it stays behind shows there."""
    thing = Mask(case.alpha >= 0.5)
    rim = thing.grow(5).array & ~thing.grow(-2).array
    return float(np.abs(filled[rim].astype(float) - case.truth[rim]).mean())


def _variants_table(pasted: Sequence[Pasted]) -> str:
    """Less context, and two passes: structure at a reduced size, then detail."""
    migan = inpainter("migan")
    variants: dict[str, Method] = {"MI-GAN": migan}
    variants |= {f"MI-GAN, context {times}": with_context(migan, times) for times in CONTEXTS}
    variants |= {f"MI-GAN at {scale} of the size, then detail": coarse_first(migan, scale) for scale in COARSE}
    sizes = list(SIZES)[1::2]
    kept = [[as_removed(case) for case in pasted if case.size == size] for size in sizes]
    lines = ["| variant | " + " | ".join(sizes) + " |", "| --- |" + " ---: |" * len(kept)]
    for name, method in variants.items():
        means = [_mean(likeness(c.truth, method(c.shown, c.hole), c.hole) for c in group) for group in kept]
        lines.append(f"| {name} | " + " | ".join(f"{mean:.3f}" for mean in means) + " |")
    return "\n".join(lines)


def _shadow_table(pasted: Sequence[Pasted]) -> str:
    """Shadows cast by what was pasted: found or not, and what is gained by taking them along."""
    fill, rng = inpainter("fill"), np.random.default_rng(0)
    chosen = [case for case in pasted if case.size in list(SIZES)[1:3]]
    overlaps: list[float] = []
    left: list[float] = []
    taken: list[float] = []
    alarms = 0
    for case in chosen:
        shaded, shadow = cast_shadow(case, rng)
        found = find_shadow(shaded, case.mask)
        alarms += find_shadow(case.shown, case.mask) is not None
        overlaps.append(found.iou(shadow) if found else 0.0)
        if found is None:
            continue
        both = case.mask.union(found)
        for mask, into in ((case.mask, left), (both, taken)):
            into.append(likeness(case.truth, fill(shaded, mask.grow(GROWTH)), both.union(shadow)))
    hits = sum(overlap > 0.5 for overlap in overlaps)
    return "\n".join(
        [
            "| shadows cast | found (IoU > ½) | found at all | found where there is none | LPIPS left | LPIPS taken |",
            "| ---: | ---: | ---: | ---: | ---: | ---: |",
            f"| {len(chosen)} | {hits} | {len(taken)} | {alarms} | {_mean(left):.3f} | {_mean(taken):.3f} |",
        ]
    )
