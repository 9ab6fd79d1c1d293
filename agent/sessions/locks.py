"""One writer per session, across processes and threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Busy
from .trouble import in_folder


@contextmanager
def session_lock(folder: Path, session: str, what: str = "") -> Iterator[None]:
    """Hold the session (or what else `what` says), or raise Busy at once; the lock of a process that died is free
    again."""
    from filelock import FileLock, Timeout

    with in_folder(folder.parent):
        folder.mkdir(parents=True, exist_ok=True)
    owner = folder / f"{session}.pid"
    lock = FileLock(folder / f"{session}.lock", timeout=0, thread_local=False)
    try:
        with in_folder(folder.parent):
            lock.acquire()
    except Timeout:
        raise Busy(session, _read_pid(owner), what) from None
    try:
        with in_folder(folder.parent):
            owner.write_text(str(os.getpid()))
        yield
    finally:
        lock.release()


def _read_pid(owner: Path) -> int | None:
    try:
        return int(owner.read_text())
    except (OSError, ValueError):
        return None
