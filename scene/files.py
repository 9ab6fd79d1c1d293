"""Files written whole or not at all, whatever kills the writer; what a killed writer left is cleared away."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

PREFIX, ENDING = ".scenewright-", ".part"
"""Of the files in which bytes are gathered before they get their name."""


def write_whole(target: Path, data: bytes, scratch: Path | None = None) -> None:
    """`data` under the name `target`, on disk when the call returns; until then what was there stays as it was.

    The bytes are gathered in a file beside the target, or in the folder `scratch` on the same file system. One that a
    killed writer left there is cleared away: by the next write of the same target, or by any that uses `scratch`.
    Raises OSError, and then nothing has changed.
    """
    with whole_file(target, scratch) as file:
        file.write(data)


@contextmanager
def whole_file(target: Path, scratch: Path | None = None) -> Iterator[BinaryIO]:
    """`write_whole` for what is written (and read again) piece by piece; an exception leaves nothing behind."""
    _check_place(target)
    folder = scratch or target.parent
    start = f"{PREFIX}{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
    clear_parts(folder, PREFIX if scratch else start)
    part, file = _open_part(folder, start)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            # As long as it is held nobody takes it for what a dead writer left; Windows renames no file that is open.
            if os.name != "nt":
                os.replace(part, target)
        if os.name == "nt":
            os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def clear_parts(folder: Path, start: str = PREFIX) -> None:
    """Delete what dead writers left in the folder; what a living one holds stays."""
    for part in folder.glob(f"{start}*{ENDING}"):
        with suppress(OSError), part.open("rb") as file:
            if _hold(file, wait=False):
                part.unlink()


def sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut (where folders can be opened at all)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _check_place(target: Path) -> None:
    """A rename would put a file in the place of a device or a pipe; OSError says that it does not."""
    try:
        kind = stat.S_IFMT(target.lstat().st_mode)
    except FileNotFoundError:
        return
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if kind not in (stat.S_IFREG, stat.S_IFLNK):
        raise FileExistsError(errno.EEXIST, "a device or a pipe is never replaced by a file", str(target))


def _open_part(folder: Path, start: str) -> tuple[Path, BinaryIO]:
    """A new file that is held: one that was cleared away between its making and its holding is made again."""
    while True:
        part = folder / f"{start}{secrets.token_hex(4)}{ENDING}"
        file = part.open("x+b")
        _hold(file, wait=True)
        if os.fstat(file.fileno()).st_nlink:
            return part, file
        file.close()


def _hold(file: BinaryIO, wait: bool) -> bool:
    """Whether the file is now held by us; the system lets go of it when the process dies."""
    try:
        import fcntl
    except ImportError:  # Windows deletes no file that is open
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
