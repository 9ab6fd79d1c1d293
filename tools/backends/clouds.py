"""Clouds in a sky: what is whiter or greyer than its blue."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.mask import Mask
from ..filters.oklab import to_oklab

BLUE = 0.03
"""How much bluer (OKLab) the clear part of a sky is than its clouds, at least; else nothing is told apart."""

SHARE = 0.03
"""Both must cover this share of the sky."""


def clouds_in(pixels: Pixels, sky: Mask) -> Mask:
    """The clouds of a sky (H×W mask) in an H×W×3 picture; empty where the whole sky is of one colour.

    The sky's blueness is split in two by Otsu's threshold: an overcast sky, a clear one and a red one have no clouds
    that could be named apart from it.
    """
    import cv2

    box = sky.box
    inside = sky.crop(box).array
    blueness = -to_oklab(np.ascontiguousarray(pixels[box.slices]))[..., 2]
    blueness = np.asarray(cv2.GaussianBlur(blueness.astype(np.float32), (0, 0), 1.0), np.float32)
    values = blueness[inside]
    low, high = np.quantile(values, (0.02, 0.98))
    if high - low < BLUE:
        return Mask(np.zeros_like(sky.array))
    scaled = np.clip((values - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    split, _ = cv2.threshold(scaled, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    level = low + split / 255 * (high - low)
    pale = inside & (blueness <= level)
    if not _two_sorts(values, level):
        return Mask(np.zeros_like(sky.array))
    return Mask(pale).paste(sky.width, sky.height, box.left, box.top)


def _two_sorts(values: NDArray[np.float32], level: float) -> bool:
    pale, blue = values[values <= level], values[values > level]
    both = min(len(pale), len(blue)) >= SHARE * len(values)
    return both and float(blue.mean() - pale.mean()) >= BLUE and float(blue.mean()) > BLUE
