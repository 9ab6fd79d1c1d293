"""Brightness, contrast, colour and sharpness by smooth curves that keep black black and white white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .window import Floats, Selection, bytes_of, check, luma, ramp, selected, smooth_base, unit


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

    `saturation` −1 is grey, `temperature` above 0 is warmer, `sharpness` below 0 softens. `auto` first balances white
    and tone, measured inside `mask` (H×W) if there is one. Raises ValueError for an amount outside −1…1.
    """
    check(pixels, mask)
    amounts = (brightness, contrast, saturation, temperature, sharpness, shadows, highlights)
    if not all(-1 <= amount <= 1 for amount in amounts):
        raise ValueError(f"an amount of an adjustment is −1…1, but got {amounts}")
    if not auto and not any(amounts):
        return pixels.copy()
    picture = unit(pixels)
    if auto:
        picture = _balanced(picture, None if mask is None else selected(mask))
    if brightness or shadows or highlights:
        picture = _relit(picture, brightness, shadows, highlights)
    if contrast:
        picture = _contrasted(picture, contrast)
    if temperature:
        picture = _warmed(picture, temperature)
    if saturation:
        picture = _saturated(picture, saturation)
    if sharpness:
        picture = _sharpened(picture, sharpness)
    return bytes_of(picture)


def _relit(picture: Floats, brightness: float, shadows: float, highlights: float) -> Floats:
    """A power per pixel, chosen by the brightness around it: 0 and 1 stay, local contrast stays."""
    strength: Floats | float = brightness * 1.2
    if shadows or highlights:
        grey = luma(picture)
        base = smooth_base(grey, max(2, max(grey.shape) // 50))
        strength = strength + shadows * 1.4 * (1 - ramp(base, 0.0, 0.6)) + highlights * 1.4 * ramp(base, 0.4, 1.0)
        strength = np.asarray(strength, np.float32)[..., None]
    return np.asarray(picture ** np.exp2(-np.asarray(strength, np.float32)), np.float32)


def _contrasted(picture: Floats, amount: float) -> Floats:
    """More: an S-shaped curve through the ends and the middle; less: towards the middle."""
    if amount < 0:
        return np.asarray(0.5 + (picture - 0.5) * (1 + 0.8 * amount), np.float32)
    steepness = 7 * amount
    curve = np.tanh((picture - 0.5) * steepness / 2) / np.tanh(steepness / 4)
    return np.asarray(0.5 + curve / 2, np.float32)


def _warmed(picture: Floats, amount: float) -> Floats:
    """Red and blue bent against each other around an unchanged lightness."""
    power = np.exp2(np.array([-0.4, -0.06, 0.5], np.float32) * np.float32(amount))
    warm = np.clip(picture, 0, 1) ** power
    before, after = luma(picture), np.maximum(luma(warm), 1e-4)
    return np.asarray(np.clip(warm * (0.5 + 0.5 * before / after)[..., None], 0, 1), np.float32)


def _saturated(picture: Floats, amount: float) -> Floats:
    """Away from or towards grey; what is vivid already gains less, so that it does not clip."""
    grey = luma(picture)[..., None]
    gain: Floats | float = 1 + amount
    if amount > 0:
        vivid = picture.max(axis=2, keepdims=True) - picture.min(axis=2, keepdims=True)
        gain = 1 + 1.4 * amount * (1 - vivid)
    return np.asarray(grey + (picture - grey) * gain, np.float32)


def _sharpened(picture: Floats, amount: float) -> Floats:
    """Unsharp masking of the lightness, held within what stands around (no halos); below 0 a Gaussian blur."""
    import cv2

    long_side = max(picture.shape[:2])
    if amount < 0:
        return np.asarray(cv2.GaussianBlur(picture, (0, 0), max(0.3, -amount * long_side * 0.004)), np.float32)
    grey = luma(picture)
    detail = grey - cv2.GaussianBlur(grey, (0, 0), max(0.8, long_side / 1500))
    wanted = grey + 2 * amount * detail
    square = np.ones((3, 3), np.uint8)
    slack = np.float32(0.08 * amount)
    held = np.clip(wanted, cv2.erode(grey, square) - slack, cv2.dilate(grey, square) + slack)
    return np.asarray(picture + (held - grey)[..., None], np.float32)


def _balanced(picture: Floats, inside: NDArray[np.bool_] | None) -> Floats:
    """White balance, then levels and a middle tone, each bounded so that sunsets and night shots stay what they are."""
    sample = (picture if inside is None or not inside.any() else picture[inside]).reshape(-1, 3)
    sample = sample[:: max(1, len(sample) // 200_000)]
    gain = _white_balance(sample)
    low, high, power = _levels(luma(np.clip(sample * gain, 0, 1)))
    stretched = np.clip((picture * gain - low) / (high - low), 0, 1)
    return np.asarray(stretched**power, np.float32)


def _white_balance(sample: Floats) -> Floats:
    """Per-channel gain that makes what is nearly grey grey (shades of grey, Finlayson and Trezzi 2004)."""
    span = sample.max(axis=1) - sample.min(axis=1)
    bright = sample.max(axis=1)
    useful = sample[(bright > 0.1) & (bright < 0.97) & (span < 0.5 * bright + 0.05)]
    if len(useful) < 0.05 * len(sample):
        return np.ones(3, np.float32)
    level = np.mean(useful.astype(np.float64) ** 4, axis=0) ** 0.25
    gain = np.clip((level.mean() / level) ** 0.8, 0.75, 1.35)
    return np.asarray(gain, np.float32)


def _levels(grey: Floats) -> tuple[float, float, float]:
    """Black point, white point and power for the lightness `grey`."""
    low, middle, high = (float(value) for value in np.percentile(grey, (0.5, 50, 99.5)))
    low, high = min(low, 0.12), max(high, 0.6)
    placed = float(np.clip((middle - low) / (high - low), 0.05, 0.95))
    wanted = 0.65 * placed + 0.35 * 0.46
    return low, high, float(np.clip(np.log(wanted) / np.log(placed), 0.7, 1.1))
