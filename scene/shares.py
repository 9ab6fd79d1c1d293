"""Which of several specific instructions was followed where in what was drawn after all of them (SANE), as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .geometry import Box

NONE = 255
"""In a map: no instruction was followed there."""


@dataclass(frozen=True, slots=True, eq=False)
class Won:
    """Which of `instructions` was followed where in `box`: h×w uint8, their numbers from 0, and `NONE` where none was.

    The coordinates are those of what it is a part of: the original photo in an outcome and in a record.
    """

    box: Box
    instructions: tuple[str, ...]
    winners: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.winners.shape != (self.box.height, self.box.width) or self.winners.dtype != np.uint8:
            raise ValueError(f"a map of {self.box.size} needs uint8 of that size, but got {self.winners.shape}")


def shares(won: Sequence[Won]) -> list[tuple[str, float]]:
    """How much of all that was drawn followed each instruction (0…1), in their order; empty where none can be told."""
    counts: dict[str, int] = {}
    for one in won:
        numbers = np.bincount(one.winners.ravel(), minlength=NONE + 1)
        for text, count in zip(one.instructions, numbers[:NONE], strict=False):
            counts[text] = counts.get(text, 0) + int(count)
    whole = sum(counts.values())
    return [(text, count / whole) for text, count in counts.items()] if whole else []
