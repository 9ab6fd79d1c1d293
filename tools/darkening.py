"""How much darker something is than the light around it: what shadows of every kind are known by."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

MEAN = np.full((1, 3), 1 / 3, np.float32)


def darkening(level: NDArray[np.float32], logs: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """By how much `logs` lie below `level` (both h×w×3, natural logarithms) on average over the channels, and how far
    a channel is from that average at most: twice h×w float32. A shadow keeps the ground's colour."""
    import cv2

    fall = level - logs
    mean = cv2.transform(fall, MEAN)  # numpy's own mean over so short an axis takes fifty times as long
    tint = reduce(np.maximum, np.abs(fall - mean[..., None]).transpose(2, 0, 1))
    return np.asarray(mean, np.float32), tint
