"""Where a thing that is known to the pixel is found in an edited picture: by looking, not by what the editor says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from .composing import SOLID, Placed

ZOOMS = (0.7, 0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.25, 1.4)
"""Sizes, as shares of the expected one, in which a thing that is to be resized is looked for."""
NEW = 0.5
"""Of the found pixels, how many must be another colour than before: what was there before did not come."""
LIKE = 45.0
"""Root mean square difference from the thing (8-bit levels) up to which it is the thing."""


@dataclass(frozen=True, slots=True)
class Found:
    """The box (of the whole cut-out) in which a thing is seen, and how far it differs from it, in 8-bit levels."""

    box: Box
    error: float


def find(placed: Placed, size: tuple[int, int], before: Pixels, after: Pixels, resized: bool = False) -> Found | None:
    """The best match of the thing in about this size among places that have changed; None where nothing is like it."""
    changed = (before != after).any(axis=2).astype(np.float32)
    found = []
    for zoom in ZOOMS if resized else (1.0,):
        wide, high = (max(4, round(zoom * side)) for side in size)
        if wide <= after.shape[1] and high <= after.shape[0]:
            found.append(_match(placed.at(Box(0, 0, wide, high)), after, changed))
    seen = [one for one in found if one is not None and one.error <= LIKE]
    return min(seen, key=lambda one: one.error, default=None)


def _match(placed: Placed, after: Pixels, changed: NDArray[np.float32]) -> Found | None:
    import cv2

    layer = placed.layer()
    solid = (layer[..., 3] >= SOLID).astype(np.float32)
    if not solid.any():
        return None
    color = np.where(solid[..., None] > 0, layer[..., :3] / np.maximum(layer[..., 3:], SOLID), 0).astype(np.float32)
    mask = np.repeat(solid[..., None], 3, axis=2)
    squares = cv2.matchTemplate(after.astype(np.float32), color, cv2.TM_SQDIFF, mask=mask)
    errors = np.sqrt(np.maximum(np.asarray(squares, np.float64), 0) / (3 * solid.sum()))
    new = cv2.matchTemplate(changed, solid, cv2.TM_CCORR) / solid.sum()
    errors = np.where(np.asarray(new) >= NEW, errors, np.inf)
    row, column = np.unravel_index(int(np.argmin(errors)), errors.shape)
    error = float(errors[row, column])
    return Found(placed.box.shift(int(column), int(row)), error) if np.isfinite(error) else None
