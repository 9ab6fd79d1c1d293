"""Pupils that a flash made red: saturated red where an iris should be dark or of another colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..ports import Eye

RED = 60
"""A pixel's red exceeds its green and its blue by so much (0…255),"""

REDNESS = 0.45
"""and by this share of itself. Warm brown irises and lids come near to that, but"""

NEUTRAL = 0.08
"""in them the green exceeds the blue by more than this share of the red."""

FRINGE = 0.3
"""Pixels beside the red that are this red belong to it: the rim of the pupil is a mixture."""

LEAST = 0.08
"""A red pupil fills at least this share of the iris; less is a blood vessel or the corner of the eye."""

ASIDE = 1.0
"""In radii: how far the middle of the red may lie from the middle of the iris."""

SLENDER = 2.5
"""Longer pieces than this ratio are the rim of a lid."""

REACH = 1.5
"""In radii of the iris: how far from its centre red is looked for. The red itself may have drawn the iris aside."""

PAIRED = 1.6
"""So many times as far where the person's other eye is red: a flash reaches both."""


def red_pupil(pixels: Pixels, eye: Eye, paired: bool = False) -> Mask | None:
    """The red of a flash in this eye, None where there is none; `pixels` H×W×3 uint8 RGB. `paired`: the person's other
    eye is red."""
    further = PAIRED if paired else 1.0
    if eye.radius is None or eye.radius < 1:
        return None
    height, width = pixels.shape[:2]
    reach = further * REACH * eye.radius
    x, y = eye.center
    box = Box.around([(x - reach, y - reach), (x + reach + 1, y + reach + 1)]).intersect(Box.of_size(width, height))
    if not box.area:
        return None
    rows, columns = np.mgrid[box.slices]
    near = np.hypot(columns + 0.5 - x, rows + 0.5 - y) <= reach
    red = _central(pixels[box.slices], near, (x - box.left, y - box.top), eye.radius, further * ASIDE)
    if not red.any():
        return None
    return Mask(red).paste(width, height, box.left, box.top)


def _central(
    crop: Pixels, near: NDArray[np.bool_], centre: tuple[float, float], radius: float, aside: float
) -> NDArray[np.bool_]:
    """The pieces of red in the iris, with their fringe and their glint; nothing where none comes near the middle."""
    import cv2

    red, fringe = _redness(crop)
    count, labels, stats, centroids = cv2.connectedComponentsWithStats((red & near).astype(np.uint8), connectivity=8)
    out = np.zeros_like(red)
    for piece in range(1, count):
        short, long = sorted(stats[piece][2:4])
        if np.hypot(*(centroids[piece] + 0.5 - centre)) <= aside * radius and long <= SLENDER * short + 1:
            out |= labels == piece
    if out.sum() < max(3, LEAST * np.pi * radius**2):
        return np.zeros_like(out)
    beside = cv2.dilate(out.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    return _filled(out | (beside & fringe))


def _redness(crop: Pixels) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pixels as red as a flash makes them, and those half as red."""
    red, green, blue = np.moveaxis(crop[..., :3].astype(np.float32), -1, 0)
    over = red - np.maximum(green, blue)
    clear = (over >= RED) & (over >= REDNESS * red) & (green - blue <= NEUTRAL * red)
    return np.asarray(clear), np.asarray(over >= FRINGE * red)


def _filled(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the holes inside: the glint of the flash."""
    import cv2

    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    out = np.zeros(mask.shape, np.uint8)
    cv2.drawContours(out, contours, -1, 1, -1)
    return out.astype(bool)
