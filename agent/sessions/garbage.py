"""Freeing what nothing refers to, also while other processes work on sessions, and whenever it is killed.

Whatever is named in a session, a record, a turn, what was learnt or a turn in flight is needed, and so is everything
that was put or put again within the last while (`GRACE`): a turn that is under way names it only when it is over. What
seems free is set aside first, where it can still be read; then it is looked again whether anything names it by now.
"""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .blobs import Blobs
from .database import Database
from .trouble import undamaged

GRACE = 3600.0
"""Seconds; no turn takes as long."""

_ID = re.compile(r"sha256:[0-9a-f]{64}")
_NAMING = (
    "SELECT base || source FROM sessions",
    "SELECT data FROM records",
    "SELECT data FROM turns",
    "SELECT scene FROM learned",
)
"""Everything in the store that may name a blob. Memos only spare work, and keep nothing but keyframes."""


class Freed(NamedTuple):
    """What was freed, or would be: files and their bytes, and results that would have spared work."""

    files: int
    bytes: int
    memos: int


def collect(root: Path, db: Database, blobs: Blobs, grace: float = GRACE, only_look: bool = False) -> Freed:
    """Free what nothing under `root` refers to (or, to `only_look`, count it). Whoever calls it is the only one."""
    bring_back(blobs)
    before = time.time() - grace
    free = _free(blobs, _needed(root, db), before)
    size = sum(path.stat().st_size for _, path in free)
    if only_look:
        return Freed(len(free), size, len(_memos_of({id for id, _ in free}, db)))
    for _, path in free:
        aside = blobs.set_aside(path)
        aside.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, aside)
    gone = _decide(blobs, free, _needed(root, db), before)
    memos = _memos_of({id for id, _, _ in gone}, db)
    with db.write() as connection:
        connection.executemany("DELETE FROM memo WHERE key = ?", [(key,) for key in memos])
    return Freed(len(gone), sum(size for _, _, size in gone), len(memos))


def bring_back(blobs: Blobs) -> None:
    """Put back what a killed collection had set aside."""
    aside = blobs.root / "aside"
    for path in [path for path in aside.glob("*/??/*") if path.is_file()]:
        _restore(path, blobs.root / path.relative_to(aside))


def _free(blobs: Blobs, needed: set[str], before: float) -> list[tuple[str, Path]]:
    return [(id, path) for id, path in blobs.files() if id not in needed and path.stat().st_mtime < before]


def _decide(
    blobs: Blobs, free: Iterable[tuple[str, Path]], needed: set[str], before: float
) -> list[tuple[str, Path, int]]:
    """Delete what was set aside, but for what is named by now or was put again; what was deleted, with its size."""
    gone = []
    for id, path in free:
        aside = blobs.set_aside(path)
        state = aside.stat()
        if id in needed or state.st_mtime >= before:
            _restore(aside, path)
        else:
            aside.unlink()
            gone.append((id, path, state.st_size))
    return gone


def _restore(aside: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(aside, path)


def _needed(root: Path, db: Database) -> set[str]:
    named = {id for query in _NAMING for (text,) in db.each(query) for id in _ID.findall(text or "")}
    return named | set(_keyframes(db)) | set(_in_flight(root / "flights.sqlite"))


def _keyframes(db: Database) -> Iterator[str]:
    """Of records that there are: without them long histories would open slowly."""
    records = {id for (id,) in db.rows("SELECT id FROM records")}
    for key, data in db.each("SELECT key, data FROM memo WHERE key LIKE 'frame:%'"):
        if _ID.findall(key)[-1] in records:
            yield from _ID.findall(data)


def _in_flight(path: Path) -> Iterator[str]:
    """Ids in the checkpoints of turns that are not over."""
    if not path.exists():
        return
    mend = undamaged(path, "the turns that wait for an answer", "delete it, and they are begun again")
    with mend, closing(sqlite3.connect(path, timeout=30)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) & {"checkpoints", "writes"}:
            for row in connection.execute(f"SELECT * FROM {table}"):
                for value in row:
                    text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    yield from _ID.findall(text)


def _memos_of(gone: set[str], db: Database) -> list[str]:
    """Keys of results that hold what is gone."""
    rows = db.each("SELECT key, data FROM memo") if gone else ()
    return [key for key, data in rows if gone.intersection(_ID.findall(data))]
