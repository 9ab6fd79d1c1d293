"""Recoloured things against what the new paint would look like, with a flat fill and a change of hue as controls.

A thing is rendered with known shape, light, gloss and soft edge (the dichromatic model: Shafer, 1985), a band of bare
metal across it, and composed onto a photo. The ideal is the same rendering with the other paint. Real things, cut from
photos by the segmenter, have no ideal: there only the tones, their order and what changed elsewhere are measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..agent.actions import Situation, evaluate, resolve
from ..scene.geometry import Box
from ..scene.image import MemoryImages, Pixels
from ..scene.mask import Mask
from ..scene.objects import Scene, SceneImage
from ..scene.ops import Recolor
from ..scene.patch import blend, composite
from ..scene.target import MaskTarget
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.filters.oklab import to_light, to_linear, to_oklab
from ..tools.filters.recolor import DARKEST, LIGHTEST
from ..tools.ports import Prompt
from ..tools.toolbox import Toolbox
from .pasted import THINGS
from .photos import photo

SIDE = 224
PAINTS = ((190, 30, 35), (40, 80, 180), (235, 235, 230), (30, 30, 33), (225, 120, 40), (120, 160, 110))
ASKED = ((200, 30, 40), (30, 80, 200), (250, 210, 40), (255, 255, 255), (0, 0, 0))
GLOSS = (0.0, 0.5)
"""How much of the lamp's light the brightest glint sends back."""

Recolours = Callable[[Pixels, Mask, tuple[int, int, int]], Pixels]
Alpha = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A thing on a photo before, and ideally after; its true alpha, its bare metal, its glints and its shading."""

    before: Pixels
    ideal: Pixels
    asked: tuple[int, int, int]
    alpha: Alpha
    metal: NDArray[np.bool_]
    glint: Alpha
    shading: Alpha

    @property
    def mask(self) -> Mask:
        return Mask(self.alpha > 0.5)


@dataclass(frozen=True, slots=True)
class Score:
    """Distances from the ideal (100 × OKLab): `tone` of the middle tones' median, `glint` in the highlights, `metal` on
    the bare metal, `rim` on the soft edge. `order`: rank correlation of lightness with what it was. `bleed`: levels by
    which pixels change that show nothing of the thing."""

    tone: float
    order: float
    glint: float
    metal: float
    rim: float
    bleed: float


def samples() -> Iterator[Sample]:
    """Every paint to every asked colour that is not its own, glossy and not, on three photos in turn."""
    grounds = _grounds()
    number = 0
    for paint in PAINTS:
        for asked in ASKED:
            if np.abs(np.subtract(paint, asked)).max() < 60:
                continue
            yield _sample(grounds[number % len(grounds)], paint, asked, GLOSS[number % 2])
            number += 1


def _sample(ground: Pixels, paint: tuple[int, int, int], asked: tuple[int, int, int], gloss: float) -> Sample:
    shading, glint, alpha = _lit()
    metal = (np.abs(np.arange(SIDE) - 0.62 * SIDE) < 0.07 * SIDE)[:, None] & (alpha > 0.99)
    pictures = []
    for colour in (paint, asked):
        light = _albedo(colour) * shading[..., None] + gloss * glint[..., None]
        light = np.where(metal[..., None], 0.35 * shading[..., None] + 0.4 * glint[..., None], light)
        behind = to_linear(ground)
        pictures.append(_shown(light * alpha[..., None] + behind * (1 - alpha[..., None])))
    return Sample(pictures[0], pictures[1], asked, alpha, metal, glint * (gloss > 0), shading)


def _albedo(colour: tuple[int, int, int]) -> NDArray[np.float32]:
    """Linear light of the paint; real black and white are no darker and lighter than the filter's."""
    lab = to_oklab(np.array(colour, np.uint8))
    lab[0] = np.clip(lab[0], DARKEST, LIGHTEST)
    return to_light(lab[None])[0]


def _shown(light: NDArray[np.float32]) -> Pixels:
    clipped = np.clip(light, 0, 1)
    return np.rint(255 * np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)).astype(
        np.uint8
    )


def _lit() -> tuple[Alpha, Alpha, Alpha]:
    """Shading around 1 at the middle tones, glints 0…1 and the soft alpha of a dented ball lit from the upper left."""
    import cv2

    y, x = (np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2) / (0.36 * SIDE)
    angle = np.arctan2(y, x)
    radius = np.hypot(x, y) / (1 + 0.06 * np.cos(5 * angle))
    depth = np.sqrt(np.clip(1 - radius**2, 0, 1)) + 0.03 * np.sin(9 * x + 4 * y)
    slope_y, slope_x = np.gradient(depth, 1 / (0.36 * SIDE))
    normal = np.stack([-slope_x, -slope_y, np.ones_like(depth)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    lamp = np.array([-0.45, -0.5, 0.74])
    facing = np.clip(normal @ lamp, 0, 1)
    half = lamp + np.array([0, 0, 1])
    half /= np.linalg.norm(half)
    glint = np.clip(normal @ half, 0, 1) ** 60
    inside = (radius < 0.97).astype(np.float32)
    alpha = np.clip(cv2.GaussianBlur(inside, (0, 0), 1.1), 0, 1)
    shading = 0.15 + facing
    shading = shading / np.median(shading[alpha > 0.99])
    return shading.astype(np.float32), (glint * inside).astype(np.float32), alpha.astype(np.float32)


def _grounds() -> tuple[Pixels, ...]:
    from skimage import data

    photos = (data.coffee()[20:, 300:], data.chelsea()[40:], data.astronaut()[:, 260:])
    return tuple(np.ascontiguousarray(one[:SIDE, :SIDE]) for one in photos)


def by_action(pixels: Pixels, mask: Mask, asked: tuple[int, int, int]) -> Pixels:
    """As the recolor action does it."""
    height, width = pixels.shape[:2]
    scene = Scene(image=SceneImage(width=width, height=height))
    situation = Situation(pixels, scene, View.of(width, height), Toolbox.of(), MemoryImages())
    op = Recolor(targets=(MaskTarget(mask=mask.to_ref()),), color="#{:02x}{:02x}{:02x}".format(*asked))
    resolved, _ = resolve(op, situation)
    outcome = evaluate(resolved, pixels, situation.toolbox, situation.images)
    return composite(pixels, outcome.patches)


def flat_fill(pixels: Pixels, mask: Mask, asked: tuple[int, int, int]) -> Pixels:
    """Control: the asked colour all over, feathered."""
    return blend(pixels, np.full_like(pixels, asked), mask.feather(2))


def hue_change(pixels: Pixels, mask: Mask, asked: tuple[int, int, int]) -> Pixels:
    """Control: hue and saturation of HSV replaced, the value kept, feathered."""
    import cv2

    tones = cv2.cvtColor(pixels, cv2.COLOR_RGB2HSV)
    tones[..., :2] = cv2.cvtColor(np.array([[asked]], np.uint8), cv2.COLOR_RGB2HSV)[0, 0, :2]
    return blend(pixels, np.asarray(cv2.cvtColor(tones, cv2.COLOR_HSV2RGB), np.uint8), mask.feather(2))


WAYS: Mapping[str, Recolours] = MappingProxyType(
    {"flat fill": flat_fill, "hue and saturation replaced": hue_change, "ours": by_action}
)


def score(one: Sample, after: Pixels) -> Score:
    lab, ideal = to_oklab(after), to_oklab(one.ideal)
    away = 100 * np.linalg.norm(lab - ideal, axis=-1)
    painted = (one.alpha > 0.99) & ~_grown(one.metal, 4)
    level = one.shading[painted & (one.glint < 0.02)]
    middle = painted & (one.glint < 0.02) & (np.abs(one.shading - np.median(level)) < 0.12)
    tone = 100 * np.linalg.norm(np.median(lab[middle], axis=0) - np.median(ideal[middle], axis=0))
    shine = painted & (one.glint > 0.6)
    core = _shrunk(one.metal, 4)
    return Score(
        tone=float(tone),
        order=_rank_correlation(to_oklab(one.before)[painted, 0], lab[painted, 0]),
        glint=float(away[shine].mean()) if shine.any() else float("nan"),
        metal=float(away[core].mean()),
        rim=float(away[(one.alpha > 0.02) & (one.alpha < 0.98)].mean()),
        bleed=float(np.abs(after.astype(int) - one.before)[one.alpha == 0].mean()),
    )


def _grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return Mask(mask).grow(by).array


def _shrunk(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return Mask(mask).grow(-by).array


def _rank_correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Spearman's, ties in the order of the first: 1 where what was lighter is lighter still."""
    first, second = (np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (one, other))
    return float(np.corrcoef(first, second)[0, 1]) if np.ptp(other) > 1e-4 else 0.0


def measure() -> dict[str, Score]:
    """The mean of each score over all samples, by the way of recolouring."""
    everything = list(samples())
    return {
        name: _mean([score(one, way(one.before, one.mask, one.asked)) for one in everything])
        for name, way in WAYS.items()
    }


def _mean(scores: list[Score]) -> Score:
    return Score(*(float(np.nanmean([getattr(one, name) for one in scores])) for name in Score.__slots__))


@dataclass(frozen=True, slots=True)
class RealScore:
    """`hue`: degrees between the asked hue and the middle one of what changed; `order`: rank correlation of its
    lightness; `outside`: pixels changed beyond the mask's declared growth."""

    hue: float
    order: float
    outside: int


def measure_real(toolbox: Toolbox) -> dict[str, RealScore]:
    """The things of the photos in red, blue and yellow, by the way of recolouring."""
    found: dict[str, list[RealScore]] = {name: [] for name in WAYS}
    for pixels, mask in _things(toolbox):
        for asked in ASKED[:3]:
            for name, way in WAYS.items():
                found[name].append(_real_score(pixels, mask, asked, way(pixels, mask, asked)))
    return {
        name: RealScore(
            float(np.mean([one.hue for one in rows])),
            float(np.mean([one.order for one in rows])),
            sum(one.outside for one in rows),
        )
        for name, rows in found.items()
    }


def _real_score(pixels: Pixels, mask: Mask, asked: tuple[int, int, int], after: Pixels) -> RealScore:
    moved = np.abs(after.astype(int) - pixels).max(axis=2)
    painted = (moved > 12) & _shrunk(mask.array, 6)
    lab, goal = to_oklab(after)[painted], to_oklab(np.array(asked, np.uint8))
    middle = np.median(lab, axis=0)
    hue = np.degrees(np.arctan2(middle[2], middle[1]) - np.arctan2(goal[2], goal[1]))
    outside = int(np.count_nonzero(moved[~_grown(mask.array, 14)]))
    order = _rank_correlation(to_oklab(pixels)[painted, 0], lab[:, 0])
    return RealScore(float(abs((hue + 180) % 360 - 180)), order, outside)


def _things(toolbox: Toolbox) -> Iterator[tuple[Pixels, Mask]]:
    with toolbox.lease("segmenter") as segmenter:
        for name, shares in THINGS.items():
            pixels = photo(name).open(640)
            height, width = pixels.shape[:2]
            box = Box(*(int(share * side) for share, side in zip(shares, (width, height) * 2, strict=True)))
            (region,) = segmenter.segment(segmenter.encode(pixels), [Prompt(box=box)])
            yield pixels, region.mask


def table(scores: Mapping[str, Score]) -> str:
    """Markdown."""
    lines = [
        "| rendered things | tone | order of lightness | glints | bare metal | rim | outside |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, one in scores.items():
        exact = f"{one.glint:.1f} | {one.metal:.1f} | {one.rim:.1f} | {one.bleed:.2f}"
        lines.append(f"| {name} | {one.tone:.1f} | {one.order:.3f} | {exact} |")
    return "\n".join(lines)


def real_table(scores: Mapping[str, RealScore]) -> str:
    """Markdown."""
    lines = [
        "| real things | hue, degrees | order of lightness | pixels changed far outside |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {name} | {one.hue:.1f} | {one.order:.3f} | {one.outside} |" for name, one in scores.items()]
    return "\n".join(lines)


def run() -> str:
    """Measure, in a minute or two."""
    toolbox = Toolbox(EMBEDDED)
    try:
        return table(measure()) + "\n\n" + real_table(measure_real(toolbox))
    finally:
        toolbox.close()
