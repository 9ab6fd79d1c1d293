"""How bytes come from a source: the port, and the fetcher of mirror folders.

A fetcher leaves a file in the folder `partial` of the cache. It is not trusted: the cache checks it and moves it in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ..errors import BadContent, SourceError
from .manifest import MirrorFile, WeightFile

Progress = Callable[[str, int, int | None], None]
"""Called with a file's name, the bytes that have arrived, and the bytes there will be (None: not known)."""

_CHUNK = 1 << 20
PARTS = (".mirror", ".hub", ".member")
"""Endings of the file in which the bytes from each kind of source are gathered."""


class Fetcher(Protocol):
    """Fetches from one kind of source, for the length of one download run."""

    def has_left_over(self, source: Any, want: WeightFile) -> bool:
        """Whether `fetch` would go on from what an earlier run left."""
        ...

    def fetch(self, source: Any, want: WeightFile, progress: Progress) -> Path:
        """A file in the partial folder. Raises SourceError where the source did not give it, BadContent where what
        it gave is broken."""
        ...

    def discard(self, source: Any, want: WeightFile) -> None:
        """Forget what is left over for it: it turned out to be wrong."""
        ...


def part_path(partial: Path, want: WeightFile) -> Path:
    """Where the bytes of a file are gathered."""
    return partial / f"{want.name}.part"


def parts_of(partial: Path, want: WeightFile) -> tuple[Path, ...]:
    """Where the bytes of a file are gathered, for each kind of source."""
    return tuple(part_path(partial, want).with_suffix(ending) for ending in PARTS)


def clear_left_over(partial: Path, want: WeightFile) -> None:
    """Delete what sources that broke off, or runs that were killed, left of a file that is in place now."""
    for part in parts_of(partial, want):
        part.unlink(missing_ok=True)


def copy_stream(source: BinaryIO, target: Path, want: WeightFile, progress: Progress) -> None:
    """Copy at most the bytes expected of `want` into `target`. Raises BadContent for a longer stream."""
    done = 0
    with target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            done += len(chunk)
            check_length(want, done)
            out.write(chunk)
            progress(want.name, done, want.bytes)


def check_length(want: WeightFile, length: int) -> None:
    """Raise BadContent once a file is longer than it should be, so that no source can fill the disk."""
    if want.bytes is not None and length > want.bytes:
        raise BadContent(f"expected {want.bytes} bytes, got more")


class MirrorFetcher:
    """Copies from a folder."""

    def __init__(self, partial: Path) -> None:
        self._partial = partial

    def has_left_over(self, source: MirrorFile, want: WeightFile) -> bool:
        return False

    def fetch(self, source: MirrorFile, want: WeightFile, progress: Progress) -> Path:
        path = Path(source.folder).expanduser() / source.path
        part = part_path(self._partial, want).with_suffix(".mirror")
        if not path.is_file():
            raise SourceError("the mirror folder has no such file")
        with path.open("rb") as file:
            copy_stream(file, part, want, progress)
        return part

    def discard(self, source: MirrorFile, want: WeightFile) -> None:
        part_path(self._partial, want).with_suffix(".mirror").unlink()
