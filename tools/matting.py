"""Soft edges for hard masks: the boundary is drawn again where the colours say it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, check_pixels, to_rgb
from ..scene.mask import Mask

EPSILON = 3e-4
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
    crop = reads(mask, radius)
    guide = to_rgb(pixels)[crop.slices].astype(np.float32) / np.float32(255)
    near = _band(mask.array[crop.slices], radius)
    soft = guided_filter(guide, mask.array[crop.slices].astype(np.float32), radius, where=near)
    hard[crop.slices][near] = np.rint(255 * np.clip(soft[near], 0, 1)).astype(np.uint8)
    return hard


def reads(mask: Mask, radius: int) -> Box:
    """The part of the picture that `soft_alpha` looks at."""
    return mask.box.pad(3 * radius + 1).clamp(mask.width, mask.height)


def guided_filter(
    guide: NDArray[np.float32],
    source: NDArray[np.float32],
    radius: int,
    epsilon: float = EPSILON,
    where: NDArray[np.bool_] | None = None,
) -> NDArray[np.float32]:
    """`source` (h×w) as the locally affine function of `guide` (h×w×3, 0…1) that fits it best, h×w.

    Windows have `2·radius + 1` pixels a side. Only the pixels `where` (h×w, default all) of the result mean anything:
    a thin band of a large picture costs little. He, Sun and Tang, "Guided Image Filtering", equations 14 to 16.
    """
    slope, offset = guided_map(guide, source, radius, epsilon, where)
    return np.asarray((slope * guide).sum(axis=-1) + offset, np.float32)


def guided_map(
    guide: NDArray[np.float32],
    source: NDArray[np.float32],
    radius: int,
    epsilon: float = EPSILON,
    where: NDArray[np.bool_] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The guided filter's slope (h×w×3) and offset (h×w) at each pixel, which may be used at another resolution."""
    wanted = np.ones(source.shape, bool) if where is None else _dilated(where, radius)
    planes = [np.ascontiguousarray(guide[..., channel]) for channel in range(3)]
    means = np.stack([_mean(plane, radius)[wanted] for plane in planes], axis=-1)
    mean_source = _mean(source, radius)[wanted]
    products = np.stack([_mean(plane * source, radius)[wanted] for plane in planes], axis=-1)
    covariance = products - means * mean_source[:, None]
    slope = np.linalg.solve(_variance(planes, means, radius, epsilon, wanted), covariance[..., None])[..., 0]
    offset = mean_source - (slope * means).sum(axis=-1)
    spread = [_mean(_scattered(values, wanted), radius) for values in (*slope.T, offset)]
    return np.stack(spread[:3], axis=-1), spread[3]


def _variance(
    planes: list[NDArray[np.float32]], means: NDArray[np.float32], radius: int, epsilon: float, at: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """The regularised covariance of the guide's channels around each of the n pixels `at`, n×3×3."""
    out = np.empty((len(means), 3, 3), np.float32)
    for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)):
        out[:, i, j] = out[:, j, i] = _mean(planes[i] * planes[j], radius)[at] - means[:, i] * means[:, j]
    return out + np.float32(epsilon) * np.eye(3, dtype=np.float32)


def _scattered(values: NDArray[np.float32], at: NDArray[np.bool_]) -> NDArray[np.float32]:
    out = np.zeros(at.shape, np.float32)
    out[at] = values
    return out


def _mean(values: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    import cv2

    size = (2 * radius + 1, 2 * radius + 1)
    return np.asarray(cv2.boxFilter(values, cv2.CV_32F, size, borderType=cv2.BORDER_REFLECT))


def _band(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Pixels within `radius` of the boundary, on either side."""
    return _dilated(mask, radius) & _dilated(~mask, radius)


def _dilated(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    import cv2

    side = 2 * radius + 1
    square = np.ones((side, side), np.uint8)
    return np.asarray(cv2.dilate(mask.astype(np.uint8), square) > 0)
