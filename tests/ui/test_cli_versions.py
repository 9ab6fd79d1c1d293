"""`scenewright session`: reorder, rerun, branch, switch, merge, compare, drift, verify, delete, gc."""

from __future__ import annotations

import io
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def data(done) -> dict:
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def session(run, photo) -> str:
    id = data(run("edit", photo, "hide the dog", "--json"))["session"]
    data(run("edit", "--session", id, "brighter", "--json"))
    return id


def saved(run, session: str, path: Path) -> np.ndarray:
    assert run("session", "show", session, "-o", path).exit_code == 0
    return np.asarray(Image.open(path))


def test_turns_change_places_and_run_again(run, session) -> None:
    report = data(run("session", "reorder", session, "2", "1", "--json"))
    assert [action["op"]["op"] for action in report["actions"]] == ["adjust", "obscure"]
    assert data(run("session", "rerun", session, "1", "--seed", "4", "--json"))["status"] == "done"
    assert run("session", "reorder", session, "2").exit_code == 2


def test_versions_side_by_side(run, session, tmp_path: Path) -> None:
    both = saved(run, session, tmp_path / "both.png")
    assert run("session", "branch", session, "fresh", "--at", "0").stdout == "  main\n* fresh\n"
    assert not np.array_equal(saved(run, session, tmp_path / "fresh.png"), both)
    found = data(run("session", "compare", session, "main", "fresh", "-o", tmp_path / "map.png", "--json"))
    assert found["share"] == 1
    assert Image.open(tmp_path / "map.png").size == both.shape[1::-1]
    assert run("session", "merge", session, "main", "--turn", "2").exit_code == 0
    assert "already" in run("session", "merge", session, "main", "--turn", "2").output
    assert data(run("session", "switch", session, "main", "--json"))["branches"][0]["current"]
    assert np.array_equal(saved(run, session, tmp_path / "again.png"), both)
    assert run("session", "switch", session, "nowhere").exit_code == 2


def test_what_is_the_same_is_said_so(run, session) -> None:
    assert run("session", "compare", session, "main", "2").stdout == "no pixel differs\n"


@pytest.mark.parametrize("name", ["x", "", "half \udcff", "../main"])
def test_a_version_that_is_not_there_is_told(run, session, name) -> None:
    for words in (("switch", session, name), ("merge", session, name), ("compare", session, "main", name)):
        done = run("session", *words)
        assert (done.exit_code, "there are: main" in done.stderr) == (2, True), (words, done.stderr)


def test_where_versions_differ_is_written_whole_or_not_at_all(run, session, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert run("session", "compare", session, "0", "1", "-o", tmp_path / "pipe.png").exit_code == 2
    assert (tmp_path / "pipe.png").is_fifo()


def test_nothing_drifts(run, session) -> None:
    assert [row["outside"] for row in data(run("session", "drift", session, "--json"))["drift"]] == [0, 0]
    assert "turn 1: " in run("session", "drift", session).stdout


def test_a_session_is_deleted_only_with_a_yes(run, session) -> None:
    assert run("session", "delete", session).exit_code == 3
    assert session in run("session", "list").stdout
    assert run("session", "delete", session, "--yes").exit_code == 0
    assert session not in run("session", "list").stdout
    assert data(run("session", "gc", "--dry-run", "--json"))["files"] == 0  # what was put a moment ago stays
    assert "freed" in run("session", "gc").stdout


@pytest.mark.parametrize(
    ("tells", "tools", "words"), [(None, True, False), ("none", False, False), ("words", True, True)]
)
@pytest.mark.parametrize("ending", ["png", "jpg", "webp"])
def test_a_file_says_as_much_of_how_it_was_made_as_is_wanted(run, photo, tmp_path: Path, tells, tools, words, ending):
    wanted = ("--provenance", tells) if tells else ()
    first, second = tmp_path / f"edited.{ending}", tmp_path / f"shown.{ending}"
    id = data(run("edit", photo, "hide the dog", "-o", first, *wanted, "--json"))["session"]
    assert run("session", "show", id, "-o", second, *wanted).exit_code == 0
    for file in (first, second):
        xmp = Image.open(file).info.get("xmp", Image.open(file).info.get("XML:com.adobe.xmp", b""))
        text = xmp if isinstance(xmp, str) else xmp.decode()
        assert ("DigitalSourceType" in text) is tools
        assert ("algorithmicallyEnhanced" in text) is tools
        assert ("hide the dog" in text) is words


def xmp_of(file: Path) -> str:
    told = Image.open(file).info.get("XML:com.adobe.xmp", "")
    return told if isinstance(told, str) else told.decode()


@pytest.mark.parametrize("tells", ["none", "tools", "words", "signed"])
def test_every_command_that_writes_a_picture_takes_it(run, session, photo, tmp_path: Path, tells) -> None:
    """Going back and forth, cut-outs, and what is done on other photos."""
    folder = tmp_path / "out"
    folder.mkdir()
    run("session", "branch", session, "other")
    for number, words in enumerate((("drop", "2"), ("undo",), ("redo",), ("rerun", "1"), ("merge", "main"))):
        command, *rest = words
        out = folder / f"{number}.png"
        done = run("session", command, session, *rest, "-o", out, "--provenance", tells)
        assert done.exit_code == 0, done.stderr
    export = ("export", session, "-o", folder / "ball.png", "--thing", "ball-1")
    replay = ("replay", session, "--on", photo, "-o", folder / "there")
    for words in (export, replay):
        assert run("session", *words, "--provenance", tells).exit_code == 0
    files = [*folder.glob("*.png"), folder / "there" / "park-edited.png"]
    assert len(files) == 7
    for file in files:
        assert ("DigitalSourceType" in xmp_of(file)) is (tells != "none"), file
        assert ("AIPromptInformation" in xmp_of(file)) is (tells == "words" and file.parent == folder), file
    if tells == "signed":
        import c2pa

        readers = [c2pa.Reader("image/png", io.BytesIO(file.read_bytes())) for file in files]
        assert {reader.get_validation_state() for reader in readers} == {"Valid"}


def test_one_action_of_a_turn_is_dropped(run, session) -> None:
    assert data(run("session", "drop", session, "1", "--action", "1", "--json"))["exit"] == 0
    assert "not part" in run("session", "drop", session, "1", "--action", "1").output
    assert run("session", "drop", session, "1", "2", "--action", "1").exit_code == 2


@pytest.fixture
def pair(editor, photo) -> str:
    """A session whose first turn did two things."""
    session = editor.new_session(photo)
    ball, dog = ({"region": box} for box in ([46, 34, 62, 50], [12, 24, 32, 48]))
    hide = [
        {"op": "obscure", "targets": [ball], "method": "fill"},
        {"op": "obscure", "targets": [dog], "method": "pixelate"},
    ]
    assert session.apply({"ops": hide}).exit == 0
    return session.id


def test_single_actions_change_places_and_run_again(run, editor, pair) -> None:
    report = data(run("session", "reorder", pair, "1.2", "1.1", "--json"))
    assert [action["op"].get("method") for action in report["actions"]] == ["pixelate", "fill"]
    assert data(run("session", "rerun", pair, "1", "--action", "2", "--seed", "9", "--json"))["exit"] == 0
    assert [record.seed for record in editor.session(pair).records] == [0, 9]
    for wrong in (("1.1", "1"), ("1.2",), ("1.0", "1.1"), ("1.1.1", "1.2"), ("one", "two")):
        assert run("session", "reorder", pair, *wrong).exit_code == 2, wrong


def test_a_single_action_of_another_version_is_taken_over(run, editor, pair) -> None:
    assert run("session", "branch", pair, "fresh", "--at", "0").exit_code == 0
    assert data(run("session", "merge", pair, "main", "--turn", "1", "--action", "2", "--json"))["exit"] == 0
    assert [record.op.op for record in editor.session(pair).records] == ["obscure"]
    assert "already" in run("session", "merge", pair, "main", "--turn", "1", "--action", "2").output
    assert run("session", "merge", pair, "main", "--action", "2").exit_code == 2


def flip_a_byte(file: Path) -> None:
    kept = bytearray(file.read_bytes())
    kept[len(kept) // 2] ^= 1
    file.write_bytes(kept)


def file_of(editor, kind: str, id: str) -> Path:
    code = id.removeprefix("sha256:")
    return editor.home / "blobs" / kind / code[:2] / code[2:]


def test_a_session_as_it_was_put_is_whole(run, session) -> None:
    done = run("session", "verify", session)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"opens: the photo, turns 1–2, version main\nsession {session} is whole\n"
    found = data(run("session", "verify", session, "--json"))
    assert found == {"session": session, "whole": True, "faults": [], "opens": [0, 1, 2, "main"], "lost": []}
    assert run("session", "verify", "nowhere").exit_code == 2


def test_a_damaged_patch_is_named_with_what_still_opens(run, editor, session, tmp_path: Path) -> None:
    run("session", "branch", session, "early", "--at", "1")
    early = saved(run, session, tmp_path / "early.png")
    run("session", "switch", session, "main")
    file = file_of(editor, "images", editor.session(session).records[1].patches[0].pixels)
    flip_a_byte(file)
    done = run("session", "verify", session)
    assert done.exit_code == 1
    fault, *rest = done.stdout.splitlines()
    assert fault.startswith(f"damaged: turn 2: {file} should hold")
    assert rest == [
        "opens: the photo, turn 1, version early",
        "does not open: turn 2, version main",
        f"session {session} is damaged",
    ]
    found = json.loads(run("session", "verify", session, "--json").stdout)
    assert (found["whole"], found["opens"], found["lost"]) == (False, [0, 1, "early"], [2, "main"])
    assert [fault["what"] for fault in found["faults"]] == ["turn 2"]
    assert f"session branch {session} NAME --at 1" in done.stderr
    assert run("session", "branch", session, "saved", "--at", "1").exit_code == 0
    assert np.array_equal(saved(run, session, tmp_path / "saved.png"), early)


def test_a_damaged_photo_takes_all_pictures_with_it(run, editor, session) -> None:
    flip_a_byte(file_of(editor, "images", editor.session(session).info.base.id))
    found = json.loads(run("session", "verify", session, "--json").stdout)
    assert [fault["what"] for fault in found["faults"]] == ["the photo"]
    assert (found["opens"], found["lost"]) == ([], [0, 1, 2, "main"])
    assert "opens: nothing\n" in run("session", "verify", session).stdout


def test_a_session_that_cannot_be_read_is_told_and_the_others_are_listed(run, editor, session, photo) -> None:
    other = data(run("edit", photo, "hide the dog", "--json"))["session"]
    with closing(sqlite3.connect(editor.home / "store.sqlite")) as db, db:
        db.execute("UPDATE sessions SET base = 'illegible' WHERE id = ?", (session,))
    done = run("session", "list")
    assert (done.exit_code, done.stdout.partition(" ")[0], done.stdout.count("\n")) == (5, other, 1)
    assert f"session {session} in the store cannot be read: restore the store from a copy" in done.stderr
    listed = json.loads(run("session", "list", "--json").stdout)
    assert ([info["id"] for info in listed["sessions"]], len(listed["problems"])) == ([other], 1)
    assert run("session", "show", session).exit_code == 5
    assert run("session", "verify", session).exit_code == 1
    assert run("session", "delete", session, "--yes").exit_code == 0
    assert data(run("session", "list", "--json"))["problems"] == []
    assert run("edit", "--session", other, "brighter").exit_code == 0
