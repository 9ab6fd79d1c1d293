"""The library: cut-outs that the person keeps under names, for every photo and session on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..scene.files import write_whole
from ..scene.image import Pixels, check_pixels
from ..scene.versions import reads
from .errors import BadInput, Damaged, SessionError
from .interpreter.words.names import LONGEST, key_of, plain_name
from .sessions.blobs import Blobs, private_folder
from .sessions.trouble import in_folder

FORMAT: Final = "scenewright.cutout/1"
PATIENCE = 30
"""Seconds to wait for another process that writes."""


class NotKept(BadInput):
    """The library has nothing of this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        there = ", ".join(f"“{other}”" for other in known) or "nothing yet"
        super().__init__(f"nothing is kept in the library as “{name}”; it holds {there}")


class NameTaken(BadInput):
    """Another cut-out is kept under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"another cut-out is kept as “{name}” already; replace it, or take another name")


class LibraryBusy(SessionError):
    """Another process writes to the library for too long."""

    exit = 6

    def __init__(self, root: Path) -> None:
        super().__init__(f"the library {root} is busy: another process writes to it; wait until it is done, or stop it")


class CutOut(BaseModel):
    """A kept cut-out: `picture` is the id of its RGBA pixels, `width`×`height` of them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format: Annotated[Literal["scenewright.cutout/1"], reads(FORMAT)] = FORMAT
    name: str = Field(min_length=1)
    label: str | None = None
    """What it is, as the scene called it."""
    picture: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    metres: float | None = Field(default=None, gt=0)
    """How high it seemed to be among the things around it, where its kind does not tell."""
    source: dict[str, Any] = {}
    """Where it was cut from: the photo's id (`picture`), its size as shown (`width`, `height`), the `box` in it."""
    created: str = ""

    @property
    def share(self) -> float | None:
        """Its height over that of the picture it was cut from."""
        height = self.source.get("height")
        return min(1.0, self.height / height) if isinstance(height, int) and height > 0 else None

    @property
    def cut_sides(self) -> tuple[bool, bool, bool, bool]:
        """Whether its photo's left, top, right and bottom edge cut it off."""
        box, size = self.source.get("box"), (self.source.get("width"), self.source.get("height"))
        if not isinstance(box, list) or len(box) != 4:
            return False, False, False, False
        return box[0] <= 0, box[1] <= 0, box[2] == size[0], box[3] == size[1]


class Library:
    """Cut-outs by name, in a folder of their own. Nothing is opened before it is used, and all writes are whole.

    Names are never part of a path: an entry's file is called by the hash of its name, its pixels by their own.
    """

    def __init__(self, root: Path, patience: float = PATIENCE) -> None:
        self.root = Path(root)
        self._patience = patience
        self._blobs = Blobs(self.root)

    def items(self) -> tuple[CutOut, ...]:
        """All of them by name. An entry that cannot be read is left out: `problems` tells of it."""
        return tuple(sorted((entry for entry, _ in self._read_all() if entry), key=lambda one: key_of(one.name)))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.items())

    def get(self, name: str) -> CutOut:
        """The cut-out of that name; NotKept lists those there are, Damaged names a file that cannot be read."""
        path = self._path(name)
        if not path.is_file():
            raise NotKept(name, self.names)
        entry, fault = _read(path)
        if entry is None:
            raise Damaged(fault)
        return entry

    def pixels(self, name: str) -> Pixels:
        """Its pixels, h×w×4 uint8."""
        return self._pixels(self.get(name))

    def add(self, name: str, rgba: Pixels, replace: bool = False, **facts: Any) -> CutOut:
        """Keep h×w×4 uint8 pixels under a name; `facts` are fields of CutOut.

        Raises NameTaken for the name of a cut-out of other pixels unless it may be replaced.
        """
        name = plain_name(name)
        if check_pixels(rgba).shape[2] != 4 or not (rgba[..., 3] > 0).any():
            raise BadInput("a cut-out is a picture with transparency, and not all of it transparent")
        with self._writing():
            ref = self._blobs.put(np.ascontiguousarray(rgba))
            there = _read(self._path(name))[0]
            if there is not None and there.picture == ref.id:
                return there
            if self._path(name).exists() and not replace:
                raise NameTaken(name)
            size = {"picture": ref.id, "width": ref.width, "height": ref.height}
            entry = CutOut.model_validate({"name": name, "created": _now(), **facts, **size})
            self._write(entry)
            self._sweep()
        return entry

    def remove(self, *names: str) -> None:
        """Forget cut-outs; pictures that they were put into keep them. NotKept before anything is forgotten."""
        with self._writing():
            paths = {name: self._path(name) for name in names}
            for name, path in paths.items():
                if not path.is_file():
                    raise NotKept(name, self.names)
            for path in paths.values():
                path.unlink()
            self._sweep()

    def free_name(self, name: str) -> str:
        """The name itself where it is free, else with the first number that makes it free."""
        name, number = plain_name(name), 2
        free = name
        while self._path(free).exists():
            free, number = f"{name[: LONGEST - 5]} {number}", number + 1
        return free

    def problems(self) -> list[str]:
        """What cannot be read back; empty when all is well."""
        found = [fault for _, fault in self._read_all() if fault]
        fresh = Library(self.root)
        for entry in self.items():
            try:
                fresh._pixels(entry)
            except (Damaged, KeyError) as error:
                found.append(f"“{entry.name}”: {error}")
        return found

    def _pixels(self, entry: CutOut) -> Pixels:
        pixels = self._blobs.get_pixels(entry.picture)
        if pixels.shape != (entry.height, entry.width, 4):
            raise Damaged(f"“{entry.name}” should be {entry.width}×{entry.height} RGBA, but its picture is another")
        return pixels

    @property
    def _entries(self) -> Path:
        return self.root / "entries"

    def _path(self, name: str) -> Path:
        return self._entries / f"{hashlib.sha256(key_of(name).encode()).hexdigest()}.json"

    def _read_all(self) -> Iterator[tuple[CutOut | None, str]]:
        if self._entries.is_dir():
            yield from map(_read, sorted(self._entries.glob("*.json")))

    def _write(self, entry: CutOut) -> None:
        self._entries.mkdir(exist_ok=True)
        data = entry.model_dump_json(indent=2, exclude_none=True)
        write_whole(self._path(entry.name), data.encode(), self._blobs.root / "parts")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One process at a time; the lock of one that died is free. Raises LibraryBusy, and Unusable for the folder."""
        from filelock import FileLock, Timeout

        with in_folder(self.root.parent):
            private_folder(self.root.parent)
            private_folder(self.root)
            lock = FileLock(self.root / ".lock")
            try:
                lock.acquire(timeout=self._patience)
            except Timeout:
                raise LibraryBusy(self.root) from None
            try:
                yield
            finally:
                lock.release()

    def _sweep(self) -> None:
        """Delete pictures that no entry names any more; none while an entry cannot be read."""
        entries = [entry for entry, _ in self._read_all()]
        if None in entries:
            return
        named = {entry.picture.removeprefix("sha256:") for entry in entries if entry}
        for path in (self._blobs.root / "images").glob("??/*"):
            if path.parent.name + path.name not in named:
                path.unlink(missing_ok=True)


def _read(path: Path) -> tuple[CutOut | None, str]:
    """An entry, or what is wrong with its file."""
    try:
        entry = CutOut.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None, ""
    except (OSError, ValidationError) as error:
        return None, f"{path} should hold a cut-out ({FORMAT}), but cannot be read: {str(error).splitlines()[0]}"
    if path.stem != hashlib.sha256(key_of(entry.name).encode()).hexdigest():
        return None, f"{path} should hold another name than “{entry.name}”: the file was changed or moved"
    return entry, ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
