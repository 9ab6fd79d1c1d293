"""A note of what is worked on: there while it is, told where it was never ended, and gone in every other case."""

import json
import sqlite3
from contextlib import closing

import pytest

from scenewright.agent.editors import Editors
from scenewright.agent.errors import Busy
from scenewright.agent.sessions.locks import session_lock
from scenewright.ui.web.desk import UNFINISHED, Desk
from scenewright.ui.web.unfinished import Left, Unfinished

DRAWN = {"marks": {"A": {"box": [1, 2, 30, 40]}}, "references": {}, "plan": {"ops": []}}


@pytest.fixture
def session(editor, photo):
    return editor.new_session(photo)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "unfinished"


@pytest.fixture
def killed(folder):
    """`killed(session, words)`: a program that ended amid these words."""

    def leave(session, words, drawn=None, call=lambda: None) -> None:
        def die():
            call()
            notes.append((folder / f"{session.id}.json").read_bytes())

        notes: list[bytes] = []
        Unfinished(folder).noted(session, words, drawn, die)
        (folder / f"{session.id}.json").write_bytes(notes[0])

    return leave


def test_what_came_to_its_end_leaves_no_note(session, folder):
    kept = Unfinished(folder)
    assert kept.noted(session, "brighter", None, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        kept.noted(session, "brighter", None, lambda: 1 // 0)
    assert list(folder.glob("*.json")) == []
    assert kept.of(session) is None


def test_what_never_ended_is_told_with_what_was_drawn_beside_it(session, folder, killed):
    killed(session, "hide [A]", DRAWN)
    assert Unfinished(folder).of(session) == Left("hide [A]", {"marks": DRAWN["marks"]})


def test_what_is_still_worked_on_elsewhere_is_not_called_unfinished(session, folder, killed):
    killed(session, "brighter")
    with session_lock(folder, session.id):
        assert Unfinished(folder).of(session) is None
        with pytest.raises(Busy):
            Unfinished(folder).noted(session, "brighter", None, lambda: None)
    assert Unfinished(folder).of(session) is not None


def test_a_turn_that_was_committed_before_the_end_is_finished(session, folder, killed):
    killed(session, "brighter", call=lambda: session.say("brighter"))
    assert Unfinished(folder).of(session) is None


@pytest.mark.parametrize(("call", "told"), [("none", True), ("approve", False), ("past", True)])
def test_a_plan_that_waited_is_finished_once_it_is_carried_out(session, folder, killed, call, told):
    session.say("hide things")
    assert session.pending is not None
    calls = {"none": lambda: None, "approve": session.approve, "past": session._drop_pending}
    killed(session, "go ahead", call=calls[call])
    assert (Unfinished(folder).of(session) is not None) is told


def test_a_note_that_holds_anything_at_all_stops_nobody(session, folder):
    folder.mkdir()
    for text in (b"", b"{", b"[]", b"7", json.dumps({"words": 3}).encode()):
        (folder / f"{session.id}.json").write_bytes(text)
        assert Unfinished(folder).of(session) is None


def test_notes_of_sessions_that_are_gone_go_too(session, folder, killed):
    killed(session, "brighter")
    (folder / "gone.json").write_text("{}")
    Unfinished(folder).clear({session.id})
    assert not (folder / "gone.json").exists()
    assert Unfinished(folder).of(session) is not None
    assert folder.stat().st_mode & 0o077 == 0


def test_the_note_of_a_session_that_cannot_be_read_stays(editor, session):
    """It may be read again, from a copy of the store."""
    with closing(sqlite3.connect(editor.home / "store.sqlite")) as db, db:
        db.execute("UPDATE sessions SET base = 'illegible' WHERE id = ?", (session.id,))
    notes = editor.home / UNFINISHED
    notes.mkdir()
    for id in (session.id, "gone"):
        (notes / f"{id}.json").write_text("{}")
    assert Desk(Editors(editor), screen=None, visitors=None, references=None).unfinished
    assert [path.name for path in notes.glob("*.json")] == [f"{session.id}.json"]
