"""The store's folder may be full, read-only, damaged or no folder at all: said as what it is, wherever it shows."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Damaged, Unusable

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
"""What writing to an open file fails with; such errors carry no file name."""
_OF_THE_PLACE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_PERM", "SQLITE_AUTH")
_OF_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


@contextmanager
def in_folder(root: Path) -> Iterator[None]:
    """Turn what went wrong with the folder `root` into Unusable; any other error passes."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not _named(error).startswith(_OF_THE_PLACE):
            raise
        raise Unusable(root, str(error)) from error
    except OSError as error:
        if not _is_of(error, root):
            raise
        raise Unusable(root, error.strerror or str(error)) from error


@contextmanager
def undamaged(database: Path, what: str, help: str) -> Iterator[None]:
    """Turn what SQLite finds wrong in a file into Damaged: `what` it should be, and what `help`s; other errors pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if not _named(error).startswith(_OF_DAMAGE):
            raise
        raise Damaged(f"{database} should be {what}, but {error}: {help}") from error


def _named(error: sqlite3.DatabaseError) -> str:
    """SQLite's name of the error; none for one that Python raised itself."""
    return getattr(error, "sqlite_errorname", None) or ""


def _is_of(error: OSError, root: Path) -> bool:
    if error.filename is None:
        return error.errno in _NO_ROOM
    place = Path(os.fsdecode(error.filename)).absolute() if not isinstance(error.filename, int) else root
    return root == place or root in place.parents or place in root.parents
