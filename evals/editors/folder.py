"""Finished outputs of any editor: a folder of pictures that are called like the samples."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .command import read
from .editor import Outcome, Task
from .identity import digest

PICTURES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True)
class FolderEditor:
    """`ID.png` for a sample; of several seeds `SEED/ID.png`. An id may hold a `/`: a folder, or `_` in its place."""

    folder: Path
    label: str | None = None

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise ValueError(f"{self.folder} should be a folder of finished outputs, named by the ids of the samples")

    @property
    def name(self) -> str:
        return self.label or self.folder.name

    @cached_property
    def identity(self) -> str:
        files = sorted(path for path in self.folder.rglob("*") if path.suffix.lower() in PICTURES)
        return digest(
            "folder", [(str(f.relative_to(self.folder)), hashlib.sha256(f.read_bytes()).hexdigest()) for f in files]
        )

    def edit(self, task: Task) -> Outcome:
        found = self._found(task)
        if found is None:
            return Outcome("failed", seconds=None, said=f"there is no {task.sample.id}.png in {self.folder.name}")
        return read(found, task)

    def _found(self, task: Task) -> Path | None:
        id, root = task.sample.id, self.folder.resolve()
        places = [f"{task.seed}/{id}", f"{task.seed}/{id.replace('/', '_')}"]
        if not task.seed:
            places += [id, id.replace("/", "_")]
        for place in places:
            for ending in PICTURES:
                path = (self.folder / f"{place}{ending}").resolve()
                if path.is_relative_to(root) and path.is_file():
                    return path
        return None
