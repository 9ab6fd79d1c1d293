"""Looks made of lines: pencil, charcoal, ink, comic, cartoon, emboss, neon."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import numpy as np

from ...scene.image import Pixels
from .oklab import from_oklab, to_oklab
from .window import Floats, bytes_of, luma, ramp, unit

DRAWN_SIZE = 2400
"""Strokes widen with the photo: larger ones are drawn at this long side and enlarged, which no stroke shows."""


def enlarged(draw: Callable[[Pixels], Pixels]) -> Callable[[Pixels], Pixels]:
    """The look, worked at `DRAWN_SIZE` where the photo is larger."""

    @wraps(draw)
    def drawn(pixels: Pixels) -> Pixels:
        import cv2

        height, width = pixels.shape[:2]
        shrink = max(height, width) / DRAWN_SIZE
        if shrink <= 1:
            return draw(pixels)
        size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        return np.asarray(cv2.resize(draw(small), (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)

    return drawn


def scale_of(pixels: Pixels) -> float:
    """How large a "pixel of the look" is: 1 for a photo of 800 pixels, so that looks do not depend on resolution."""
    return max(0.5, max(pixels.shape[:2]) / 800)


def grain(height: int, width: int, scale: float, seed: int = 7) -> Floats:
    """H×W paper grain around 0 with a standard deviation of 1, the same every time."""
    import cv2

    small = (max(2, round(width / scale)), max(2, round(height / scale)))
    noise = np.random.default_rng(seed).standard_normal(small[::-1]).astype(np.float32)
    return np.asarray(cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def blurred(values: Floats, sigma: float) -> Floats:
    """Gaussian blur of H×W or H×W×c; wide ones at reduced size, where they look the same."""
    import cv2

    height, width = values.shape[:2]
    factor = int(sigma / 4)
    if factor < 2 or min(height, width) < 4 * factor:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)
    small = cv2.resize(values, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), sigma / factor)
    return np.asarray(cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def slope(grey: Floats, x: int, y: int) -> Floats:
    """Sobel derivative of H×W along x (1, 0) or y (0, 1)."""
    import cv2

    return np.asarray(cv2.Sobel(grey, -1, x, y), np.float32)


def smoothed(pixels: Pixels, rounds: int = 3) -> Pixels:
    """Flat areas with their edges kept (repeated bilateral filtering at a working size)."""
    import cv2

    height, width = pixels.shape[:2]
    shrink = max(1.0, max(height, width) / 1200)
    size = (max(1, round(width / shrink)), max(1, round(height / shrink)))
    small: Pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    for _ in range(rounds):
        small = np.asarray(cv2.bilateralFilter(small, 9, 35, 6 * scale_of(small)), np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def lines(pixels: Pixels, width: float = 1.0, strength: float = 20.0) -> Floats:
    """H×W, 1 on paper and 0 on lines: the extended difference of Gaussians (Winnemöller, Kyprianidis, Olsen 2012)."""
    sigma = width * scale_of(pixels)
    grey = luma(unit(pixels))
    narrow, wide = blurred(grey, sigma), blurred(grey, 1.6 * sigma)
    difference = (1 + strength) * narrow - strength * wide
    return np.asarray(np.where(difference > 0.45, 1, 1 + np.tanh(8 * (difference - 0.45))), np.float32)


def edge_lines(pixels: Pixels, width: float = 0.9) -> Floats:
    """H×W, 1 on paper and 0 on edges only: dark areas are not filled."""
    sigma = width * scale_of(pixels)
    grey = luma(unit(pixels))
    difference = blurred(grey, sigma) - 0.98 * blurred(grey, 1.6 * sigma) - 0.02 * grey
    return np.asarray(1 - ramp(-difference, 0.008, 0.035), np.float32)


def strokes(pixels: Pixels) -> Floats:
    """H×W, 1 on paper: pencil shading by dodging the picture with its blurred negative."""
    scale = scale_of(pixels)
    grey = luma(unit(pixels))
    soft = blurred(grey, 7 * scale)
    return np.asarray(np.clip(grey / np.maximum(soft, 0.02), 0, 1), np.float32)


def _hatching(height: int, width: int, scale: float) -> Floats:
    """Grain drawn out along one diagonal, as a hand hatches; standard deviation about 1."""
    import cv2

    length = max(3, round(13 * scale))
    stroke = np.fliplr(np.eye(length, dtype=np.float32)) / np.sqrt(length)
    return np.asarray(cv2.filter2D(grain(height, width, max(1.0, 0.8 * scale)), -1, stroke), np.float32)


def _on_paper(pixels: Pixels) -> Floats:
    height, width = pixels.shape[:2]
    grey = luma(unit(pixels))
    tone = 0.62 + 0.38 * ramp(grey, 0.0, 0.65)
    hatch = _hatching(height, width, scale_of(pixels)) * 0.09 * (1 - grey)
    return np.asarray(np.clip(strokes(pixels) ** 1.6 * tone + hatch, 0, 1), np.float32)


@enlarged
def pencil(pixels: Pixels) -> Pixels:
    """Graphite on white paper."""
    return np.repeat(bytes_of(_on_paper(pixels))[..., None], 3, axis=2)


@enlarged
def colour_pencil(pixels: Pixels) -> Pixels:
    """Coloured strokes on white paper; dark areas stay dark (`cv2.pencilSketch` blows them out)."""
    lab = to_oklab(pixels)
    paper = _on_paper(pixels)
    hatch = _hatching(pixels.shape[0], pixels.shape[1], scale_of(pixels))
    ink = np.clip(0.8 - 0.16 * hatch, 0.25, 1)
    drawn = (0.25 + 0.75 * lab[..., 0]) * (0.5 + 0.5 * paper)
    lightness = drawn * ink + 0.97 * (1 - ink)
    chroma = 1.25 * ink
    return from_oklab(np.stack([lightness, lab[..., 1] * chroma, lab[..., 2] * chroma], axis=-1))


@enlarged
def charcoal(pixels: Pixels) -> Pixels:
    """Broad dark strokes and smudged tone on rough paper."""
    height, width = pixels.shape[:2]
    scale = scale_of(pixels)
    grey = luma(unit(smoothed(pixels, 1)))
    tone = ramp(blurred(grey, 2 * scale), 0.0, 0.75)
    edges = strokes(smoothed(pixels, 1)) ** 2.5
    rough = grain(height, width, 1.5 * scale) * 0.10
    drawn = np.clip(tone * (0.35 + 0.65 * edges) + rough * (1 - 0.6 * tone), 0, 1)
    warm = np.array([1.0, 0.985, 0.955], np.float32)
    return bytes_of((0.06 + 0.9 * drawn)[..., None] * warm)


@enlarged
def ink(pixels: Pixels) -> Pixels:
    """Black ink on white: lines, and darkness as solid areas and hatching."""
    height, width = pixels.shape[:2]
    scale = scale_of(pixels)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    grey = blurred(luma(unit(pixels)), 1.5 * scale)
    period = 5.0 * scale
    one = 0.5 + 0.5 * np.sin((x + y) * (2 * np.pi / period / np.sqrt(2)))
    other = 0.5 + 0.5 * np.sin((x - y) * (2 * np.pi / period / np.sqrt(2)))
    hatched = ramp(grey + 0.42 * one - 0.42, -0.05, 0.1) * ramp(grey + 0.22 * other - 0.22, -0.05, 0.1)
    drawn = np.minimum(lines(pixels, 0.9, 22), hatched)
    return np.repeat(bytes_of(np.asarray(drawn, np.float32))[..., None], 3, axis=2)


@enlarged
def cartoon(pixels: Pixels) -> Pixels:
    """Flat, lively colours in soft steps with dark outlines."""
    return _flat(pixels, steps=9, chroma=1.3, outline=edge_lines(smoothed(pixels, 1), 1.0))


@enlarged
def comic(pixels: Pixels) -> Pixels:
    """Printed comic: few flat colours, ink lines, dots in the middle tones."""
    height, width = pixels.shape[:2]
    scale = scale_of(pixels)
    flat = unit(_flat(pixels, steps=6, chroma=1.6, outline=np.ones((height, width), np.float32)))
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    period = 6.0 * scale
    dots = np.cos((x + y) * (np.pi / period)) * np.cos((x - y) * (np.pi / period))
    grey = blurred(luma(flat), 2 * scale)
    size = 0.9 - 1.8 * grey
    dotted = 1 - 0.22 * ramp(dots + size, -0.15, 0.15) * ramp(grey, 0.1, 0.25)
    return bytes_of(flat * dotted[..., None] * (0.12 + 0.88 * edge_lines(pixels, 1.1)[..., None]))


def _flat(pixels: Pixels, steps: int, chroma: float, outline: Floats) -> Pixels:
    lab = to_oklab(smoothed(pixels))
    level = lab[..., 0] * steps
    nearest = np.round(level)
    lab[..., 0] = np.clip((nearest + np.tanh(4 * (level - nearest)) / 2 * 0.6) / steps, 0, 1) * (0.15 + 0.85 * outline)
    lab[..., 1:] *= chroma * (0.3 + 0.7 * outline[..., None])
    return from_oklab(lab)


@enlarged
def emboss(pixels: Pixels) -> Pixels:
    """Pressed into grey plate, lit from the top left."""
    scale = scale_of(pixels)
    grey = blurred(luma(unit(pixels)), 0.8 * scale)
    step = max(1, round(scale))
    padded = np.pad(grey, step, mode="edge")
    slope = padded[2 * step :, 2 * step :] - padded[: -2 * step, : -2 * step]
    relief = 0.52 + 0.45 * np.tanh(6 * slope)
    return np.repeat(bytes_of(np.asarray(relief, np.float32))[..., None], 3, axis=2)


@enlarged
def neon(pixels: Pixels) -> Pixels:
    """Edges glowing in their own colours on a dark ground."""
    scale = scale_of(pixels)
    picture = unit(smoothed(pixels, 2))
    across, down = (slope(blurred(luma(picture), scale), *axis) for axis in ((1, 0), (0, 1)))
    strength = np.hypot(across, down)
    edge = ramp(strength, 0.03, max(0.25, float(np.percentile(strength, 97))))
    hue = picture - picture.min(axis=2, keepdims=True)
    hue = 0.25 + 0.75 * hue / np.maximum(hue.max(axis=2, keepdims=True), 0.08)
    glow = edge + 0.6 * blurred(edge, 3 * scale) + 0.3 * blurred(edge, 10 * scale)
    light = hue * glow[..., None] + 0.06 * picture + 0.35 * (edge**2)[..., None]
    return bytes_of(np.asarray(1 - np.exp(-1.5 * light), np.float32))
