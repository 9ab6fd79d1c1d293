"""What would make a photo look better, measured from it: white balance, levels, middle tone, shadows, vibrance.

Each is bounded and unsure where the photo is: a good one changes little, sunsets stay warm, nights dark, snow bright.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...scene.image import Pixels
from .oklab import to_linear, to_oklab
from .paint import tints_of
from .window import Floats, Selection, luma, ramp, selected, unit

SAMPLES = 60_000
NEUTRAL = 0.1
"""Tints `(a, b) / L` up to this may be grey things in coloured light."""

SAFE = 0.04
"""Casts up to this strength go; of what is beyond, which may be the light of the evening, only a part does. No evening
is green: twice as much of that goes."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Gains of red, green and blue light; black and white point and power of the tones; amounts as of sliders."""

    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    low: float = 0.0
    high: float = 1.0
    power: float = 1.0
    shadows: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0

    def curves(self) -> Floats:
        """256×3: the sRGB value 0…1 of each byte of each channel."""
        light = to_linear(np.arange(256, dtype=np.uint8))[:, None] * np.array(self.gain, np.float32)
        light = np.clip(light, 0, 1)
        value = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
        return np.asarray(np.clip((value - self.low) / (self.high - self.low), 0, 1) ** self.power, np.float32)


def measured(pixels: Pixels, mask: Selection | None = None) -> Correction:
    """The correction for `pixels` (H×W×3 uint8), judged by those in `mask` (H×W) if there are any."""
    sample = _sample(pixels, mask)
    gain = _gain(sample)
    balanced = Correction(gain).curves()[sample, np.arange(3)]
    grey = luma(balanced)
    low, high, power = _levels(grey, balanced.max(axis=1))
    placed = np.clip((grey - low) / (high - low), 0, 1) ** power
    dark = float(np.mean(placed < 0.16))
    spread = float(np.percentile(placed, 90) - np.percentile(placed, 10))
    return Correction(
        gain, low, high, power, _shadow_lift(dark), 0.1 * (1 - _step(spread, 0.3, 0.55)), _vibrance(sample)
    )


def _sample(pixels: Pixels, mask: Selection | None) -> Pixels:
    """N×3 pixels, averaged a little so that noise and single glints do not decide."""
    import cv2

    inside = None if mask is None else selected(mask)
    if inside is None or not inside.any():
        shrink = max(1.0, float(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLES)))
        size = (max(1, round(pixels.shape[1] / shrink)), max(1, round(pixels.shape[0] / shrink)))
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8).reshape(-1, 3)
    chosen = pixels[inside]
    return chosen[:: max(1, len(chosen) // SAMPLES)]


def _step(value: float, start: float, end: float) -> float:
    return float(ramp(np.asarray(value, np.float32), start, end))


def _gain(sample: Pixels) -> tuple[float, float, float]:
    """What makes grey things grey again: as much of it as dark, middle and light ones agree on."""
    lab = to_oklab(sample)
    lightness = lab[:, 0]
    tints = tints_of(lab, 0.05)
    usable = (lightness > 0.2) & (lightness < 0.97)
    cast = _grey_tint(tints[usable])
    if cast is None:
        return _of_light(_brightest_tint(lab, sample))
    strength = max(float(np.hypot(*cast)), 1e-6)
    wanted = strength * _agreement(tints[usable], lightness[usable], cast) * _step(strength, 0.004, 0.02)
    safe = 2 * SAFE if cast[0] < 0 < cast[1] else SAFE
    return _of_light(np.asarray(cast / strength * (min(wanted, safe) + 0.3 * max(0.0, wanted - safe)), np.float32))


def _of_light(tint: Floats) -> tuple[float, float, float]:
    """The gains that take the tint of the light away and leave lightness alone."""
    light = _light_of(tint)
    gain = np.clip(light.mean() / light, 0.7, 1.5)
    gain = gain / float(gain @ np.array([0.2126, 0.7152, 0.0722]))
    return float(gain[0]), float(gain[1]), float(gain[2])


def _grey_tint(tints: Floats) -> Floats | None:
    """The tint around which the greyest pixels gather (mean shift), None where there are few of them."""
    if len(tints) < 20:
        return None
    strength = np.hypot(*tints.T)
    centre = tints[strength <= np.percentile(strength, 20)].mean(axis=0)
    for _ in range(8):
        near = np.hypot(*(tints - centre).T) < 0.07
        if np.count_nonzero(near) < 0.06 * len(tints):
            return None
        centre = tints[near].mean(axis=0)
        if np.hypot(*centre) > 1.2 * NEUTRAL:
            return None
    return np.asarray(centre, np.float32)


def _brightest_tint(lab: Floats, sample: Pixels) -> Floats:
    """What the brightest things say of the light where greys say nothing (white patch: Land and McCann, "Lightness and
    Retinex theory", 1971): all of it in a photo without any light tone, as faded ones are, if they are evenly pale."""
    tints = tints_of(lab[lab[:, 0] >= np.percentile(lab[:, 0], 97)], 0.05)
    tint = np.median(tints, axis=0)
    faded = 1 - _step(float(np.percentile(sample.max(axis=1), 99.5)) / 255, 0.7, 0.85)
    even = 1 - _step(float(np.hypot(*(tints - tint).T).mean()), 0.01, 0.03)
    pale = 1 - _step(float(np.hypot(*tint)), 0.9 * NEUTRAL, 1.2 * NEUTRAL)
    return np.asarray(tint * faded * even * pale, np.float32)


def _agreement(tints: Floats, lightness: Floats, cast: Floats) -> float:
    """0…0.85: how alike the cast is in the dark, middle and light third of the nearly grey pixels, and how grey those
    are that gather there: a coloured thing of one lightness is no cast."""
    near = np.hypot(*(tints - cast).T) < 0.07
    order = np.argsort(lightness[near], kind="stable")
    thirds = [tints[near][part].mean(axis=0) for part in np.array_split(order, 3)]
    away = max(float(np.hypot(*(third - cast))) for third in thirds)
    share = _step(float(near.mean()), 0.06, 0.4)
    wide = _step(float(np.ptp(np.percentile(lightness[near], (5, 95)))), 0.15, 0.4)
    return 0.85 * share * wide * (1 - _step(away / max(float(np.hypot(*cast)), 0.01), 0.35, 1.2))


def _light_of(tint: Floats) -> Floats:
    """Red, green and blue light of a grey of middle lightness that shows this tint."""
    from .oklab import to_light

    return np.asarray(np.maximum(to_light(np.array([[0.7, 0.7 * tint[0], 0.7 * tint[1]]], np.float32))[0], 1e-3))


def _levels(grey: Floats, brightest: Floats) -> tuple[float, float, float]:
    """Black point, white point and power for the lightness `grey` and the brightest channel (N each, 0…1): a glowing
    red is as bright as it can be."""
    low, middle = (float(value) for value in np.percentile(grey, (0.5, 50)))
    high = float(np.percentile(brightest, 99.5))
    high += 0.2 * (1 - high)
    flat = 1 - _step(high - low, 0.45, 0.8)
    low, high = min(low, 0.1 + 0.3 * flat) * (0.6 + 0.35 * flat), min(1.0, max(high, 0.5))
    placed = float(np.clip((middle - low) / (high - low), 0.04, 0.96))
    pull = 0.32 if placed < 0.46 else 0.12
    pull *= 1 - 0.75 * _step(0.2 - placed, 0.02, 0.12) * _step(float(np.percentile(grey, 99.7)), 0.45, 0.8)
    wanted = placed + pull * (0.46 - placed)
    return low, high, float(np.clip(np.log(wanted) / np.log(placed), 0.65, 1.07))


def _shadow_lift(dark: float) -> float:
    """More the more of the photo is dark, but a night is to stay one."""
    return 0.22 * _step(dark, 0.08, 0.35) * (1 - 0.6 * _step(dark, 0.55, 0.8))


def _vibrance(sample: Pixels) -> float:
    picture = unit(sample)
    vivid = float(np.mean(picture.max(axis=1) - picture.min(axis=1)))
    return 0.1 * (1 - _step(vivid, 0.2, 0.38))
