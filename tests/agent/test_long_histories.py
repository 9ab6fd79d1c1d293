"""Long histories: what is shown, undone and dropped near the end needs only the end, and nothing is lost."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.editor import Editor, Session
from scenewright.agent.errors import Damaged
from scenewright.agent.sessions.canvas import EVERY, Canvases
from scenewright.agent.sessions.store import Store
from scenewright.scene.image import Pixels

TURNS = 2 * EVERY + 6


def brighten(session: Session, number: int) -> None:
    """A turn of its own, whatever the picture is like."""
    left = 8 * (number % 11)
    op = {"op": "obscure", "targets": [{"region": [left, 0, left + 8, 20]}], "method": "fill"}
    color = f"#{40 + 5 * number % 200:02x}8040"
    assert session.apply({"status": "ready", "ops": [{**op, "color": color}]}, approval="never").status == "done"


@pytest.fixture
def long(session: Session) -> Session:
    for number in range(TURNS):
        brighten(session, number)
    return session


def spoil(root: Path, up_to: int) -> None:
    """Make the records of the first turns unreadable."""
    with sqlite3.connect(root / "store.sqlite") as db:
        db.execute("UPDATE records SET data = replace(data, 'obscure', 'obscured') WHERE turn <= ?", (up_to,))


def test_the_end_of_a_history_is_shown_undone_changed_and_dropped_from_without_its_beginning(
    long: Session, editor: Editor, open_editor: Callable[..., Editor]
) -> None:
    shown = [long.pixels_at(turn) for turn in (TURNS - 1, TURNS)]
    editor.close()
    spoil(editor.home, EVERY)
    again = open_editor().session(long.id)
    assert np.array_equal(again.pixels, shown[1])
    again.undo()
    assert np.array_equal(again.pixels, shown[0])
    again.redo()
    assert np.array_equal(again.pixels, shown[1])
    again.drop(TURNS)
    assert np.array_equal(again.pixels, shown[0])
    brighten(again, 3)
    again.reorder(TURNS - 1, TURNS - 2)
    again.branch("other")
    again.switch("main")
    problems = again._store.verify(long.id)
    assert any("record" in problem for problem in problems)
    with pytest.raises((Damaged, ValueError)):
        _ = again.records


def test_what_is_read_from_the_disk_is_checked_though_it_was_read_before(long: Session, editor: Editor) -> None:
    assert len(long.records) == TURNS
    assert long._store.verify(long.id) == []
    spoil(editor.home, 1)
    assert len(long._store.verify(long.id)) > 0


def test_a_keyframe_that_cannot_be_read_is_done_without(long: Session, editor: Editor) -> None:
    store, shown = long._store, long.pixels
    frames = keyframes(store)
    assert len(frames) == TURNS // EVERY
    for frame in frames.values():
        next(store.root.rglob(frame.removeprefix("sha256:")[2:])).unlink()
    fresh = Store(store.root)
    assert np.array_equal(Canvases(fresh).shown(long.id, fresh.head(long.id)), shown)


def test_a_keyframe_lies_behind_every_record_of_a_long_history_and_not_far(long: Session) -> None:
    long.drop(3)
    brighten(long, 4)
    base, frames = long.info.base, keyframes(long._store)
    path = [place.id for place in long._store.path(long.id, long._store.head(long.id))]
    marked = [place for place, id in enumerate(path, 1) if f"frame:{base.id}:{id}" in frames]
    assert marked == list(range(EVERY, len(path) + 1, EVERY))


def test_keyframes_hold_transparency_and_what_lies_beyond_the_photo(session: Session) -> None:
    see_through = {"op": "background", "targets": [{"background": True}], "color": "transparent"}
    wider = {"op": "transform", "extend": {"left": 6, "top": 3}}
    for number, op in enumerate([None, None, wider, None, see_through, wider]):
        if op is None:
            brighten(session, number)
        else:
            session.apply({"status": "ready", "ops": [op]}, approval="never")
    store = session._store
    assert len(session.records) == 6
    nodes = [record.id for record in session.records]
    plain = [Canvases(store).pixels(session.id, node) for node in nodes]
    for node in nodes:
        Canvases(store, every=1).pixels(session.id, node)
    assert len(keyframes(store)) == 6
    again = Canvases(Store(store.root), every=1)
    for node, expected in zip(reversed(nodes), reversed(plain), strict=True):
        assert np.array_equal(again.pixels(session.id, node), expected)


def test_a_picture_that_lies_in_memory_is_gone_on_from(long: Session, photo: Pixels) -> None:
    store = Store(long._store.root)
    canvases, path = Canvases(store, every=1000), store.path(long.id, store.head(long.id))
    first, second = path[9].id, path[10].id
    ahead = Canvases(store).pixels(long.id, second)
    canvases.keep(long.id, first, np.zeros_like(photo))
    changed = canvases.pixels(long.id, second)
    assert changed.any()
    assert not np.array_equal(changed, ahead)
    assert np.array_equal(changed[changed.any(axis=2)], ahead[changed.any(axis=2)])


def test_places_in_a_history_name_the_turns_whose_words_they_carry_out(long: Session) -> None:
    long.drop(2)
    path = long._store.path(long.id, long._store.head(long.id))
    assert [place.origin for place in path] == [1, *range(3, TURNS + 1)]
    assert [place.id for place in path] == [record.id for record in long.records]


def keyframes(store: Store) -> dict[str, str]:
    with sqlite3.connect(store.root / "store.sqlite") as db:
        rows = db.execute("SELECT key, json_extract(data, '$[0]') FROM memo WHERE key LIKE 'frame:%'")
        return dict(rows.fetchall())
