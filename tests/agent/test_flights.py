"""Turns in flight: a checkpoint that is damaged is as good as none, and nothing is left of a turn that is over."""

import sqlite3
from contextlib import closing
from threading import Event, Thread

import numpy as np
import pytest

from scenewright.agent.errors import Damaged
from scenewright.agent.flights import Flights
from scenewright.agent.turn.services import Services
from scenewright.scene.plan import EditPlan

DOG, CAT = ({"op": "obscure", "targets": [{"object": id}], "method": "pixelate"} for id in ("dog-1", "cat-1"))
WHICH = EditPlan.model_validate(
    {
        "status": "ask",
        "question": {"text": "Which?", "options": [{"label": "dog", "ops": [DOG]}, {"label": "cat", "ops": [CAT]}]},
    }
)


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
        lambda editor, id: editor.new_session(np.zeros((8, 8, 3), np.uint8)).say("brighter"),
        lambda editor, id: editor.session(id).answer(1),
        lambda editor, id: editor.collect(),
    ],
    ids=["say", "begin", "answer", "collect"],
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


def test_what_is_not_asked_any_more_needs_no_answer(editor, open_editor, asked, helpers):
    """Begun again by an interpreter that knows more, of a turn that did not keep how it was read."""
    (editor.home / "flights.sqlite").unlink()
    with closing(sqlite3.connect(editor.home / "store.sqlite")) as db, db:
        db.execute("UPDATE turns SET data = json_remove(data, '$.request.readings')")
    session = open_editor({"hide it": helpers.ready(DOG)}).session(asked)
    assert (session.answer(2).status, session.records[0].op.targets[0].object) == ("done", "dog-1")


def test_of_a_turn_that_is_over_or_was_left_nothing_stays(editor, asked, open_editor):
    assert checkpoints(editor) == [f"{asked}:1"]
    session = open_editor({"hide it": WHICH, "brighter": EditPlan.cannot("no")}).session(asked)
    session.say("brighter")
    assert checkpoints(editor) == []


def test_what_a_process_left_that_was_killed_between_a_turns_commit_and_its_end_goes_with_the_next(
    editor, session, monkeypatch
):
    with monkeypatch.context() as killed:
        killed.setattr(Flights, "forget", lambda *given: None)
        session.say("brighter")
    assert checkpoints(editor) == [f"{session.id}:1"]
    session.say("blue ball")
    assert checkpoints(editor) == []


def test_a_turn_begun_anew_owes_nothing_to_what_was_left_of_it(editor, session, interpreter, monkeypatch):
    """It never became visible, and so another one gets its number."""
    with monkeypatch.context() as killed:
        killed.setattr(Flights, "forget", lambda *given: None)
        killed.setattr("scenewright.agent.sessions.store.Store._commit", lambda *given: None)
        with pytest.raises(AssertionError):
            session.say("brighter")
    assert checkpoints(editor) == [f"{session.id}:1"]
    assert [record.op.op for record in session.records] == []
    assert session.say("blue ball").status == "done"
    assert [record.op.op for record in session.records] == ["recolor"]


def test_two_first_turns_at_once_do_not_set_up_their_file_at_the_same_time(editor, session):
    saver = editor._flights._saver
    with saver.lock:
        turn = Thread(target=session.say, args=("brighter",))
        turn.start()
        turn.join(2)
        assert not saver.is_setup, "another turn is at it, as far as the saver knows"
    turn.join()
    assert saver.is_setup
    assert session.turns[-1].report is not None


def test_it_goes_on_after_it_was_closed_and_from_any_thread(editor, session):
    assert session.say("brighter").status == "done"
    editor.close()
    editor.close()
    assert session.say("blue ball").status == "done"
    done = []
    thread = Thread(target=lambda: done.append(session.say("hide the cat", approval="never").status))
    thread.start()
    thread.join()
    assert done == ["done"]


def test_its_file_is_its_owners_alone_and_a_killed_process_loses_nothing(editor, tmp_path):
    flights = Flights(editor._services, tmp_path / "new" / "home")
    with closing(flights._saver.conn) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA synchronous").fetchone() == (1,)
    assert (tmp_path / "new" / "home").stat().st_mode & 0o077 == 0


class TestAhead:
    """The first turn of a process looks at the photo while LangGraph is imported."""

    def test_what_goes_wrong_ahead_is_raised_by_the_step_that_needs_it(self, session, monkeypatch):
        read = Event()

        def reads(*given):
            read.set()
            raise RuntimeError("ahead")

        monkeypatch.setattr(Services, "look_ahead", lambda *given: read.wait(30))
        monkeypatch.setattr(Services, "read_ahead", reads)
        assert session.say("brighter").status == "done"
        assert read.is_set()

    def test_a_plan_that_is_given_needs_no_look(self, session, helpers, monkeypatch):
        looks = []
        monkeypatch.setattr(Services, "look_ahead", lambda *given: looks.append(given))
        plan = helpers.ready(helpers.op("adjust", targets=[{"everything": True}], brightness=0.3))
        assert session.apply(plan, approval="never").status == "done"
        assert looks == []


def test_who_watches_may_raise_and_no_step_runs_on(session, editor, monkeypatch):
    """The session is free then, and whoever takes it up next finds nobody at work on it."""
    streams = []
    graph = editor._flights._graph
    stream = graph.stream
    monkeypatch.setattr(graph, "stream", lambda *given, **more: streams.append(stream(*given, **more)) or streams[-1])

    def watch(event):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        session.say("brighter", on_event=watch)
    assert [one.gi_frame for one in streams] == [None]
    assert session.say("blue ball").status == "done"
