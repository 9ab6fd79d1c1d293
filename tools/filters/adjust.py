"""Brightness, contrast, colour and sharpness by smooth curves that keep black black and white white.

What is the same for equal bytes is one table; the rest runs over strips of rows, so that memory does not grow with the
picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ...scene.image import Pixels
from .auto import Correction, measured
from .window import LUMA, Floats, Selection, check, ramp

Planes: TypeAlias = list[Any]
"""Red, green and blue apart, each H×W float32 0…1: numpy and OpenCV are several times faster on those."""

BLACK = np.float32(1e-6)
STRIP = 128
"""Rows that are worked on at once."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """The sliders, −1…1."""

    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    temperature: float = 0.0
    sharpness: float = 0.0
    shadows: float = 0.0
    highlights: float = 0.0

    def values(self) -> tuple[float, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)


def adjust(
    pixels: Pixels,
    *,
    brightness: float = 0,
    contrast: float = 0,
    saturation: float = 0,
    temperature: float = 0,
    sharpness: float = 0,
    shadows: float = 0,
    highlights: float = 0,
    auto: bool = False,
    mask: Selection | None = None,
) -> Pixels:
    """`pixels` (H×W×3 uint8) changed by amounts −1…1; all zero gives the same bytes.

    `saturation` −1 is grey, `temperature` above 0 is warmer, `sharpness` below 0 softens. `auto` first corrects light
    and colour, measured inside `mask` (H×W) if there is one. Raises ValueError for an amount outside −1…1.
    """
    check(pixels, mask)
    amounts = Amounts(brightness, contrast, saturation, temperature, sharpness, shadows, highlights)
    if not all(-1 <= amount <= 1 for amount in amounts.values()):
        raise ValueError(f"an amount of an adjustment is −1…1, but got {amounts.values()}")
    if not auto and not any(amounts.values()):
        return pixels.copy()
    correction = measured(pixels, mask) if auto else Correction()
    toned = _toned(pixels, correction, amounts)
    return _sharpened(toned, sharpness) if sharpness else toned


def reach(
    width: int, height: int, *, sharpness: float = 0, shadows: float = 0, highlights: float = 0, auto: bool = False
) -> int | None:
    """How far from a pixel these amounts look in a picture of that size; None: all over it."""
    if auto or shadows or highlights:
        return None
    if not sharpness:
        return 0
    return _margin(_softening(-sharpness, max(width, height)) if sharpness < 0 else _fine(max(width, height)))


def _softening(amount: float, long_side: int) -> float:
    """Sigma of the blur of a negative sharpness."""
    return max(0.3, amount * long_side * 0.004)


def _fine(long_side: int) -> float:
    """Sigma of the detail that sharpening makes stronger."""
    return max(0.8, long_side / 1500)


def _margin(sigma: float) -> int:
    return int(4 * sigma) + 2


def _toned(pixels: Pixels, correction: Correction, amounts: Amounts) -> Pixels:
    """Everything but sharpness."""
    import cv2

    table = correction.curves()
    lifted = any((amounts.shadows, amounts.highlights, correction.shadows))
    if not lifted:
        table = table ** np.exp2(np.float32(-1.2 * amounts.brightness))
        table = _contrasted(_contrasted(table, correction.contrast), amounts.contrast)
    if not lifted and not (amounts.temperature or amounts.saturation or correction.saturation):
        return np.asarray(cv2.LUT(pixels, _bytes(table)[None]), np.uint8)
    base = _Base.of(pixels, table) if lifted else None
    out = np.empty_like(pixels)
    for rows in _strips(len(pixels)):
        planes = _looked_up(pixels[rows], table)
        if base is not None:
            planes = _relit(planes, base.rows(rows, _luma(planes)), correction.shadows, amounts)
            planes = [_contrasted(_contrasted(one, correction.contrast), amounts.contrast) for one in planes]
        out[rows] = _bytes(cv2.merge(_coloured(planes, correction.saturation, amounts)))
    return out


def _strips(height: int) -> Iterator[slice]:
    for top in range(0, height, STRIP):
        yield slice(top, min(top + STRIP, height))


def _looked_up(pixels: Pixels, table: Floats) -> Planes:
    """H×W×3 bytes through a 256×3 table."""
    import cv2

    columns = [np.ascontiguousarray(table[:, channel], np.float32) for channel in range(3)]
    return [cv2.LUT(plane, column) for plane, column in zip(cv2.split(pixels), columns, strict=True)]


def _bytes(values: Any) -> Pixels:
    """0…1 to uint8, rounded."""
    import cv2

    return np.asarray(cv2.convertScaleAbs(np.maximum(values, 0), alpha=255.0), np.uint8).reshape(values.shape)


def _luma(planes: Planes) -> Floats:
    """H×W lightness."""
    red, green, blue = planes
    return np.asarray(red * LUMA[0] + green * LUMA[1] + blue * LUMA[2], np.float32)


@dataclass(frozen=True, slots=True)
class _Base:
    """Lightness without fine detail, edges kept, as a straight line of the lightness at each place: the fast guided
    filter (He and Sun, 2015). `lines` is h×w×2 of a reduced picture: slope and offset."""

    lines: Floats
    height: int
    width: int

    @classmethod
    def of(cls, pixels: Pixels, table: Floats) -> _Base:
        import cv2

        height, width = pixels.shape[:2]
        shrink = max(1.0, max(height, width) / 800)
        size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
        grey = _luma(_looked_up(np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8), table))
        window = (2 * max(2, max(grey.shape) // 50) + 1,) * 2
        mean = cv2.blur(grey, window)
        variance = np.maximum(cv2.blur(grey * grey, window) - mean * mean, 0)
        slope = variance / (variance + np.float32(0.02))
        return cls(np.dstack([cv2.blur(slope, window), cv2.blur(mean - slope * mean, window)]), height, width)

    def rows(self, rows: slice, grey: Floats) -> Floats:
        """The base of some rows of the picture, whose lightness is `grey` (h×W): h×W."""
        import cv2

        small_height, small_width = self.lines.shape[:2]
        across, down = small_width / self.width, small_height / self.height
        to_small = np.array([[across, 0, across / 2 - 0.5], [0, down, (rows.start + 0.5) * down - 0.5]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        lines = cv2.warpAffine(self.lines, to_small, grey.shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
        slope, offset = cv2.split(lines)
        return np.asarray(slope * grey + offset, np.float32)


def _relit(planes: Planes, base: Floats, lift: float, amounts: Amounts) -> Planes:
    """A power per pixel, chosen by the brightness around it: 0 and 1 stay, local contrast stays."""
    import cv2

    strength = 1.2 * amounts.brightness + 1.4 * (lift + amounts.shadows) * (1 - ramp(base, 0.0, 0.6))
    strength = strength + 1.4 * amounts.highlights * ramp(base, 0.4, 1.0)
    power = np.exp2(-np.asarray(strength, np.float32))
    return [cv2.exp(cv2.log(np.maximum(plane, BLACK)) * power) * (plane > BLACK) for plane in planes]


def _contrasted(values: Floats, amount: float) -> Floats:
    """More: an S-shaped curve through the ends and the middle; less: towards the middle."""
    if abs(amount) < 1e-4:
        return values
    if amount < 0:
        return np.asarray(0.5 + (values - 0.5) * np.float32(1 + 0.8 * amount), np.float32)
    steepness = 7 * amount
    curve = np.tanh((values - np.float32(0.5)) * np.float32(steepness / 2))
    return np.asarray(0.5 + curve * np.float32(0.5 / np.tanh(steepness / 4)), np.float32)


def _coloured(planes: Planes, vibrance: float, amounts: Amounts) -> Planes:
    if amounts.temperature:
        planes = _warmed(planes, amounts.temperature)
    for amount in (vibrance, amounts.saturation):
        planes = _saturated(planes, amount) if amount else planes
    return planes


def _warmed(planes: Planes, amount: float) -> Planes:
    """Red and blue bent against each other around an unchanged lightness."""
    import cv2

    planes = [np.clip(plane, 0, 1) for plane in planes]
    bend = (-0.4 * amount, -0.06 * amount, 0.5 * amount)
    warm: Planes = [cv2.pow(plane, 2.0**power) for plane, power in zip(planes, bend, strict=True)]
    keep = 0.5 + 0.5 * _luma(planes) / np.maximum(_luma(warm), 1e-4)
    return [np.minimum(plane * keep, 1) for plane in warm]


def _saturated(planes: Planes, amount: float) -> Planes:
    """Away from or towards grey; what is vivid already gains less, so that it does not clip."""
    import cv2

    grey = _luma(planes)
    gain: Floats | np.float32 = np.float32(1 + amount)
    if amount > 0:
        red, green, blue = planes
        vivid = cv2.subtract(cv2.max(red, cv2.max(green, blue)), cv2.min(red, cv2.min(green, blue)))
        gain = 1 + np.float32(1.4 * amount) * (1 - vivid)
    return [grey + (plane - grey) * gain for plane in planes]


def _sharpened(pixels: Pixels, amount: float) -> Pixels:
    """Unsharp masking of the lightness, held within what stands around (no halos); below 0 a Gaussian blur."""
    import cv2

    long_side = max(pixels.shape[:2])
    if amount < 0:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), _softening(-amount, long_side)), np.uint8)
    sigma = _fine(long_side)
    margin, out = _margin(sigma), np.empty_like(pixels)
    for rows in _strips(len(pixels)):
        top, bottom = max(0, rows.start - margin), min(len(pixels), rows.stop + margin)
        planes = [plane * np.float32(1 / 255) for plane in cv2.split(pixels[top:bottom])]
        change, inner = _unsharp(_luma(planes), amount, sigma), slice(rows.start - top, rows.stop - top)
        out[rows] = _bytes(cv2.merge([plane[inner] + change[inner] for plane in planes]))
    return out


def _unsharp(grey: Floats, amount: float, sigma: float) -> Floats:
    import cv2

    wanted = grey + np.float32(2 * amount) * (grey - cv2.GaussianBlur(grey, (0, 0), sigma))
    square, slack = np.ones((3, 3), np.uint8), np.float32(0.08 * amount)
    held = cv2.min(cv2.max(wanted, cv2.erode(grey, square) - slack), cv2.dilate(grey, square) + slack)
    return np.asarray(held - grey, np.float32)
