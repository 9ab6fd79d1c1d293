"""Lines of writing laid flat: the part of a picture that a line takes, turned upright, and back again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask
from .ports import TextLine

Floats = NDArray[np.float32]
LEAST, MOST = 48, 256
"""A line is laid flat at twice its own height, but between so many pixels."""


@dataclass(frozen=True)
class Flat:
    """A line of a picture laid flat and upright, with some of what is around it."""

    pixels: Floats
    """h×w×3, 0…255."""
    inner: Box
    """Where the corners of the line came to lie."""
    turn: NDArray[np.float64]
    """3×3, from the picture's coordinates to these."""
    scale: float
    """Pixels here for one of the picture."""
    rivals: tuple[Floats, ...] = ()
    """Corners (4×2, here) of lines that stand close by."""

    def back(self, values: Floats, width: int, height: int) -> Floats:
        """Values (h×w) as they lie in the picture of that size; 0 outside."""
        import cv2

        soft = cv2.GaussianBlur(values, (0, 0), 0.4 * self.scale) if self.scale > 1.2 else values
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpPerspective(soft, self.turn, (width, height), flags=flags), np.float32)

    def colors_back(self, colors: Floats, width: int, height: int) -> Floats:
        """Colours (h×w×3) as they lie in the picture; those at the rim go on outside."""
        import cv2

        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        spread = cv2.warpPerspective(colors, self.turn, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(spread, np.float32)

    def leant(self, lean: NDArray[np.float64], pixels: Pixels) -> Flat:
        """Laid flat anew from the picture, so that what is at `lean` (3×3) of a point comes to lie on the point."""
        return _flat(
            pixels, np.linalg.inv(lean) @ self.turn, self.inner, self.pixels.shape[:2], self.scale, self.rivals
        )


def lay_flat(
    pixels: Pixels, line: TextLine, beside: float = 1.5, above: float = 0.7, others: Sequence[TextLine] = ()
) -> Flat:
    """The line with so many of its heights of surroundings on each side; `others` are lines that may stand close by."""
    import cv2

    corners = np.asarray(line.corners, np.float32)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = max(float(top), float(bottom), 1.0), max(float(left), float(right), 1.0)
    scale = min(max(2 * height, LEAST), MOST) / height
    inner = Box.of_size(math.ceil(width * scale), math.ceil(height * scale))
    dx, dy = math.ceil(beside * height * scale), math.ceil(above * height * scale)
    inner = inner.shift(dx, dy)
    quad = np.array(
        [[inner.left, inner.top], [inner.right, inner.top], [inner.right, inner.bottom], [inner.left, inner.bottom]]
    )
    turn = cv2.getPerspectiveTransform(corners, quad.astype(np.float32))
    near = [other for other in others if other.corners != line.corners]
    rivals = tuple(cv2.perspectiveTransform(np.asarray([one.corners], np.float32), turn)[0] for one in near)
    return _flat(pixels, np.asarray(turn, np.float64), inner, (inner.bottom + dy, inner.right + dx), scale, rivals)


def _flat(
    pixels: Pixels,
    turn: NDArray[np.float64],
    inner: Box,
    shape: tuple[int, ...],
    scale: float,
    rivals: tuple[Floats, ...],
) -> Flat:
    import cv2

    picture = np.ascontiguousarray(to_rgb(pixels)).astype(np.float32)
    size = (shape[1], shape[0])
    flat = cv2.warpPerspective(picture, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Flat(np.asarray(flat, np.float32), inner, turn, scale, rivals)


def window_of(line: TextLine, width: int, height: int, beside: float) -> Box:
    """The part of a picture that holds a line and so many of its heights around it."""
    tall = float(np.linalg.norm(np.subtract(line.corners[3], line.corners[0])))
    return line.box.pad(math.ceil(beside * tall) + 4).clamp(width, height)


def line_mask(line: TextLine, width: int, height: int, grow: float = 0.0) -> Mask:
    """The whole box of a line, turned as it is, in a picture of that size; `grow` in heights of the line."""
    import cv2

    corners = np.asarray(line.corners, np.float32)
    if grow:
        tall = float(np.linalg.norm(corners[3] - corners[0]))
        middle = corners.mean(axis=0)
        away = corners - middle
        corners = middle + away * (1 + 2 * grow * tall / np.maximum(1, np.abs(away).max(axis=0) * 2))
    out = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(out, np.rint(corners).astype(np.int32), 1)
    return Mask(out.astype(bool))
