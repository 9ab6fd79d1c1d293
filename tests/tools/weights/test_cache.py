"""The folder of weights: a name stands there only for a whole, checked file."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scenewright.tools.errors import DownloadFailed, MissingRequirement, UnknownWeight, WeightError
from scenewright.tools.weights import HubFile, Manifest, MirrorFile, WeightCache, default_root

PATH = "/owner/name/resolve/main/model.onnx"
SOURCE = HubFile("owner/name", "model.onnx")

DOWNLOAD = """
import sys, pathlib
from scenewright.tools.weights import HubFile, Manifest, WeightCache, WeightFile
root, sha256, size = sys.argv[1:]
row = WeightFile("model.onnx", sha256, int(size), "MIT", (HubFile("owner/name", "model.onnx"),))
WeightCache(pathlib.Path(root), Manifest([row])).download()
"""


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror"
    folder.mkdir()
    return folder


def _start(cache: WeightCache, hub_url: str) -> subprocess.Popen[bytes]:
    (file,) = cache.manifest
    environ = os.environ | {"HF_ENDPOINT": hub_url, "HF_HOME": str(cache.root / "no-hf")}
    arguments = [sys.executable, "-c", DOWNLOAD, str(cache.root), str(file.sha256), str(file.bytes)]
    return subprocess.Popen(arguments, env=environ)


def test_what_is_absent_is_asked_for_with_the_command_and_not_fetched(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    with pytest.raises(MissingRequirement, match=r"model\.onnx are not on this machine.*scenewright weights download"):
        cache.path("model.onnx")
    assert not cache.root.exists()


def test_an_unknown_name_is_no_missing_file(cache_of) -> None:
    with pytest.raises(UnknownWeight):
        cache_of().path("model.onnx")
    with pytest.raises(UnknownWeight):
        cache_of().download(["model.onnx"])


@pytest.mark.parametrize(("revision", "asked"), [("", "main"), ("@v1", "v1")])
def test_a_mirror_may_be_a_repository_on_a_hub(cache_of, hub, row, onnx, revision: str, asked: str) -> None:
    hub.files[f"/someone/mirror/resolve/{asked}/model.onnx"] = onnx(10)
    cache = cache_of(row("model.onnx", onnx(10)), mirror=f"hf:someone/mirror{revision}", HF_ENDPOINT=hub.url)
    cache.download()
    assert cache.path("model.onnx").read_bytes() == onnx(10)


def test_a_mirror_folder_is_tried_before_the_sources(cache_of, client, hub, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10), SOURCE), mirror=mirror, HF_ENDPOINT=hub.url)
    told: list[tuple[str, int, int | None]] = []
    assert cache.download(progress=lambda *step: told.append(step)) == (cache.path("model.onnx"),)
    assert told == [("model.onnx", 16, 16)]
    assert hub.requests == []


def test_a_mirror_may_be_named_in_the_environment(
    cache_of, row, onnx, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    monkeypatch.setenv("SCENEWRIGHT_MIRROR", str(mirror))
    assert cache_of(row("model.onnx", onnx(10))).download()[0].read_bytes() == onnx(10)


def test_a_source_may_be_a_folder(
    cache_of, row, onnx, mirror: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (mirror / "v2.onnx").write_bytes(onnx(10))
    for folder in (str(mirror), "~/mirror"):
        cache = cache_of(row("model.onnx", onnx(10), MirrorFile(folder, "v2.onnx")))
        (path,) = cache.download()
        assert path.read_bytes() == onnx(10)
        path.unlink()


def test_what_a_mirror_gives_wrongly_is_not_kept(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10)[:-1] + b"!")
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    with pytest.raises(DownloadFailed, match="expected the sha256"):
        cache.download()
    assert not list((cache.root / ".partial").iterdir())


def test_of_a_mirror_no_more_is_copied_than_the_file_should_hold(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(bytes(50_000_000))
    seen: list[int] = []
    with pytest.raises(DownloadFailed, match="expected 16 bytes, got more"):
        cache_of(row("model.onnx", onnx(10)), mirror=mirror).download(
            progress=lambda name, done, total: seen.append(done)
        )
    assert seen == []


def test_the_next_source_serves_where_one_fails(cache_of, hub, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10)[:-1] + b"!")
    hub.files[PATH] = onnx(10)
    cache = cache_of(row("model.onnx", onnx(10), SOURCE), mirror=mirror, HF_ENDPOINT=hub.url)
    assert cache.download()[0].read_bytes() == onnx(10)


def test_a_source_whose_bytes_cannot_be_written_down_is_a_failed_one(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (cache.root / ".partial" / "model.onnx.mirror").mkdir(parents=True)
    with pytest.raises(DownloadFailed, match="Is a directory"):
        cache.download()


def test_a_file_that_comes_from_nowhere_says_so(cache_of, row, onnx) -> None:
    with pytest.raises(DownloadFailed, match="the manifest names no source and no mirror is set"):
        cache_of(row("model.onnx", onnx(10))).download()


def test_when_all_sources_fail_each_is_listed_with_its_reason_and_what_to_do(
    cache_of, hub, row, onnx, mirror: Path
) -> None:
    hub.files["/owner/name/resolve/main/b.onnx"] = onnx(20)
    a, b = row("a.onnx", onnx(10), SOURCE), row("b.onnx", onnx(20), HubFile("owner/name", "b.onnx"))
    cache = cache_of(a, b, mirror=mirror, HF_ENDPOINT=hub.url)
    with pytest.raises(DownloadFailed) as failed:
        cache.download()
    said = str(failed.value)
    assert said.startswith("could not fetch a.onnx:\n")
    assert f"a.onnx from file:{mirror}/a.onnx: the mirror folder has no such file" in said
    assert "a.onnx from hf:owner/name/model.onnx@unverified: the server answered 404" in said
    assert all(way in said for way in ("scenewright weights download", "SCENEWRIGHT_MIRROR", "HF_ENDPOINT"))
    assert cache.path("b.onnx").read_bytes() == onnx(20)


def test_a_file_of_another_length_is_refused_where_nobody_knows_its_hash(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "a.onnx").write_bytes(onnx(8))
    cache = cache_of(replace(row("a.onnx", onnx(10)), sha256=None), mirror=mirror)
    with pytest.raises(DownloadFailed, match=f"expected {len(onnx(10))} bytes, got {len(onnx(8))}"):
        cache.download()
    with pytest.raises(MissingRequirement):
        cache.path("a.onnx")


def test_a_pickle_whose_hash_is_right_is_refused_all_the_same(cache_of, row, mirror: Path) -> None:
    content = b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94."
    (mirror / "model.safetensors").write_bytes(content)
    cache = cache_of(row("model.safetensors", content), mirror=mirror)
    with pytest.raises(DownloadFailed, match="it is a pickle, which can run any code"):
        cache.download()
    assert not (cache.root / "model.safetensors").exists()


def test_what_is_named_twice_is_fetched_once(cache_of, row, onnx) -> None:
    with pytest.raises(DownloadFailed) as failed:
        cache_of(row("a.onnx", onnx(10))).download(["a.onnx", "a.onnx"])
    assert len(failed.value.attempts) == 1


def test_only_what_is_named_is_fetched(cache_of, row, onnx, mirror: Path) -> None:
    for name in ("a.onnx", "b.onnx"):
        (mirror / name).write_bytes(onnx(10))
    cache = cache_of(row("a.onnx", onnx(10)), row("b.onnx", onnx(10)), mirror=mirror)
    cache.download(["b.onnx"])
    assert [status.state for status in cache.status()] == ["absent", "present"]


def test_a_damaged_file_is_found_and_fetched_again(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (path,) = cache.download()
    path.write_bytes(b"damaged")
    with pytest.raises(MissingRequirement, match="are damaged"):
        cache.path("model.onnx")
    assert [status.state for status in cache.status()] == ["damaged"]
    cache.download()
    assert cache.path("model.onnx").read_bytes() == onnx(10)


@pytest.mark.parametrize("known", [{}, {"sha256": None}])
def test_damage_that_keeps_size_and_time_is_found_by_verify(
    cache_of, row, onnx, mirror: Path, known: dict[str, None]
) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(replace(row("model.onnx", onnx(10)), **known), mirror=mirror)
    (path,) = cache.download()
    before = path.stat()
    path.write_bytes(onnx(10)[:-1] + b"!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [status.state for status in cache.status()] == ["present"], "a stamp that fits spares the reading"
    assert [status.state for status in cache.verify()] == ["damaged"]


def test_a_file_of_the_same_size_that_was_written_to_since_is_read_again(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (path,) = cache.download()
    before = path.stat()
    path.write_bytes(onnx(10)[:-1] + b"!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    with pytest.raises(MissingRequirement, match="are damaged"):
        cache.path("model.onnx")


def test_another_file_of_the_same_size_and_time_is_read_again(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (path,) = cache.download()
    before, other = path.stat(), path.with_name("other")
    other.write_bytes(onnx(10)[:-1] + b"!")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    with pytest.raises(MissingRequirement, match="are damaged"):
        cache.path("model.onnx")


def test_a_file_takes_the_place_of_the_former_in_one_step(cache_of, row, onnx, mirror: Path) -> None:
    """Who has the former one open goes on reading it."""
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    cache.root.mkdir()
    (cache.root / "model.onnx").write_bytes(b"former")
    with (cache.root / "model.onnx").open("rb") as former:
        cache.download()
        assert former.read() == b"former"


def test_bytes_are_on_the_disk_before_they_have_their_name(
    cache_of, row, onnx, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut cannot be tried here; the order of what survives one can."""
    steps: list[str] = []
    flush, rename = os.fsync, os.replace

    def flushed(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")
        flush(handle)

    def renamed(part: Path, target: Path) -> None:
        steps.append("name")
        rename(part, target)

    (mirror / "model.onnx").write_bytes(onnx(10))
    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    cache_of(row("model.onnx", onnx(10)), mirror=mirror).download()
    assert steps[:3] == ["bytes", "name", "folder"]


def test_what_a_killed_run_left_goes_with_the_run_that_completes_it(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    partial = cache.root / ".partial"
    client = partial / "packages" / ".fetching-1"
    client.mkdir(parents=True)
    (partial / "model.onnx.hub").write_bytes(b"half")
    cache.download()
    assert not list(partial.iterdir())


@pytest.mark.parametrize("left", ["model.onnx.hub", "model.onnx.mirror", "model.onnx.member", "packages/x/x.whl"])
def test_what_a_run_that_was_killed_at_its_end_left_goes_with_the_next(
    cache_of, row, onnx, mirror: Path, left: str
) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    cache.download()
    (cache.root / ".partial" / left).parent.mkdir(parents=True, exist_ok=True)
    (cache.root / ".partial" / left).write_bytes(b"half")
    cache.download()
    assert not list((cache.root / ".partial").iterdir())


def test_what_a_killed_client_left_goes_though_nothing_can_be_fetched(cache_of, row, onnx, mirror: Path) -> None:
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (cache.root / ".partial" / "packages" / ".fetching-1" / "package").mkdir(parents=True)
    with pytest.raises(DownloadFailed):
        cache.download()
    assert not list((cache.root / ".partial" / "packages").iterdir())


def test_a_file_that_was_put_there_by_hand_is_checked_and_used(cache_of, row, onnx) -> None:
    cache = cache_of(row("good.onnx", onnx(10)), row("bad.onnx", onnx(20)))
    cache.root.mkdir()
    for name in ("good.onnx", "bad.onnx"):
        (cache.root / name).write_bytes(onnx(10))
    assert [status.state for status in cache.status()] == ["present", "damaged"]


def test_a_file_that_was_put_there_by_hand_is_taken_as_it_is_where_nobody_knows_its_hash(cache_of, row, onnx) -> None:
    cache = cache_of(replace(row("model.onnx", onnx(10)), sha256=None))
    cache.root.mkdir()
    (cache.root / "model.onnx").write_bytes(onnx(10))
    assert [status.state for status in cache.status()] == ["present"]
    (cache.root / "model.onnx").write_bytes(onnx(20))
    assert [status.state for status in cache.status()] == ["damaged"]


def test_where_all_is_there_nothing_is_written_but_its_stamp(cache_of, row, onnx) -> None:
    cache = cache_of(row("model.onnx", onnx(10)))
    cache.root.mkdir()
    (cache.root / "model.onnx").write_bytes(onnx(10))
    cache.download()
    assert sorted(path.name for path in cache.root.iterdir()) == [".stamps", "model.onnx"]


@pytest.mark.parametrize("stamp", [b"", b"[]", b"{}", b"\xff", b'{"sha256": "0", "size": 1}', b"[" * 100_000])
def test_a_stamp_is_only_a_short_cut(cache_of, row, onnx, stamp: bytes) -> None:
    cache = cache_of(row("model.onnx", onnx(10)))
    (cache.root / ".stamps").mkdir(parents=True)
    (cache.root / "model.onnx").write_bytes(onnx(10))
    (cache.root / ".stamps" / "model.onnx.json").write_bytes(stamp)
    assert cache.path("model.onnx").exists()


def test_a_stamp_that_cannot_be_written_is_done_without(cache_of, row, onnx) -> None:
    """As in a cache that may only be read."""
    cache = cache_of(row("model.onnx", onnx(10)))
    cache.root.mkdir()
    (cache.root / "model.onnx").write_bytes(onnx(10))
    (cache.root / ".stamps").write_bytes(b"in the way")
    assert cache.path("model.onnx").exists()


def test_a_stamp_takes_the_place_of_the_former_in_one_step(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(row("model.onnx", onnx(10)), mirror=mirror)
    (path,) = cache.download()
    stamp = cache.root / ".stamps" / "model.onnx.json"
    before = stamp.read_bytes()
    with stamp.open("rb") as former:
        os.utime(path, ns=(0, 0))
        cache.verify()
        assert former.read() == before != stamp.read_bytes()


def test_damage_is_seen_where_nobody_knows_the_hash_but_that_of_what_came(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache = cache_of(replace(row("model.onnx", onnx(10)), sha256=None), mirror=mirror)
    (path,) = cache.download()
    assert [status.state for status in cache.verify()] == ["present"]
    path.write_bytes(onnx(10)[:-1] + b"!")
    for _ in range(2):
        assert [status.state for status in cache.status()] == ["damaged"], "what is damaged is not stamped"
    (mirror / "model.onnx").write_bytes(onnx(10)[:-1] + b"?")
    cache.download()
    assert [status.state for status in cache.verify()] == ["present"], "what came instead is"


def test_a_row_with_a_new_hash_is_not_served_by_the_old_stamp(cache_of, row, onnx, mirror: Path) -> None:
    (mirror / "model.onnx").write_bytes(onnx(10))
    cache_of(row("model.onnx", onnx(10)), mirror=mirror).download()
    assert [status.state for status in cache_of(row("model.onnx", onnx(20))).status()] == ["damaged"]


def test_a_killed_download_leaves_no_file_and_the_next_goes_on(cache_of, hub, row, onnx) -> None:
    model = onnx(3_000_000)
    hub.files[PATH], hub.cuts, hub.stall = model, [1_000_000], threading.Event()
    cache = cache_of(row("model.onnx", model, SOURCE), HF_ENDPOINT=hub.url)
    part = cache.root / ".partial" / "model.onnx.hub"
    process = _start(cache, hub.url)
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    hub.stall.set()
    assert part.stat().st_size
    assert not (cache.root / "model.onnx").exists()
    assert cache.download()[0].read_bytes() == model
    assert hub.requests[-1][1] is not None


def test_two_processes_at_once_fetch_once(cache_of, hub, row, onnx) -> None:
    model = onnx(3_000_000)
    hub.files[PATH] = model
    cache = cache_of(row("model.onnx", model, SOURCE))
    processes = [_start(cache, hub.url) for _ in range(2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    assert cache.path("model.onnx").read_bytes() == model
    assert len(hub.requests) == 1


def test_a_folder_that_cannot_be_made_is_told(row, onnx, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = WeightCache(tmp_path / "file" / "cache", Manifest([row("model.onnx", onnx(10))]))
    with pytest.raises(WeightError, match=r"cannot write to the folder of weights.*name another in SCENEWRIGHT_CACHE"):
        cache.download()


def test_a_folder_that_is_there_and_takes_no_files_is_told(row, onnx, tmp_path: Path) -> None:
    """As where its file system may only be read: what is in the place of the lock cannot be opened for writing."""
    (tmp_path / ".lock").mkdir()
    cache = WeightCache(tmp_path, Manifest([row("model.onnx", onnx(10))]))
    with pytest.raises(WeightError, match=r"cannot write to the folder of weights.*name another in SCENEWRIGHT_CACHE"):
        cache.download()


def test_where_the_disk_is_full_that_is_told_and_what_there_is_room_for_is_fetched(
    cache_of, row, onnx, mirror: Path
) -> None:
    for name in ("large.onnx", "small.onnx"):
        (mirror / name).write_bytes(onnx(10))
    cache = cache_of(row("large.onnx", onnx(10)), row("small.onnx", onnx(10)), mirror=mirror)
    (cache.root / ".partial").mkdir(parents=True)
    (cache.root / ".partial" / "large.onnx.mirror").symlink_to("/dev/full")
    with pytest.raises(DownloadFailed, match="No space left on device") as failed:
        cache.download()
    assert [attempt.name for attempt in failed.value.attempts] == ["large.onnx"]
    assert [status.state for status in cache.status()] == ["absent", "present"]


def test_the_folder_is_the_users_own_or_the_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_root({"SCENEWRIGHT_CACHE": str(tmp_path)}) == tmp_path
    assert default_root({"SCENEWRIGHT_CACHE": "~/weights"}) == tmp_path / "weights"
    assert default_root({}).name == "scenewright"


@pytest.mark.models
def test_the_real_weights_are_all_there_and_whole(weights: WeightCache) -> None:
    assert {status.state for status in weights.verify()} == {"present"}
