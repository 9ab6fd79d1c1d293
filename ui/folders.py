"""Which files other programs may have read and written: those below folders that the person named, links resolved."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..agent.errors import BadInput
from ..scene.formats import WRITTEN
from . import texts

PICTURES = {*WRITTEN, ".heic", ".heif", ".gif"}
"""Endings of what may be opened: what a file is, is judged by its content."""
LOOKED_AT, TOLD, NAME = 1000, 12, 80
"""Files of a folder that are looked at for a refusal, names that it tells, and letters of each."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders as they lie on the disk; without one no file may be touched."""

    roots: tuple[Path, ...] = ()

    @classmethod
    def of(cls, named: Iterable[str | os.PathLike[str]]) -> Folders:
        """These folders; BadInput for one that is none."""
        roots = tuple(Path(folder).expanduser().resolve() for folder in named)
        for root in roots:
            if not root.is_dir():
                raise BadInput(texts.NO_FOLDER.format(folder=root))
        return cls(tuple(dict.fromkeys(roots)))

    @classmethod
    def allowed(cls, named: Iterable[str | os.PathLike[str]] = ()) -> Folders:
        """Those named; where none are, the working folder, unless that is the whole disk or the home folder."""
        if named := tuple(named):
            return cls.of(named)
        here = Path.cwd().resolve()
        return cls() if here == Path(here.anchor) or here == _home() else cls((here,))

    def reading(self, name: str) -> Path:
        """The file meant by a path, or by a name below one of the folders. BadInput says the same of every file
        elsewhere, be it there or not."""
        for path in self._meant(name):
            if self._below(path) and _is_file(path):
                return path
        raise BadInput(texts.NOT_BELOW.format(**self._facts(name), pictures=self._pictures() or texts.NO_PICTURES))

    def writing(self, name: str) -> Path:
        """Where a new file of that path, or of that name in the first folder, comes to lie."""
        for path in self._meant(name, follow=False):
            if self._below(path.parent) and path.parent.is_dir() and _can_be_called(path):
                return path
        raise BadInput(texts.NOT_WRITTEN_THERE.format(**self._facts(name)))

    def hold(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file lies below one of the folders."""
        return self._below(Path(path).resolve())

    def _below(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self.roots)

    def _meant(self, name: str, follow: bool = True) -> list[Path]:
        """Where the name may lead, links in it resolved; the last part is left as it is unless `follow`."""
        if not name.strip() or "\0" in name or "://" in name or not _encodable(name):
            return []
        given = Path(name)
        try:
            found = [root / given for root in self.roots]
            return [path.resolve() if follow else path.parent.resolve() / path.name for path in found]
        except (OSError, RuntimeError, ValueError):
            return []

    def _pictures(self) -> str:
        """Some pictures that lie in the folders, so that whoever guessed a name can give one that there is."""
        found = [
            entry.name
            for root in self.roots
            for entry in islice(_entries(root), LOOKED_AT)
            if Path(entry.name).suffix.lower() in PICTURES and not entry.name.startswith(".")
        ]
        more = f" and {len(found) - TOLD} more" if len(found) > TOLD else ""
        return ", ".join(ascii(name[:NAME]) for name in sorted(found)[:TOLD]) + more

    def _facts(self, name: str) -> dict[str, str]:
        """What a refusal tells: the name that came, and the folders that there are."""
        return {"name": ascii(name[:200]), "folders": ", ".join(map(str, self.roots)) or texts.NO_FOLDERS}


def _entries(root: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(root) as entries:
            yield from entries
    except OSError:
        return


def _is_file(path: Path) -> bool:
    """Whether there is a file, and no pipe or device, under a name that may be any length."""
    try:
        return path.is_file()
    except OSError:
        return False


def _can_be_called(path: Path) -> bool:
    """Whether a new file may have this name: seen in listings, in one line, and no longer than the disk takes."""
    if path.name.startswith(".") or not path.name.isprintable():
        return False
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _encodable(name: str) -> bool:
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        return False
    return True


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None
