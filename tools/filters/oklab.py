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


def from_linear(light: Floats) -> Pixels:
    """sRGB bytes of linear light; what lies outside 0…1 is cut."""
    light = np.clip(light, 0, 1)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** np.float32(1 / 2.4) - 0.055)
    return np.asarray(curve * 255 + 0.5, np.uint8)


def to_oklab(pixels: Pixels) -> Floats:
    """…×3 uint8 sRGB → …×3 float32 `(L, a, b)`."""
    lms = np.cbrt(to_linear(pixels) @ np.array(_TO_LMS, np.float32).T)
    return np.asarray(lms @ np.array(_TO_LAB, np.float32).T, np.float32)


def to_light(lab: Floats) -> Floats:
    """…×3 OKLab → …×3 linear light, which may lie outside 0…1."""
    lms = (lab @ np.linalg.inv(np.array(_TO_LAB)).T.astype(np.float32)) ** 3
    return np.asarray(lms @ np.linalg.inv(np.array(_TO_LMS)).T.astype(np.float32), np.float32)


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
    """The largest share of each N×3 colour's chroma that sRGB can show, found by halving."""
    lab = lab.copy()
    lab[:, 0] = np.clip(lab[:, 0], 0, 1)
    low, high = np.zeros(len(lab), np.float32), np.ones(len(lab), np.float32)
    for _ in range(8):
        middle = np.asarray((low + high) / 2, np.float32)
        outside = _is_outside(to_light(_scaled(lab, middle)))
        low, high = np.where(outside, low, middle), np.where(outside, middle, high)
    return _scaled(lab, low)


def _scaled(lab: Floats, share: Floats) -> Floats:
    return np.column_stack([lab[:, 0], lab[:, 1] * share, lab[:, 2] * share])
