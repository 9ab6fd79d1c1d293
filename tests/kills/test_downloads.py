"""`kill -9` in the middle of downloads: no half file is ever used, the next run goes on, and nothing piles up."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.tools.errors import DownloadFailed, MissingRequirement

from .harness import Moments, Nursery, litter, tally
from .workers import cache_of

SIZE = 1_500_000
PIECE = 1 << 15


@dataclass
class Hub:
    """Serves `files` piece by piece, from where it is asked to; `sent` counts the bytes by name."""

    files: dict[str, bytes]
    sent: dict[str, int] = field(default_factory=dict)
    resumed: int = 0
    url: str = ""


def handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name, asked = self.path.rsplit("/", 1)[-1], self.headers.get("Range")
            content, start = hub.files[name], int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
            hub.resumed += start > 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            for place in range(start, len(content), PIECE):
                time.sleep(0.001)
                try:
                    self.wfile.write(content[place : place + PIECE])
                except OSError:  # the reader was killed
                    return
                hub.sent[name] = hub.sent.get(name, 0) + PIECE

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def hub() -> Iterator[Hub]:
    hub = Hub({name: model(number) for number, name in enumerate(("first.onnx", "second.onnx"))})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(hub))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield hub
    server.shutdown()
    server.server_close()


def model(seed: int) -> bytes:
    """The bytes of an ONNX model that holds nothing but a name."""
    name = np.random.default_rng(seed).integers(33, 120, SIZE, dtype=np.uint8).tobytes()
    graph = b"\x12" + varint(SIZE) + name
    return b"\x08\x08" + b"\x3a" + varint(len(graph)) + graph


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))


def packed(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir()
    with tarfile.open(folder / "packed-1.0.0.tgz", "w:gz", compresslevel=0) as archive:
        entry = tarfile.TarInfo(f"package/{name}")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))


@pytest.mark.parametrize(("seed", "kills"), [(1, 3), pytest.param(2, 30, marks=pytest.mark.slow)])
def test_downloads(nursery: Nursery, desk: Path, hub: Hub, seed: int, kills: int) -> None:
    files = {**hub.files, "packed.onnx": model(9)}
    packed(desk / "archives", "packed.onnx", files["packed.onnx"])
    job = {"hub": hub.url, "archives": str(desk / "archives"), "root": str(desk / "measured")}
    job["rows"] = [[name, hashlib.sha256(content).hexdigest(), len(content)] for name, content in files.items()]
    moments, killed, runs = Moments(seed, nursery.run("download", **job)), 0, 0
    while killed < kills:
        runs += 1
        job["root"] = str(desk / f"cache-{runs}")
        while (life := nursery.run("download", **job, **moments.next())).killed:
            killed += 1
            assert_usable_or_absent(job, files)
            assert len(litter(Path(job["root"]))) <= 2
        assert [fact["file"] for fact in life.facts("file")] == list(files)
        assert_usable_or_absent(job, files)
        assert all(status.state == "present" for status in cache_of(job).verify())
        assert litter(Path(job["root"])) == []
        assert not any((Path(job["root"]) / ".partial").iterdir())
    assert hub.resumed or kills < 20
    tally("downloads", killed, f"{runs} caches with {len(files)} files each")


def job_of(files: dict[str, bytes], hub: Hub, desk: Path) -> dict[str, Any]:
    rows = [[name, hashlib.sha256(content).hexdigest(), len(content)] for name, content in files.items()]
    return {"hub": hub.url, "archives": str(desk / "archives"), "root": str(desk / "cache"), "rows": rows}


def test_a_file_has_no_name_before_it_gets_it_whole(desk: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the last moment before."""
    cache = cache_of(job_of(hub.files, hub, desk))

    def killed(*names: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            cache.download()
    assert [status.state for status in cache.verify()] == ["absent", "absent"]
    cache.download()
    assert [path.read_bytes() for path in map(cache.path, hub.files)] == list(hub.files.values())


def test_what_killed_clients_left_goes_though_nothing_is_fetched(desk: Path, hub: Hub) -> None:
    (desk / "archives").mkdir()
    cache = cache_of(job_of({"packed.onnx": model(9)}, hub, desk))
    left = cache.root / ".partial" / "packages" / ".fetching-killed"
    left.mkdir(parents=True)
    (left / "package.tgz").write_bytes(b"half of it")
    with pytest.raises(DownloadFailed):
        cache.download()
    assert not left.exists()


def assert_usable_or_absent(job: dict[str, Any], files: dict[str, bytes]) -> None:
    """A file has its name only when it is the whole file."""
    cache = cache_of(job)
    assert all(status.state in ("present", "absent") for status in cache.verify())
    for name, content in files.items():
        try:
            assert cache.path(name).read_bytes() == content
        except MissingRequirement:
            assert not (cache.root / name).exists()
