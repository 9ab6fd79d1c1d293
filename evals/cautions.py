"""How well doubts are told: wrong masks, spoilt fills and half-painted things, planted where the truth is known.

Things are pasted into photos, so that their true outline and what is behind them are known. `CHOSEN_ON` was used to set
the limits in `agent/verify/`, `REPORTED_ON` only to report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agent.actions import Situation, evaluate, resolve
from ..agent.actions.margins import hole_of
from ..agent.actions.work import fade_in
from ..agent.verify.doubts import doubted, doubted_fill, doubted_paint
from ..agent.verify.painting import COLOURFUL
from ..scene.geometry import Box
from ..scene.image import MemoryImages, Pixels
from ..scene.mask import Mask
from ..scene.objects import Scene, SceneImage, SceneObject
from ..scene.ops import EditOp, Recolor, Remove
from ..scene.patch import composite
from ..scene.records import Check, ResolvedOp
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.ports import Prompt
from ..tools.toolbox import Toolbox
from . import pasted
from .lpips import SMALLEST, lpips
from .pasted import Pasted

CHOSEN_ON = (
    *pasted.CHOSEN_ON,
    *("tulips", "reader", "walkers", "curls", "phone"),
    *("spacewalk", "old-tools", "flowers", "houseplants", "parrots"),
)
REPORTED_ON = (
    *pasted.REPORTED_ON,
    *("towers", "new-york", "briefcase", "beach-hair", "white-chair"),
    *("cameras", "kitchen", "strawberries", "sofa"),
)
SIZES = MappingProxyType({name: share for name, share in pasted.SIZES.items() if share < 0.2})
NEAR_TRUTH, FAR_FROM_IT = 0.15, 0.25
"""LPIPS of the place: below the first a fill is as good as the truth, above the second something else stands there."""
RIGHT, WRONG = 0.9, 0.75
"""IoU of a segmenter's mask with the true one."""
LOOSE = 0.08
"""Of a box's sides: how far a detector's box is off."""

Spoil = Callable[[Pixels, Pasted, np.random.Generator], Pixels]
"""`(a good fill, the case, chance) → a fill with a fault`."""


def a_part_missing(mask: Mask, rng: np.random.Generator) -> Mask:
    """A fifth to a half of the thing cut off straight."""
    ys, xs = np.nonzero(mask.array)
    angle = rng.uniform(0, 2 * np.pi)
    along = xs * np.cos(angle) + ys * np.sin(angle)
    kept = along <= np.quantile(along, 1 - rng.uniform(0.2, 0.5))
    out = np.zeros_like(mask.array)
    out[ys[kept], xs[kept]] = True
    return Mask(out)


def the_neighbour_along(mask: Mask, rng: np.random.Generator) -> Mask:
    """A blob of what lies beside goes along, a fifth to a half as large as the thing."""
    rim = mask.grow(2).minus(mask)
    free = np.argwhere(rim.array)
    y, x = free[int(rng.integers(len(free)))]
    return mask.union(_blob(mask.invert(), (x, y), rng.uniform(0.2, 0.5) * mask.area, 0.25, rng))


def a_rim_left(mask: Mask, rng: np.random.Generator) -> Mask:
    """The thing's rim is not in the mask, wider than what a fill reaches beyond it."""
    return mask.grow(-max(3, round(0.04 * float(np.sqrt(mask.area)))))


MASKS: MappingProxyType[str, Callable[[Mask, np.random.Generator], Mask]] = MappingProxyType(
    {
        "a part is missing": a_part_missing,
        "the neighbour goes along": the_neighbour_along,
        "a rim is left": a_rim_left,
    }
)


def _blob(within: Mask, at: tuple[int, int], area: float, rough: float, rng: np.random.Generator) -> Mask:
    """The pixels of `within` nearest to a point, with a smoothly uneven outline."""
    import cv2

    noise = cv2.GaussianBlur(rng.normal(size=within.array.shape).astype(np.float32), (0, 0), max(3, 0.2 * area**0.5))
    ys, xs = np.mgrid[: within.height, : within.width]
    away = np.hypot(xs - at[0], ys - at[1]) + noise / float(noise.std()) * rough * area**0.5
    away = np.where(within.array, away, np.inf)
    return Mask(away <= np.partition(away.ravel(), int(area))[int(area)])


def _laid(under: Pixels, over: NDArray[Any], alpha: NDArray[Any]) -> Pixels:
    return np.rint(under * (1 - alpha[..., None]) + over * alpha[..., None]).astype(np.uint8)


def _patch_of(source: Pixels, fill: Pixels, case: Pasted, rng: np.random.Generator) -> Pixels:
    """A soft-edged part of another picture in the fill, a seventh to two fifths of it."""
    import cv2

    free = np.argwhere(case.mask.array)
    y, x = free[int(rng.integers(len(free)))]
    blob = _blob(case.mask, (x, y), rng.uniform(0.15, 0.4) * case.mask.area, 0.2, rng)
    return _laid(fill, source, cv2.GaussianBlur(blob.array.astype(np.float32), (0, 0), 2))


def a_rest_grows(fill: Pixels, case: Pasted, rng: np.random.Generator) -> Pixels:
    """Some of the thing shows again."""
    return _patch_of(case.shown, fill, case, rng)


def a_blotch(fill: Pixels, case: Pasted, rng: np.random.Generator) -> Pixels:
    """A part of the picture upside down and in other colours."""
    return _patch_of(np.ascontiguousarray(case.truth[::-1, ::-1, ::-1]), fill, case, rng)


def a_smear(fill: Pixels, case: Pasted, rng: np.random.Generator) -> Pixels:
    """Everything within is blurred."""
    import cv2

    blurred = cv2.GaussianBlur(fill, (0, 0), 0.08 * float(np.sqrt(case.mask.area)))
    return _laid(fill, blurred, cv2.GaussianBlur(case.mask.array.astype(np.float32), (0, 0), 2))


FILLS: MappingProxyType[str, Spoil] = MappingProxyType(
    {"a rest of the thing": a_rest_grows, "a blotch": a_blotch, "a smear": a_smear}
)


@dataclass(frozen=True, slots=True)
class Row:
    """In how many cases a doubt was told; `fault` says whether there was anything to tell."""

    what: str
    fault: bool
    cases: int
    told: int


Found = tuple[str, bool, bool]
"""`(what was tried, whether it was a fault, whether a doubt was told)`"""

REMOVE = Remove.model_validate({"targets": [{"object": "thing-1"}]})
PAINT = Recolor.model_validate({"targets": [{"object": "thing-1"}], "color": "navy"})


def measure(toolbox: Toolbox, names: Sequence[str] = REPORTED_ON, sizes: Mapping[str, float] = SIZES) -> list[Row]:
    """A row for each thing tried, on things of these sizes in these photos."""
    found: list[Found] = []
    for number, case in enumerate(pasted.cases(names, pasted.things(toolbox), sizes)):
        rng = np.random.default_rng(number)
        found += [*_masks(case, rng, toolbox), *_drawn(case, rng, toolbox), *_fills(case, rng, toolbox)]
        found += _paints(case, toolbox)
    kinds = dict.fromkeys((what, fault) for what, fault, _ in found)
    return [_row(what, fault, [told for *kind, told in found if tuple(kind) == (what, fault)]) for what, fault in kinds]


def _row(what: str, fault: bool, told: Sequence[bool]) -> Row:
    return Row(what, fault, len(told), sum(told))


def _told(checks: Sequence[Check]) -> bool:
    return any(check.caution is not None for check in checks)


def _resolved(op: EditOp, case: Pasted, mask: Mask, toolbox: Toolbox, sure: float | None = None) -> ResolvedOp:
    """The op on a known thing of this mask."""
    resolved, _ = resolve(op, _situation(case, mask, toolbox, sure))
    return resolved


def _situation(case: Pasted, mask: Mask, toolbox: Toolbox, sure: float | None = None) -> Situation:
    height, width = case.shown.shape[:2]
    thing = SceneObject(id="thing-1", label="thing", box=mask.box, mask=mask.to_ref(), mask_score=sure)
    scene = Scene(image=SceneImage(width=width, height=height), objects=(thing,))
    return Situation(case.shown, scene, View.of(width, height), toolbox, MemoryImages())


def _masks(case: Pasted, rng: np.random.Generator, toolbox: Toolbox) -> Iterator[Found]:
    """What is said of outlines alone, before anything is filled."""
    for what, spoil in (("a mask as a segmenter draws it", None), *MASKS.items()):
        mask = case.mask if spoil is None else spoil(case.mask, rng)
        checks = doubted(_resolved(REMOVE, case, mask, toolbox), case.shown, case.shown, toolbox)
        yield what, spoil is not None, _told(checks)


def _drawn(case: Pasted, rng: np.random.Generator, toolbox: Toolbox) -> Iterator[Found]:
    """The segmenter's own masks, from a box that is a little off; those neither right nor wrong do not count."""
    true = Mask(case.alpha >= 0.5)
    x, y = (LOOSE * side for side in true.box.size)
    left, top, right, bottom = true.box.as_list() + rng.uniform(-1, 1, 4) * (x, y, x, y)
    box = Box(round(left), round(top), round(right), round(bottom)).clamp(true.width, true.height)
    with toolbox.lease("segmenter") as segmenter:
        region = segmenter.segment(segmenter.encode(case.shown), [Prompt(box=box)])[0]
    alike = region.mask.iou(true)
    if WRONG <= alike < RIGHT or not region.mask.area:
        return
    resolved = _resolved(REMOVE, case, region.mask, toolbox, sure=region.score)
    checks = doubted(resolved, case.shown, case.shown, toolbox)
    what = f"the segmenter's mask, IoU {f'< {WRONG}' if alike < WRONG else f'≥ {RIGHT}'}"
    yield what, alike < WRONG, _told(checks)


def _fills(case: Pasted, rng: np.random.Generator, toolbox: Toolbox) -> Iterator[Found]:
    """The truth as a fill, the same with faults, and the real fill by how near it is to the truth."""
    resolved = _resolved(REMOVE, case, case.mask, toolbox)
    hole = hole_of(case.mask, resolved.growth)
    truth = _laid(case.shown, case.truth, fade_in(hole).astype(np.float32) / 255)
    for what, spoil in (("the truth as a fill", None), *FILLS.items()):
        fill = truth if spoil is None else spoil(truth, case, rng)
        yield what, spoil is not None, _told(_by_looking(doubted_fill(resolved, case.shown, fill, toolbox)))
    outcome = evaluate(resolved, case.shown, toolbox, MemoryImages())
    filled = composite(case.shown, outcome.patches)
    around = hole.box.pad(max(16, max(hole.box.size) // 8, SMALLEST - min(hole.box.size)))
    window = around.clamp(hole.width, hole.height)
    far = lpips(*(np.ascontiguousarray(pixels[window.slices]) for pixels in (filled, case.truth)))
    if far < NEAR_TRUTH or far > FAR_FROM_IT:
        what = f"a real fill, LPIPS {f'> {FAR_FROM_IT}' if far > FAR_FROM_IT else f'< {NEAR_TRUTH}'} from the truth"
        yield what, far > FAR_FROM_IT, _told(_of_fill(doubted_fill(resolved, case.shown, filled, toolbox)))


def _by_looking(checks: Sequence[Check]) -> list[Check]:
    """Without what is told of every such hole, however it was filled."""
    return [check for check in _of_fill(checks) if "made up" not in (check.caution or "")]


def _of_fill(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.name == "natural fill"]


def _of_paint(checks: Sequence[Check]) -> list[Check]:
    return [check for check in checks if check.name == "all painted"]


def _paints(case: Pasted, toolbox: Toolbox) -> Iterator[Found]:
    """The whole thing painted, and its upper half alone."""
    resolved = _resolved(PAINT, case, case.mask, toolbox)
    outcome = evaluate(resolved, case.shown, toolbox, MemoryImages())
    painted = composite(case.shown, outcome.patches)
    yield "painted", False, _told(_of_paint(doubted_paint(resolved, case.shown, painted, toolbox)))
    half = painted.copy()
    middle = (case.mask.box.top + case.mask.box.bottom) // 2
    half[middle:] = case.shown[middle:]
    if float(np.mean(_chroma(case.shown)[middle:][case.mask.array[middle:]])) > 2 * COLOURFUL:
        yield (
            "half of a colourful thing painted",
            True,
            _told(_of_paint(doubted_paint(resolved, case.shown, half, toolbox))),
        )


def _chroma(pixels: Pixels) -> NDArray[np.float32]:
    import cv2

    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]), np.float32)


def table(rows: Sequence[Row]) -> str:
    """Markdown: false doubts first."""
    lines = ["| what | cases | a doubt is told |", "| --- | --- | --- |"]
    for row in sorted(rows, key=lambda one: one.fault):
        kind = "wrong: " if row.fault else "right: "
        lines.append(f"| {kind}{row.what} | {row.cases} | {row.told} ({row.told / row.cases:.0%}) |")
    return "\n".join(lines)


def run() -> str:
    """Measure and print, some minutes on two cores."""
    toolbox = Toolbox(EMBEDDED)
    try:
        return table(measure(toolbox))
    finally:
        toolbox.close()
