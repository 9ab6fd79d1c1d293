"""Blur what lies behind something, as a lens does, without smearing the thing's colours into it."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels
from ...scene.mask import Mask
from .oklab import from_linear, to_linear
from .window import Floats, Selection, check, selected

WIDEST = 0.03
"""Radius of the strongest blur in parts of the picture's long side."""


def blur_background(pixels: Pixels, keep: Selection, amount: float = 0.5) -> Pixels:
    """`pixels` (H×W×3 uint8) blurred outside `keep` (H×W), `amount` 0…1; pixels of `keep` stay as they are.

    A disc in linear light, as an aperture makes it, averaging background only (normalised convolution, Knutsson and
    Westin 1993): no halo of the kept thing. The seam is a ramp two pixels wide outside `keep`.
    """
    check(pixels, keep)
    if not 0 <= amount <= 1:
        raise ValueError(f"the amount of blur is 0…1, but got {amount}")
    radius = amount * WIDEST * max(pixels.shape[:2])
    inside = Mask(selected(keep))
    if radius < 0.5 or inside.area == inside.array.size:
        return pixels.copy()
    behind = from_linear(_background_average(pixels, inside, radius))
    weight = inside.feather(2)[..., None].astype(np.float32) / 255
    return np.asarray(pixels * weight + behind * (1 - weight) + 0.5, np.uint8)


def _background_average(pixels: Pixels, inside: Mask, radius: float) -> Floats:
    """Linear light of the background, averaged over a disc; large discs at reduced size, where they look the same."""
    import cv2

    height, width = pixels.shape[:2]
    factor = max(1, int(radius / 8))
    size = (max(1, width // factor), max(1, height // factor))
    light = np.dstack([to_linear(pixels), np.ones((height, width), np.float32)])
    light[inside.grow(2).array] = 0
    light = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    disc = _disc(radius / factor)
    total = cv2.filter2D(light, -1, disc, borderType=cv2.BORDER_REFLECT_101)
    far = cv2.GaussianBlur(total, (0, 0), 3 * radius / factor)
    total = total + 1e-3 * far
    average = total[..., :3] / np.maximum(total[..., 3:], 1e-6)
    return np.asarray(cv2.resize(average, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _disc(radius: float) -> Floats:
    """A disc with a soft rim of one pixel, summing to 1."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return np.asarray(disc / disc.sum(), np.float32)
