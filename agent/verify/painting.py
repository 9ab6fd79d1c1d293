"""How far a new colour reached: all of the thing that had a colour of its own wears it."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels
from ...scene.records import Check, ResolvedTarget
from .closeups import CloseUp, Floats
from .saying import name_of

STAYED = 6.0
"""A colour that moved less than this (CIELAB) stayed what it was."""
COLOURFUL = 20.0
"""What has less chroma is chrome, glass, rubber or black, which keep their colour when a thing is painted."""
NEAR = 15.0
"""What was so near to the new colour in its hue has it already."""
KEPT = 0.25
"""Share of a thing from which on a colour that stayed is another part of it, and not a print or a shadow."""


def all_painted(target: ResolvedTarget, close: CloseUp, after: Pixels) -> Check | None:
    """No large colourful part of a thing kept its own colour."""
    if target.writing:
        return None
    share = _kept(close, close.same_part(after))
    said = f"a part of {name_of(target.label)} kept its own colour; paint over it and say the same of “this”"
    return Check(name="all painted", passed=True, value=round(share, 3), caution=said if share > KEPT else None)


def _kept(close: CloseUp, now: Floats) -> float:
    """Share of the thing whose own colour stayed, and is not the new one."""
    was, now = close.colours[close.thing], now[close.thing]
    stayed = np.linalg.norm(now - was, axis=1) < STAYED
    if stayed.all() or not len(was):
        return 0.0
    paint = np.median(now[~stayed], axis=0)
    foreign = np.linalg.norm(was[:, 1:] - paint[1:], axis=1) > NEAR
    return float(np.mean(stayed & foreign & (np.linalg.norm(was[:, 1:], axis=1) > COLOURFUL)))
