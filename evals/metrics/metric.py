"""What a metric is, and how its values over many samples become one line of a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.mask import Mask

CAP = 60.0
"""dB that an infinite PSNR (nothing differs) counts as in means; how many there were is told beside them."""
DRAWS = 2000
"""Samples drawn for an interval."""


@dataclass(frozen=True, eq=False, slots=True)
class Edit:
    """One finished edit: pictures are H×W×3 uint8 of the original's size."""

    original: Pixels
    edited: Pixels
    truth: Mask | None = None
    """Where the edit belongs."""
    target: Pixels | None = None
    """The original as somebody edited it."""
    chosen: Mask | None = None
    """What the editor says that it edited, where it says so."""
    stored: NDArray[np.uint8] | None = None
    """The mask as it is stored, grey, of whatever size (h×w): what published scorers take; without it, the truth."""
    instruction: str = ""
    label: str | None = None
    """What the place of the edit should show afterwards."""
    captions: tuple[str, str] | None = None
    """What the picture shows before and after."""

    def __post_init__(self) -> None:
        if self.original.shape != self.edited.shape:
            raise ValueError(
                f"an edit is judged at the original's size {self.original.shape}, got {self.edited.shape}; resize it"
            )


Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class MetricNote:
    """What a report has to know of a metric; `group` is the table it stands in."""

    name: str
    definition: str
    better: Better
    digits: int = 3
    group: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A number for an edit. `measure` gives None where it does not apply (no mask, no target)."""

    name: str
    definition: str
    better: Better
    measure: Callable[[Edit], float | None]
    digits: int = 3
    group: str = ""

    @property
    def note(self) -> MetricNote:
        """The same as plain data, for what a run leaves behind."""
        return MetricNote(self.name, self.definition, self.better, self.digits, self.group)


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A metric that this machine cannot measure, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A metric over samples: the mean of what applied (infinite values capped), its 95 % bootstrap interval, how many
    values there were, and how many of them were infinite."""

    mean: float
    low: float
    high: float
    count: int
    infinite: int

    def better_than(self, other: Summary, better: Better) -> bool:
        return self.mean > other.mean if better == "higher" else self.mean < other.mean


def summary(values: Sequence[float | None], seed: int = 0) -> Summary | None:
    """None where the metric applied to no sample. Raises ValueError for a value that is no number."""
    known = [value for value in values if value is not None]
    if any(math.isnan(value) for value in known):
        raise ValueError("a metric gave what is no number; None says that it does not apply")
    if not known:
        return None
    finite = np.clip(np.asarray(known, np.float64), -CAP, CAP)
    low, high = interval(finite, seed)
    return Summary(float(finite.mean()), low, high, len(known), sum(math.isinf(value) for value in known))


def interval(values: Sequence[float] | NDArray[np.float64], seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval (percentiles) of a mean (Efron, 1979)."""
    given = np.asarray(values, np.float64)
    draws = np.random.default_rng(seed).integers(0, given.size, (DRAWS, given.size))
    low, high = np.percentile(given[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def paired(one: Sequence[float | None], other: Sequence[float | None], seed: int = 0) -> Summary | None:
    """`one` minus `other` over the samples that both have, with its interval: two runs compared sample by sample."""
    return summary([a - b for a, b in zip(one, other, strict=True) if a is not None and b is not None], seed)
