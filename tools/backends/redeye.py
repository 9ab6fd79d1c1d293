"""Pupils that a flash made red: saturated red where an iris should be dark or of another colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..ports import Eye

REDNESS = 0.42
"""Of a pixel: how much its red exceeds the greater of green and blue, as a share of the red. Skin stays under 0.4,
brown irises under it too where they are bright enough to tell."""

BRIGHT = 60
"""Darker reds (0…255) do not look red."""

LEAST = 0.08
"""A red pupil fills at least this share of the iris; less is a blood vessel or the corner of the eye."""

REACH = 1.15
"""In radii of the iris: how far from its centre red is looked for."""


def red_pupil(pixels: Pixels, eye: Eye) -> Mask | None:
    """The red of a flash in this eye, None where there is none; `pixels` H×W×3 uint8 RGB."""
    if eye.radius is None or eye.radius < 1:
        return None
    height, width = pixels.shape[:2]
    reach = REACH * eye.radius
    x, y = eye.center
    box = Box.around([(x - reach, y - reach), (x + reach + 1, y + reach + 1)]).intersect(Box.of_size(width, height))
    if not box.area:
        return None
    rows, columns = np.mgrid[box.slices]
    near = np.hypot(columns + 0.5 - x, rows + 0.5 - y) <= reach
    red = _central(_redness(pixels[box.slices]) & near, (x - box.left, y - box.top), eye.radius)
    if red.sum() < max(4, LEAST * np.pi * eye.radius**2):
        return None
    return Mask(red).paste(width, height, box.left, box.top)


def _redness(crop: Pixels) -> NDArray[np.bool_]:
    red, green, blue = np.moveaxis(crop[..., :3].astype(np.float32), -1, 0)
    return np.asarray((red >= BRIGHT) & (red - np.maximum(green, blue) >= REDNESS * red))


def _central(red: NDArray[np.bool_], centre: tuple[float, float], radius: float) -> NDArray[np.bool_]:
    """The piece of red at the middle of the iris, with its glint; nothing where no piece comes near the middle."""
    import cv2

    closed = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels, _, centroids = cv2.connectedComponentsWithStats(closed, connectivity=4)
    out = np.zeros_like(red)
    for piece in range(1, count):
        if np.hypot(*(centroids[piece] + 0.5 - centre)) <= 0.6 * radius:
            out |= labels == piece
    return _filled(out)


def _filled(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the holes inside: the glint of the flash."""
    import cv2

    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(out, contours, -1, 1, -1)
    return out.astype(bool)
