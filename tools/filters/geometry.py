"""How crooked is a picture? Long straight edges that are nearly level or upright tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .window import check

WORKING_SIZE = 1000
LARGEST = 20.0
"""Degrees; a picture turned by more is not crooked but meant that way."""
_STEP = 0.1


def straighten_angle(pixels: Pixels) -> float | None:
    """Degrees to turn `pixels` (H×W×3 uint8) clockwise so that its lines stand level and upright; None when unsure.

    Line segments vote with their length for the nearest of level and upright; the answer is the peak of the votes,
    and it is sure when much of all length agrees with it and several segments take part.
    """
    check(pixels)
    angles, lengths = _segments(pixels)
    if len(angles) < 5:
        return None
    bins = np.arange(-LARGEST, LARGEST + _STEP / 2, _STEP)
    votes = np.array([_support(angles, lengths, centre).sum() for centre in bins])
    best = float(bins[int(np.argmax(votes))])
    support = _support(angles, lengths, best)
    if not _is_sure(support, lengths, votes, pixels.shape[:2]):
        return None
    mean = float(np.average(angles, weights=support))
    return -round(mean, 2) + 0.0


def _support(angles: NDArray[np.float64], lengths: NDArray[np.float64], centre: float) -> NDArray[np.float64]:
    """Each segment's vote for `centre`: its length, fading within about a degree."""
    return np.asarray(lengths * np.exp(-0.5 * ((angles - centre) / 0.5) ** 2))


def _is_sure(
    support: NDArray[np.float64],
    lengths: NDArray[np.float64],
    votes: NDArray[np.float64],
    shape: tuple[int, ...],
) -> bool:
    scale = min(1.0, WORKING_SIZE / max(shape))
    enough = float(support.sum()) > 1.0 * min(shape) * scale
    agreed = float(support.sum()) > 0.24 * float(lengths.sum())
    stands_out = float(votes.max()) > 2.2 * float(np.median(votes)) + 1e-9
    return enough and agreed and stands_out and int((support > 0.5 * lengths).sum()) >= 4


def _segments(pixels: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles (degrees clockwise from level or upright) and lengths of the long segments within `LARGEST`."""
    import cv2

    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = WORKING_SIZE / max(grey.shape)
    if scale < 1:
        height, width = (max(1, round(side * scale)) for side in grey.shape)
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    lines = cv2.createLineSegmentDetector().detect(grey)[0]
    if lines is None:
        return np.empty(0), np.empty(0)
    x0, y0, x1, y1 = lines.reshape(-1, 4).T.astype(float)
    lengths = np.hypot(x1 - x0, y1 - y0)
    angles = (np.degrees(np.arctan2(y1 - y0, x1 - x0)) + 45) % 90 - 45
    long = (lengths > 0.03 * max(grey.shape)) & (np.abs(angles) <= LARGEST)
    return angles[long], lengths[long]
