"""A model hub on this machine, a registry client that needs no registry, and the smallest ONNX model."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scenewright.tools.errors import SourceError
from scenewright.tools.weights import Manifest, Source, WeightCache, WeightFile, default_fetchers


@dataclass
class Hub:
    """Serves `files` by path. `cuts` is how many bytes each coming response may send before the line breaks."""

    files: dict[str, bytes] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    stall: threading.Event | None = None
    tells_length: bool = True
    zips: bool = False
    """Whether files go out compressed to whoever takes them so."""
    from_the_start: bool = False
    """Whether each response is the whole file, wherever it was asked to begin."""
    shift: int = 0
    """How far from where it was asked to begin a response begins, by its own word."""
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """Path, Range and Authorization of each request."""
    url: str = ""


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.headers.get("Range")
            hub.requests.append((self.path, asked, self.headers.get("Authorization")))
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and not hub.from_the_start else 0
            status = hub.statuses.pop(0) if hub.statuses else 0
            if self.path in hub.redirects:
                self._head(302, Content_Length="0", Location=hub.redirects[self.path])
            elif status or self.path not in hub.files:
                self._head(status or 404, Content_Length="0")
            else:
                self._send(hub.files[self.path], start)

        def _head(self, status: int, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

        def _send(self, content: bytes, start: int) -> None:
            rest = content[start:]
            if start > len(content) or (start and not rest):
                self._head(416, Content_Length="0")
                return
            begin = start + hub.shift
            told = {"Content_Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"} if begin else {}
            if hub.zips and "gzip" in self.headers.get("Accept-Encoding", ""):
                rest, told["Content_Encoding"] = gzip.compress(rest), "gzip"
            if hub.tells_length:
                told["Content_Length"] = str(len(rest))
            self._head(206 if begin else 200, **told)
            cut = hub.cuts.pop(0) if hub.cuts else len(rest)
            self.wfile.write(rest[:cut])
            self.wfile.flush()
            if hub.stall is not None:
                hub.stall.wait(60)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def make_hub() -> Iterator[Callable[[], Hub]]:
    servers: list[ThreadingHTTPServer] = []

    def make() -> Hub:
        hub = Hub()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
        hub.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        servers.append(server)
        return hub

    yield make
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def hub(make_hub: Callable[[], Hub]) -> Hub:
    return make_hub()


@dataclass
class Client:
    """Stands where `npm` and `pip` stand: leaves the archive it holds for the last argument that names a package."""

    archives: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """By `package@version` or `package==version`: the file name and contents of its archive."""
    commands: list[list[str]] = field(default_factory=list)
    fails: bool = False

    def __call__(self, arguments: Sequence[str], folder: Path) -> None:
        self.commands.append(list(arguments))
        named = [argument for argument in arguments if argument in self.archives]
        if self.fails or not named:
            raise SourceError("the registry has no such package")
        name, content = self.archives[named[0]]
        (folder / name).write_bytes(content)


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def wheel() -> Callable[[Mapping[str, bytes]], bytes]:
    def make(members: Mapping[str, bytes]) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture
def tarball() -> Callable[[Mapping[str, bytes | str]], bytes]:
    """A .tgz; a member given as text is a symbolic link to that target."""

    def make(members: Mapping[str, bytes | str]) -> bytes:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
            for name, content in members.items():
                entry = tarfile.TarInfo(name)
                if isinstance(content, str):
                    entry.type, entry.linkname = tarfile.SYMTYPE, content
                    archive.addfile(entry)
                else:
                    entry.size = len(content)
                    archive.addfile(entry, io.BytesIO(content))
        return buffer.getvalue()

    return make


@pytest.fixture
def onnx() -> Callable[[int], bytes]:
    """The bytes of an ONNX model of about `size` bytes: version 8, and a graph that holds nothing but a name."""

    def make(size: int = 100) -> bytes:
        name = bytes(33 + index * 7 % 90 for index in range(size))
        graph = b"\x12" + _varint(size) + name
        return b"\x08\x08" + b"\x3a" + _varint(len(graph)) + graph

    return make


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


@pytest.fixture
def row() -> Callable[..., WeightFile]:
    def make(name: str, content: bytes, *sources: Source) -> WeightFile:
        return WeightFile(name, hashlib.sha256(content).hexdigest(), len(content), "MIT", sources)

    return make


@pytest.fixture
def cache_of(tmp_path: Path, client: Client) -> Callable[..., WeightCache]:
    """A cache in a folder of its own, whose hub settings are the keywords and whose waits are no waits."""

    def make(*files: WeightFile, mirror: Path | str | None = None, **environ: str) -> WeightCache:
        environ = {"HF_HOME": str(tmp_path / "hf"), **environ}
        return WeightCache(
            tmp_path / "cache",
            Manifest(files),
            mirror=mirror,
            fetchers=lambda partial: default_fetchers(partial, environ, client, wait=lambda seconds: None),
        )

    return make
