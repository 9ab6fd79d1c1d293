"""Keyframes only spare work: what changed is written, and one that cannot be read is as good as none."""

import json
import sqlite3

import numpy as np
import pytest

from scenewright.agent.sessions.keyframes import Keyframes
from scenewright.agent.sessions.store import Store
from scenewright.scene.view import View

CANVAS = np.random.default_rng(0).integers(0, 256, (300, 530, 4), np.uint8)
"""Six tiles."""


@pytest.fixture
def record(session):
    """Of a picture that large."""
    session.say("brighter")
    return session.records[0].model_copy(update={"view": View.of(530, 300)})


def test_a_keyframe_writes_only_the_tiles_that_changed_since_another(session, record):
    store, keyframes = session._store, Keyframes(session._store)
    assert not keyframes.has(session.id, record)
    before = len(list(store.blobs.files()))
    keyframes.put(session.id, record, CANVAS)
    assert len(list(store.blobs.files())) == before + 6
    later = record.model_copy(update={"id": "sha256:later"})
    changed = CANVAS.copy()
    changed[290, 520] = 7
    keyframes.put(session.id, later, changed)
    assert len(list(store.blobs.files())) == before + 7
    fresh = Keyframes(Store(store.root))
    assert np.array_equal(fresh.canvas(session.id, record), CANVAS)
    assert np.array_equal(fresh.canvas(session.id, later), changed)


def test_the_same_record_on_another_photo_has_a_keyframe_of_its_own(session, record, editor, helpers):
    keyframes = Keyframes(session._store)
    keyframes.put(session.id, record, CANVAS)
    other = editor.new_session(helpers.photo(seed=3))
    assert not keyframes.has(other.id, record)
    assert keyframes.canvas(other.id, record) is None


@pytest.mark.parametrize(
    "broken",
    ["lost", "changed", "illegible", "[]", "7", "[7]", '{"a": 1}', "one of six", "in another order", "of one pixel"],
)
def test_a_keyframe_that_cannot_be_read_is_none(session, record, broken):
    """The patches that it stands for are there still."""
    store = session._store
    Keyframes(store).put(session.id, record, CANVAS)
    ((tiles,),) = store._db.rows("SELECT data FROM memo WHERE key LIKE 'frame:%'")
    first, *rest = json.loads(tiles)
    rows = {"one of six": json.dumps([first]), "in another order": json.dumps([*rest, first])}
    rows["of one pixel"] = json.dumps([store.blobs.put(np.zeros((1, 1, 4), np.uint8)).id, *rest])
    file = store.root / "blobs" / "images" / first[7:9] / first[9:]
    if broken == "lost":
        file.unlink()
    elif broken == "changed":
        file.write_bytes(b"")
    else:
        with sqlite3.connect(store.root / "store.sqlite") as db:
            db.execute("UPDATE memo SET data = ? WHERE key LIKE 'frame:%'", (rows.get(broken, broken),))
    assert Keyframes(Store(store.root)).canvas(session.id, record) is None
