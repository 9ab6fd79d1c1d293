"""A store whose rows or files are not what they were: what is damaged is said to be, and everything else goes on."""

import sqlite3
from contextlib import closing
from itertools import count

import pytest

from scenewright.agent.errors import Damaged, NotStored, SessionNotFound
from scenewright.agent.sessions.checkup import check_up
from scenewright.agent.sessions.store import Store

NO_TEXT = "CAST(x'ff41fe' AS TEXT)"


@pytest.fixture
def long(session):
    """The session after three turns."""
    for words in ("remove the dog", "blue ball", "brighter"):
        assert session.say(words, approval="never").status == "done"
    return session


@pytest.fixture
def change(editor):
    def run(query, *values):
        with closing(sqlite3.connect(editor.home / "store.sqlite")) as db, db:
            assert db.execute(query, values).rowcount > 0

    return run


class TestOneSession:
    """Of several, of which one cannot be read."""

    @pytest.fixture(params=["base = 'illegible'", f"base = {NO_TEXT}", f"source = {NO_TEXT}", "source = '[7]'"])
    def damaged(self, request, editor, long, helpers, change):
        other = editor.new_session(helpers.photo(seed=3))
        change(f"UPDATE sessions SET {request.param} WHERE id = ?", long.id)
        return long.id, other.id

    def test_the_others_are_listed_and_open_as_ever(self, open_editor, damaged):
        bad, good = damaged
        editor = open_editor()
        assert [info.id for info in editor.sessions()] == [good]
        assert editor.session(good).say("brighter").status == "done"
        told = f"session {bad} in the store cannot be read: restore the store from a copy"
        assert editor.damaged_sessions() == {bad: told}
        with pytest.raises(Damaged, match=told):
            editor.session(bad)

    def test_one_that_is_not_there_is_told_with_all_that_are(self, open_editor, damaged):
        with pytest.raises(SessionNotFound) as error:
            open_editor().session("nope")
        assert set(error.value.known) == set(damaged)

    def test_it_can_be_deleted(self, open_editor, damaged):
        editor = open_editor()
        editor.delete(damaged[0])
        assert editor.damaged_sessions() == {}
        assert [info.id for info in editor.sessions()] == [damaged[1]]


def test_one_whose_last_turn_cannot_be_read_can_be_deleted(open_editor, long, change):
    change("UPDATE turns SET data = 'illegible'")
    editor = open_editor()
    editor.delete(long.id)
    assert editor.sessions() == []


@pytest.mark.parametrize(
    ("table", "column", "read"),
    [
        ("turns", "data", Store.turns),
        ("sessions", "line", Store.line),
        ("records", "data", lambda store, session: store.chain(session, store.head(session))),
        ("learned", "scene", lambda store, session: store.scene(session, None)),
    ],
)
def test_bytes_that_are_no_text_are_damaged_and_no_internal_error(long, change, table, column, read):
    change(f"UPDATE {table} SET {column} = {NO_TEXT}")
    with pytest.raises(Damaged):
        read(Store(long._store.root), long.id)


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(long, change, open_editor):
    change(f"UPDATE sessions SET name = {NO_TEXT}")
    editor = open_editor()
    assert [info.name for info in editor.sessions()] == ["�A�"]
    assert editor.session(long.id).say("hide the cat", approval="never").status == "done"


@pytest.mark.parametrize("column", ["parent", "turn", "position", "attempt", "origin"])
def test_what_stands_beside_a_record_is_what_it_holds(long, change, column):
    value = "id" if column == "parent" else "7"
    change(f"UPDATE records SET {column} = {value} WHERE turn = 1")
    store = Store(long._store.root)
    with pytest.raises(Damaged, match="was changed in the store"):
        store.chain(long.id, store.head(long.id))
    assert not check_up(store, long.id).whole


def test_a_record_under_the_id_of_none_is_damaged(long, change):
    change("UPDATE records SET id = 'nowhere' WHERE turn = 3")
    with pytest.raises(Damaged, match="record nowhere was changed in the store"):
        Store(long._store.root).record(long.id, "nowhere")


@pytest.mark.timeout(60)
def test_one_record_in_the_place_of_another_does_not_go_round_for_ever(long, change):
    """The later one comes after itself then."""
    first, second = long.records[0].id, long.records[1].id
    change("UPDATE records SET data = (SELECT data FROM records WHERE id = ?) WHERE id = ?", second, first)
    store = Store(long._store.root)
    with pytest.raises(Damaged, match=f"record {first} was changed in the store"):
        list(store.back(long.id, store.head(long.id)))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("number", [1, 2], ids=["itself", "each other"])
def test_records_that_come_before_themselves_do_not_go_round_for_ever(long, change, number):
    change("UPDATE records SET parent = ? WHERE turn = 1", long.records[number - 1].id)
    steps = count()
    long._store._db._open().set_progress_handler(lambda: next(steps) > 1000, 1000)  # no other limit stops SQLite
    with pytest.raises(Damaged, match="breaks off before record"):
        long._store.path(long.id, long.records[-1].id)


def test_a_turn_in_the_place_of_another_is_damaged(long, change):
    change("UPDATE turns SET data = (SELECT data FROM turns WHERE number = 1) WHERE number = 3")
    store = Store(long._store.root)
    for read in (store.turns, store.last_turn, lambda id: store.turn(id, 3)):
        with pytest.raises(Damaged, match="turn 3 was changed in the store"):
            read(long.id)


@pytest.mark.timeout(60)
def test_a_turn_whose_number_is_far_too_large_is_told_in_no_time(long, change):
    change("UPDATE turns SET number = 4000000000000000000 WHERE number = 3")
    found = long.verify()
    assert found.faults[0].what == "turn 3"
    assert (found.opens, found.lost[0], found.lost[-1]) == ((0, 1, 2, "main"), 3, 4000000000000000000)
    assert len(found.lost) <= 1001


def test_a_turn_whose_number_is_none_is_told_and_no_other_is_missed(long, change):
    change("UPDATE turns SET number = -3 WHERE number = 3")
    found = long.verify()
    assert ([fault.what for fault in found.faults], found.lost) == (["turn -3"], (-3,))


@pytest.mark.parametrize("kind", ["images", "grays"])
def test_a_file_that_is_gone_is_told(long, kind):
    patch = long.records[0].patches[0]
    code = (patch.pixels if kind == "images" else patch.alpha).removeprefix("sha256:")
    (long._store.root / "blobs" / kind / code[:2] / code[2:]).unlink()
    from scenewright.agent.sessions.canvas import Canvases

    with pytest.raises(Damaged, match=r"^sha256:\w{64} was never stored .*, or is gone: restore the file from a copy$"):
        Canvases(Store(long._store.root)).shown(long.id, long.records[0].id)


def test_a_head_that_is_no_record_is_told(long, change):
    change("UPDATE sessions SET head = 'nowhere'")
    with pytest.raises(NotStored, match=r"^session \w+ has no record nowhere: restore the store from a copy$"):
        _ = long.pixels


def test_a_scene_that_is_none_is_told(long, change):
    change("UPDATE learned SET scene = ? WHERE node = ''", long._store.blobs.put_bytes(b"{}"))
    with pytest.raises(Damaged, match="what was seen in a picture in the store cannot be read"):
        long._store.scene(long.id, None)


def test_a_record_that_several_turns_need_is_told_once(long, change):
    change("UPDATE records SET data = 'illegible' WHERE turn = 1")
    assert len(long.verify().faults) == 1


@pytest.mark.parametrize("touch", [Store.turns, lambda store, session: store.memo_put("a", [1])], ids=["read", "write"])
def test_a_page_of_the_database_that_is_damaged_is_told(editor, long, touch):
    file, id = editor.home / "store.sqlite", long.id
    editor.close()
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ((size,),) = db.execute("PRAGMA page_size")
        roots = [page for (page,) in db.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('turns', 'memo')")]
    with file.open("r+b") as data:
        for page in roots:
            data.seek((page - 1) * size)
            data.write(b"\xff" * size)
    with pytest.raises(Damaged, match=r"store\.sqlite should be scenewright's store, but .*: restore or move it away"):
        touch(Store(editor.home), id)
