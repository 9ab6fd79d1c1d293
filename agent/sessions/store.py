"""The history store: sessions, records, visible turns and the head, in SQLite and content-addressed files."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ...scene.image import ImageRef
from ...scene.objects import Scene
from ...scene.records import EditRecord
from ..errors import Damaged, NotStored, SessionNotFound
from .blobs import Blobs
from .branches import FIRST, Branches
from .database import Database
from .garbage import GRACE, Freed, collect
from .locks import session_lock
from .transfer import History, read_history, write_history
from .trouble import in_folder
from .values import Line, Place, SessionInfo, Step, TurnEntry, legible

RECORDS_KEPT = 1000
TURNS_KEPT = 5000
"""Held in memory once they were read; turns are small, and what is said is read with all that was said before."""
BASE = ""
"""The node before any record: the photo as it came."""


class Store:
    """Everything sessions remember, under one folder (`SCENEWRIGHT_HOME`). Nothing is opened before it is used.

    Reading needs no lock; whoever appends or commits holds `lock(session)`.
    """

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self.blobs = Blobs(self.root / "blobs")
        self._db = Database(self.root / "store.sqlite")
        self.branches = Branches(self._db)
        self._record = lru_cache(RECORDS_KEPT)(self.read_record)
        self._entry = lru_cache(TURNS_KEPT)(_entry)

    def close(self) -> None:
        self._db.close()

    # -- sessions

    def create(
        self, base: ImageRef, scene: Scene | None = None, source: BaseModel | None = None, name: str = ""
    ) -> SessionInfo:
        """A new session on a stored picture; its id is random and owes nothing to names."""
        id, now = secrets.token_hex(5), _now()
        origin = source.model_dump(mode="json") if source else {}
        with self._db.write() as db:
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)",
                (id, _text(name), base.model_dump_json(), json.dumps(origin), json.dumps(Line()), now, now, FIRST),
            )
        if scene is not None:
            self.learn(id, None, scene)
        return self.get(id)

    def sessions(self) -> list[SessionInfo]:
        """The one changed last first. One that cannot be read is left out: `damaged` tells of it."""
        return [info for _, info, _ in self._listed() if info]

    def damaged(self) -> dict[str, str]:
        """The ids of sessions that cannot be read, and what is wrong."""
        return {id: fault for id, info, fault in self._listed() if info is None}

    def ids(self) -> list[str]:
        """Of all sessions, whether they can be read or not."""
        return [id for (id,) in self._db.rows(f"SELECT id FROM sessions {_LAST_FIRST}")]

    def _listed(self) -> Iterator[tuple[str, SessionInfo | None, str]]:
        for row in self._db.rows(f"{_SESSIONS} {_LAST_FIRST}"):
            try:
                yield row[0], _info(row), ""
            except Damaged as error:
                yield row[0], None, str(error)

    def get(self, id: str) -> SessionInfo:
        """SessionNotFound lists the ids there are."""
        row = self._db.row(f"{_SESSIONS} WHERE id = ?", id) if id.isascii() else None
        if row is None:
            raise SessionNotFound(id, self.ids())
        return _info(row)

    def lock(self, id: str) -> AbstractContextManager[None]:
        """Hold the session, damaged or not, while working on it; Busy where someone else does."""
        if id not in (known := self.ids()):
            raise SessionNotFound(id, known)
        return session_lock(self.root / "locks", id)

    def delete(self, session: str) -> None:
        """Forget a session; what only it needed is freed by the next `collect`. Whoever deletes it holds its lock."""
        with self._db.write() as db:
            db.execute("DELETE FROM sessions WHERE id = ?", (session,))
            for table in ("records", "turns", "learned", "names", "branches"):
                db.execute(f"DELETE FROM {table} WHERE session = ?", (session,))

    def collect(self, grace: float = GRACE, only_look: bool = False) -> Freed:
        """Free what nothing refers to; Busy where another process does."""
        with session_lock(self.root / "locks", "gc", "freeing space"), in_folder(self.root):
            return collect(self.root, self._db, self.blobs, grace, only_look)

    # -- records

    def append(self, session: str, record: EditRecord) -> EditRecord:
        """Keep a record under (turn, index, attempt); where one stands already, that one is returned instead."""
        key = (session, record.turn, record.index, record.attempt)
        with self._db.write() as db:
            db.execute(
                "INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*key, record.id, record.parent, record.model_dump_json(), record.origin),
            )
            query = "SELECT data FROM records WHERE session = ? AND turn = ? AND position = ? AND attempt = ?"
            (data,) = db.execute(query, key).fetchone()
        return _record(data)

    def record(self, session: str, id: str) -> EditRecord:
        """NotStored, a KeyError, for a record the session does not have."""
        return self._record(session, id)

    def read_record(self, session: str, id: str) -> EditRecord:
        """The same, from the disk whether it was read before or not."""
        row = self._db.row(f"SELECT data, {_BESIDE} FROM records WHERE session = ? AND id = ?", session, id)
        if row is None:
            raise NotStored(f"session {session} has no record {id}: restore the store from a copy")
        data, *beside = row
        record = _record(data)
        if beside != [record.id, record.parent, record.turn, record.index, record.attempt, record.origin]:
            raise _changed(f"record {id}")
        return record

    def path(self, session: str, record: str | None) -> tuple[Place, ...]:
        """The places from the first after the photo to this record's; none of the records is read."""
        rows = self._db.rows(_PATH, session, record, session, session)
        if record is not None and (not rows or rows[-1][1] is not None):
            raise Damaged(f"the history of session {session} breaks off before record {record}")
        return tuple(Place(id, origin) for id, _, origin in reversed(rows))

    def chain(self, session: str, record: str | None) -> tuple[EditRecord, ...]:
        """From the first record after the photo to this one."""
        return tuple(self.back(session, record))[::-1]

    def back(self, session: str, record: str | None) -> Iterator[EditRecord]:
        """From this record to the first after the photo, each read when its turn comes."""
        while record is not None:
            try:
                there = self.record(session, record)
            except KeyError:
                raise Damaged(f"the history of session {session} breaks off at record {record}") from None
            yield there
            record = there.parent

    # -- turns

    def commit(self, session: str, entry: TurnEntry, head: str | None) -> None:
        """Make a turn visible and move the head to `head`, in one transaction."""
        if self._visible(session, entry):
            return
        line = self.line(session)
        moved = line.take(Step(entry.number, entry.before, head)) if head != line.head else line
        self._commit(session, entry, moved)

    def line(self, session: str) -> Line:
        """The steps that undo and redo go over."""
        return self.branches.line(session)

    def undo(self, session: str, entry: TurnEntry, count: int = 1) -> None:
        """Move the head back by whole turns; `entry` is the turn in which the person asked for it."""
        if not self._visible(session, entry):
            self._commit(session, entry, self.line(session).undo(count))

    def redo(self, session: str, entry: TurnEntry, count: int = 1) -> None:
        """Move the head forward again, as long as nothing new was made since."""
        if not self._visible(session, entry):
            self._commit(session, entry, self.line(session).redo(count))

    def head(self, session: str) -> str | None:
        """The record that is shown; None for the photo itself."""
        return self.get(session).head

    def turns(self, session: str) -> tuple[TurnEntry, ...]:
        """The visible turns in order; the last may wait for an answer."""
        rows = self._db.rows("SELECT number, data FROM turns WHERE session = ? ORDER BY number", session)
        return tuple(self._entry(*row) for row in rows)

    def turn(self, session: str, number: int) -> TurnEntry | None:
        row = self._db.row("SELECT number, data FROM turns WHERE session = ? AND number = ?", session, number)
        return self._entry(*row) if row else None

    def numbers(self, session: str) -> tuple[int, ...]:
        """Of the visible turns; none of them is read."""
        return tuple(number for (number,) in self._db.rows("SELECT number FROM turns WHERE session = ?", session))

    def last_turn(self, session: str) -> TurnEntry | None:
        row = self._db.row("SELECT number, data FROM turns WHERE session = ? ORDER BY number DESC LIMIT 1", session)
        return self._entry(*row) if row else None

    def next_turn(self, session: str) -> int:
        """The number that the next turn gets."""
        last = self.last_turn(session)
        return last.number + 1 if last else 1

    def sweep(self, session: str) -> None:
        """Forget records of turns that never became visible (a crash, a cancel), and ids that only they brought: there
        is none before the last."""
        last = self.last_turn(session)
        final = last.number - last.pending if last else 0
        with self._db.write() as db:
            for table in ("records", "names"):
                db.execute(f"DELETE FROM {table} WHERE session = ? AND turn > ?", (session, final))

    def prune(self, session: str, turn: int) -> tuple[EditRecord, ...]:
        """Forget the records of a turn that the picture after it does not show: attempts that failed, actions that were
        not done, all of a turn that was stopped; ids that only they brought are free again. What was forgotten."""
        rows = self._db.rows("SELECT id FROM records WHERE session = ? AND turn = ?", session, turn)
        made = {id for (id,) in rows}
        chain = takewhile(lambda record: record.id in made, self.back(session, self.head(session))) if made else ()
        shown = tuple(chain)
        vain = tuple(self.record(session, id) for id in sorted(made - {record.id for record in shown}))
        with self._db.write() as db:
            for record in vain:
                for table, name in (("records", "id"), ("learned", "node")):
                    db.execute(f"DELETE FROM {table} WHERE session = ? AND {name} = ?", (session, record.id))
        self._free(session, turn, shown)
        return vain

    def _free(self, session: str, turn: int, shown: Sequence[EditRecord]) -> None:
        """Let go of the ids that a turn brought and that none of its records that stand has."""
        new = {id for (id,) in self._db.rows("SELECT name FROM names WHERE session = ? AND turn = ?", session, turn)}
        if vain := new.difference(*(self.get_scene(record.scene).ids for record in shown if new)):
            with self._db.write() as db:
                gone = [(session, name) for name in vain]
                db.executemany("DELETE FROM names WHERE session = ? AND name = ?", gone)

    # -- what is known about the picture

    def scene(self, session: str, node: str | None) -> Scene | None:
        """The scene at a record (None: at the photo), with what was learnt about it since; None if never looked."""
        row = self._db.row("SELECT scene FROM learned WHERE session = ? AND node = ?", session, node or BASE)
        if row is not None:
            return self.get_scene(row[0])
        return self.get_scene(self.record(session, node).scene) if node else None

    def learn(self, session: str, node: str | None, scene: Scene) -> None:
        """Note what looking found out at a record; it does not change the history."""
        blob = self.put_scene(session, scene)
        with self._db.write() as db:
            db.execute("INSERT OR REPLACE INTO learned VALUES (?, ?, ?)", (session, node or BASE, blob))

    def put_scene(self, session: str, scene: Scene, turn: int | None = None) -> str:
        """Keep a scene as a blob; its ids stay taken in this session, those that a `turn` brings as long as something
        stands of it that has them."""
        with self._db.write() as db:
            db.executemany(_TAKE, [(session, id, turn) for id in scene.ids])
        return self.blobs.put_bytes(scene.to_json().encode())

    def get_scene(self, blob: str) -> Scene:
        with legible("what was seen in a picture"):
            return Scene.model_validate_json(self.blobs.get_bytes(blob))

    def names(self, session: str) -> tuple[str, ...]:
        """Every id that an object of this session has or had, but in what came to nothing."""
        return tuple(name for (name,) in self._db.rows("SELECT name FROM names WHERE session = ?", session))

    # -- what need not be computed again

    def memo_get(self, key: str) -> Any:
        """Plain data kept under the key; None where there is none that can be read."""
        row = self._db.row("SELECT data FROM memo WHERE key = ?", key)
        with suppress(ValueError, RecursionError):
            return json.loads(row[0]) if row else None
        return None

    def memo_put(self, key: str, data: Mapping[str, Any] | Sequence[Any]) -> None:
        with self._db.write() as db:
            db.execute("INSERT OR REPLACE INTO memo VALUES (?, ?)", (key, json.dumps(data)))

    # -- as a whole

    def history(self, session: str) -> History:
        """Everything about a session but its blobs; SessionNotFound lists the ids there are."""
        return read_history(self._db, self.get(session).id)

    def adopt(self, session: str, history: History) -> SessionInfo:
        """Make it a session under an id that is free; its blobs are there already."""
        write_history(self._db, session, history)
        return self.get(session)

    def verify(self, session: str) -> list[str]:
        """Read back all that the session holds; what is wrong, in words."""
        from .check import problems

        return problems(self, session)

    def _visible(self, session: str, entry: TurnEntry) -> bool:
        """Whether the turn was committed already: a step that is run again changes nothing."""
        there = self.turn(session, entry.number)
        return there is not None and not there.pending

    def _commit(self, session: str, entry: TurnEntry, line: Line) -> None:
        head = line.head
        if head is not None:
            self.record(session, head)
        stored = entry.model_copy(update={"after": head, "created": entry.created or _now()})
        with self._db.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO turns VALUES (?, ?, ?)", (session, entry.number, stored.model_dump_json())
            )
            db.execute(
                "UPDATE sessions SET head = ?, line = ?, updated = ? WHERE id = ?",
                (head, json.dumps(line), _now(), session),
            )


_SESSIONS = """SELECT id, name, base, source, head, created, updated,
  (SELECT count(*) FROM turns WHERE turns.session = sessions.id) FROM sessions"""
_LAST_FIRST = "ORDER BY updated DESC, id"

_BESIDE = "id, parent, turn, position, attempt, origin"
"""What of a record is kept beside its data too, so that it need not be read for that."""

_TAKE = """INSERT INTO names VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET turn = NULL WHERE excluded.turn IS NULL AND turn IS NOT NULL"""
"""What looking found stays, also where a turn had brought it before."""

_PATH = """WITH RECURSIVE line(id, parent, origin, depth) AS (
    SELECT id, parent, coalesce(origin, turn), 0 FROM records WHERE session = ? AND id = ?
    UNION ALL
    SELECT r.id, r.parent, coalesce(r.origin, r.turn), depth + 1
      FROM records r JOIN line ON r.id = line.parent WHERE r.session = ?
      LIMIT (SELECT 1 + count(*) FROM records WHERE session = ?)
  ) SELECT id, parent, origin FROM line ORDER BY depth"""
"""No longer than there are records: in a damaged store a record may come before itself."""


def _info(row: tuple[Any, ...]) -> SessionInfo:
    id, name, base, source, head, created, updated, turns = row
    with legible(f"session {id}"):
        return SessionInfo(
            id=id,
            name=name,
            base=ImageRef.model_validate_json(base),
            source=json.loads(source),
            head=head,
            turns=turns,
            created=created,
            updated=updated,
        )


def _entry(number: int, data: str) -> TurnEntry:
    with legible(f"turn {number}"):
        entry = TurnEntry.model_validate_json(data)
    if entry.number != number:
        raise _changed(f"turn {number}")
    return entry


def _record(data: str) -> EditRecord:
    """A stored record; its id must still be the hash of its contents."""
    with legible("a record"):
        record = EditRecord.model_validate_json(data)
    if not record.genuine:
        raise _changed(f"record {record.id}")
    return record


def _changed(what: str) -> Damaged:
    return Damaged(f"{what} was changed in the store: restore the store from a copy")


def _text(words: str) -> str:
    """With � for lone surrogates, which no database keeps."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
