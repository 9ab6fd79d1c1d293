"""Whether a session is whole: what is damaged is named, and what opens all the same is not given up."""

import sqlite3

import numpy as np
import pytest


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
    found = session.verify()
    assert [fault.what for fault in found.faults] == ["turn 3"]
    assert {0, 1, 2, 18, "main"} <= set(found.opens)
    assert found.lost[0] == 3
    assert np.array_equal(open_editor().session(session.id).pixels, kept)


@pytest.mark.parametrize(
    ("query", "what", "lost"),
    [
        ("UPDATE turns SET data = 'illegible' WHERE number = 2", "turn 2", (2,)),
        ("DELETE FROM turns WHERE number = 1", "turn 1", (1,)),
        ("UPDATE branches SET line = 'illegible'", "version main", ("main",)),
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


def test_a_lost_scene_is_named_and_the_pictures_open(session):
    session.say("remove the dog")
    file_of(session, "bytes", session.records[0].scene).write_bytes(b"{}")
    found = session.verify()
    assert [fault.what for fault in found.faults] == ["turn 1"]
    assert (found.opens, found.lost) == ((0, 1, "main"), ())
