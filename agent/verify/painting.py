"""How far a new colour reached: all of the thing that had a colour of its own wears it."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.ops import Recolor
from ...scene.records import Check, ResolvedOp, ResolvedTarget
from ...tools.toolbox import Toolbox
from ..actions.margins import hole_of
from .closeups import CloseUp, Floats, close_up
from .saying import name_of

STAYED = 6.0
"""A colour that moved less than this (CIELAB) stayed what it was."""
COLOURFUL = 20.0
"""What has less chroma is chrome, glass, rubber or black, which keep their colour when a thing is painted."""
NEAR = 15.0
"""What was so near to the new colour in its hue has it already."""
KEPT = 0.25
"""Share of a thing from which on a colour that stayed is another part of it, and not a print or a shadow."""


def all_painted(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """No large colourful part of a thing kept its own colour."""
    if not isinstance(resolved.op, Recolor):
        return []
    return [_painted(target, resolved, before, after) for target in resolved.targets if not target.writing]


def _painted(target: ResolvedTarget, resolved: ResolvedOp, before: Pixels, after: Pixels) -> Check:
    mask = Mask.from_ref(target.mask)
    if not mask.area:
        return Check(name="all painted", passed=True)
    close = close_up(before, mask, hole_of(mask, resolved.growth))
    share = _kept(close, close.same_part(after))
    name = name_of(target.label)
    said = f"a part of {name} kept its own colour; mark it and say the same of “this”" if share > KEPT else None
    return Check(name="all painted", passed=True, value=round(share, 3), caution=said)


def _kept(close: CloseUp, now: Floats) -> float:
    """Share of the thing whose own colour stayed, and is not the new one."""
    was, now = close.colours[close.thing], now[close.thing]
    stayed = np.linalg.norm(now - was, axis=1) < STAYED
    if stayed.all() or not len(was):
        return 0.0
    paint = np.median(now[~stayed], axis=0)
    foreign = np.linalg.norm(was[:, 1:] - paint[1:], axis=1) > NEAR
    return float(np.mean(stayed & foreign & (np.linalg.norm(was[:, 1:], axis=1) > COLOURFUL)))
