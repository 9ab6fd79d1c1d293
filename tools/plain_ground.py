"""Things on a plain ground, as shops photograph them: whatever is not the ground's colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask

RIM = 0.02
"""Share of the shorter side that tells the ground's colour, along the picture's edge."""

PLAIN = 0.93
"""Share of that strip that must have the colour: a thing may reach the edge a little."""

NEAR, EXACT = 24.0, 9.0
"""Greatest difference of a channel to the ground's colour: of ground that the edge is joined to, and of holes."""

HOLE = 0.002
"""Share of the picture from which an enclosed patch of exactly the ground's colour is seen through, not part."""

PIECE = 0.03
"""Pieces below this share of the largest are specks."""

BOUNDS = (0.01, 0.9)
"""Share of the picture that things on a plain ground take up."""


def off_plain_ground(pixels: Pixels) -> Mask | None:
    """What lies on a plain ground (H×W×3|4 pixels); None where the ground is not plain, or nothing lies on it."""
    rgb = to_rgb(pixels).astype(np.float32)
    rim = max(2, round(RIM * min(rgb.shape[:2])))
    edge = np.concatenate(
        [part.reshape(-1, 3) for part in (rgb[:rim], rgb[-rim:], rgb[rim:-rim, :rim], rgb[rim:-rim, -rim:])]
    )
    off = np.abs(rgb - np.median(edge, axis=0)).max(axis=2)
    if np.mean(np.abs(edge - np.median(edge, axis=0)).max(axis=1) <= NEAR) < PLAIN:
        return None
    things = _large(~(_joined(off <= NEAR) | _holes(off <= EXACT)))
    share = float(things.mean())
    return Mask(things) if BOUNDS[0] <= share <= BOUNDS[1] else None


def _joined(plain: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What of the plain pixels is joined to the picture's edge."""
    import cv2

    _, labels = cv2.connectedComponents(np.pad(plain, 1, constant_values=True).astype(np.uint8), connectivity=4)
    return np.asarray(labels == labels[0, 0])[1:-1, 1:-1]


def _holes(exact: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Patches of exactly the ground's colour that are large enough to be it."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(exact.astype(np.uint8), connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] >= HOLE * exact.size
    large[0] = False
    return np.asarray(large[labels])


def _large(things: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(things.astype(np.uint8), connectivity=8)
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return np.asarray((areas >= max(1, PIECE * areas.max()))[labels] & things)
