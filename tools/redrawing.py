"""Pictures drawn anew at a model's own size: brought there and back, with the fine detail of what stayed as it was.

What a model of 512 pixels gives of a large photo is soft. Where it still runs along with the photo (the slope of a
guided filter, He et al., ECCV 2010), the photo's own detail is laid over it; what was drawn otherwise gets none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from .detail import shrink
from .errors import ToolError

RADIUS = 4
"""Pixels of the drawn picture around each over which the two are compared."""

FLAT = 4.0
"""Standard deviation in grey levels below which nothing is there to run along with."""


def resized(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture `(width, height)` large; itself where it is."""
    import cv2

    height, width = picture.shape[:2]
    if (width, height) == size:
        return picture
    if size[0] <= width and size[1] <= height:
        return shrink(picture, size)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def brought_back(drawn: Pixels, seen: Pixels, pixels: Pixels) -> Pixels:
    """`drawn` (h×w×3, what a model made of `seen`) at the size of `pixels` (H×W×3, of which `seen` is a resized copy),
    as sharp as these where it shows the same."""
    import cv2

    size = (pixels.shape[1], pixels.shape[0])
    if drawn.shape == pixels.shape or size[0] * size[1] <= drawn.shape[0] * drawn.shape[1]:
        return resized(drawn, size)
    large = cv2.resize(drawn, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    detail = pixels - cv2.resize(seen, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    share = cv2.resize(_alike(drawn, seen), size, interpolation=cv2.INTER_LINEAR)
    return np.rint(np.clip(large + share[..., None] * detail, 0, 255)).astype(np.uint8)


def _alike(drawn: Pixels, seen: Pixels) -> NDArray[np.float32]:
    """0…1 (h×w): how far `drawn` runs along with `seen` around each pixel."""
    one, other = (picture.astype(np.float32).mean(axis=2) for picture in (drawn, seen))
    mean_one, mean_other = _mean(one), _mean(other)
    both = _mean(one * other) - mean_one * mean_other
    spread_one, spread_other = _mean(one * one) - mean_one**2, _mean(other * other) - mean_other**2
    return np.clip(both / (np.maximum(spread_one, spread_other) + FLAT), 0, 1).astype(np.float32)


def _mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    side = 2 * RADIUS + 1
    return np.asarray(cv2.boxFilter(values, -1, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def as_pixels(drawn: NDArray[np.floating]) -> Pixels:
    """uint8 out of a generator's H×W×3 in 0…1. Raises ToolError where it is no picture."""
    if not np.isfinite(drawn).all():
        raise ToolError(
            "the generator gave numbers that are no picture, as half precision does where it overflows; "
            'set running.precision = "bfloat16" or "float32" in scenewright.toml'
        )
    return np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8)
