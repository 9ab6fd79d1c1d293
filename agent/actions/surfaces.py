"""Where on a thing another one can stand: the top of a table, the seat of a chair."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask

SEATS = {
    "chair": 0.5, "armchair": 0.5, "couch": 0.55, "sofa": 0.55, "bench": 0.5, "bed": 0.4, "toilet": 0.45,
}  # fmt: skip
"""How far down, as a share of its height, one sits on a thing."""

TOP = 0.08
"""How far down a thing stands on what has neither a seat nor a wide top."""

WIDE = 0.5
"""A row is part of a top when it has this share of the widest row's pixels: below it there are only legs."""

DEPTHS = (0.5, 0.35, 0.65)
"""Where the foot may stand in a top, as shares of its rows, the best first."""

FOOTPRINT = 0.12
"""Share of a thing's height that its foot takes up in depth."""

STEPS = 24
"""Places across a top that are tried."""


def standing_on(thing: Box, label: str | None, mask: Mask, others: Sequence[Box], flat: bool = False) -> Box:
    """The box of a thing that is put on another one: `mask` is that one's, `others` are boxes of what else is there.

    All in the shown picture. On a wide top, and on what is `flat` whatever its shape (grass, a floor), it stands well
    inside, where nothing else stands, near the middle.
    """
    of = mask.box
    if label in SEATS:
        return _standing(thing, of.center.x, of.top + SEATS[label] * of.height)
    if not flat and not (of.width > 1.2 * of.height and of.width > 1.5 * thing.width):
        return _standing(thing, of.center.x, of.top + TOP * of.height)
    top, bottom = _rows(mask)
    feet = [top + share * (bottom - top) for share in DEPTHS]
    half = thing.width / 2
    across = np.linspace(min(of.left + half, of.center.x), max(of.right - half, of.center.x), STEPS)
    spots = [_standing(thing, x, foot) for foot in feet for x in sorted(across, key=lambda x: abs(x - of.center.x))]
    solid = np.asarray(mask.array, np.float32)
    return min(spots, key=lambda spot: _cost(spot, of, solid, others))


def _rows(mask: Mask) -> tuple[int, int]:
    """From the first row of the top to the first below it."""
    counts = np.count_nonzero(mask.array, axis=1)
    wide = counts >= WIDE * counts.max()
    start = int(np.argmax(wide))
    ends = np.flatnonzero(~wide[start:])
    return start, start + (int(ends[0]) if ends.size else len(wide) - start)


def _cost(spot: Box, of: Box, solid: NDArray[np.float32], others: Sequence[Box]) -> float:
    """How much of its footprint hangs in the air, how much it hides of other things, how far from the middle it is."""
    height, width = solid.shape
    foot = Box(spot.left, spot.bottom - max(2, round(FOOTPRINT * spot.height)), spot.right, spot.bottom)
    inside = foot.clamp(width, height)
    held = float(solid[inside.slices].sum()) / max(1, foot.area) if inside.area else 0.0
    hidden = sum(spot.intersect(other).area / max(1, min(spot.area, other.area)) for other in others)
    return 4 * (1 - held) + hidden + 0.5 * abs(spot.center.x - of.center.x) / max(1, of.width)


def _standing(thing: Box, x: float, bottom: float) -> Box:
    left = round(x - thing.width / 2)
    return Box(left, round(bottom) - thing.height, left + thing.width, round(bottom))
