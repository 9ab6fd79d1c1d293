"""A session's rows out of a store and into another: all of them, in an order that the rows' own does not change."""

import sqlite3
from contextlib import closing

import pytest
from pydantic import ValidationError

from scenewright.agent.sessions.store import Store
from scenewright.agent.sessions.transfer import SideLine, read_history
from scenewright.scene.plan import EditPlan

TABLES = ("records", "turns", "learned", "names", "branches")


@pytest.fixture
def told(session, interpreter, helpers):
    """A session with two versions, a turn that was rearranged, one of two actions, and one that waits; and another."""
    hidden = [helpers.op("obscure", targets=[helpers.thing(id)], method="pixelate") for id in ("dog-1", "cat-1")]
    options = [{"label": op["targets"][0]["object"], "ops": [op]} for op in hidden]
    interpreter.plans |= {
        "hide both": helpers.ready(*hidden),
        "hide it": EditPlan.model_validate({"status": "ask", "question": {"text": "Which?", "options": options}}),
    }
    session.say("hide both", approval="never")
    session.say("brighter", approval="never")
    session.say("blue ball", approval="never")
    session.drop(2)
    session.branch("other", at=1)
    session.say("brighter", approval="never")
    session.undo()
    session.branch("another", at=1)
    assert session.say("hide it").status == "ask"
    again(session, session.records[0], attempt=1)
    return session


def again(session, record, **change):
    """The record once more, in another place."""
    fields = {name: getattr(record, name) for name in type(record).model_fields if name != "id"}
    session._store.append(session.id, type(record).make(**{**fields, **change}))


@pytest.fixture
def rows(editor):
    def read(session, columns="*"):
        with closing(sqlite3.connect(editor.home / "store.sqlite")) as db:
            query = "SELECT {} FROM {} WHERE session = ?"
            return {table: sorted(db.execute(query.format(columns, table), (session,)), key=repr) for table in TABLES}

    return read


def test_what_is_read_and_written_is_what_was_there(told, editor, rows):
    store = told._store
    history = store.history(told.id)
    info = store.adopt("0123456789", history)
    assert store.history(info.id) == history
    assert store.verify(info.id) == []
    there, here = rows(told.id), rows(info.id)
    for table in ("turns", "learned"):
        assert [row[1:] for row in here[table]] == [row[1:] for row in there[table]]
    assert [row[1:4] for row in here["branches"]] == [row[1:4] for row in there["branches"]]
    assert {row[4] for row in here["records"]} <= {row[4] for row in there["records"]}
    assert store.branches.all(info.id) == store.branches.all(told.id)
    assert [store.line(info.id), store.head(info.id)] == [store.line(told.id), store.head(told.id)]
    assert store.path(info.id, store.head(info.id)) == store.path(told.id, store.head(told.id))


def test_the_order_is_that_of_what_is_said_and_done_whatever_that_of_the_rows(told, editor):
    history = told._store.history(told.id)
    with closing(sqlite3.connect(editor.home / "store.sqlite", isolation_level=None)) as db:
        for table in TABLES:
            kept = db.execute(f"SELECT * FROM {table} ORDER BY rowid DESC").fetchall()
            db.execute(f"DELETE FROM {table}")
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(kept[0]))})", kept)
    again = Store(editor.home).history(told.id)
    assert again == history
    assert [turn.number for turn in again.turns] == sorted(turn.number for turn in again.turns)
    places = [(record.turn, record.index, record.attempt) for record in again.records]
    assert places == sorted(places)
    assert places[:3] == [(1, 0, 0), (1, 0, 1), (1, 1, 0)]
    assert list(again.learned) == sorted(again.learned)
    assert list(again.names) == sorted(again.names)
    assert [branch.name for branch in again.branches] == ["main", "other", "another"]


def test_records_of_a_turn_that_waits_are_left_out_and_nothing_of_another_session_comes_along(told, editor, helpers):
    store = told._store
    before = store.history(told.id)
    waiting = before.turns[-1]
    assert waiting.pending
    again(told, before.records[0], turn=waiting.number, index=5)
    other = editor.new_session(helpers.photo(seed=3))
    other.say("brighter")
    assert store.history(told.id) == before


def test_what_is_no_session_has_no_history(told):
    with pytest.raises(KeyError, match="nope"):
        read_history(told._store._db, "nope")


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_version_has_a_name(name):
    with pytest.raises(ValidationError, match="name"):
        SideLine(name=name)
