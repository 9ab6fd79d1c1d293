"""Cleaning of masks that a network drew: specks and pinholes go."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask

ISLAND = 0.02
"""Share of the mask's area below which a separate island is dropped."""

HOLE = 0.005
"""Share of the mask's area below which a hole is filled."""


def tidy(array: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """An H×W bool mask without islands under 2 % and holes under 0.5 % of its area; the largest part always stays."""
    area = int(np.count_nonzero(array))
    if not area:
        return array
    out = array.copy()
    near = out[Mask(array).box.slices]  # islands lie in the mask's box, and holes within it
    near &= ~_small_parts(near, ISLAND * area)
    frame = Box.of_size(out.shape[1], out.shape[0])
    box = Mask(out).box.pad(1).intersect(frame)
    near = out[box.slices]
    near |= _small_parts(~near, HOLE * area, box, frame)
    return out


def _small_parts(
    array: NDArray[np.bool_], below: float, box: Box | None = None, frame: Box | None = None
) -> NDArray[np.bool_]:
    """Those connected parts of `array` with fewer than `below` pixels, but never its largest one.

    Where it is the part `box` of a larger `frame`, what reaches its edge goes on outside and is not small; corners
    connect only without one.
    """
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(array.astype(np.uint8), connectivity=4 if box else 8)
    if count <= 2:
        return np.zeros_like(array)
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    if box is not None and frame is not None:
        areas[_going_on(np.asarray(stats, np.int32), box, frame)] = np.inf
    small = areas < below
    small[0] = False
    small[1 + int(np.argmax(areas[1:]))] = False
    return np.asarray(small[labels])


def _going_on(stats: NDArray[np.int32], box: Box, frame: Box) -> NDArray[np.bool_]:
    """Which parts of `box` touch an edge of it that is not the frame's."""
    left, top, width, height = stats[:, :4].T
    return np.asarray(
        (left == 0) & (box.left > frame.left)
        | (top == 0) & (box.top > frame.top)
        | (left + width == box.width) & (box.right < frame.right)
        | (top + height == box.height) & (box.bottom < frame.bottom)
    )
