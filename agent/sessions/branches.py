"""Versions of a session side by side: each has a line of steps of its own, and one of them is worked on."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from pydantic import TypeAdapter

from ..errors import BadInput
from .database import Database
from .values import Line, legible

FIRST = "main"
"""What a session's first branch is called."""
LONGEST_NAME = 80
_LINE = TypeAdapter(Line)


class Branch(NamedTuple):
    """A version: the record it shows (None: the photo), and whether it is the one worked on."""

    name: str
    head: str | None
    current: bool


class Branches:
    """The branches of every session. Whoever changes one holds the session's lock."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self, session: str) -> tuple[Branch, ...]:
        """In the order in which they were made."""
        now = self.current(session)
        return tuple(Branch(name, self.line(session, name).head, name == now) for name in self.names(session))

    def names(self, session: str) -> tuple[str, ...]:
        """What they are called, in the order in which they were made; none of their lines is read."""
        rows = self._db.rows("SELECT name FROM branches WHERE session = ? ORDER BY number", session)
        return tuple(name for (name,) in rows) or (self.current(session),)

    def current(self, session: str) -> str:
        """The name of the branch worked on."""
        row = self._db.row("SELECT branch FROM sessions WHERE id = ?", session)
        return row[0] if row else FIRST

    def line(self, session: str, name: str | None = None) -> Line:
        """The steps that undo and redo go over; of the current branch unless one is named. BadInput for no branch."""
        if name is None or name == self.current(session):
            row = self._db.row("SELECT line FROM sessions WHERE id = ?", session)
        else:
            known = name if name.isprintable() else None  # what is none is no name, and no text that SQLite takes
            row = self._db.row("SELECT line FROM branches WHERE session = ? AND name = ?", session, known)
            self._there(session, name, row is not None)
        return parse_line(row[0] if row else None)

    def create(self, session: str, name: str, line: Line) -> str:
        """A new branch, worked on from now on; its name as it is kept. BadInput for a name that is none or taken."""
        wanted = self.check_new(session, name)
        with self._db.write() as db:
            self._put_current(db, session)
            db.execute(_NEW, (session, wanted, json.dumps(line), session))
            _work_on(db, session, wanted, line)
        return wanted

    def check_new(self, session: str, name: str) -> str:
        """The name as it is kept; BadInput for one that is none or taken."""
        wanted = branch_name(name)
        if wanted.casefold() in {name.casefold() for name in self.names(session)}:
            raise BadInput(f"there is a branch {wanted!r} already; give another name, or switch to it")
        return wanted

    def free(self, session: str, wish: str) -> str:
        """A name like the one wished for that no branch has."""
        start = " ".join("".join(letter if letter.isprintable() else " " for letter in wish).split())
        start = start[: LONGEST_NAME - 5].strip() or "version"
        start = f"version {start}" if start.isdecimal() else start
        taken = {name.casefold() for name in self.names(session)}
        names = (start, *(f"{start} {number}" for number in range(2, 2 + len(taken))))
        return next(name for name in names if name.casefold() not in taken)

    def switch(self, session: str, name: str) -> None:
        """Work on another branch; BadInput lists those there are."""
        line = self.line(session, name)
        with self._db.write() as db:
            self._put_current(db, session)
            _work_on(db, session, name, line)

    def delete(self, session: str, name: str) -> None:
        """Forget a branch that is not worked on; its turns stay in the conversation."""
        self.line(session, name)
        if name == self.current(session):
            raise BadInput(f"{name!r} is the branch worked on; switch to another one first")
        with self._db.write() as db:
            db.execute("DELETE FROM branches WHERE session = ? AND name = ?", (session, name))

    def _put_current(self, db: sqlite3.Connection, session: str) -> None:
        """What is worked on lives in the session's own row; before another takes its place it is put away."""
        name, line = db.execute("SELECT branch, line FROM sessions WHERE id = ?", (session,)).fetchone()
        db.execute(_NEW, (session, name, line, session))
        db.execute("UPDATE branches SET line = ? WHERE session = ? AND name = ?", (line, session, name))

    def _there(self, session: str, name: str, known: bool) -> None:
        if not known:
            there = ", ".join(self.names(session))
            raise BadInput(f"there is no branch {name!r}; there are: {there}")


_NEW = """INSERT OR IGNORE INTO branches
  SELECT ?, ?, ?, 1 + coalesce(max(number), 0) FROM branches WHERE session = ?"""


def _work_on(db: sqlite3.Connection, session: str, name: str, line: Line) -> None:
    db.execute(
        "UPDATE sessions SET branch = ?, line = ?, head = ? WHERE id = ?", (name, json.dumps(line), line.head, session)
    )


def branch_name(name: str) -> str:
    """A name as it is kept; BadInput for one that is none."""
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST_NAME or not kept.isprintable():
        raise BadInput(f"a branch's name has 1 to {LONGEST_NAME} printable characters, but got {name[:100]!r}")
    if kept.isdecimal():
        raise BadInput(f"a number names a turn, so a branch needs another name, but got {kept!r}")
    return kept


def parse_line(text: str | None) -> Line:
    """A line from its stored form; Damaged where that is none."""
    with legible("the steps of a version"):
        return _LINE.validate_json(text) if text else Line()
