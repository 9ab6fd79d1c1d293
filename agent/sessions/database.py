"""SQLite as the store uses it: write-ahead log, durable commits, one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from ..errors import Damaged
from .blobs import private_folder
from .schema import MIGRATIONS, TABLES, VERSION
from .trouble import in_folder, undamaged

_READABLE = partial(str, encoding="utf-8", errors="replace")
"""Bytes that are no text are no reason to refuse other rows, or to give up those that are whole: they become �."""


class Database:
    """A connection that threads share; opened at the first use. What `write` commits has reached the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it or nothing."""
        with self._whole() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite takes a transaction back by itself where the disk is full
                    connection.execute("ROLLBACK")
                raise

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._whole() as connection:
            return connection.execute(query, values).fetchall()

    def each(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows one by one, for what is too much to hold; other threads wait until the last is taken."""
        with self._whole() as connection:
            yield from connection.execute(query, values)

    def row(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        return next(iter(self.rows(query, *values)), None)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _whole(self) -> Iterator[sqlite3.Connection]:
        """The connection, for one thread at a time; what SQLite finds damaged is said to be."""
        mend = undamaged(self.path, "scenewright's store", "restore or move it away")
        with self._lock, in_folder(self.path.parent), mend:
            yield self._open()

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        private_folder(self.path.parent)
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.text_factory = _READABLE
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            self._prepare(connection)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise Damaged(f"{self.path} was written by a newer scenewright (store {version}, this reads {VERSION})")
        if version < VERSION:
            self._bring_up(connection)

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        """Make the tables, or what an older version lacks of them; one process does it, the others find it done."""
        connection.execute("BEGIN IMMEDIATE")
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            steps = [MIGRATIONS[old] for old in range(version, VERSION)] if version else [TABLES]
            for statement in "".join(steps if version < VERSION else []).split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={VERSION}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
