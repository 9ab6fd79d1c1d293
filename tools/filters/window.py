"""What the filters share: the part of a picture around a mask, and smoothing that keeps edges."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask

Floats: TypeAlias = NDArray[np.float32]
Selection: TypeAlias = NDArray[np.bool_] | NDArray[np.uint8]
"""H×W: bool, or an alpha whose pixels from 128 on are inside."""

LUMA = (0.2126, 0.7152, 0.0722)
"""Weights of red, green and blue in lightness (ITU-R BT.709)."""

RIM = 16
"""Pixels around a mask that change with it, so that a feathered alpha finds changed ones below it."""


def check(pixels: Pixels, mask: Selection | None = None) -> None:
    """Raise ValueError unless `pixels` are H×W×3 uint8 and `mask` is of their size."""
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a filter needs uint8 RGB pixels H×W×3, but got {pixels.dtype} {pixels.shape}")
    if mask is not None and mask.shape != pixels.shape[:2]:
        raise ValueError(f"a mask of the picture's size {pixels.shape[:2]} is needed, but got {mask.shape}")


def selected(mask: Selection) -> NDArray[np.bool_]:
    """The mask as bool."""
    return np.asarray(mask if mask.dtype == np.bool_ else mask > 127, np.bool_)


def around(mask: NDArray[np.bool_], rim: int = RIM) -> Box | None:
    """The box of the mask and `rim` pixels more, or None for an empty mask."""
    height, width = mask.shape
    tight = Mask(mask).box
    return tight.pad(rim).clamp(width, height) if tight.area else None


def unit(pixels: Pixels) -> Floats:
    """0…1 float32."""
    return pixels.astype(np.float32) / np.float32(255)


def bytes_of(values: Floats) -> Pixels:
    """0…1 back to uint8, rounded."""
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)


def luma(values: Floats) -> Floats:
    """H×W lightness of H×W×3."""
    return np.asarray(values @ np.array(LUMA, np.float32), np.float32)


def smooth_base(grey: Floats, radius: int, softness: float = 0.02) -> Floats:
    """`grey` (H×W, 0…1) without its fine detail, edges kept: the self-guided filter of He, Sun, Tang (2010)."""
    import cv2

    size = (2 * radius + 1, 2 * radius + 1)
    mean = cv2.blur(grey, size)
    variance = np.maximum(cv2.blur(grey * grey, size) - mean * mean, 0)
    slope = variance / (variance + softness)
    return np.asarray(cv2.blur(slope, size) * grey + cv2.blur(mean - slope * mean, size), np.float32)


def ramp(values: Floats | np.floating[Any], start: float, end: float) -> Floats:
    """0 up to `start`, 1 from `end` on, a smooth step between (the other way round when `end` is smaller)."""
    t = np.clip((values - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
