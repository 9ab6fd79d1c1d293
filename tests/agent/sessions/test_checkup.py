"""Whether a session is whole: what is damaged is named, and what opens all the same is not given up."""

import sqlite3

import numpy as np
import pytest

from scenewright.agent.sessions.checkup import check_up
from scenewright.scene.codec import SourceInfo
from scenewright.scene.geometry import Box
from scenewright.scene.records import WonRef


def file_of(session, kind, id):
    code = id.removeprefix("sha256:")
    return session._store.root / "blobs" / kind / code[:2] / code[2:]


def change(session, query):
    with sqlite3.connect(session._store.root / "store.sqlite") as db:
        db.execute(query)


def test_a_picture_that_a_keyframe_holds_opens_though_a_patch_before_it_is_lost(session, open_editor, helpers):
    for number in range(18):
        painted = {
            "targets": [{"region": [8, 8, 24, 24]}],
            "method": "fill",
            "color": f"#{13 * number:02x}{number % 2 * 255:02x}00",
        }
        assert session.apply(helpers.ready(helpers.op("obscure", **painted))).exit == 0
    kept = session.pixels.copy()
    file_of(session, "images", session.records[2].patches[0].pixels).unlink()
    before = set(session._store.blobs.files())
    found = session.verify()
    assert set(session._store.blobs.files()) == before, "looking writes nothing"
    assert [fault.what for fault in found.faults] == ["turn 3"]
    assert {0, 1, 2, 18, "main"} <= set(found.opens)
    assert found.lost[0] == 3
    assert np.array_equal(open_editor().session(session.id).pixels, kept)


def test_looking_at_a_long_history_writes_no_keyframe(session, helpers):
    """The last scene is lost, so that the picture is rendered to see whether it opens."""
    for number in range(16):
        painted = {"targets": [{"region": [8, 8, 24, 24]}], "method": "fill", "color": f"#{13 * number:02x}0000"}
        assert session.apply(helpers.ready(helpers.op("obscure", **painted))).exit == 0
    session.say("remove the dog", approval="never")
    change(session, "DELETE FROM memo")
    file_of(session, "bytes", session.records[-1].scene).unlink()
    before = set(session._store.blobs.files())
    assert set(session.verify().opens) >= {0, 17, "main"}
    assert set(session._store.blobs.files()) == before
    assert session._store._db.rows("SELECT key FROM memo WHERE key LIKE 'frame:%'") == []


@pytest.mark.parametrize(
    ("query", "what", "lost"),
    [
        ("UPDATE turns SET data = 'illegible' WHERE number = 2", "turn 2", (2,)),
        ("DELETE FROM turns WHERE number = 1", "turn 1", (1,)),
        ("UPDATE branches SET line = 'illegible'", "version main", ("main",)),
        ("UPDATE branches SET line = '7'", "version main", ("main",)),
        ("UPDATE branches SET line = '[[[1]], []]'", "version main", ("main",)),
        ("UPDATE records SET data = 'illegible' WHERE turn = 2", "record sha256:", (2, "main", "other")),
        ("UPDATE sessions SET head = 'sha256:' || hex(zeroblob(32))", "record sha256:00", ()),
        ("UPDATE sessions SET head = NULL", "version other", ()),
        ("DROP TABLE learned", "what was seen in the picture", ()),
        ("DELETE FROM records WHERE turn = 1", "record sha256:", (1, 2, "main", "other")),
    ],
)
def test_what_is_damaged_in_the_database_is_named(session, query, what, lost):
    session.say("remove the dog")
    session.say("blue ball")
    session.branch("other")
    change(session, query)
    found = session.verify()
    assert any(fault.what.startswith(what) for fault in found.faults), found
    assert set(found.lost) >= set(lost)
    assert 0 in found.opens
    assert not any("\n" in fault.why for fault in found.faults)


def test_a_lost_scene_is_named_and_the_pictures_open(session):
    session.say("remove the dog")
    file_of(session, "bytes", session.records[0].scene).write_bytes(b"{}")
    found = session.verify()
    assert [fault.what for fault in found.faults] == ["turn 1"]
    assert (found.opens, found.lost) == ((0, 1, "main"), ())


def test_a_lost_photo_is_named_and_nothing_opens(session):
    session.say("remove the dog")
    file_of(session, "images", session.info.base.id).unlink()
    found = session.verify()
    assert [str(fault).partition(" was never stored")[0] for fault in found.faults] == [
        f"the photo: {session.info.base.id}"
    ]
    assert (found.opens, found.lost) == ((), (0, 1, "main"))


def test_the_lost_colours_of_a_photo_are_named_and_all_opens(session):
    store = session._store
    native = store.blobs.put(np.zeros((64, 96, 3), np.uint8)).id
    source = SourceInfo(format="PNG", mode="RGB", width=96, height=64, digest="sha256:0", native=native)
    made = store.create(session.info.base, source=source).id
    assert check_up(store, made).whole
    file_of(session, "images", native).unlink()
    found = check_up(store, made)
    assert [fault.what for fault in found.faults] == ["the photo in its own colours"]
    assert (found.opens, found.lost) == ((0, "main"), ())


def test_what_was_seen_in_the_picture_and_is_lost_is_named(session):
    session.say("remove the dog")
    ((scene,),) = session._store._db.rows("SELECT scene FROM learned WHERE node = ''")
    file_of(session, "bytes", scene).unlink()
    found = session.verify()
    assert [fault.what for fault in found.faults] == ["what was seen in the picture"]
    assert (found.opens, found.lost) == ((0, 1, "main"), ())


@pytest.mark.parametrize("lost", ["winners", "scene"])
def test_what_a_record_names_and_is_not_what_it_should_be_is_named(session, lost):
    """Which instruction was followed where; and a scene that was stored whole and is none."""
    session.say("remove the dog")
    store, record = session._store, session.records[0]
    winners = store.blobs.put_gray(np.zeros((4, 4), np.uint8))
    scene = store.blobs.put_bytes(b"{}") if lost == "scene" else record.scene
    won = (WonRef(box=Box(0, 0, 4, 4), instructions=("red",), winners=winners),)
    fields = {name: getattr(record, name) for name in type(record).model_fields if name != "id"}
    made = store.append(session.id, type(record).make(**{**fields, "index": 1, "scene": scene, "won": won}))
    with store._db.write() as db:
        db.execute("UPDATE sessions SET head = ? WHERE id = ?", (made.id, session.id))
    if lost == "winners":
        file_of(session, "grays", winners).unlink()
    assert "turn 1" in [fault.what for fault in session.verify().faults]


def test_a_picture_whose_patch_does_not_fit_does_not_open(session):
    """Made by somebody who knows how records are kept; that its scene is lost has it looked at."""
    session.say("remove the dog")
    store, record = session._store, session.records[0]
    small = record.patches[0].model_copy(update={"alpha": store.blobs.put_gray(np.zeros((1, 1), np.uint8))})
    fields = {name: getattr(record, name) for name in type(record).model_fields if name != "id"}
    scene = f"sha256:{'0' * 64}"
    made = store.append(session.id, type(record).make(**{**fields, "index": 1, "scene": scene, "patches": (small,)}))
    with store._db.write() as db:
        data = "json_set(data, '$.after', ?)"
        db.execute(f"UPDATE turns SET data = {data} WHERE session = ?", (made.id, session.id))
    found = session.verify()
    assert (found.opens, found.lost) == ((0, "main"), (1,))
