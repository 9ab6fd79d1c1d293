"""Fillers on holes whose truth is known: MI-GAN, PatchMatch, the chooser, and two controls.

No single number ranks inpainters. Here `texture` says how far the fill's local contrast at three scales is from the
truth's (0 is equal; a blur fails), `structure` how unlike its gradients are (multi-scale GMSD, Xue et al., TIP 2014;
0 is equal; what is in the wrong place fails, also where it would look right), `seam` how much more contrast crosses the
rim than in the truth. PSNR is listed only to show that it ranks the blur first. A learned measure comes later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import sqrt
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.toolbox import Toolbox, Toolset

HOLES = MappingProxyType({"small (2 %)": 0.02, "middle (10 %)": 0.10, "large (30 %)": 0.30})
TEXTURES = ("gravel", "brick", "grass")
SCALES = 3

Method: TypeAlias = Callable[[Pixels, Mask], Pixels]


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """A photo and a hole in it."""

    photo: str
    size: str
    pixels: Pixels
    hole: Mask


@dataclass(frozen=True, slots=True)
class Score:
    """How a fill differs from the truth; smaller is better but for `psnr` (dB). `seconds` is wall time."""

    texture: float
    structure: float
    seam: float
    psnr: float
    seconds: float


def run() -> str:
    """Measure and return Markdown tables: methods by kind of photo and size of hole."""
    scores: dict[tuple[str, str, str], list[Score]] = {}
    everything = list(cases())
    for name, method in methods().items():
        for case in everything:
            kind = "one texture" if case.photo in TEXTURES else "things"
            scores.setdefault((name, kind, case.size), []).append(measure(case, method))
    return _table(scores)


def methods() -> Mapping[str, Method]:
    """What is compared, by name."""
    learned = {name: _inpainter(name) for name in ("migan", "patchmatch", "fill")}
    return {"object left in": paint_object, "blur": blur, **learned}


def _inpainter(name: str) -> Method:
    toolbox = Toolbox(Toolset(f"bench-{name}", MappingProxyType({"inpainter": name})))

    def fill(pixels: Pixels, hole: Mask) -> Pixels:
        with toolbox.lease("inpainter") as inpainter:
            filled: Pixels = inpainter.fill(pixels, hole)
            return filled

    return fill


def photos() -> dict[str, Pixels]:
    """Free photos that come with scikit-image and scikit-learn."""
    from PIL import Image
    from skimage import data

    samples_folder = files("sklearn.datasets.images")
    colour = {name: getattr(data, name)() for name in ("chelsea", "coffee", "astronaut", "rocket")}
    samples = {name: np.asarray(Image.open(str(samples_folder / f"{name}.jpg"))) for name in ("china", "flower")}
    textures = {name: np.repeat(getattr(data, name)()[..., None], 3, axis=2) for name in TEXTURES}
    return {**colour, **samples, **textures}


def cases() -> Iterator[Case]:
    """Two holes of each size in each photo: a blob, and a tall box like a standing person."""
    for index, (name, pixels) in enumerate(photos().items()):
        for size, share in HOLES.items():
            for shape in (blob, tall_box):
                yield Case(name, size, pixels, shape(pixels.shape[0], pixels.shape[1], share, seed=index))


def blob(height: int, width: int, share: float, seed: int) -> Mask:
    """A star-convex blob of about this share of the picture, somewhere in its middle part."""
    rng = np.random.default_rng(seed)
    x, y = width * rng.uniform(0.35, 0.65), height * rng.uniform(0.4, 0.6)
    rows, columns = np.mgrid[:height, :width]
    angle = np.arctan2(rows - y, columns - x)
    lobes = sum(rng.uniform(-0.2, 0.2) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in (2, 3, 4))
    radius = np.sqrt(share * height * width / np.pi) * (1 + lobes)
    return Mask(np.hypot(rows - y, columns - x) < radius)


def tall_box(height: int, width: int, share: float, seed: int) -> Mask:
    """A box about twice as tall as wide, with this share of the picture."""
    rng = np.random.default_rng(seed + 100)
    tall = min(0.9 * height, sqrt(2 * share * height * width))
    wide = share * height * width / tall
    top, left = rng.uniform(0, height - tall), rng.uniform(0, width - wide)
    array = np.zeros((height, width), bool)
    array[int(top) : int(top + tall), int(left) : int(left + wide)] = True
    return Mask(array)


def paint_object(pixels: Pixels, hole: Mask) -> Pixels:
    """Control: nothing was removed, the hole shows an orange thing."""
    return np.where(hole.array[..., None], np.array([230, 120, 40], np.uint8), pixels)


def blur(pixels: Pixels, hole: Mask) -> Pixels:
    """Control: the surroundings, spread smoothly into the hole (pull-push)."""
    import cv2

    weight = (~hole.array).astype(np.float32)
    colour = pixels.astype(np.float32) * weight[..., None]
    total, mass = colour.copy(), weight.copy()
    for sigma in (4, 16, 64, 256):
        total += 0.01 ** sigma.bit_length() * cv2.GaussianBlur(colour, (0, 0), sigma)
        mass += 0.01 ** sigma.bit_length() * cv2.GaussianBlur(weight, (0, 0), sigma)
    spread = total / np.maximum(mass, 1e-30)[..., None]
    return np.where(hole.array[..., None], np.clip(spread, 0, 255).astype(np.uint8), pixels)


def measure(case: Case, method: Method) -> Score:
    """Fill a case and compare with the truth inside the hole."""
    start = time.perf_counter()
    filled = method(case.pixels, case.hole)
    seconds = time.perf_counter() - start
    error = float(np.mean((filled[case.hole.array].astype(float) - case.pixels[case.hole.array]) ** 2))
    psnr = 10 * np.log10(255**2 / max(error, 1e-9))
    truth, result = (_pyramid(pixels) for pixels in (case.pixels, filled))
    holes = [_reduced(case.hole.array, level.shape) for level in truth]
    return Score(
        texture=float(np.mean([_texture(*level) for level in zip(truth, result, holes, strict=True)])),
        structure=float(np.mean([_structure(*level) for level in zip(truth, result, holes, strict=True)])),
        seam=_seam(truth[0], result[0], case.hole),
        psnr=float(psnr),
        seconds=seconds,
    )


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


def _structure(truth: NDArray[np.float32], result: NDArray[np.float32], hole: NDArray[np.bool_]) -> float:
    one, two, constant = _gradient(truth), _gradient(result), 170.0
    likeness = (2 * one * two + constant) / (one**2 + two**2 + constant)
    return float(likeness[hole].std())


def _seam(truth: NDArray[np.float32], result: NDArray[np.float32], hole: Mask) -> float:
    """Extra mean gradient on the rim, in grey levels a pixel."""
    rim = hole.grow(1).array & ~hole.grow(-1).array
    return float(max(0.0, (_gradient(result) - _gradient(truth))[rim].mean()))


def _table(scores: Mapping[tuple[str, str, str], Sequence[Score]]) -> str:
    lines = [
        "| surroundings | hole | method | texture ↓ | structure ↓ | seam ↓ | PSNR (no ranking) | seconds |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for (method, kind, size), group in sorted(
        scores.items(), key=lambda item: (item[0][1], list(HOLES).index(item[0][2]))
    ):
        means = [float(np.mean([getattr(score, name) for score in group])) for name in Score.__dataclass_fields__]
        texture, structure, seam, psnr, seconds = means
        numbers = f"{texture:.2f} | {structure:.3f} | {seam:.1f} | {psnr:.1f} | {seconds:.1f}"
        lines.append(f"| {kind} | {size} | {method} | {numbers} |")
    return "\n".join(lines)
