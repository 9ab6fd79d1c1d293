"""What the checks measure: how far pixels changed, how alike two parts are, how rough one is."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask

VISIBLE = 3
"""Levels (of 255) from which a pixel counts as changed to the eye."""
CHANGED_SHARE = 0.02
"""Of the target's pixels at least this share must change for an action to have done anything."""


def difference(before: Pixels, after: Pixels) -> NDArray[np.int16]:
    """H×W int16: the largest change of any channel; colours count as far as they show."""
    if before.shape != after.shape:
        return np.maximum(difference(to_rgb(before), to_rgb(after)), _faded(before, after))
    change = np.abs(before.astype(np.int16) - after.astype(np.int16))
    colours = reduce(np.maximum, (change[..., 0], change[..., 1], change[..., 2]))  # a tenth of max(axis=2)
    if before.shape[2] == 3:
        return colours
    shown = np.maximum(before[..., 3], after[..., 3]).astype(np.int32)
    return np.maximum(colours * shown // 255, change[..., 3]).astype(np.int16)


def _faded(before: Pixels, after: Pixels) -> NDArray[np.int16]:
    was = before[..., 3].astype(np.int16) if before.shape[2] == 4 else np.int16(255)
    now = after[..., 3].astype(np.int16) if after.shape[2] == 4 else np.full(after.shape[:2], 255, np.int16)
    return np.abs(now - was).astype(np.int16)


def share_changed(before: Pixels, after: Pixels, mask: Mask) -> float:
    if not mask.area:
        return 0.0
    part = mask.box.slices
    return float(np.mean(difference(before[part], after[part])[mask.array[part]] >= VISIBLE))


def luma(pixels: Pixels) -> NDArray[np.float32]:
    return (to_rgb(pixels).astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)


def correlation(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Pearson correlation of two equally long rows; 1 for two equal flat rows, 0 where only one is flat."""
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    if scale < 1e-3 * a.size:
        return 1.0 if float(np.abs(a - b).max(initial=0)) < VISIBLE else 0.0
    return float((a * b).sum() / scale)


def roughness(pixels: Pixels, where: Mask) -> float:
    """Mean size of the Laplacian in a mask: how much pixel-fine detail there is."""
    import cv2

    if not where.area:
        return 0.0
    part = where.box.pad(1).clamp(where.width, where.height).slices
    return float(np.abs(cv2.Laplacian(luma(pixels[part]), cv2.CV_32F, ksize=1))[where.array[part]].mean())


def overlap(a: Box, b: Box) -> float:
    """The common part as a share of the smaller box."""
    return a.intersect(b).area / max(1, min(a.area, b.area))
