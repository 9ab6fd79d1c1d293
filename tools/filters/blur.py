"""Blur what lies behind something, as a lens does, without smearing the thing's colours into it."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .oklab import from_linear, to_linear
from .window import Floats

WIDEST = 0.03
"""Radius of the strongest blur in parts of the picture's long side."""

FINEST = 6
"""Pixels of radius at which a disc is still round: larger ones are averaged at reduced size."""


def behind(pixels: Pixels, hidden: NDArray[np.bool_], amount: float) -> Pixels:
    """What a lens shows out of focus behind the `hidden` pixels (H×W) of `pixels` (H×W×3 uint8), there too.

    A disc in linear light, as an aperture makes it, averaging only what is not hidden (normalised convolution, Knutsson
    and Westin 1993): no halo of the thing in front. Raises ValueError for an `amount` outside 0…1.
    """
    if not 0 <= amount <= 1:
        raise ValueError(f"the amount of blur is 0…1, but got {amount}")
    radius = amount * WIDEST * max(pixels.shape[:2])
    if radius < 0.5 or hidden.all():
        return pixels.copy()
    return _enlarged(_average(pixels, hidden, radius), pixels.shape[1], pixels.shape[0])


@cache
def _light_of_byte() -> NDArray[np.uint16]:
    return np.rint(to_linear(np.arange(256, dtype=np.uint8)) * 65535).astype(np.uint16)


def _average(pixels: Pixels, hidden: NDArray[np.bool_], radius: float) -> Floats:
    """Linear light of what is not hidden, averaged over a disc, h×w×3; large discs at reduced size."""
    import cv2

    factor = max(1, int(radius / FINEST))
    size = (max(1, pixels.shape[1] // factor), max(1, pixels.shape[0] // factor))
    light = cv2.LUT(pixels, _light_of_byte())
    light[hidden] = 0
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA).reshape(size[1], size[0], 3)
    shown = cv2.resize((~hidden).astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
    values = np.dstack([small * np.float32(1 / 65535), shown * np.float32(1 / 255)]).astype(np.float32)
    near = cv2.filter2D(values, -1, _disc(radius / factor), borderType=cv2.BORDER_REFLECT_101)
    total = near + np.float32(1e-3) * _far(values, 3 * radius / factor)
    return np.asarray(total[..., :3] / np.maximum(total[..., 3:], 1e-6), np.float32)


def _far(values: Floats, sigma: float) -> Floats:
    """A wide blur, for where a disc sees nothing, and the mean of all that is shown, for where that sees nothing."""
    import cv2

    height, width = values.shape[:2]
    small = cv2.resize(values, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA)
    wide = cv2.GaussianBlur(small, (0, 0), max(0.3, sigma / 4)) + np.float32(1e-4) * small.mean(axis=(0, 1))
    return np.asarray(cv2.resize(wide, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _enlarged(light: Floats, width: int, height: int) -> Pixels:
    """sRGB bytes at full size, the tones interpolated finely: no steps in a smooth sky."""
    import cv2

    if light.shape[:2] == (height, width):
        return from_linear(light)
    tones = np.where(light <= 0.0031308, 12.92 * light, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    large = cv2.resize(tones.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.convertScaleAbs(large, alpha=255.0), np.uint8)


def _disc(radius: float) -> Floats:
    """A disc with a soft rim of one pixel, summing to 1."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(disc / disc.sum(), np.float32)
