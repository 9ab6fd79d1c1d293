"""What nothing refers to is freed; what anything refers to, or may refer to in a moment, is not."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.errors import Busy, SessionNotFound
from scenewright.agent.sessions.store import Store
from scenewright.agent.sessions.values import TurnEntry
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import TurnReport

LATER = -10.0
"""A grace of less than nothing: even what was put this moment counts as old."""


def files(store: Store) -> set[str]:
    return {id for id, _ in store.blobs.files()}


def picture(value: int) -> np.ndarray:
    return np.full((4, 6, 3), value, np.uint8)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


def test_the_photo_of_a_session_stays_and_a_picture_of_none_goes(store: Store) -> None:
    photo, stray = store.blobs.put(picture(1)), store.blobs.put(picture(2))
    session = store.create(photo)
    freed = store.collect(LATER)
    assert (freed.files, files(store)) == (1, {photo.id})
    assert freed.bytes > 0
    store.delete(session.id)
    assert store.collect(LATER).files == 1
    assert files(store) == set()
    with pytest.raises(KeyError):
        Store(store.root).blobs.get(stray)


def test_only_looking_frees_nothing(store: Store) -> None:
    store.blobs.put(picture(1))
    assert store.collect(LATER, only_look=True).files == 1
    assert len(files(store)) == 1


def test_looking_counts_neither_what_is_needed_nor_what_is_new(store: Store) -> None:
    store.create(store.blobs.put(picture(1)))
    assert store.collect(LATER, only_look=True).files == 0
    store.blobs.put(picture(2))
    assert store.collect(60, only_look=True).files == 0


def test_pictures_alphas_and_words_of_nobody_go(store: Store) -> None:
    store.blobs.put(picture(1))
    store.blobs.put_gray(picture(1)[..., 0])
    store.blobs.put_bytes(b"words")
    assert store.collect(LATER).files == 3


def test_what_a_turn_names_stays(store: Store) -> None:
    session, ref = store.create(store.blobs.put(picture(1))).id, store.blobs.put(picture(2))
    plan = EditPlan.cannot("not an edit")
    report = TurnReport(status="cannot", exit=2, session=session, turn=1, plan=plan, image=ref)
    store.commit(session, TurnEntry(number=1, plan=plan, report=report), None)
    assert store.collect(LATER).files == 0


def test_keyframes_stay_as_long_as_their_record_does(session) -> None:
    session.say("brighter")
    store, base = session._store, session.info.base.id
    kept, stray = store.blobs.put(picture(1)).id, store.blobs.put(picture(2)).id
    store.memo_put(f"frame:{base}:{session.records[0].id}", [kept])
    store.memo_put(f"frame:{base}:sha256:{'0' * 64}", [stray])
    store.collect(LATER)
    assert kept in files(store)
    assert stray not in files(store)


@pytest.mark.parametrize("table", ["checkpoints", "writes"])
@pytest.mark.parametrize("written", [str, str.encode, lambda id: b"\xff\x80" + id.encode() + b"\xff"])
def test_what_a_turn_in_flight_names_stays(store: Store, table: str, written: Callable[[str], object]) -> None:
    ref = store.blobs.put(picture(1))
    with closing(sqlite3.connect(store.root / "flights.sqlite")) as db, db:
        db.execute(f"CREATE TABLE {table} (thread TEXT, number INTEGER, data)")
        db.execute(f"INSERT INTO {table} VALUES ('a:1', 7, ?)", (written(ref.id),))
    assert store.collect(LATER).files == 0


def meanwhile(monkeypatch: pytest.MonkeyPatch, before: Callable[[Path], object], after: Callable[[], object]) -> None:
    """Have others do something just before and after a file is first set aside."""
    move, told = os.replace, []

    def replace(path: Path, target: Path) -> None:
        first = not told and "aside" in Path(target).parts
        if first:
            told.append(path)
            before(path)
        move(path, target)
        if first:
            after()

    monkeypatch.setattr(os, "replace", replace)


def test_what_is_named_while_it_is_set_aside_comes_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = store.blobs.put(picture(1))
    meanwhile(monkeypatch, lambda path: None, lambda: Store(store.root).create(ref))
    assert store.collect(LATER).files == 0
    assert files(store) == {ref.id}


def test_what_is_put_again_just_before_it_is_set_aside_comes_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = store.blobs.put(picture(1))
    (path,) = [path for _, path in store.blobs.files()]
    os.utime(path, (time.time() - 7200,) * 2)
    meanwhile(monkeypatch, lambda path: os.utime(path), lambda: None)
    assert store.collect(3600).files == 0
    assert files(store) == {ref.id}


def test_what_was_put_a_moment_ago_stays(store: Store) -> None:
    ref = store.blobs.put(picture(1))
    assert store.collect(60).files == 0
    assert np.array_equal(store.blobs.get(ref), picture(1))


def test_what_is_put_again_counts_as_put_a_moment_ago(store: Store) -> None:
    store.blobs.put(picture(1))
    (path,) = [path for _, path in store.blobs.files()]
    os.utime(path, (time.time() - 7200,) * 2)
    Store(store.root).blobs.put(picture(1))
    assert store.collect(3600).files == 0


def test_what_a_killed_collection_set_aside_can_be_read_and_comes_back(store: Store) -> None:
    ref = store.blobs.put(picture(1))
    store.create(ref)
    (path,) = [path for _, path in store.blobs.files()]
    aside = store.blobs.set_aside(path)
    aside.parent.mkdir(parents=True)
    os.replace(path, aside)
    fresh = Store(store.root)
    assert np.array_equal(fresh.blobs.get(ref), picture(1))
    assert fresh.collect(LATER).files == 0
    assert path.exists()


def test_a_session_renders_verifies_and_undoes_the_same_after_collecting(editor, session) -> None:
    pictures = [session.pixels.copy()]
    for text in ("remove the dog", "blue ball", "hide the cat"):
        session.say(text)
        pictures.append(session.pixels.copy())
    session.branch("other", at=1)
    session.say("brighter")
    other = session.pixels.copy()
    session.switch("main")
    store = session._store
    store.collect(LATER)
    fresh = Store(store.root)
    assert fresh.verify(session.id) == []
    again = editor.session(session.id)
    assert np.array_equal(again.pixels, pictures[3])
    for expected in (2, 1, 0):
        again.undo()
        assert np.array_equal(again.pixels, pictures[expected])
    again.switch("other")
    assert np.array_equal(again.pixels, other)


def test_what_failed_attempts_and_dropped_results_left_is_freed(session) -> None:
    session.say("remove the dog")
    session.say("not an edit")
    store = session._store
    stray = store.blobs.put(picture(9))
    store.memo_put("outcome:made-up", {"patches": [{"pixels": stray.id}]})
    freed = store.collect(LATER)
    assert freed.memos == 1
    assert store.memo_get("outcome:made-up") is None
    assert stray.id not in files(store)


def test_one_collects_at_a_time(store: Store) -> None:
    from scenewright.agent.sessions.locks import session_lock

    with session_lock(store.root / "locks", "gc"), pytest.raises(Busy, match="freeing space is busy"):
        Store(store.root).collect()


def test_a_deleted_session_is_not_there(editor, session) -> None:
    session.say("brighter")
    editor.delete(session.id)
    with pytest.raises(SessionNotFound):
        editor.session(session.id)


def test_a_session_that_is_worked_on_is_not_deleted(editor, session) -> None:
    with session._store.lock(session.id), pytest.raises(Busy):
        editor.delete(session.id)
    assert editor.session(session.id).id == session.id
