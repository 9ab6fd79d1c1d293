"""What the store hands out: frozen values of plain data."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from ...scene.image import ImageRef
from ...scene.instruction import Mark
from ...scene.plan import EditPlan
from ...scene.records import TurnReport
from ..errors import Damaged


@contextmanager
def legible(what: str) -> Iterator[None]:
    """Turn what reading a damaged row raises into Damaged."""
    try:
        yield
    except (ValueError, RecursionError) as error:
        raise Damaged(f"{what} in the store cannot be read: restore the store from a copy") from error


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")


class SessionInfo(_Value):
    """A session as the list shows it. `turns` counts the visible ones; times are ISO 8601 in UTC."""

    id: str
    name: str
    base: ImageRef
    source: dict[str, Any] = {}
    """What the photo's file was (format, profile, quantisation …), as plain data."""
    head: str | None = None
    turns: int = 0
    created: str = ""
    updated: str = ""


class TurnEntry(_Value):
    """A visible turn: what was said, understood and done. `before` and `after` are record ids (None: the photo)."""

    number: int
    text: str = ""
    marks: dict[str, Mark] = {}
    references: dict[str, str] = {}
    seed: int = 0
    plan: EditPlan
    report: TurnReport
    before: str | None = None
    after: str | None = None
    created: str = ""
    request: dict[str, Any] | None = None
    """While an answer is pending: all it takes to begin the turn again."""

    @property
    def pending(self) -> bool:
        """Whether it waits for an answer or an approval."""
        return self.report.status in ("ask", "approve")


class Place(NamedTuple):
    """A record in a history by its id, and the turn whose words it carries out."""

    id: str
    origin: int


class Step(NamedTuple):
    """One move of the head by a turn, as undo and redo go over it."""

    turn: int
    before: str | None
    after: str | None


class Line(NamedTuple):
    """The steps that led to the head, and those undone since (the next to redo last)."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def take(self, step: Step) -> Line:
        """After an edit: what was undone cannot be redone any more."""
        return Line((*self.done, step))

    def undo(self, count: int) -> Line:
        """`count` turns back; ValueError says how many there are."""
        if count > len(self.done):
            raise ValueError(_too_few(count, len(self.done), "undo", "undone"))
        keep = len(self.done) - count
        return Line(self.done[:keep], (*self.undone, *reversed(self.done[keep:])))

    def redo(self, count: int) -> Line:
        """`count` undone turns forward again; ValueError says how many there are."""
        if count > len(self.undone):
            raise ValueError(_too_few(count, len(self.undone), "redo", "done again"))
        keep = len(self.undone) - count
        return Line((*self.done, *reversed(self.undone[keep:])), self.undone[:keep])

    def up_to(self, turn: int, node: str | None) -> Line:
        """The steps up to the one that led to the record `node`; a single one there where they do not pass it."""
        places = [place for place, step in enumerate(self.done, 1) if step.after == node]
        if node is None:
            return Line()
        return Line(self.done[: places[0]]) if places else Line((Step(turn, None, node),))

    @property
    def head(self) -> str | None:
        return self.done[-1].after if self.done else None


def _too_few(wanted: int, there: int, verb: str, past: str) -> str:
    if not there:
        return f"there is nothing to {verb}"
    turns = "turn" if there == 1 else "turns"
    return f"only {there} {turns} can be {past}, not {wanted}"
