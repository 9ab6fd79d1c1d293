"""A turn that is stopped or fails leaves what was there before: on the disk and in memory."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from scenewright.tools.backends import scripted

BRIGHTER = {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.1}


def held(session) -> list[weakref.ref[Any]]:
    """The decoded pictures that a session's editor holds in memory now."""
    canvases, blobs = session._services.canvases, session._store.blobs
    return [weakref.ref(one) for one in (*canvases._kept.values(), *blobs._seen._kept.values())]


def rows(session) -> dict[str, set[str]]:
    """The records of a session, and those that something is known about which are none of them."""
    db = session._store._db
    records = {id for (id,) in db.rows("SELECT id FROM records WHERE session = ?", session.id)}
    nodes = {node for (node,) in db.rows("SELECT node FROM learned WHERE session = ? AND node != ''", session.id)}
    return {"records": records, "known of none": nodes - records}


def stopped(session, after: str) -> list[weakref.ref[Any]]:
    """Three actions, stopped after the second one's event of this kind; what was held then and was not before."""
    before = {id(one()) for one in held(session)}
    seen: list[str] = []
    new: list[weakref.ref[Any]] = []

    def stop(event: Any) -> None:
        seen.append(event.kind)
        if seen.count(after) == 2:
            new.extend(one for one in held(session) if id(one()) not in before)
            session.cancel()

    turn = session.apply({"ops": [BRIGHTER] * 3}, on_event=stop)
    assert (turn.status, turn.exit) == ("cancelled", 130)
    return new


@pytest.mark.parametrize("after", ["act", "verify"])
def test_what_a_stopped_turn_held_is_freed(session, after: str) -> None:
    session.say("blue ball")
    good, before = session.pixels.copy(), rows(session)
    new = stopped(session, after)
    assert len(new) >= 2
    gc.collect()
    assert [one for one in new if one() is not None] == []
    assert rows(session) == before
    assert np.array_equal(session.pixels, good)
    assert session.undo().exit == 0
    assert session._store.verify(session.id) == []


def test_a_turn_that_is_stopped_while_its_last_action_runs_changes_nothing(session) -> None:
    good, before = session.pixels.copy(), rows(session)
    turn = session.apply({"ops": [BRIGHTER]}, on_event=lambda event: event.kind == "act" and session.cancel())
    assert (turn.status, turn.exit) == ("cancelled", 130)
    assert rows(session) == before
    assert np.array_equal(session.pixels, good)


def test_a_turn_of_which_nothing_could_be_done_leaves_no_trace(open_editor, photo) -> None:
    session = open_editor(inpainter=scripted.InputInpainter()).new_session(photo)
    session.say("blue ball")
    before = rows(session)
    turn = session.say("remove the dog")
    assert turn.status == "not done"
    assert rows(session) == before
    assert session.scene.has("dog-1")
    assert session.say("brighter").status == "done"
    assert session._store.verify(session.id) == []


def test_only_what_stands_of_a_turn_is_kept(open_editor, photo, helpers) -> None:
    class Moody(scripted.ScriptedInpainter):
        def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0):
            return pixels.copy() if seed == 0 else super().fill(pixels, hole, barred=barred, prompt=prompt, seed=seed)

    session = open_editor(inpainter=Moody()).new_session(photo)
    assert session.say("remove the dog").status == "done"
    assert rows(session) == {"records": {session.records[0].id}, "known of none": set()}
    assert session.records[0].attempt == 1
    shown = session.pixels.copy()
    session.undo()
    session.redo()
    assert np.array_equal(session.pixels, shown)
