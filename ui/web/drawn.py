"""What a browser says was drawn: marks as everywhere, and references by tickets that only this page gives out"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import texts
from .desk import sorry

if TYPE_CHECKING:
    from .seal import Seal


def marks_of(drawn: Any) -> dict[str, Any]:
    """The marks of what was drawn, as `Session.say` takes them."""
    marks = drawn.get("marks") if isinstance(drawn, Mapping) else None
    return dict(marks) if isinstance(marks, Mapping) else {}


def said_with(drawn: Any) -> dict[str, Any]:
    """What is spent when words were said with it: all of it."""
    references = drawn.get("references") if isinstance(drawn, Mapping) else None
    return {"marks": marks_of(drawn), "references": references if isinstance(references, Mapping) else {}}


def done_with(drawn: Any, plan: Any) -> dict[str, Any]:
    """What is spent when a plan was made by hand: the marks that it names, or that it `took` its things from, and what
    the text field says of them."""
    took = drawn.get("took") if isinstance(drawn, Mapping) else None
    marks, named = marks_of(drawn), {*_named(plan), *(map(str, took) if isinstance(took, list) else ())}
    return {"marks": {name: mark for name, mark in marks.items() if name in named}, "words": True}


def _named(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("mark"), str):
            yield part["mark"]
        part = list(part.values())
    if isinstance(part, list | tuple):
        for one in part:
            yield from _named(one)


class References:
    """Pictures that were brought to a session. A ticket holds for that session alone; no path ever counts as one."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def ticket(self, session: str, picture: str) -> str:
        """For a picture of the session's store, by its id."""
        return self._seal.signed(f"reference {session} {picture}")

    def of(self, session: str, drawn: Any) -> dict[str, str]:
        """Ids of pictures by the names that the words use; refused is a ticket of another session, or none."""
        given = drawn.get("references") if isinstance(drawn, Mapping) else None
        named = given if isinstance(given, Mapping) else {}
        return {str(name): self._picture(session, one) for name, one in named.items()}

    def _picture(self, session: str, given: Any) -> str:
        ticket = given.get("ticket") if isinstance(given, Mapping) else given
        text = self._seal.opened(ticket) or ""
        kind, _, rest = text.partition(" ")
        owner, _, picture = rest.partition(" ")
        if kind != "reference" or owner != session:
            raise sorry(texts.NOT_BROUGHT)
        return picture
