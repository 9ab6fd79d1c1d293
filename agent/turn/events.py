"""Progress of a turn, as it is streamed to whoever watches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

EventKind = Literal["perceive", "read", "look", "plan", "ask", "approve", "act", "verify", "repair", "reply"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step: `text` for people, `data` plain, `fraction` of the turn's actions that are behind it (0…1)."""

    kind: EventKind
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    fraction: float | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "text": self.text, "data": dict(self.data), "fraction": self.fraction}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Event:
        return cls(data["kind"], data["text"], data["data"], data["fraction"])


def tell(kind: EventKind, text: str, fraction: float | None = None, **data: Any) -> None:
    """Stream an event from inside a node; outside a turn nobody watches."""
    from langgraph.config import get_stream_writer

    try:
        write = get_stream_writer()
    except RuntimeError:
        return
    write(Event(kind, text, data, fraction).to_dict())
