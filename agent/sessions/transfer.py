"""A session's rows, all of them, out of a store and into another."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...scene.image import ImageRef
from ...scene.records import EditRecord
from .branches import FIRST, Branches
from .database import Database
from .values import Line, Step, TurnEntry


class SideLine(BaseModel):
    """A branch: its name, and the steps that undo and redo go over."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1, max_length=200)
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def line(self) -> Line:
        return Line(self.done, self.undone)


class History(BaseModel):
    """Everything the store knows of a session, but the blobs and what can be computed again."""

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str
    base: ImageRef
    source: dict[str, Any] = {}
    created: str = ""
    updated: str = ""
    branch: str = FIRST
    """The branch worked on."""
    branches: tuple[SideLine, ...] = (SideLine(name=FIRST),)
    """In the order in which they were made."""
    turns: tuple[TurnEntry, ...] = ()
    records: tuple[EditRecord, ...] = ()
    """Of visible turns, those that were undone or dropped too."""
    learned: dict[str, str] = {}
    """Record id (empty: the photo) → blob of the scene as it is known there."""
    names: tuple[str, ...] = ()
    """Every id an object ever had."""

    @property
    def line(self) -> Line:
        """Of the branch worked on; KeyError where it is none of the branches."""
        return {one.name: one.line for one in self.branches}[self.branch]


def read_history(db: Database, session: str) -> History:
    """As it stands; KeyError for a session that is not there."""
    row = db.row("SELECT name, base, source, created, updated FROM sessions WHERE id = ?", session)
    if row is None:
        raise KeyError(session)
    name, base, source, created, updated = row
    branches = Branches(db)
    lines = [(branch.name, branches.line(session, branch.name)) for branch in branches.all(session)]
    turns = tuple(
        TurnEntry.model_validate_json(data)
        for (data,) in db.rows("SELECT data FROM turns WHERE session = ? ORDER BY number", session)
    )
    final = {turn.number for turn in turns if not turn.pending}
    rows = db.rows("SELECT turn, data FROM records WHERE session = ? ORDER BY turn, position, attempt", session)
    return History(
        name=name,
        base=ImageRef.model_validate_json(base),
        source=json.loads(source),
        created=created,
        updated=updated,
        branch=branches.current(session),
        branches=tuple(SideLine(name=name, done=line.done, undone=line.undone) for name, line in lines),
        turns=turns,
        records=tuple(EditRecord.model_validate_json(data) for turn, data in rows if turn in final),
        learned=dict(db.rows("SELECT node, scene FROM learned WHERE session = ? ORDER BY node", session)),
        names=tuple(name for (name,) in db.rows("SELECT name FROM names WHERE session = ? ORDER BY name", session)),
    )


def write_history(db: Database, id: str, history: History) -> None:
    """Make it a session under a new id, in one transaction; all blobs must be there already."""
    line = history.line
    with db.write() as connection:
        connection.execute(
            "INSERT INTO sessions (id, name, base, source, head, line, created, updated, branch) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id,
                history.name,
                history.base.model_dump_json(),
                json.dumps(history.source),
                line.head,
                json.dumps(line),
                history.created,
                history.updated,
                history.branch,
            ),
        )
        connection.executemany(
            "INSERT INTO branches (session, name, line, number) VALUES (?, ?, ?, ?)",
            [(id, one.name, json.dumps(one.line), place) for place, one in enumerate(history.branches, 1)],
        )
        connection.executemany(
            "INSERT INTO records (session, turn, position, attempt, id, parent, data, origin) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(id, r.turn, r.index, r.attempt, r.id, r.parent, r.model_dump_json(), r.origin) for r in history.records],
        )
        connection.executemany(
            "INSERT INTO turns (session, number, data) VALUES (?, ?, ?)",
            [(id, turn.number, turn.model_dump_json()) for turn in history.turns],
        )
        connection.executemany(
            "INSERT INTO learned (session, node, scene) VALUES (?, ?, ?)",
            [(id, node, scene) for node, scene in history.learned.items()],
        )
        connection.executemany(
            "INSERT INTO names (session, name) VALUES (?, ?)", [(id, name) for name in history.names]
        )
