"""What was put down: it shows where it should."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from .measures import VISIBLE, correlation, luma, share_changed

ARRIVED = 0.8
"""Correlation that a moved thing must have with what was put down."""
DRAWN = 0.1
"""Of a box, that looks otherwise than before where something was drawn into it."""
RIM = 4
"""Pixels in which a pasted thing may run into what is around it."""


def arrived(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was put down is where it should be."""
    import cv2

    out = []
    sources = resolved.targets * len(resolved.places) if len(resolved.targets) == 1 else resolved.targets
    frame = Box.of_size(after.shape[1], after.shape[0])
    for target, place in zip(sources, resolved.places, strict=False):
        mask = Mask.from_ref(target.mask)
        shown = place.intersect(frame)
        if shown.area < 0.5 * place.area or _hidden_later(place, resolved):
            continue
        size = (place.width, place.height)
        thing = cv2.resize(luma(before[mask.box.slices]), size, interpolation=cv2.INTER_AREA)
        shape = cv2.resize(mask.crop(mask.box).array.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        part = shown.shift(-place.left, -place.top).slices
        free = _in_sight(Mask.full(frame.width, frame.height), resolved).crop(shown)
        inner = Mask(shape[part]).grow(-1).intersect(free).array
        alike = _alike(thing[part], luma(after[shown.slices]), inner) if inner.any() else 1.0
        detail = "it is where it should be" if alike >= ARRIVED else "it does not show where it should be"
        out.append(Check(name="arrived", passed=alike >= ARRIVED, detail=detail, value=round(alike, 3)))
    return out


def _alike(thing: NDArray[Any], there: NDArray[Any], inner: NDArray[np.bool_]) -> float:
    """Correlation within `inner`; of a thing of one tone, which correlates with nothing, the share that is of one tone
    there too, away from its soft rim."""
    if float(np.ptp(thing[inner])) >= VISIBLE:
        return correlation(thing[inner], there[inner])
    core = Mask(np.pad(inner, RIM)).grow(-RIM).array[RIM:-RIM, RIM:-RIM]
    plain = there[core] if core.any() else there[inner]
    return float((np.abs(plain - np.median(plain)) < VISIBLE).mean())


def _in_sight(mask: Mask, resolved: ResolvedOp) -> Mask:
    """Without what stands in front of the thing that is put down."""
    return mask if resolved.before is None else mask.minus(Mask.from_ref(resolved.before))


def _hidden_later(place: Box, resolved: ResolvedOp) -> bool:
    """Whether another thing put down in the same action covers much of this one."""
    others = [other for other in resolved.places if other != place and other.bottom >= place.bottom]
    return any(place.intersect(other).area > 0.2 * place.area for other in others)


def put_in(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Something new shows at every place."""
    out = []
    for place in resolved.places:
        free = _in_sight(Mask.from_box(place, before.shape[1], before.shape[0]), resolved)
        if resolved.before is not None and not free.area:
            continue
        share = share_changed(before, after, free)
        detail = f"{share:.0%} of the place changed"
        out.append(Check(name="put in", passed=share >= 0.1, detail=detail, value=round(share, 3)))
    return out


def drawn_in(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Something was drawn into every box of a layout that it was drawn for, and what was cleared looks otherwise."""
    if resolved.layout is None:
        return []
    own = [(one.phrase, one.box) for one in resolved.layout.things if one.own]
    places = [*own, *(("what was there", box) for box in resolved.layout.cleared)]
    out = []
    for name, box in places:
        share = share_changed(before, after, Mask.from_box(box, before.shape[1], before.shape[0]))
        detail = f"{name}: {share:.0%} of the box changed"
        out.append(Check(name="drawn", passed=share >= DRAWN, detail=detail, value=round(share, 3)))
    return out


def outlined(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was drawn after words was found in its place; where it was not, the whole place is taken for it."""
    words = getattr(resolved.op, "prompt", None)
    checks = []
    for mask in resolved.found:
        if mask is not None:
            checks.append(Check(name="outlined", passed=True, detail=f"the outline of “{words}” was found"))
            continue
        detail = f"“{words}” was not found where it was drawn, so its whole place counts as it"
        checks.append(Check(name="outlined", passed=True, detail=detail, caution=f"{detail}: look whether it is there"))
    return checks
