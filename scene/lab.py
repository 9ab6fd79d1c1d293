"""CIELAB of sRGB pixels. OpenCV's own conversion first fills tables: a tenth of a second in each process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_TO_XYZ = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
_WHITE = np.array([0.950456, 1.0, 1.088754])
_RELATIVE = _TO_XYZ / _WHITE[:, None]
_KNEE, _SLOPE, _BASE = np.float32(216 / 24389), np.float32(841 / 108), np.float32(16 / 116)

_FRACTION, _ROOT_FRACTION, _COEFFICIENT = 3, 15, 12
"""Bits behind the point, as in OpenCV: of linear light, of its cube root, of the matrix."""


def to_lab(rgb: NDArray[np.uint8] | Floats) -> Floats:
    """L* 0…100, a* and b* of …×3 pixels, uint8 or float 0…255."""
    x, y, z = (_root(one) for one in _mixed([_light_of(rgb[..., channel]) for channel in range(3)], _RELATIVE))
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def to_lab_bytes(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same in eight bits as OpenCV gives it, bit for bit: L* times 2.55, a* and b* plus 128."""
    # Whole numbers below 2**24 are exact in float32.
    light = [_light_steps().take(rgb[..., channel]) for channel in range(3)]
    mixed = _mixed(light, np.rint(_RELATIVE * (1 << _COEFFICIENT)))
    x, y, z = (_root_steps().take(_rounded(one.astype(np.int32), _COEFFICIENT)) for one in mixed)
    scale, shift = (116 * 255 + 50) // 100, (16 * 255 * (1 << _ROOT_FRACTION) + 50) // 100
    lab = np.empty(rgb.shape, np.uint8)
    lab[..., 0] = _rounded(scale * y - shift, _ROOT_FRACTION)
    for channel, apart in ((1, 500 * (x - y)), (2, 200 * (y - z))):
        lab[..., channel] = np.clip(_rounded(apart, _ROOT_FRACTION) + 128, 0, 255)
    return lab


def _mixed(light: Sequence[Floats], rows: NDArray[np.float64]) -> Iterator[Floats]:
    """Red, green and blue by each row's shares. A product of matrices would wake threads for it."""
    red, green, blue = light
    for a, b, c in rows.astype(np.float32):
        yield np.asarray(a * red + b * green + c * blue, np.float32)


def _rounded(values: NDArray[np.int32], bits: int) -> NDArray[np.int32]:
    return (values + (1 << (bits - 1))) >> bits


def _light_of(channel: NDArray[Any]) -> Floats:
    return (
        _light().take(channel) if channel.dtype == np.uint8 else _linear(channel.astype(np.float32) / np.float32(255))
    )


def _linear(values: Floats) -> Floats:
    low = values <= np.float32(0.04045)
    bent = ((values + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(low, values / np.float32(12.92), bent)


def _root(values: Floats) -> Floats:
    return np.where(values > _KNEE, np.cbrt(values), _SLOPE * values + _BASE)


@cache
def _light() -> Floats:
    """Linear light of each byte."""
    return _linear(np.arange(256, dtype=np.float32) / np.float32(255))


@cache
def _light_steps() -> Floats:
    return np.rint(np.float32(255 << _FRACTION) * _light())


@cache
def _root_steps() -> NDArray[np.int32]:
    values = np.arange(255 * 3 // 2 << _FRACTION, dtype=np.float32) / np.float32(255 << _FRACTION)
    return np.rint(np.float32(1 << _ROOT_FRACTION) * _root(values)).astype(np.int32)
