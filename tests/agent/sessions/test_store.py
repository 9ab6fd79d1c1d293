"""The history store: what is put is there, what is shown was committed whole, and nothing else is ever seen."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.errors import BadInput, Busy, Damaged, SessionNotFound
from scenewright.agent.sessions.blobs import Blobs
from scenewright.agent.sessions.store import Store
from scenewright.agent.sessions.values import TurnEntry
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.ops import Adjust
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import EditRecord, PatchRef, ResolvedOp, TurnReport
from scenewright.scene.target import EverythingTarget
from scenewright.scene.view import View

PHOTO = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
BRIGHTER = Adjust(targets=(EverythingTarget(),), brightness=0.5)
PLAN = EditPlan.ready(BRIGHTER)
SCENE = Scene(
    image=SceneImage(width=6, height=4),
    objects=(SceneObject(id="cup-1", label="cup", box=Box(0, 0, 2, 2)),),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def session(store: Store) -> str:
    return store.create(store.blobs.put(PHOTO), SCENE, name="cup.png").id


def record(
    store: Store, session: str, turn: int, parent: str | None = None, index: int = 0, scene: str | None = None
) -> EditRecord:
    pixels = np.full((2, 2, 3), turn, np.uint8)
    patch = PatchRef(
        box=Box(0, 0, 2, 2),
        pixels=store.blobs.put(pixels).id,
        alpha=store.blobs.put_gray(np.full((2, 2), 255, np.uint8)),
    )
    view = View.of(6, 4)
    made = EditRecord.make(
        parent=parent,
        turn=turn,
        index=index,
        op=BRIGHTER,
        resolved=ResolvedOp(op=BRIGHTER, view=view),
        patches=(patch,),
        scene=scene or store.put_scene(session, SCENE),
        view=view,
    )
    return store.append(session, made)


def entry(session: str, number: int, before: str | None, status: str = "done") -> TurnEntry:
    report = TurnReport(status=status, exit=0, session=session, turn=number, plan=PLAN)
    return TurnEntry(number=number, text="brighter", plan=PLAN, report=report, before=before)


def edit(store: Store, session: str) -> str:
    before, number = store.head(session), len(store.turns(session)) + 1
    made = record(store, session, number, before)
    store.commit(session, entry(session, number, before), made.id)
    return made.id


def test_a_picture_comes_back_as_it_was_put_under_the_id_of_its_pixels(store):
    translucent = np.random.default_rng(0).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    ref = store.blobs.put(translucent)
    assert ref == ImageRef.of(translucent)
    assert np.array_equal(store.blobs.get(ref), translucent)
    alpha = np.array([[0, 128, 255]], np.uint8)
    assert np.array_equal(store.blobs.get_gray(store.blobs.put_gray(alpha)), alpha)


def test_what_was_never_put_is_a_key_error_and_what_was_changed_is_refused(store):
    with pytest.raises(KeyError):
        store.blobs.get_bytes("sha256:" + "0" * 64)
    with pytest.raises(KeyError):
        store.blobs.get_bytes("sha256:../../../../etc/passwd")
    id = store.blobs.put_bytes(b"good")
    next(store.root.rglob(id.removeprefix("sha256:")[2:])).write_bytes(b"evil")
    with pytest.raises(Damaged, match="contents differ"):
        store.blobs.get_bytes(id)
    ref = store.blobs.put(PHOTO)
    file = next(store.root.rglob(ref.id.removeprefix("sha256:")[2:]))
    file.write_bytes(file.read_bytes()[:40])
    with pytest.raises(Damaged):
        Blobs(store.blobs.root).get(ref)


def test_no_half_written_file_stays_behind(store):
    store.blobs.put(PHOTO)
    assert not list(store.root.rglob("*.part"))


def test_the_folder_is_its_owners_alone(tmp_path):
    store = Store(tmp_path / "new" / "home")
    store.create(store.blobs.put(PHOTO))
    assert store.root.stat().st_mode & 0o077 == 0


def test_session_ids_are_random_and_owe_nothing_to_the_name(store):
    ref = store.blobs.put(PHOTO)
    ids = {store.create(ref, name="../../evil \ud800").id for _ in range(20)}
    assert len(ids) == 20
    assert all(id.isalnum() and id.isascii() for id in ids)
    assert {store.get(id).name for id in ids} == {"../../evil �"}


def test_an_unknown_session_names_the_known_ones(store, session):
    with pytest.raises(SessionNotFound, match=session):
        store.get("nope")


def test_of_many_sessions_an_error_names_a_few():
    told = str(SessionNotFound("x" * 5000, [f"id{number}" for number in range(60)]))
    assert told.endswith("there are id0, id1, id2, id3, id4, id5, id6, id7 and 52 more")
    assert len(told) < 200


@pytest.mark.parametrize("id", ["nope", "é", "\udcff", "a\0b", ""], ids=ascii)
def test_what_is_no_session_is_none_by_every_door(store, session, id):
    for door in (store.get, store.lock, store.history):
        with pytest.raises(SessionNotFound):
            door(id)


def test_of_a_deleted_session_no_row_is_left(store, session):
    store.branches.create(session, "other", store.line(session))
    edit(store, session)
    edit(store, other := store.create(store.blobs.put(PHOTO), SCENE).id)
    tables = ("records", "turns", "learned", "names", "branches")
    assert all(store._db.rows(f"SELECT 1 FROM {table} WHERE session = ?", session) for table in tables)
    store.delete(session)
    assert not any(store._db.rows(f"SELECT 1 FROM {table} WHERE session = ?", session) for table in tables)
    assert len(store.turns(other)) == len(store.names(other)) == 1
    assert [info.id for info in store.sessions()] == [other]


def test_a_record_is_invisible_until_its_turn_is_committed(store, session):
    made = record(store, session, 1)
    assert store.head(session) is None
    assert store.turns(session) == ()
    store.commit(session, entry(session, 1, None), made.id)
    assert store.head(session) == made.id
    assert store.chain(session, made.id) == (made,)
    assert store.path(session, None) == store.chain(session, None) == ()
    assert [turn.number for turn in store.turns(session)] == [1]


def test_appending_the_same_step_twice_keeps_the_first(store, session):
    first = record(store, session, 1)
    other = first.model_copy(update={"seed": 7})
    assert store.append(session, other) == first


def test_sweeping_forgets_only_what_was_never_committed(store, session):
    kept = edit(store, session)
    lost = record(store, session, 2, kept)
    store.sweep(session)
    assert store.record(session, kept)
    with pytest.raises(KeyError):
        Store(store.root).record(session, lost.id)


def test_undo_and_redo_move_the_head_by_turns_and_a_new_edit_ends_redo(store, session):
    first, second, third = edit(store, session), edit(store, session), edit(store, session)
    store.undo(session, entry(session, 4, third), 2)
    assert store.head(session) == first
    store.redo(session, entry(session, 5, first))
    assert store.head(session) == second
    fourth = edit(store, session)
    assert store.chain(session, fourth)[-1].parent == second
    with pytest.raises(ValueError, match="nothing to redo"):
        store.redo(session, entry(session, 7, fourth))
    with pytest.raises(ValueError, match="only 3 turns"):
        store.undo(session, entry(session, 7, fourth), 4)
    assert store.head(session) == fourth


def test_a_step_that_is_run_again_is_taken_once(store, session):
    """As after a kill between the commit and the end of the turn."""
    first, second, third = edit(store, session), edit(store, session), edit(store, session)
    store.commit(session, entry(session, 3, second), first)
    assert store.head(session) == third
    for _ in range(2):
        store.undo(session, entry(session, 4, third))
        assert store.head(session) == second
    store.undo(session, entry(session, 5, second))
    for _ in range(2):
        store.redo(session, entry(session, 6, first))
        assert store.head(session) == second


def test_a_turn_that_moves_nothing_is_no_step_to_undo(store, session):
    first = edit(store, session)
    store.commit(session, entry(session, 2, first, "cannot"), first)
    store.undo(session, entry(session, 3, first))
    assert store.head(session) is None


def test_a_turn_that_waited_is_replaced_by_what_it_came_to(store, session):
    store.commit(session, entry(session, 1, None, "ask"), None)
    made = record(store, session, 1)
    store.sweep(session)
    with pytest.raises(KeyError):
        store.record(session, made.id)
    made = record(store, session, 1)
    store.commit(session, entry(session, 1, None), made.id)
    assert (store.head(session), [turn.pending for turn in store.turns(session)]) == (made.id, [False])


def test_a_head_that_jumps_back_to_the_photo_can_be_undone(store, session):
    first = edit(store, session)
    store.commit(session, entry(session, 2, first), None)
    assert store.head(session) is None
    store.undo(session, entry(session, 3, None))
    assert store.head(session) == first


def test_the_head_never_points_to_a_record_that_is_not_there(store, session):
    with pytest.raises(KeyError):
        store.commit(session, entry(session, 1, None), "sha256:" + "1" * 64)
    assert store.turns(session) == ()


def test_another_store_on_the_same_folder_sees_the_same(store, session):
    head = edit(store, session)
    again = Store(store.root)
    assert again.head(session) == head
    assert again.turns(session) == store.turns(session)
    assert again.scene(session, head) == SCENE
    assert again.verify(session) == []


def test_two_sessions_share_pictures_but_no_history(store, session):
    edit(store, session)
    other = store.create(store.blobs.put(PHOTO)).id
    assert store.turns(other) == ()
    assert store.head(other) is None
    with pytest.raises(KeyError):
        store.record(other, store.head(session))
    assert store.names(other) == ()


def test_what_is_learnt_belongs_to_its_node_and_its_names_stay_taken(store, session):
    head = edit(store, session)
    lamp = SceneObject(id="lamp-1", label="lamp", box=Box(3, 0, 5, 2))
    store.learn(session, head, SCENE.add(lamp).asked("lamp"))
    assert store.scene(session, head).queries == ("lamp",)
    assert store.scene(session, None) == SCENE
    assert set(store.names(session)) == {"cup-1", "lamp-1"}


KITE = SceneObject(id="kite-1", label="kite", box=Box(3, 0, 5, 2))


def brings_a_kite(store, session, turn):
    return record(store, session, turn, store.head(session), scene=store.put_scene(session, SCENE.add(KITE), turn))


def test_an_id_that_came_to_nothing_is_free_again(store, session):
    brings_a_kite(store, session, 1)
    assert "kite-1" in store.names(session)
    store.commit(session, entry(session, 1, None, "not done"), None)
    store.prune(session, 1)
    assert store.names(session) == ("cup-1",)


def test_an_id_of_what_stands_or_was_seen_by_looking_stays_taken(store, session):
    kept = brings_a_kite(store, session, 1)
    store.commit(session, entry(session, 1, None), kept.id)
    store.prune(session, 1)
    store.put_scene(session, SCENE, 2)
    store.put_scene(session, SCENE.add(KITE.model_copy(update={"id": "lamp-1"})), 2)
    store.learn(session, None, SCENE.add(KITE.model_copy(update={"id": "lamp-1"})))
    store.prune(session, 2)
    store.sweep(session)
    assert set(store.names(session)) == {"cup-1", "kite-1", "lamp-1"}


def test_an_id_that_only_a_killed_turn_brought_is_free_again(store, session):
    edit(store, session)
    for _ in range(2):
        brings_a_kite(store, session, 2)
    store.sweep(session)
    assert store.names(session) == ("cup-1",)


def test_what_was_learnt_of_what_came_to_nothing_goes_with_it(store, session):
    made = record(store, session, 1)
    store.learn(session, made.id, SCENE)
    store.commit(session, entry(session, 1, None, "not done"), None)
    assert store.prune(session, 1) == (made,)
    assert store._db.rows("SELECT node FROM learned WHERE session = ?", session) == [("",)]


def test_a_history_that_breaks_off_is_damaged(store, session):
    first, second = edit(store, session), edit(store, session)
    with sqlite3.connect(store.root / "store.sqlite") as db:
        db.execute("DELETE FROM records WHERE id = ?", (first,))
    for record in (first, second):
        with pytest.raises(Damaged, match=f"breaks off before record {record}"):
            store.path(session, record)
    with pytest.raises(Damaged, match=f"breaks off at record {first}"):
        list(Store(store.root).back(session, second))


@pytest.mark.parametrize("row", ["illegible", "[" * 100_000, "7"], ids=["words", "deep", "a number"])
@pytest.mark.parametrize(
    ("table", "column", "read"),
    [
        ("turns", "data", Store.turns),
        ("turns", "data", Store.last_turn),
        ("sessions", "line", Store.line),
        ("sessions", "base", Store.get),
        ("sessions", "source", Store.get),
        ("records", "data", lambda store, session: store.chain(session, store.head(session))),
    ],
)
def test_a_row_that_cannot_be_read_is_damaged_and_no_internal_error(store, session, table, column, read, row):
    edit(store, session)
    with sqlite3.connect(store.root / "store.sqlite") as db:
        db.execute(f"UPDATE {table} SET {column} = ?", (row,))
    with pytest.raises(Damaged, match="in the store cannot be read: restore the store from a copy"):
        read(Store(store.root), session)


def test_a_tampered_record_is_refused(store, session):
    head = edit(store, session)
    with sqlite3.connect(store.root / "store.sqlite") as db:
        db.execute("UPDATE records SET data = replace(data, '\"brightness\":0.5', '\"brightness\":0.9')")
    with pytest.raises(Damaged, match="was changed"):
        Store(store.root).chain(session, head)
    assert Store(store.root).verify(session)


def test_verify_names_a_missing_patch(store, session):
    edit(store, session)
    alpha = store.chain(session, store.head(session))[0].patches[0].alpha
    next(store.root.rglob(alpha.removeprefix("sha256:")[2:])).unlink()
    assert any(alpha in problem for problem in store.verify(session))


def test_branches_are_listed_where_one_is_missing_though_one_of_them_has_no_name(store, session):
    """Somebody else wrote it: looking for it by that name went round for ever."""
    with sqlite3.connect(store.root / "store.sqlite") as db:
        db.execute("INSERT INTO branches VALUES (?, ?, '[[], []]', 1)", (session, "two\nlines"))
    with pytest.raises(BadInput, match="there is no branch 'other'; there are: two"):
        store.branches.line(session, "other")


def test_a_file_that_is_no_store_is_refused_in_words(tmp_path):
    (tmp_path / "store.sqlite").write_text("not a database, " * 100)
    with pytest.raises(Damaged, match=r"should be scenewright's store"):
        Store(tmp_path).sessions()


def test_the_memo_keeps_plain_data(store):
    assert store.memo_get("a") is None
    store.memo_put("a", {"x": [1, 2]})
    assert store.memo_get("a") == {"x": [1, 2]}


@pytest.mark.parametrize("row", ["", "illegible", "[" * 100_000], ids=["nothing", "words", "deep"])
def test_a_memo_that_cannot_be_read_is_none(store, row):
    """It only spared work."""
    store.memo_put("a", [1])
    with sqlite3.connect(store.root / "store.sqlite") as db:
        db.execute("UPDATE memo SET data = ?", (row,))
    assert store.memo_get("a") is None


def test_the_lock_is_held_by_one_only_and_says_by_whom(store, session):
    import os

    with store.lock(session), pytest.raises(Busy) as caught, Store(store.root).lock(session):
        pass
    assert caught.value.pid == os.getpid()
    assert caught.value.exit == 6
    with store.lock(session):
        pass


def test_the_lock_holds_between_processes_and_dies_with_its_owner(store, session):
    script = (
        "import sys, time; from scenewright.agent.sessions.store import Store\n"
        f"with Store({str(store.root)!r}).lock({session!r}):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert owner.stdout.readline() == "held\n"
        with pytest.raises(Busy) as caught, store.lock(session):
            pass
        assert caught.value.pid == owner.pid
    finally:
        owner.kill()
        owner.wait()
    with store.lock(session):
        pass


def test_killing_the_writer_leaves_the_last_good_state(store, session):
    """A process appends and commits turn after turn until it is killed: what is there is whole."""
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
import test_store as t
from scenewright.agent.sessions.blobs import Blobs
from scenewright.agent.sessions.store import Store
store = Store({str(store.root)!r})
while True:
    print(t.edit(store, {session!r}), flush=True)
"""
    writer = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    shown = [writer.stdout.readline().strip() for _ in range(5)]
    writer.kill()
    rest = writer.communicate()[0].split()
    shown += rest if rest else []
    again = Store(store.root)
    again.sweep(session)
    heads = [turn.after for turn in again.turns(session)]
    assert heads[: len(shown)] == [id for id in shown if len(id) == 71]
    assert again.verify(session) == []


def test_turns_are_kept_as_plain_data(store, session):
    edit(store, session)
    ((data,),) = store._db.rows("SELECT data FROM turns")
    assert json.loads(data)["plan"]["format"] == "scenewright.plan/1"
