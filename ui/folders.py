"""Which files other programs may have read and written: those below folders that the person named, links resolved."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..agent.errors import BadInput
from . import texts


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
        raise BadInput(texts.NOT_BELOW.format(**self._facts(name)))

    def writing(self, name: str) -> Path:
        """Where a new file of that path, or of that name in the first folder, comes to lie."""
        for path in self._meant(name, follow=False):
            if self._below(path.parent) and path.parent.is_dir() and not path.name.startswith("."):
                return path
        raise BadInput(texts.NOT_WRITTEN_THERE.format(**self._facts(name)))

    def hold(self, path: str | os.PathLike[str]) -> bool:
        """Whether a file lies below one of the folders."""
        return self._below(Path(path).resolve())

    def _below(self, path: Path) -> bool:
        return any(path.is_relative_to(root) for root in self.roots)

    def _meant(self, name: str, follow: bool = True) -> list[Path]:
        """Where the name may lead, links in it resolved; the last part is left as it is unless `follow`."""
        if not name.strip() or "\0" in name or "://" in name:
            return []
        given = Path(name)
        try:
            found = [root / given for root in self.roots]
            return [path.resolve() if follow else path.parent.resolve() / path.name for path in found]
        except (OSError, RuntimeError, ValueError):
            return []

    def _facts(self, name: str) -> dict[str, str]:
        """What a refusal tells: the name that came, and the folders that there are."""
        return {"name": ascii(name[:200]), "folders": ", ".join(map(str, self.roots)) or texts.NO_FOLDERS}


def _is_file(path: Path) -> bool:
    """Whether there is a file, and no pipe or device, under a name that may be any length."""
    try:
        return path.is_file()
    except OSError:
        return False


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except RuntimeError:
        return None
