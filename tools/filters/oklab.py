"""OKLab (Björn Ottosson, 2020): lightness 0…1 and two colour axes in which equal steps look equal.

Scaling the light of a colour scales all three numbers by one factor, so shading stays in proportion.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .window import Floats

_TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


@cache
def _linear_of_byte() -> Floats:
    value = np.arange(256) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


def to_linear(pixels: Pixels) -> Floats:
    """Linear light 0…1 of sRGB bytes."""
    return _linear_of_byte()[pixels]


@cache
def _byte_of_light() -> Pixels:
    value = np.arange(65536) / 65535
    curve = np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1 / 2.4) - 0.055)
    return np.rint(curve * 255).astype(np.uint8)


def from_linear(light: Floats) -> Pixels:
    """sRGB bytes of linear light; what lies outside 0…1 is cut."""
    steps = np.multiply(np.clip(light, 0, 1), np.float32(65535), dtype=np.float32)
    return np.asarray(_byte_of_light()[(steps + np.float32(0.5)).astype(np.uint16)], np.uint8)


def to_oklab(pixels: Pixels) -> Floats:
    """…×3 uint8 sRGB → …×3 float32 `(L, a, b)`."""
    import cv2

    light = _mixed(to_linear(pixels), np.array(_TO_LMS))
    roots = np.asarray(cv2.pow(light, 1 / 3), np.float32).reshape(light.shape)
    return _mixed(roots, np.array(_TO_LAB))


def to_light(lab: Floats) -> Floats:
    """…×3 OKLab → …×3 linear light, which may lie outside 0…1."""
    roots = _mixed(lab, np.linalg.inv(np.array(_TO_LAB)))
    return _mixed(roots * roots * roots, np.linalg.inv(np.array(_TO_LMS)))


def _mixed(values: Floats, matrix: NDArray[np.float64]) -> Floats:
    """The 3×3 `matrix` applied to every …×3 value."""
    import cv2

    column = np.ascontiguousarray(values, np.float32).reshape(-1, 1, 3)
    return np.asarray(cv2.transform(column, matrix.astype(np.float32)), np.float32).reshape(values.shape)


def from_oklab(lab: Floats) -> Pixels:
    """…×3 OKLab → …×3 uint8 sRGB; colours that sRGB lacks lose chroma, never lightness or hue."""
    flat = lab.reshape(-1, 3).astype(np.float32)
    light = to_light(flat)
    outside = np.flatnonzero(_is_outside(light))
    if outside.size:
        light[outside] = to_light(_into_gamut(flat[outside]))
    return from_linear(light).reshape(lab.shape)


def _is_outside(light: Floats) -> NDArray[np.bool_]:
    return np.asarray(((light < -1e-4) | (light > 1.0001)).any(axis=-1), np.bool_)


def _into_gamut(lab: Floats) -> Floats:
    """N×3 colours with as much of their chroma as sRGB can show."""
    lightness = np.clip(lab[:, 0], 0, 1)
    chroma = np.maximum(np.hypot(lab[:, 1], lab[:, 2]), 1e-6)
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    share = np.minimum(1, _looked_up(lightness * (_LEVELS - 1), hue) / chroma)
    return np.column_stack([lightness, lab[:, 1] * share, lab[:, 2] * share]).astype(np.float32)


_LEVELS = 256


@cache
def _most_chroma() -> Floats:
    """`_LEVELS`×361: the largest chroma of sRGB at each lightness 0…1 and hue in degrees, found by halving."""
    lightness, hue = np.meshgrid(np.linspace(0, 1, _LEVELS), np.radians(np.arange(361)), indexing="ij")
    low, high = np.zeros_like(hue), np.full_like(hue, 0.4)
    for _ in range(14):
        middle = (low + high) / 2
        lab = np.stack([lightness, middle * np.cos(hue), middle * np.sin(hue)], axis=-1)
        outside = _is_outside(to_light(lab.astype(np.float32)))
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return low.astype(np.float32)


def lightest(a: float, b: float) -> float:
    """The largest lightness at which sRGB has the colour `(a, b)`; 0 where it has it nowhere."""
    hue, chroma = int(np.degrees(np.arctan2(b, a)) % 360), float(np.hypot(a, b))
    shown = np.flatnonzero(_most_chroma()[:, hue] >= chroma)
    return float(shown[-1]) / (_LEVELS - 1) if shown.size else 0.0


def _looked_up(row: Floats, column: Floats) -> Floats:
    """The table above at fractional places, linearly between its entries."""
    table = _most_chroma()
    y, x = np.minimum(row.astype(int), _LEVELS - 2), np.minimum(column.astype(int), 359)
    down, right = row - y, column - x
    above = table[y, x] * (1 - right) + table[y, x + 1] * right
    below = table[y + 1, x] * (1 - right) + table[y + 1, x + 1] * right
    return np.asarray(above * (1 - down) + below * down, np.float32)


def most_chroma_at(hue: int) -> float:
    """The largest chroma that sRGB has of a hue in degrees (0…360), at whatever lightness."""
    return float(_most_chroma()[:, hue].max())
