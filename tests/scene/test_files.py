"""Files are written whole or not at all; what a dead writer left goes, what a living one holds stays."""

from __future__ import annotations

import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scenewright.scene.files import clear_parts, whole_file, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "picture.png"
    target.write_bytes(b"former")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["picture.png"]


def test_who_reads_the_former_file_goes_on_reading_it(tmp_path: Path) -> None:
    target = tmp_path / "picture.png"
    target.write_bytes(b"former")
    with target.open("rb") as former:
        write_whole(target, b"new")
        assert former.read() == b"former"


def test_bytes_are_on_the_disk_before_they_have_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut cannot be tried here; the order of what survives one can."""
    steps: list[str] = []
    flush, rename = os.fsync, os.replace

    def flushed(handle: int) -> None:
        there = os.fstat(handle)
        steps.append("folder" if stat.S_ISDIR(there.st_mode) else f"{there.st_size} bytes")
        flush(handle)

    def renamed(part: Path, target: Path) -> None:
        steps.append("name")
        rename(part, target)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    write_whole(tmp_path / "picture.png", b"new")
    assert steps == ["3 bytes", "name", "folder"]


def test_where_writing_fails_nothing_changes(tmp_path: Path) -> None:
    target = tmp_path / "picture.png"
    target.mkdir()
    with pytest.raises(OSError):
        write_whole(target, b"new")
    assert names(tmp_path) == ["picture.png"]


def give_up_half_way(target: Path) -> None:
    with whole_file(target) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_who_gives_up_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        give_up_half_way(tmp_path / "picture.png")
    assert names(tmp_path) == []


def test_a_name_as_long_as_the_system_takes_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("p" * 251 + ".png")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"


def test_a_new_file_may_be_read_by_whom_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_whole(tmp_path / "picture.png", b"new")
    assert stat.S_IMODE((tmp_path / "picture.png").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def die_writing(target: Path, scratch: Path | None) -> None:
    """As a process that is killed between writing and naming."""
    os.replace = lambda *paths: os._exit(9)  # type: ignore[assignment]
    write_whole(target, b"half", scratch)


@pytest.mark.parametrize("scratch", [None, "parts"])
def test_what_a_dead_writer_left_goes_with_the_next_write(tmp_path: Path, scratch: str | None) -> None:
    target, parts = tmp_path / "picture.png", tmp_path / (scratch or ".")
    parts.mkdir(exist_ok=True)
    for _ in range(2):
        writer = multiprocessing.get_context("fork").Process(
            target=die_writing, args=(target, parts if scratch else None)
        )
        writer.start()
        writer.join()
        assert writer.exitcode == 9
        assert len(list(parts.glob("*.part"))) == 1
    assert not target.exists()
    write_whole(target, b"new", parts if scratch else None)
    assert target.read_bytes() == b"new"
    assert not list(parts.glob("*.part"))


def test_what_dead_writers_left_in_a_scratch_folder_goes_with_any_write(tmp_path: Path) -> None:
    """It belongs to writers alone, and what one began may never be written again."""
    scratch = tmp_path / "parts"
    scratch.mkdir()
    (scratch / ".scenewright-0123456789ab-00000000.part").write_bytes(b"of another name")
    write_whole(tmp_path / "picture.png", b"new", scratch)
    assert names(scratch) == []


def test_what_is_beside_another_file_stays(tmp_path: Path) -> None:
    (tmp_path / ".scenewright-0123456789ab-00000000.part").write_bytes(b"of another name")
    (tmp_path / "mine.part").write_bytes(b"not ours")
    write_whole(tmp_path / "picture.png", b"new")
    assert names(tmp_path) == [".scenewright-0123456789ab-00000000.part", "mine.part", "picture.png"]


def test_what_a_living_writer_holds_stays(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    part = tmp_path / ".scenewright-0123456789ab-00000000.part"
    with part.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        clear_parts(tmp_path)
        assert part.exists()
    clear_parts(tmp_path)
    assert not part.exists()


def test_writers_at_the_same_time_leave_each_other_alone(tmp_path: Path) -> None:
    scratch = tmp_path / "parts"
    scratch.mkdir()
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda number: write_whole(tmp_path / f"{number}.png", b"new", scratch), range(240)))
    assert len(list(tmp_path.glob("*.png"))) == 240
    assert names(scratch) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_not_replaced_and_a_link_is(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    with pytest.raises(FileExistsError, match="never replaced"):
        write_whole(tmp_path / "pipe", b"x")
    assert (tmp_path / "pipe").is_fifo()
    write_whole(tmp_path / "link", b"x")
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "mine", "pipe"]
