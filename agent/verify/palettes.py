"""Palettes: which colours a part of a close-up has, and how much likelier one part has them than another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .closeups import Flags, Floats

BINS = 16
"""Steps of each axis of CIELAB: 6 of lightness, 8 of colour."""
LOW, REACH = np.array([0, -64, -64], np.float32), np.array([100, 128, 128], np.float32)
"""Colours of photos lie in this part of the space; the few outside count with its rim."""
TINY = 1e-4


def bins_of(colours: Floats) -> NDArray[np.int32]:
    """The number of each pixel's bin, h×w."""
    steps = np.clip((colours - LOW) / REACH * BINS, 0, BINS - 1).astype(np.int32)
    return np.asarray((steps[..., 0] * BINS + steps[..., 1]) * BINS + steps[..., 2], np.int32)


@dataclass(frozen=True, eq=False, slots=True)
class Palette:
    """`share`: of each bin, by number; a colour counts for the neighbouring bins too."""

    share: Floats

    @classmethod
    def of(cls, bins: NDArray[np.int32], where: Flags) -> Palette:
        """The colours in a part (h×w bool)."""
        counted = np.bincount(bins[where], minlength=BINS**3).astype(np.float32).reshape(BINS, BINS, BINS)
        for axis in range(3):
            beside = np.roll(counted, 1, axis) + np.roll(counted, -1, axis)
            counted = 0.5 * counted + 0.25 * beside
        return cls((counted / max(1e-6, float(counted.sum()))).ravel())

    def against(self, other: Palette, bins: NDArray[np.int32]) -> Floats:
        """How many times likelier each pixel's colour is here than there, h×w."""
        return np.asarray(self.share[bins] / (other.share[bins] + TINY), np.float32)
