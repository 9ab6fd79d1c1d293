"""The container of a session file: a zip of named members, nothing compressed, no dates, sealed by a hash over all.

What is not compressed cannot be a bomb: no member is longer than the file. The seal stands in the zip's comment, at the
very end; it finds what was changed by accident or by hand, and is no signature.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ...scene.files import whole_file
from ..errors import BadInput

CONTENTS = "contents.json"
_NAME = re.compile(r"contents\.json|bytes/[0-9a-f]{64}|(?:images|grays)/[0-9a-f]{64}\.png")
_SEAL = b"scenewright:sha256:"
_DIGITS = 64
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 2**20


class BadFile(BadInput):
    """No session file, a damaged or a changed one; nothing was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path.name[:80]} cannot be imported: {reason}; nothing was written. Export the session again"
        )


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """The most that is read."""

    bytes: int = 16 * 2**30
    members: int = 100_000
    contents: int = 512 * 2**20
    """Bytes of the history, scenes and chat."""


class Archive:
    """The members of a session file that passed its own checks."""

    def __init__(self, path: Path, members: zipfile.ZipFile) -> None:
        self.path = path
        self._zip = members

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """BadFile where it cannot be read."""
        try:
            return self._zip.read(name)
        except (KeyError, OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            raise BadFile(self.path, f"its part {name} cannot be read ({error})") from error


def write_archive(target: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write the members in this order: the same members give the same bytes. OSError where that cannot be."""
    with whole_file(target) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as out:
            for name, data in members:
                info = zipfile.ZipInfo(name, _EPOCH)
                info.create_system, info.external_attr = 3, 0o100600 << 16
                out.writestr(info, data)
            out.comment = _SEAL + b"0" * _DIGITS
        seal = _sealed(file)
        file.seek(-_DIGITS, 2)
        file.write(seal)


@contextmanager
def open_archive(path: Path, limits: ArchiveLimits | None = None) -> Iterator[Archive]:
    """A session file whose seal holds and whose members are named, counted and stored as they should be; or BadFile."""
    limits = limits or ArchiveLimits()
    with _opened(path) as file, _checked(path, file, limits) as members:
        yield Archive(path, members)


def _opened(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"a session file is needed, but {str(path)!r} is a folder, a device or a pipe")
        return path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"a session file is needed, but {str(path)!r} cannot be read: {reason}") from error


def _checked(path: Path, file: BinaryIO, limits: ArchiveLimits) -> zipfile.ZipFile:
    try:
        _check_seal(path, file, limits)
        members = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BadFile(path, f"it is no whole session file ({error})") from error
    _check_members(path, members.infolist(), limits)
    return members


def _check_seal(path: Path, file: BinaryIO, limits: ArchiveLimits) -> None:
    size = file.seek(0, 2)
    if size > limits.bytes:
        raise BadFile(path, f"it is longer than {limits.bytes:,} bytes")
    tail = len(_SEAL) + _DIGITS
    file.seek(max(0, size - tail))
    end = file.read(tail)
    if not end.startswith(_SEAL):
        raise BadFile(path, "it does not end as session files do (is it another file, or cut off?)")
    if _sealed(file) != end[-_DIGITS:]:
        raise BadFile(path, "it was changed after it was exported: its seal does not fit its contents")


def _sealed(file: BinaryIO) -> bytes:
    """The hash of all but the last 64 bytes, as 64 digits."""
    left = file.seek(0, 2) - _DIGITS
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (piece := file.read(min(left, _CHUNK))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest().encode()


def _check_members(path: Path, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    names = [member.filename for member in members]
    if len(names) > limits.members:
        raise BadFile(path, f"it has more than {limits.members:,} parts")
    if CONTENTS not in names:
        raise BadFile(path, f"it has no {CONTENTS}")
    for member in members:
        if not _NAME.fullmatch(member.filename):
            raise BadFile(path, f"it has a part {member.filename[:80]!r}, which session files do not have")
        if member.compress_type != zipfile.ZIP_STORED or member.flag_bits & 1:
            raise BadFile(path, f"its part {member.filename} is compressed or encrypted, which session files are not")
        if member.file_size != member.compress_size:
            raise BadFile(path, f"its part {member.filename} has two lengths")
    if len(set(names)) < len(names):
        raise BadFile(path, "one of its parts is there twice")
    _check_sizes(path, members, limits)


def _check_sizes(path: Path, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    if sum(member.file_size for member in members) > path.stat().st_size:
        raise BadFile(path, "its parts lie over one another")
    contents = sum(member.file_size for member in members if not member.filename.endswith(".png"))
    if contents > limits.contents:
        raise BadFile(path, f"its history is longer than {limits.contents:,} bytes")
