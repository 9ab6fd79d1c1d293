"""What was filled in: of a piece with its surroundings."""

from __future__ import annotations

from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.margins import hole_of
from .leaving import places_taken
from .measures import roughness

ROUGH = 1.5
"""A fill whose fine detail is this many times that of its surroundings (and of the thing before) is noise: good fills
measured 0.6…0.9, uniform noise 1.8 and more (`scenewright bench verification`)."""


def clean(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A fill is of a piece with its surroundings, not noise."""
    out = []
    covered = places_taken(resolved, after).grow(2)
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        hole = hole_of(mask, resolved.growth)
        inner = hole.grow(-2).minus(covered)
        ring = hole.grow(max(12, min(mask.box.size) // 4)).minus(hole).minus(covered)
        if inner.area < 30 or not ring.area:
            continue
        now = roughness(after, inner)
        usual = max(roughness(before, ring), roughness(before, mask), 2.0)
        ratio = now / usual
        detail = "" if ratio < ROUGH else f"the fill is {ratio:.0f} times rougher than its surroundings"
        out.append(Check(name="clean fill", passed=ratio < ROUGH, detail=detail, value=round(ratio, 2)))
    return out
