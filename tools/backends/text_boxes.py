"""Differentiable binarization (Liao et al., AAAI 2020): from a map of how likely each pixel is text to turned boxes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LIKELY = 0.3
"""From this probability on a pixel is of the shrunk core of a line."""
SURE = 0.5
"""Mean probability in a box from which it holds text."""
UNCLIP = 1.6
"""How far cores are grown back: area × this / perimeter."""
SMALLEST = 3
"""Cores with a shorter side than this are specks."""
MOST = 1000

Corners = NDArray[np.float32]
"""4×2 float32 `(x, y)`, clockwise from the top left."""


@dataclass(frozen=True, slots=True)
class TextBox:
    """A turned box around a line of text."""

    corners: Corners
    score: float


def text_boxes(likely: NDArray[np.float32]) -> list[TextBox]:
    """The boxes in a probability map (h×w), in its coordinates, top to bottom."""
    import cv2

    core = cv2.dilate((likely > LIKELY).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(core, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = [_box(contour, likely) for contour in contours[:MOST]]
    kept = [one for one in found if one is not None]
    return sorted(kept, key=lambda one: (float(one.corners[:, 1].min()), float(one.corners[:, 0].min())))


def _box(contour: Any, likely: NDArray[np.float32]) -> TextBox | None:
    import cv2

    center, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < SMALLEST:
        return None
    score = _mean_inside(likely, cv2.boxPoints((center, (width, height), angle)))
    if score < SURE:
        return None
    reach = width * height * UNCLIP / (2 * (width + height))
    grown = (center, (width + 2 * reach, height + 2 * reach), angle)
    return TextBox(clockwise(np.asarray(cv2.boxPoints(grown), np.float32)), score)


def _mean_inside(likely: NDArray[np.float32], corners: Any) -> float:
    import cv2

    left, top = np.floor(corners.min(axis=0)).astype(int).clip(0)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 1
    part = likely[top:bottom, left:right]
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, [np.rint(corners - (left, top)).astype(np.int32)], 1)
    return float(part[inside > 0].mean()) if inside.any() else 0.0


def clockwise(corners: Corners) -> Corners:
    """The corners of a convex box from the one that is its top left when it is read upright or tilted."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.asarray([top_left, top_right, bottom_right, bottom_left], np.float32)
