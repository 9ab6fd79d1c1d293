"""Soft edges for hard masks: the boundary is drawn again where the colours say it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels, check_pixels, to_rgb
from ..scene.mask import Mask

EPSILON = 1e-4
"""Variance (of colours 0…1) below which a window counts as flat: only averaging is left there."""


def soft_alpha(pixels: Pixels, mask: Mask, radius: int) -> NDArray[np.uint8]:
    """An H×W uint8 alpha of an H×W mask: 255 well inside, 0 well outside, soft within `radius` pixels of its boundary.

    The soft band follows the colours of `pixels` (H×W×3|4) by a guided filter with a colour guide (He et al., ECCV
    2010). A picture's edge is no boundary. `radius` 0 gives the hard mask. Raises ValueError for other sizes.
    """
    check_pixels(pixels)
    if mask.array.shape != pixels.shape[:2]:
        raise ValueError(f"the mask is of the picture's size {pixels.shape[:2]}, but got {mask.array.shape}")
    hard = np.where(mask.array, 255, 0).astype(np.uint8)
    if radius <= 0 or not mask.area:
        return hard
    crop = mask.box.pad(3 * radius + 1).clamp(mask.width, mask.height)
    guide = to_rgb(pixels)[crop.slices].astype(np.float32) / np.float32(255)
    soft = guided_filter(guide, mask.array[crop.slices].astype(np.float32), radius)
    near = _band(mask.array[crop.slices], radius)
    hard[crop.slices][near] = np.rint(255 * np.clip(soft[near], 0, 1)).astype(np.uint8)
    return hard


def guided_filter(
    guide: NDArray[np.float32], source: NDArray[np.float32], radius: int, epsilon: float = EPSILON
) -> NDArray[np.float32]:
    """`source` (h×w) as the locally affine function of `guide` (h×w×3, 0…1) that fits it best, h×w.

    Windows have `2·radius + 1` pixels a side. He, Sun and Tang, "Guided Image Filtering", equations 14 to 16.
    """
    mean_guide, mean_source = _mean(guide, radius), _mean(source, radius)
    covariance = _mean(guide * source[..., None], radius) - mean_guide * mean_source[..., None]
    slope = np.linalg.solve(_variance(guide, mean_guide, radius, epsilon), covariance[..., None])[..., 0]
    offset = mean_source - (slope * mean_guide).sum(axis=-1)
    return np.asarray((_mean(slope, radius) * guide).sum(axis=-1) + _mean(offset, radius), np.float32)


def _variance(
    guide: NDArray[np.float32], mean: NDArray[np.float32], radius: int, epsilon: float
) -> NDArray[np.float32]:
    """The regularised 3×3 covariance of the guide's channels around each pixel, h×w×3×3."""
    outer = guide[..., :, None] * guide[..., None, :]
    height, width = guide.shape[:2]
    averaged = _mean(outer.reshape(height, width, 9), radius).reshape(height, width, 3, 3)
    return np.asarray(averaged - mean[..., :, None] * mean[..., None, :] + epsilon * np.eye(3, dtype=np.float32))


def _mean(values: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    import cv2

    size = (2 * radius + 1, 2 * radius + 1)
    if values.ndim == 3 and values.shape[2] > 4:
        return np.stack([_mean(plane, radius) for plane in np.moveaxis(values, -1, 0)], axis=-1)
    return np.asarray(cv2.boxFilter(np.ascontiguousarray(values), cv2.CV_32F, size, borderType=cv2.BORDER_REFLECT))


def _band(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Pixels within `radius` of the boundary, on either side."""
    import cv2

    array = mask.astype(np.uint8)
    size = 2 * radius + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray(cv2.dilate(array, disc) != cv2.erode(array, disc))
