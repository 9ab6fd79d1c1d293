"""Cleaning of masks that a network drew: specks and pinholes go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ISLAND = 0.02
"""Share of the mask's area below which a separate island is dropped."""

HOLE = 0.005
"""Share of the mask's area below which a hole is filled."""


def tidy(array: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """An H×W bool mask without islands under 2 % and holes under 0.5 % of its area; the largest part always stays."""
    area = int(np.count_nonzero(array))
    if not area:
        return array
    without_islands = array & ~_small_parts(array, ISLAND * area)
    return without_islands | _small_parts(~without_islands, HOLE * area, connectivity=4)


def _small_parts(array: NDArray[np.bool_], below: float, connectivity: int = 8) -> NDArray[np.bool_]:
    """Those connected parts of `array` with fewer than `below` pixels, but never its largest one."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(array.astype(np.uint8), connectivity=connectivity)
    if count <= 2:
        return np.zeros_like(array)
    areas = stats[:, cv2.CC_STAT_AREA]
    small = areas < below
    small[0] = False
    small[1 + int(np.argmax(areas[1:]))] = False
    return np.asarray(small[labels])
