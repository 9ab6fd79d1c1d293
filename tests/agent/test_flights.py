"""Turns in flight: a checkpoint that is damaged is as good as none, and nothing is left of a turn that is over."""

import sqlite3
from contextlib import closing
from contextvars import ContextVar

import pytest

from scenewright.agent.errors import Damaged
from scenewright.scene.plan import EditPlan

DOG, CAT = ({"op": "obscure", "targets": [{"object": id}], "method": "pixelate"} for id in ("dog-1", "cat-1"))
WHICH = EditPlan.model_validate(
    {
        "status": "ask",
        "question": {"text": "Which?", "options": [{"label": "dog", "ops": [DOG]}, {"label": "cat", "ops": [CAT]}]},
    }
)
MARK = ContextVar("MARK", default="outside")


@pytest.fixture
def asked(editor, interpreter, photo):
    """The id of a session whose turn waits for an answer."""
    interpreter.plans["hide it"] = WHICH
    session = editor.new_session(photo)
    assert session.say("hide it").status == "ask"
    editor.close()
    return session.id


def checkpoints(editor):
    with closing(sqlite3.connect(editor.home / "flights.sqlite")) as db:
        return [thread for (thread,) in db.execute("SELECT DISTINCT thread_id FROM checkpoints")]


@pytest.mark.parametrize(
    "damage",
    [
        "checkpoints SET checkpoint = 'words'",
        "checkpoints SET checkpoint = substr(checkpoint, 1, length(checkpoint) / 2)",
        "checkpoints SET checkpoint = x'c7'",
        "checkpoints SET type = 'pickle'",
        "checkpoints SET type = NULL",
        "checkpoints SET metadata = '{'",
        "writes SET value = x'ff'",
        "writes SET value = x'ff' WHERE channel = '__interrupt__'",
    ],
)
def test_an_answer_goes_on_though_what_waited_is_damaged(editor, open_editor, asked, damage):
    with closing(sqlite3.connect(editor.home / "flights.sqlite")) as db, db:
        assert db.execute(f"UPDATE {damage}").rowcount > 0
    session = open_editor({"hide it": WHICH}).session(asked)
    turn = session.answer(2)
    assert (turn.status, session.records[0].op.targets[0].object) == ("done", "cat-1")
    assert checkpoints(editor) == []


@pytest.mark.parametrize(
    "touch",
    [
        lambda editor, id: editor.session(id).say("brighter"),
        lambda editor, id: editor.session(id).answer(1),
        lambda editor, id: editor.collect(),
    ],
    ids=["say", "answer", "collect"],
)
def test_a_file_that_is_none_is_told_with_what_helps(editor, open_editor, asked, touch):
    for file in editor.home.glob("flights.sqlite*"):
        file.unlink()
    file = editor.home / "flights.sqlite"
    file.write_bytes(b"not a database " * 500)
    other = open_editor({"hide it": WHICH})
    with pytest.raises(Damaged, match=r"flights\.sqlite should be the turns that wait .*: delete it"):
        touch(other, asked)
    other.close()
    file.unlink()
    assert open_editor({"hide it": WHICH}).session(asked).say("hide it").status == "ask"


def test_of_a_turn_that_is_over_or_was_left_nothing_stays(editor, asked, open_editor):
    assert checkpoints(editor) == [f"{asked}:1"]
    session = open_editor({"hide it": WHICH, "brighter": EditPlan.cannot("no")}).session(asked)
    session.say("brighter")
    assert checkpoints(editor) == []
