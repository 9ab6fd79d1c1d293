"""Nearness of words by sentence vectors: only for nouns and purposes that rules and the table do not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from ....tools.ports import TextEncoder

NAME_THRESHOLD = 0.62
USE_THRESHOLD = 0.35


@dataclass(frozen=True)
class Similarity:
    """Ranks phrases by the cosine of their vectors; the encoder is leased only while it is used."""

    lease: Callable[[], AbstractContextManager[TextEncoder]]

    def best(self, text: str, options: Sequence[str], threshold: float) -> str | None:
        """The option nearest in meaning, None below the threshold."""
        if not options:
            return None
        with self.lease() as encoder:
            vectors = encoder.encode([text, *options])
        scores = vectors[1:] @ vectors[0]
        top = int(scores.argmax())
        return options[top] if float(scores[top]) >= threshold else None
