"""Files of a model hub: from its cache on this machine, else over HTTP, going on where a cut connection stopped.

Honours HF_ENDPOINT, HF_HUB_OFFLINE, HF_HOME, HF_HUB_CACHE and HF_TOKEN as the hub's own client does. The token goes
to the endpoint's own origin and is dropped on a redirect to another (httpx does that).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ..errors import BadContent, SourceError
from .fetch import Progress, check_length, copy_stream, part_path
from .manifest import HubFile, WeightFile

if TYPE_CHECKING:
    import httpx

_ENDPOINT = "https://huggingface.co"
_ATTEMPTS = 4
_CONNECTING, _SILENCE = 10, 60
"""Seconds that a server may take to be reached, and to say something more."""
_TRUE = frozenset({"1", "on", "yes", "true"})


class HubFetcher:
    """Fetches from a hub. `wait` is called with the seconds to rest before the next attempt."""

    def __init__(self, partial: Path, environ: Mapping[str, str], wait: Callable[[float], None] = time.sleep) -> None:
        self._partial, self._environ, self._wait = partial, environ, wait

    def has_left_over(self, source: HubFile, want: WeightFile) -> bool:
        return self._part(want).exists()

    def fetch(self, source: HubFile, want: WeightFile, progress: Progress) -> Path:
        part = self._part(want)
        known = self._in_hub_cache(source, want)
        if known is not None:
            with known.open("rb") as file:
                copy_stream(file, part, want, progress)
        elif self._environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE:
            raise SourceError("HF_HUB_OFFLINE is set, and the hub's cache on this machine does not have it")
        else:
            self._download(source, want, part, progress)
        return part

    def discard(self, source: HubFile, want: WeightFile) -> None:
        self._part(want).unlink(missing_ok=True)

    def _part(self, want: WeightFile) -> Path:
        return part_path(self._partial, want).with_suffix(".hub")

    def _in_hub_cache(self, source: HubFile, want: WeightFile) -> Path | None:
        repository = cache_folder(self._environ) / f"models--{source.repository.replace('/', '--')}"
        for path in repository.glob(f"snapshots/*/{source.path}"):
            if path.is_file() and _sha256(path) == want.sha256:
                return path
        return None

    def _download(self, source: HubFile, want: WeightFile, part: Path, progress: Progress) -> None:
        import httpx

        if want.sha256 is None:
            # Without a hash nothing would show that two halves come from different versions.
            part.unlink(missing_ok=True)
        url = self._url(source)
        with httpx.Client(follow_redirects=True, timeout=httpx.Timeout(_SILENCE, connect=_CONNECTING)) as client:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return self._stream(client, url, want, part, progress)
                except (httpx.TransportError, _TryAgain) as error:
                    reason = f"{type(error).__name__.lstrip('_')}: {error}"
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    raise SourceError(f"{type(error).__name__}: {error}") from error
                if attempt < _ATTEMPTS:
                    self._wait(0.5 * 2**attempt)
        raise SourceError(f"gave up after {_ATTEMPTS} attempts ({reason})")

    def _stream(self, client: httpx.Client, url: str, want: WeightFile, part: Path, progress: Progress) -> None:
        have = part.stat().st_size if part.exists() else 0
        if have == want.bytes:
            return
        with client.stream("GET", url, headers=self._headers(have)) as response:
            have = _resume_at(response, have, part)
            total = want.bytes if want.bytes is not None else _announced(response, have)
            with part.open("ab" if have else "wb") as out:
                for done in _write(response, out.write, have):
                    check_length(want, done)
                    progress(want.name, done, total)

    def _headers(self, have: int) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if have:
            headers["Range"] = f"bytes={have}-"
        if token := self._environ.get("HF_TOKEN", "").strip():
            headers["Authorization"] = f"Bearer {token}"
        return headers

    def _url(self, source: HubFile) -> str:
        endpoint = (self._environ.get("HF_ENDPOINT") or _ENDPOINT).rstrip("/")
        return f"{endpoint}/{source.repository}/resolve/{source.revision or 'main'}/{quote(source.path)}"


class _TryAgain(Exception):
    """The server could not serve just now."""


def _resume_at(response: httpx.Response, have: int, part: Path) -> int:
    """The length of the part that the response continues. Raises for a response that is not the file."""
    status = response.status_code
    if status == 206:
        given = response.headers.get("Content-Range", "")
        if not given.startswith(f"bytes {have}-"):
            raise BadContent(f"asked for the bytes from {have} on, got {given!r}")
        return have
    if status == 200:
        return 0
    if status == 416:
        part.unlink(missing_ok=True)
        raise _TryAgain("what had arrived does not fit the file there; starting anew")
    if status in (408, 429) or status >= 500:
        raise _TryAgain(f"the server answered {status}")
    if status in (401, 403):
        raise SourceError(f"the server answered {status}: accept its licence there and set HF_TOKEN")
    raise SourceError(f"the server answered {status}")


def _write(response: httpx.Response, write: Callable[[bytes], object], have: int) -> Iterator[int]:
    # In the pieces that arrive: gathering them to a size would lose what was gathered when the line breaks.
    for chunk in response.iter_raw():
        write(chunk)
        have += len(chunk)
        yield have


def _announced(response: httpx.Response, have: int) -> int | None:
    length = response.headers.get("Content-Length", "")
    return have + int(length) if length.isdecimal() else None


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where the hub's own client keeps what it fetched."""
    if cache := environ.get("HF_HUB_CACHE"):
        return Path(cache).expanduser()
    home = environ.get("HF_HOME") or Path(environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
