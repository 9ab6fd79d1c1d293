"""Segment everything: which of the masks found at a grid of points are kept (after SAM's automatic generator)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ..ports import Region
from .sam_frame import LOW, Frame
from .tidy import tidy

GRID = 10
"""Points along the longer side."""

FINE_GRID = 14
"""Points along the longer side where the first grid was not enough."""

FAIR = (0.7, 0.75)
"""`GOOD` and `STABLE` of a closer search: on 30 photos they let the right mask of one more through."""

GOOD = 0.8
"""The decoder's own estimate of IoU below which a mask is not kept."""

STABLE = 0.85
"""IoU of the mask with itself at logits one higher and one lower, below which it is not kept."""

SAME = 0.75
"""Masks that overlap this much (IoU) are one."""

SETTLED = 0.03
"""A point in a mask smaller than this share of the picture needs no question of its own."""

NEARLY_SETTLED = 0.08
"""The same share in a closer search, which has a mask of most things already."""

TINY = 0.0004
"""Masks under this share of the picture are dropped: about 25 of the decoder's pixels."""


def grid_points(part: Box, along: int = GRID) -> list[tuple[float, float]]:
    """Centres of a grid of squares over `part`, row by row, so many `along` the longer side."""
    step = max(part.size) / along
    columns, rows = max(1, round(part.width / step)), max(1, round(part.height / step))
    width, height = part.width / columns, part.height / rows
    return [
        (part.left + (column + 0.5) * width, part.top + (row + 0.5) * height)
        for row in range(rows)
        for column in range(columns)
    ]


@dataclass(slots=True)
class Finds:
    """The masks found so far, at the decoder's resolution."""

    frame: Frame
    kept: list[tuple[NDArray[np.float32], NDArray[np.bool_], float]] = field(default_factory=list)
    known: list[NDArray[np.bool_]] = field(default_factory=list)
    """Masks that others found: they are not found again."""

    floors: tuple[float, float] = (GOOD, STABLE)
    small: float = SETTLED

    @classmethod
    def beyond(cls, frame: Frame, masks: Iterable[NDArray[np.bool_]]) -> Finds:
        """For a closer search: these H×W masks of the picture are found already."""
        finds = cls(frame, floors=FAIR, small=NEARLY_SETTLED)
        finds._know(masks)
        return finds

    def _know(self, masks: Iterable[NDArray[np.bool_]]) -> None:
        self.known += [self.frame.gather(array.astype(np.float32) - 0.5)[self._inner] > 0 for array in masks]

    def settled(self, point: tuple[float, float]) -> bool:
        """Whether a small mask already covers the point."""
        x, y = (int(p * s * LOW / 1024) for p, s in zip(point, self.frame.scale, strict=True))
        found = (*self.known, *(array for _, array, _ in self.kept))
        return any(array[y, x] and array.sum() < self.small * array.size for array in found)

    def add(self, low: NDArray[np.float32], score: float) -> None:
        """Keep a mask if it is good, stable, not tiny, and not there yet (the better of two stays)."""
        valid = self.frame.valid(low)
        array = tidy(valid > 0)
        good, stable = self.floors
        if score < good or array.sum() < TINY * array.size or _stability(valid) < stable:
            return
        if any(_iou(other, array) > SAME for other in self.known):
            return
        same = [entry for entry in self.kept if _iou(entry[1], array) > SAME]
        if all(score > entry[2] for entry in same):
            self.kept = [entry for entry in self.kept if not any(entry is other for other in same)]
            self.kept.append((low, array, score))

    @property
    def _inner(self) -> tuple[slice, slice]:
        height, width = self.frame.valid(np.zeros((LOW, LOW), np.float32)).shape
        return slice(height), slice(width)

    def regions(self) -> list[Region]:
        """Full-resolution regions, largest first."""
        made = [Region(Mask(tidy(self.frame.inside(low))), score) for low, _, score in self.kept]
        return sorted((one for one in made if one.mask.area), key=lambda one: (-one.mask.area, one.mask.box))


def _stability(logits: NDArray[np.float32]) -> float:
    wide = int((logits > -1).sum())
    return int((logits > 1).sum()) / wide if wide else 0.0


def _iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 0.0
