"""Models of a hub: told whether they are here whole, and fetched by the hub's own client from its endpoint."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import DownloadFailed
from scenewright.tools.weights.models import fetch, found

COMMIT = "1" * 40
FILES = {
    "model_index.json": b"{}",
    "unet/a.safetensors": b"weights" * 100,
    "unet/a.bin": b"a pickle",
    "safety_checker/b.safetensors": b"not wanted",
}


class FakeHub(BaseHTTPRequestHandler):
    """As much of a model hub as its client asks for: what a repository holds, and its files."""

    asked: list[str]

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, body: bool) -> None:
        self.asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/api/models/owner/name/tree/"):
            rows = [
                {"type": "file", "path": name, "size": len(content), "oid": _tag(content)}
                for name, content in FILES.items()
            ]
            self._send(json.dumps(rows).encode(), body, "application/json")
        elif path.startswith("/api/models/owner/name"):
            siblings = [{"rfilename": name} for name in FILES]
            self._send(
                json.dumps({"id": "owner/name", "sha": COMMIT, "siblings": siblings}).encode(), body, "application/json"
            )
        elif path.startswith(f"/owner/name/resolve/{COMMIT}/"):
            self._send(FILES[path.removeprefix(f"/owner/name/resolve/{COMMIT}/")], body, "application/octet-stream")
        else:
            self.send_error(404)

    def _send(self, content: bytes, body: bool, kind: str) -> None:
        self.send_response(200)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", len(content)),
            ("X-Repo-Commit", COMMIT),
            ("ETag", _tag(content)),
        ):
            self.send_header(name, str(value))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _tag(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


@pytest.fixture
def hub() -> Iterator[tuple[str, list[str]]]:
    handler = type("Handler", (FakeHub,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler.asked
    server.shutdown()
    server.server_close()


WANTED = Checkpoint("owner/name", excluded=("safety_checker/*",))
SCRIPT = """
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import ToolError
from scenewright.tools.weights.models import fetch
try:
    print(fetch(Checkpoint("owner/name", {revision!r}, excluded={excluded!r})).place)
except ToolError as error:
    print("error:", error)
"""


def fetched(
    home: Path, revision: str | None = None, excluded: tuple[str, ...] = WANTED.excluded, **environ: str
) -> str:
    """What a process of its own says: the hub's client reads its variables once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environ = {**kept, "HF_HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1", **environ}
    script = SCRIPT.format(revision=revision, excluded=excluded)
    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_is_loaded_is_fetched_from_the_endpoint_and_nothing_else(hub, tmp_path) -> None:
    url, asked = hub
    place = Path(fetched(tmp_path, HF_ENDPOINT=url))
    names = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    assert names == {"model_index.json", "unet/a.safetensors"}, "no pickle, and nothing that was excluded"
    assert found(WANTED, {"HF_HOME": str(tmp_path)}) == (place, 700)
    begun = len(asked)
    assert fetched(tmp_path, HF_ENDPOINT=url) == str(place)
    assert len(asked) == begun, "what is here is not asked for again"


def test_a_revision_is_asked_for_and_kept_under_its_commit(hub, tmp_path) -> None:
    url, asked = hub
    place = Path(fetched(tmp_path, COMMIT, HF_ENDPOINT=url))
    assert place.name == COMMIT
    assert any(COMMIT in path for path in asked)
    assert found(Checkpoint("owner/name", COMMIT), {"HF_HOME": str(tmp_path)}) is not None
    assert found(WANTED, {"HF_HOME": str(tmp_path)}) is None, "which revision is the newest was not asked"


def test_offline_nothing_is_asked(hub, tmp_path) -> None:
    url, asked = hub
    told = fetched(tmp_path, HF_ENDPOINT=url, HF_HUB_OFFLINE="1")
    assert told.startswith("error: could not fetch owner/name")
    assert "holds no weights" not in told, "nobody could look"
    assert asked == []


def test_a_repository_with_nothing_but_pickles_gives_nothing(hub, tmp_path) -> None:
    url, _ = hub
    told = fetched(tmp_path, excluded=("*.safetensors",), HF_ENDPOINT=url)
    assert "it holds no weights in safetensors files" in told
    assert not list(tmp_path.rglob("*.bin"))


def test_a_folder_or_file_is_here_or_is_not(tmp_path) -> None:
    assert found(Checkpoint(str(tmp_path))) is None
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"12345678")
    assert found(Checkpoint(str(tmp_path))) == (tmp_path, 8)
    assert fetch(Checkpoint(str(weights))) == (weights, 8)
    with pytest.raises(DownloadFailed, match="it is no folder or file with weights"):
        fetch(Checkpoint(str(tmp_path / "absent.safetensors")))


def test_weights_in_several_parts_are_here_when_all_are(tmp_path) -> None:
    parts = {"a": "one-of-two.safetensors", "b": "two-of-two.safetensors"}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": parts}))
    (tmp_path / parts["a"]).write_bytes(b"1")
    assert found(Checkpoint(str(tmp_path))) is None
    (tmp_path / parts["b"]).write_bytes(b"2")
    assert found(Checkpoint(str(tmp_path))) == (tmp_path, 2)
    (tmp_path / "model.safetensors.index.json").write_text("{")
    assert found(Checkpoint(str(tmp_path))) is None


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        b'{"weight_map": 7}',
        b'{"weight_map": {"a": 7}}',
        b'{"weight_map": {"a": [[]]}}',
    ],
    ids=lambda index: index[:40].decode("latin-1"),
)
def test_weights_whose_list_of_parts_cannot_be_read_are_not_whole(tmp_path, index: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"1")
    (tmp_path / "model.safetensors.index.json").write_bytes(index)
    assert found(Checkpoint(str(tmp_path))) is None


def test_a_revision_that_cannot_be_read_is_not_here(tmp_path) -> None:
    named = tmp_path / "hub" / "models--owner--name" / "refs" / "main"
    named.parent.mkdir(parents=True)
    named.write_bytes(b"\xff")
    assert found(WANTED, {"HF_HOME": str(tmp_path)}) is None
