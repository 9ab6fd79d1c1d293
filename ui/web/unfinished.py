"""What was being worked on when the program ended amid it: kept while it is worked on, told to whoever comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ...agent.errors import Busy
from ...agent.sessions.blobs import private_folder
from ...agent.sessions.locks import session_lock
from ...agent.sessions.trouble import in_folder
from ...scene.files import write_whole

if TYPE_CHECKING:
    from ...agent.editor import Session

R = TypeVar("R")
DRAWN = ("marks", "references")


@dataclass(frozen=True, slots=True)
class Left:
    """Words that were said (none where it was done by hand), and what was drawn beside them."""

    words: str
    drawn: dict[str, Any] = field(default_factory=dict)


class Unfinished:
    """A file for each session with a turn in flight. Whoever works holds its lock, which the system frees when the
    process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def noted(self, session: Session, words: str, drawn: Any, call: Callable[[], R]) -> R:
        """The call, which leaves a note if it never ends."""
        path = self._path(session.id)
        beside = {name: drawn[name] for name in DRAWN if drawn.get(name)} if isinstance(drawn, Mapping) else {}
        turns, pending = session.turns, session.pending
        note = {"words": words, "drawn": beside, "turns": len(turns), "waited": pending is not None}
        with in_folder(self._folder.parent):
            private_folder(self._folder)
        with session_lock(self._folder, session.id):
            with in_folder(self._folder.parent):
                write_whole(path, json.dumps(note).encode())
            try:
                return call()
            finally:
                path.unlink(missing_ok=True)

    def of(self, session: Session) -> Left | None:
        """What was not finished; None where nothing was begun, it was finished, or it is worked on still."""
        path = self._path(session.id)
        if not path.exists():
            return None
        try:
            with session_lock(self._folder, session.id):
                note = json.loads(path.read_bytes())
                left, ended = Left(str(note["words"]), dict(note["drawn"])), _ended(session, **note)
        except (Busy, OSError, ValueError, TypeError, LookupError):
            return None
        return None if ended else left

    def clear(self, sessions: set[str]) -> None:
        """Forget the words of all sessions but these."""
        for path in self._folder.glob("*"):
            if path.stem not in sessions:
                path.unlink(missing_ok=True)

    def _path(self, session: str) -> Path:
        return self._folder / f"{session}.json"


def _ended(session: Session, turns: int, waited: bool, **_: Any) -> bool:
    """Whether it came to its end, and only its note was left. A plan that waited and was talked past is not it."""
    now = session.turns
    return len(now) != turns or (waited and now[-1].report.status not in ("ask", "approve", "cancelled"))
