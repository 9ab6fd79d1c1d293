"""Which photos a browser opened: it keeps signed tickets for them, and gets at no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import texts
from .seal import Seal

if TYPE_CHECKING:
    from ...agent.editor import Editor

MOST = 40
"""Tickets that a browser keeps; the oldest go first."""

Tickets = list[str]


class Visitors:
    """Tickets are given out with a session and taken back for it; one that was made up opens nothing."""

    def __init__(self, editor: Editor, seal: Seal) -> None:
        self._editor, self._seal = editor, seal

    def ticket(self, session: str) -> str:
        return self._seal.signed(session)

    def session(self, ticket: object) -> str | None:
        """The session of a ticket."""
        return self._seal.opened(ticket)

    def with_newest(self, tickets: object, session: str) -> Tickets:
        """The tickets of a browser with this session's at the front."""
        ticket = self.ticket(session)
        return [ticket, *(other for other in _list(tickets) if other != ticket)][:MOST]

    def choices(self, tickets: object) -> list[tuple[str, str]]:
        """Name and ticket of each session that is still there. Those that cannot be read come last and say so."""
        known = {info.id: Path(info.name).name for info in self._editor.sessions()}
        known |= dict.fromkeys(self._editor.damaged_sessions(), texts.CANNOT_BE_READ)
        mine = [(known.get(self.session(ticket) or ""), ticket) for ticket in _list(tickets)]
        there = [(name, ticket) for name, ticket in mine if name is not None]
        return sorted(there, key=lambda choice: choice[0] == texts.CANNOT_BE_READ)


def _list(tickets: object) -> Sequence[str]:
    return [one for one in tickets if isinstance(one, str)][:MOST] if isinstance(tickets, list) else []
