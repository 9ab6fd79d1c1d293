"""Models as a hub or a folder keeps them: named, pinned to a revision where one was read, with licence and size."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model: `name` is a repository of the model hub (owner/name), a local folder, or one .safetensors file.

    Bytes, revision and licence that nobody could read are None or empty, never invented.
    """

    name: str
    revision: str | None = None
    """Of a repository; None is its newest, which nobody has verified."""
    files: tuple[str, ...] = ("*.json", "*.txt", "*.model", "*.safetensors")
    """Patterns of what is loaded; pickles never are."""
    excluded: tuple[str, ...] = ()
    variant: str | None = None
    """Which of several weights of a repository: `fp16`."""
    bytes: int | None = None
    licence: str = ""
    commercial: bool | None = None
    """Whether its licence allows commercial use; None where nobody has read it."""
    run: bool = False
    """Whether somebody has run it with its real weights here."""

    @property
    def folder(self) -> Path | None:
        """The local folder it names; None for a repository or a file."""
        path = Path(self.name).expanduser()
        return None if self.file else path if path.is_dir() or not _REPOSITORY.fullmatch(self.name) else None

    @property
    def file(self) -> Path | None:
        """The single file it names; None for a repository or a folder."""
        path = Path(self.name).expanduser()
        return path if path.suffix == ".safetensors" else None

    @property
    def local(self) -> Path | None:
        """The file or folder it names; None for a repository."""
        return self.file or self.folder

    @property
    def verified(self) -> bool:
        """Whether it is known what will be loaded."""
        return self.revision is not None

    def download_command(self, into: Path | None = None) -> str:
        """The command that fetches what is loaded of a repository: into the hub's cache, or into a folder."""
        words = ["hf", "download", self.name]
        words += ["--revision", self.revision] if self.revision else []
        words += [word for pattern in self.files for word in ("--include", pattern)]
        words += [word for pattern in self.excluded for word in ("--exclude", pattern)]
        words += ["--local-dir", str(into)] if into else []
        return shlex.join(words)
