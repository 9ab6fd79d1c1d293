"""Boundary error of soft edges on known alphas: the hard mask, a feathered one, and the guided filter.

A shape with a known alpha is composed from one free photo onto another; the mask that is given is its alpha at a half,
or that mask drawn at a quarter of the resolution, as a segmenter's is. The error is taken where any alpha is soft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.matting import soft_alpha

RADIUS = 4
"""Of the soft band, in pixels."""

BAND = 6
"""Pixels on each side of the mask's boundary over which errors are averaged."""

SIDE = 240
SHARPNESS = (0.5, 1.0, 2.0)
"""Standard deviations, in pixels, of the blur that makes the true edges soft."""

Alpha = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A composed picture, its true alpha 0…1, and the mask a segmenter would give."""

    name: str
    pixels: Pixels
    alpha: Alpha
    mask: Mask


@dataclass(frozen=True, slots=True)
class Row:
    """Mean absolute and mean squared error of alpha (0…1) in the band around the boundary, over all pictures."""

    mask: str
    method: str
    sad: float
    mse: float


def measure() -> list[Row]:
    """A row for each kind of mask and method."""
    rows = []
    for kind in ("exact mask", "mask at a quarter"):
        chosen = [one for one in samples() if one.name == kind]
        for method in ("hard", "feathered", "guided"):
            errors = [_error(one, _alpha(one, method)) for one in chosen]
            sad, mse = np.mean(errors, axis=0)
            rows.append(Row(kind, method, float(sad), float(mse)))
    return rows


def _alpha(one: Sample, method: str) -> NDArray[np.uint8]:
    if method == "hard":
        return np.where(one.mask.array, 255, 0).astype(np.uint8)
    if method == "feathered":
        return one.mask.grow(-1).feather(2)
    return soft_alpha(one.pixels, one.mask, RADIUS)


def _error(one: Sample, alpha: NDArray[np.uint8]) -> tuple[float, float]:
    wide = one.mask.grow(BAND).array & ~one.mask.grow(-BAND).array
    band = wide | ((one.alpha > 0.01) & (one.alpha < 0.99))
    difference = (alpha.astype(float) / 255 - one.alpha)[band]
    return float(np.abs(difference).mean()), float((difference**2).mean())


def samples() -> Iterator[Sample]:
    """Discs, stars and blobs of three softnesses, each from several photos onto several photos."""
    photos = _photos()
    pairs = [(photos[at], photos[(at + 1) % len(photos)]) for at in range(len(photos))]
    for shape in (_disc(), _star(), _blob()):
        for sigma in SHARPNESS:
            alpha = _softened(shape, sigma)
            for above, below in pairs:
                pixels = np.rint(above * alpha[..., None] + below * (1 - alpha[..., None])).astype(np.uint8)
                yield Sample("exact mask", pixels, alpha, Mask(alpha > 0.5))
                yield Sample("mask at a quarter", pixels, alpha, _coarse(alpha))


def _photos() -> list[Pixels]:
    from skimage import data

    photos = (data.chelsea(), data.coffee(), data.astronaut(), data.rocket())
    return [np.ascontiguousarray(photo[40 : 40 + SIDE, 60 : 60 + SIDE]) for photo in photos]


def _polar() -> tuple[Alpha, Alpha]:
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    return np.hypot(x, y), np.arctan2(y, x)


def _disc() -> Alpha:
    distance, _ = _polar()
    return np.asarray(distance < SIDE * 0.33, float)


def _star() -> Alpha:
    distance, angle = _polar()
    return np.asarray(distance < SIDE * (0.26 + 0.12 * np.cos(7 * angle)), float)


def _blob() -> Alpha:
    distance, angle = _polar()
    radius = 0.3 + 0.05 * np.cos(3 * angle) + 0.02 * np.sin(17 * angle) + 0.01 * np.cos(41 * angle)
    return np.asarray(distance < SIDE * radius, float)


def _softened(shape: Alpha, sigma: float) -> Alpha:
    import cv2

    return np.asarray(np.clip(cv2.GaussianBlur(shape, (0, 0), sigma), 0, 1))


def _coarse(alpha: Alpha) -> Mask:
    """The mask as a network draws it: smooth values on a quarter of the pixels, enlarged and cut at a half."""
    import cv2

    small = cv2.resize(alpha, (SIDE // 4, SIDE // 4), interpolation=cv2.INTER_AREA)
    return Mask(np.asarray(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR) > 0.5))


def table(rows: list[Row]) -> str:
    """Markdown."""
    lines = ["| mask given | edge | mean absolute error | mean squared error |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {row.mask} | {row.method} | {row.sad:.3f} | {row.mse:.4f} |" for row in rows)])


def run() -> str:
    """Measure, in a few seconds."""
    return table(measure())
