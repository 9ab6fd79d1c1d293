"""What language models' tokens cost, as the person says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens read, and for a million written."""

    read: float
    written: float

    @classmethod
    def parse(cls, text: str) -> Price:
        """`0.15,0.6`; raises ValueError."""
        try:
            read, written = (float(part) for part in text.split(","))
        except ValueError:
            read = written = -1.0
        if not all(isfinite(one) and one >= 0 for one in (read, written)):
            raise ValueError(f"a price is US$ a million tokens read, and written, as 0.15,0.6; got {text!r}")
        return cls(read, written)

    def of(self, tokens: Mapping[str, int]) -> float:
        """US dollars for `read` and `written` tokens."""
        return (self.read * tokens["read"] + self.written * tokens["written"]) / MILLION
