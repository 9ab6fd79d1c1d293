"""Looks made of tones: black and white, noir, sepia, vintage, polaroid, cross process, duotone, vignette, negative."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels
from .drawings import blurred, grain, scale_of
from .window import Floats, bytes_of, luma, unit


def _curve(values: Floats, steepness: float) -> Floats:
    """An S through 0, ½ and 1."""
    return np.asarray(0.5 + 0.5 * np.tanh((values - 0.5) * steepness) / np.tanh(steepness / 2), np.float32)


def _vignette(shape: tuple[int, ...], strength: float) -> Floats:
    """H×W×1 factor that falls towards the corners."""
    height, width = shape[:2]
    y, x = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return np.asarray(1 - strength * np.clip((x * x + y * y) / 2, 0, 1) ** 1.5, np.float32)[..., None]


def _grain(pixels: Pixels, strength: float) -> Floats:
    """H×W×1 film grain."""
    return strength * grain(pixels.shape[0], pixels.shape[1], max(1.0, scale_of(pixels)))[..., None]


def _toned(
    grey: Floats, dark: tuple[int, int, int], middle: tuple[int, int, int], light: tuple[int, int, int]
) -> Floats:
    """H×W grey → H×W×3 through three colours."""
    stops = np.array([dark, middle, light], np.float32) / 255
    steps = np.linspace(0, 1, 2048)
    table = np.stack([np.interp(steps, (0, 0.5, 1), stops[:, c]) for c in range(3)], axis=-1).astype(np.float32)
    return np.asarray(table[(np.clip(grey, 0, 1) * 2047 + 0.5).astype(np.uint16)], np.float32)


def black_and_white(pixels: Pixels) -> Pixels:
    """Panchromatic film: neutral tones with some contrast."""
    grey = unit(pixels) @ np.array([0.36, 0.50, 0.14], np.float32)
    return np.repeat(bytes_of(_curve(grey, 1.6))[..., None], 3, axis=2)


def noir(pixels: Pixels) -> Pixels:
    """Hard black and white, glowing lights, dark corners, grain."""
    grey = unit(pixels) @ np.array([0.5, 0.4, 0.1], np.float32)
    hard = _curve(np.clip(grey, 0, 1) ** 1.5, 4.5)
    glow = 1 - (1 - hard) * (1 - 0.25 * blurred(hard, 8 * scale_of(pixels)) ** 2)
    film = glow[..., None] * _vignette(pixels.shape, 0.55) + _grain(pixels, 0.025)
    return np.repeat(bytes_of(film), 3, axis=2)


def sepia(pixels: Pixels) -> Pixels:
    """Brown toning of a silver print."""
    grey = _curve(luma(unit(pixels)), 1.2)
    return bytes_of(_toned(grey, (30, 18, 10), (146, 112, 78), (252, 240, 214)))


def vintage(pixels: Pixels) -> Pixels:
    """A print from the seventies: faded blacks, warm lights, weak blues."""
    picture = unit(pixels)
    grey = luma(picture)[..., None]
    faded = grey + (picture - grey) * 0.72
    low, high = np.array([0.13, 0.09, 0.12], np.float32), np.array([0.99, 0.93, 0.78], np.float32)
    aged = low + (high - low) * _curve(faded, 1.2)
    return bytes_of(np.asarray(aged * _vignette(pixels.shape, 0.22) + _grain(pixels, 0.018), np.float32))


def polaroid(pixels: Pixels) -> Pixels:
    """Instant film: soft, creamy lights, blue-green shadows."""
    picture = unit(pixels)
    soft = 0.8 * picture + 0.2 * blurred(picture, 2.5 * scale_of(pixels))
    grey = luma(soft)[..., None]
    colour = grey + (soft - grey) * 0.9
    low, high = np.array([0.07, 0.12, 0.14], np.float32), np.array([1.0, 0.98, 0.90], np.float32)
    developed = low + (high - low) * _curve(np.asarray(np.clip(colour, 0, 1) ** 0.85, np.float32), 1.6)
    return bytes_of(np.asarray(developed * _vignette(pixels.shape, 0.18), np.float32))


def cross_process(pixels: Pixels) -> Pixels:
    """Slide film in the wrong bath: hard contrast, green-yellow lights, blue shadows."""
    import cv2

    tone = np.linspace(0, 1, 256, dtype=np.float32)
    bath = np.stack([_curve(tone, 3.0), _curve(tone, 2.4) * 0.96 + 0.02, 0.2 + 0.52 * _curve(tone, 0.8)], axis=-1)
    return np.asarray(cv2.LUT(pixels, bytes_of(np.asarray(bath, np.float32))[None]), np.uint8)


def duotone(pixels: Pixels) -> Pixels:
    """Two inks: deep blue for the darks, peach for the lights."""
    grey = _curve(luma(unit(pixels)), 1.8)
    return bytes_of(_toned(grey, (22, 20, 92), (190, 84, 128), (255, 226, 178)))


def vignette(pixels: Pixels) -> Pixels:
    """The light falling off towards the corners, as in an old lens; colours stay."""
    return bytes_of(unit(pixels) * _vignette(pixels.shape, 0.7))


def negative(pixels: Pixels) -> Pixels:
    """Light for dark and every colour for its opposite."""
    return 255 - pixels
