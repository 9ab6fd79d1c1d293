"""What was filled in: of a piece with its surroundings."""

from __future__ import annotations

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.margins import hole_of
from .measures import roughness

ROUGH = 1.5
"""A fill whose fine detail is this many times that of its surroundings (and of the thing before) is noise: good fills
measured 0.6…0.9, uniform noise 1.8 and more (`scenewright bench verification`)."""


def clean(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A fill is of a piece with its surroundings, not noise."""
    taken = [place.pad(4) for place in resolved.places]
    checks = [_clean(Mask.from_ref(target.mask), resolved.growth, taken, before, after) for target in resolved.targets]
    return [check for check in checks if check is not None]


def _clean(mask: Mask, growth: int, taken: list[Box], before: Pixels, after: Pixels) -> Check | None:
    """Everything is measured in a window around the mask, so that a large photo costs no more than it must."""
    wide = max(12, min(mask.box.size) // 4)
    window = mask.box.pad(growth + wide + 4).clamp(mask.width, mask.height)
    mask, before, after = mask.crop(window), before[window.slices], after[window.slices]
    covered = _covered(taken, window).grow(2)
    hole = hole_of(mask, growth)
    inner = hole.grow(-2).minus(covered)
    ring = hole.grow(wide).minus(hole).minus(covered)
    if inner.area < 30 or not ring.area:
        return None
    now = roughness(after, inner)
    usual = max(roughness(before, ring), roughness(before, mask), 2.0)
    ratio = now / usual
    detail = "" if ratio < ROUGH else f"the fill is {ratio:.0f} times rougher than its surroundings"
    return Check(name="clean fill", passed=ratio < ROUGH, detail=detail, value=round(ratio, 2))


def _covered(taken: list[Box], window: Box) -> Mask:
    out = Mask.empty(window.width, window.height)
    for box in taken:
        out = out.union(Mask.from_box(box.shift(-window.left, -window.top), window.width, window.height))
    return out
