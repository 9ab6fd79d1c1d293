"""How much two nouns mean the same, by their sentence vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAME_MEANING = (0.70, 0.86)
"""Cosines of two nouns from where they begin to mean the same (dog, animal) to where they do (cat, kitty)."""

MOST_KNOWN = 4096
"""Vectors kept; then all are forgotten. They are few: labels and what people ask for."""


class Meanings:
    """Compares nouns; each is encoded once."""

    def __init__(self, lease: Callable[[str], AbstractContextManager[Any]]) -> None:
        self._lease = lease
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lock = Lock()

    def alike(self, noun: str, other: str) -> float:
        """0 for nouns that mean different things, 1 for the same."""
        if noun == other:
            return 1.0
        with self._lock:
            self._learn((noun, other))
            cosine = float(self._vectors[noun] @ self._vectors[other])
        low, high = SAME_MEANING
        return float(np.clip((cosine - low) / (high - low), 0, 1))

    def prepare(self, nouns: Iterable[str]) -> None:
        """Encode many at once."""
        with self._lock:
            self._learn(nouns)

    def _learn(self, nouns: Iterable[str]) -> None:
        wanted = tuple(dict.fromkeys(nouns))
        if len(self._vectors) + len(wanted) > MOST_KNOWN:
            self._vectors.clear()
        new = [noun for noun in wanted if noun not in self._vectors]
        if new:
            with self._lease("text_encoder") as encoder:
                self._vectors.update(zip(new, encoder.encode(new), strict=True))
