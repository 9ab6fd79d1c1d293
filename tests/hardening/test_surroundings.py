"""Odd surroundings: missing or damaged weights, a full disk, no network, folders that cannot be used, two processes.

Each: a message of what was expected, what came and what to do, the documented exit status, and nothing else changed.
Everything runs as processes of their own. What must fail for the superuser too is made so by a limit on the size of
files (a disk that is full), or by a file where a folder should be (a folder that cannot be written).
"""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.sessions.store import Store
from scenewright.tools.weights import WeightCache

Run = Callable[..., subprocess.CompletedProcess[str]]
SMALLEST = "ssd-mobilenet-v2-coco.pbtxt"
DETECTOR = "ssd-mobilenet-v2-coco.pb"
OFFLINE = {
    "HF_ENDPOINT": "http://127.0.0.1:9",
    "HF_HOME": "/nonexistent",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_NO_INDEX": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_RETRIES": "0",
    "PIP_TIMEOUT": "1",
    "PIP_NO_CACHE_DIR": "1",
    "npm_config_registry": "http://127.0.0.1:9",
    "npm_config_fetch_retries": "0",
    "npm_config_cache": "/nonexistent",
}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Noise: it takes as many bytes on disk as in memory."""
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (160, 160, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    own = {"SCENEWRIGHT_HOME": str(tmp_path / "home"), "SCENEWRIGHT_CACHE": str(tmp_path / "cache")}
    return {**os.environ, **own, "SCENEWRIGHT_TOOLSET": "scripted", "COLUMNS": "100"}


@pytest.fixture
def run(tmp_path: Path, environment: dict[str, str]) -> Run:
    """The command line; `room` is the most bytes that any file may grow to, as on a disk that is full."""

    def invoke(*words: object, room: int | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        def limit() -> None:
            if room is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

        command = [sys.executable, "-m", "scenewright", *map(str, words)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**environment, **more},
            timeout=300,
            preexec_fn=limit,
        )

    return invoke


def tree(folder: Path) -> dict[str, str]:
    """Every file below with the hash of what it holds."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def error_of(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The one JSON object, which says the same as standard error."""
    (line,) = done.stdout.splitlines()
    error: dict[str, Any] = json.loads(line)
    assert error["exit"] == done.returncode
    assert error["error"] in done.stderr
    assert not error["error"].startswith("error")
    assert "Traceback" not in done.stderr
    return error


def edit(run: Run, photo: Path, *more: object, **how: Any) -> subprocess.CompletedProcess[str]:
    return run("edit", photo, "make it brighter", "--json", *more, **how)


class TestWeights:
    def test_missing_ones_exit_4_with_the_command(self, run: Run, photo: Path, tmp_path: Path) -> None:
        before = tree(tmp_path / "cache")
        done = edit(run, photo, SCENEWRIGHT_TOOLSET="embedded")
        assert done.returncode == 4
        assert f"{DETECTOR} are not on this machine" in error_of(done)["error"]
        assert "run: scenewright weights download" in error_of(done)["error"]
        assert tree(tmp_path / "cache") == before
        assert not (tmp_path / "photo-edited.png").exists()

    def test_a_damaged_one_exits_4_with_what_mends_it(self, run: Run, photo: Path, tmp_path: Path) -> None:
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache" / DETECTOR).write_bytes(b"\x08\x01 not the graph")
        done = edit(run, photo, SCENEWRIGHT_TOOLSET="embedded")
        assert done.returncode == 4
        assert f"{DETECTOR} are damaged" in error_of(done)["error"]
        assert "run: scenewright weights download" in error_of(done)["error"]
        verified = run("weights", "verify", DETECTOR)
        assert verified.returncode == 4
        assert "damaged" in verified.stdout
        assert "weights download" in verified.stderr

    def test_a_damaged_one_is_mended_by_that_command(self, run: Run, tmp_path: Path, weights: WeightCache) -> None:
        cache, mirror = tmp_path / "cache", tmp_path / "mirror"
        cache.mkdir()
        mirror.mkdir()
        good = weights.path(SMALLEST).read_bytes()
        (mirror / SMALLEST).write_bytes(good)
        (cache / SMALLEST).write_bytes(good[:1000] + b"X" + good[1001:])
        assert run("weights", "verify", SMALLEST).returncode == 4
        assert run("weights", "download", SMALLEST, SCENEWRIGHT_MIRROR=str(mirror)).returncode == 0
        assert (cache / SMALLEST).read_bytes() == good
        assert run("weights", "verify", SMALLEST).returncode == 0

    def test_no_network_is_said_with_all_that_was_tried(self, run: Run, tmp_path: Path) -> None:
        done = run("weights", "download", SMALLEST, **OFFLINE)
        assert done.returncode == 4
        assert f"could not fetch {SMALLEST}" in done.stderr
        assert "SCENEWRIGHT_MIRROR" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "cache" / SMALLEST).exists()

    def test_a_full_disk_at_download(self, run: Run, tmp_path: Path, weights: WeightCache) -> None:
        mirror = tmp_path / "mirror"
        mirror.mkdir()
        (mirror / SMALLEST).write_bytes(weights.path(SMALLEST).read_bytes())
        done = run("weights", "download", SMALLEST, room=10_000, SCENEWRIGHT_MIRROR=str(mirror), **OFFLINE)
        assert done.returncode == 4
        assert "File too large" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "cache" / SMALLEST).exists()

    def test_a_cache_that_is_no_folder(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("a file")
        done = run("weights", "download", SMALLEST)
        assert done.returncode == 2
        assert "name another in SCENEWRIGHT_CACHE" in done.stderr
        assert (tmp_path / "cache").read_text() == "a file"


class TestTheHome:
    @pytest.mark.parametrize("home", ["file/below", "/proc/none"])
    def test_one_that_cannot_be_used(self, run: Run, photo: Path, tmp_path: Path, home: str) -> None:
        (tmp_path / "file").write_text("a file")
        before = tree(tmp_path)
        done = edit(run, photo, SCENEWRIGHT_HOME=str(tmp_path / home))
        assert done.returncode == 2
        assert "a folder to keep sessions in is needed" in error_of(done)["error"]
        assert "name another in SCENEWRIGHT_HOME" in error_of(done)["error"]
        assert "Errno" not in done.stderr
        assert tree(tmp_path) == before

    def test_a_store_that_is_something_else(self, run: Run, photo: Path, tmp_path: Path) -> None:
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "store.sqlite").write_bytes(b"this is no database at all" * 100)
        done = edit(run, photo)
        assert done.returncode == 5
        assert "should be scenewright's store" in error_of(done)["error"]
        assert (tmp_path / "home" / "store.sqlite").read_bytes().startswith(b"this is no database")

    @pytest.mark.parametrize("room", [0, 30_000, 70_000])
    def test_a_full_disk_at_any_step_leaves_what_was(self, run: Run, photo: Path, tmp_path: Path, room: int) -> None:
        done = edit(run, photo)
        session = json.loads(done.stdout)["session"]
        (tmp_path / "photo-edited.png").unlink()
        full = run("edit", "--session", session, "make it warmer", "--json", room=room)
        assert full.returncode == 2, full.stderr
        assert "make room" in error_of(full)["error"] or "is kept" in error_of(full)["error"]
        assert not list(tmp_path.glob("*.part*"))
        assert not (tmp_path / "photo-edited.png").exists()
        store = Store(tmp_path / "home")
        assert store.verify(session) == []
        assert len(store.turns(session)) == 1
        store.close()
        again = run("edit", "--session", session, "make it warmer", "--json")
        assert again.returncode == 0, again.stderr
        assert json.loads(again.stdout)["turn"] == 2

    def test_a_session_that_another_process_holds_exits_6(self, run: Run, photo: Path, tmp_path: Path) -> None:
        session = json.loads(edit(run, photo).stdout)["session"]
        store = Store(tmp_path / "home")
        with store.lock(session):
            before = tree(tmp_path / "home" / "blobs")
            done = run("edit", "--session", session, "make it warmer", "--json")
            assert tree(tmp_path / "home" / "blobs") == before
        assert done.returncode == 6
        assert f"session {session} is busy: process {os.getpid()}" in error_of(done)["error"]
        assert len(store.turns(session)) == 1
        store.close()


class TestExport:
    def test_a_full_disk_at_export_keeps_the_edit_and_says_where(self, run: Run, photo: Path, tmp_path: Path) -> None:
        session = json.loads(edit(run, photo).stdout)["session"]
        before = tree(tmp_path)
        done = run("session", "show", session, "-o", "out.tif", room=70_000)
        assert done.returncode == 2
        assert "out.tif cannot be written: File too large; choose another place" in done.stderr
        after = tree(tmp_path)
        assert {name for name in after if "store.sqlite" not in name} == {
            name for name in before if "store.sqlite" not in name
        }

    @pytest.mark.parametrize("out", ["/proc/out.png", "file/out.png", "x" * 300 + ".png"])
    def test_a_place_that_cannot_be_written(self, run: Run, photo: Path, tmp_path: Path, out: str) -> None:
        (tmp_path / "file").write_text("a file")
        before = {path for path in tmp_path.iterdir() if path.name != "home"}
        done = edit(run, photo, "-o", out)
        assert done.returncode == 2
        assert "Errno" not in error_of(done)["error"]
        assert {path for path in tmp_path.iterdir() if path.name != "home"} == before

    def test_where_only_the_saving_failed_the_edit_is_kept_and_it_says_so(
        self, run: Run, photo: Path, tmp_path: Path
    ) -> None:
        done = edit(run, photo, "-o", "/proc/out.png")
        session = error_of(done)["error"].partition("scenewright session show ")[2].split()[0]
        assert run("session", "show", session, "-o", "out.png").returncode == 0
        assert (tmp_path / "out.png").exists()


class TestTamperedWith:
    """What is stored is checked when it is read: a session that was changed from outside is refused, not shown."""

    @pytest.fixture
    def session(self, run: Run, photo: Path) -> str:
        return str(json.loads(edit(run, photo).stdout)["session"])

    def refused(self, run: Run, session: str, what: str) -> None:
        done = run("edit", "--session", session, "make it warmer", "--json")
        assert done.returncode == 5
        assert what in error_of(done)["error"]
        assert run("session", "show", session, "-o", "shown.png").returncode == 5

    def test_pixels(self, run: Run, session: str, tmp_path: Path) -> None:
        for file in (tmp_path / "home" / "blobs" / "images").rglob("*"):
            if file.is_file():
                Image.new("RGB", (160, 160), "red").save(file, "PNG")
        self.refused(run, session, "its contents differ")

    def test_a_record(self, run: Run, session: str, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "home" / "store.sqlite") as db:
            db.execute("""UPDATE records SET data = json_set(data, '$.seed', 99)""")
        db.close()
        self.refused(run, session, "was changed in the store")

    def test_ids_that_lead_out_of_the_folder(self, run: Run, session: str, tmp_path: Path) -> None:
        (tmp_path / "secret.png").write_bytes((tmp_path / "photo.png").read_bytes())
        with sqlite3.connect(tmp_path / "home" / "store.sqlite") as db:
            db.execute("UPDATE sessions SET base = json_set(base, '$.id', '../../../secret.png'), head = NULL")
        db.close()
        done = run("session", "show", session, "-o", "shown.png")
        assert done.returncode == 5
        assert not (tmp_path / "shown.png").exists()
