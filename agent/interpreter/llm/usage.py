"""How many tokens a language model read and wrote, by the usage metadata of LangChain's messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Usage:
    """Sums over a model's answers. `untold` of them did not say what they took."""

    answers: int = 0
    untold: int = 0
    read: int = 0
    written: int = 0

    def add(self, answer: Any) -> None:
        """A message, or what LangChain gives around one."""
        raw = answer.get("raw") if isinstance(answer, Mapping) else answer
        told = getattr(raw, "usage_metadata", None)
        self.answers += 1
        self.untold += told is None
        self.read += told["input_tokens"] if told else 0
        self.written += told["output_tokens"] if told else 0

    def since(self, before: Usage) -> Usage:
        """What came after an earlier sum."""
        differences = (getattr(self, name) - getattr(before, name) for name in ("answers", "untold", "read", "written"))
        return Usage(*differences)

    def and_also(self, other: Usage) -> Usage:
        """Both together."""
        sums = (getattr(self, name) + getattr(other, name) for name in ("answers", "untold", "read", "written"))
        return Usage(*sums)

    @property
    def tokens(self) -> dict[str, int] | None:
        """None where some answer did not tell."""
        return None if self.untold else {"answers": self.answers, "read": self.read, "written": self.written}
