"""A turn that is stopped or fails leaves what was there before: on the disk and in memory."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.ports import Detection
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec
from scenewright.tools.toolbox import Toolbox, Toolset

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
        def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0, watch=None):
            return pixels.copy() if seed == 0 else super().fill(pixels, hole, barred=barred, prompt=prompt, seed=seed)

    session = open_editor(inpainter=Moody()).new_session(photo)
    assert session.say("remove the dog").status == "done"
    assert rows(session) == {"records": {session.records[0].id}, "known of none": set()}
    assert session.records[0].attempt == 1
    shown = session.pixels.copy()
    session.undo()
    session.redo()
    assert np.array_equal(session.pixels, shown)


REMOVED = {"op": "remove", "targets": [{"object": "dog-1"}]}


class Slow(scripted.ScriptedGrounder):
    """The person stops the turn while it looks for the first thing."""

    session: Any = None

    def ground(self, *given: Any, **more: Any) -> Any:
        found = super().ground(*given, **more)
        self.session.cancel()
        return found


def test_a_search_for_many_things_is_stopped_after_the_one_in_hand(open_editor, photo) -> None:
    looked = EditPlan(status="look", look_for=("lamp", "kite", "bird"))
    grounder = Slow({"lamp": [Box(2, 2, 8, 12)]})
    session = open_editor({"look": looked}, grounder=grounder).new_session(photo)
    grounder.session = session
    turn = session.say("look")
    assert (turn.status, turn.exit, turn.reply) == ("cancelled", 130, "stopped")
    assert grounder.calls == ["lamp"]
    assert np.array_equal(session.pixels, photo)
    assert session.apply({"ops": [BRIGHTER]}).status == "done"
    assert [one.report.status for one in session._store.turns(session.id)] == ["cancelled", "done"]


def test_a_turn_that_is_stopped_while_it_is_read_does_nothing(session, photo) -> None:
    turn = session.say("brighter", on_event=lambda event: event.kind == "perceive" and session.cancel())
    assert (turn.status, turn.plan.status) == ("cancelled", "cannot")
    assert np.array_equal(session.pixels, photo)
    assert session.say("brighter").status == "done"


KITE = {"op": "duplicate", "target": {"object": "dog-1"}, "to": {"offset": [0, -20]}}


def test_a_thing_that_a_stopped_turn_brought_leaves_its_name_free(session) -> None:
    kinds: list[str] = []

    def stop(event: Any) -> None:
        kinds.append(event.kind)
        if kinds.count("verify") == 1:
            session.cancel()

    assert session.apply({"ops": [KITE, BRIGHTER]}, on_event=stop).status == "cancelled"
    assert session.apply({"ops": [KITE]}).status == "done"
    assert {thing.id for thing in session.scene.objects if thing.label == "dog"} == {"dog-1", "dog-2"}


def test_a_turn_is_stopped_within_one_step_of_a_generator(open_editor, photo) -> None:
    begun: list[int] = []

    def meanwhile(step: int) -> None:
        begun.append(step)
        if begun == [1, 2]:
            session.cancel()

    session = open_editor(inpainter=scripted.ScriptedInpainter(30, meanwhile)).new_session(photo)
    session.say("blue ball")
    good, before = session.pixels.copy(), rows(session)
    turn = session.apply({"ops": [REMOVED]})
    assert (turn.status, turn.exit) == ("cancelled", 130)
    assert begun == [1, 2]
    assert rows(session) == before
    assert np.array_equal(session.pixels, good)
    assert session.apply({"ops": [REMOVED]}).status == "done"
    assert begun == [1, 2, *range(1, 31)]


def test_whoever_watches_a_generator_can_stop_it(open_editor, photo) -> None:
    """Events arrive while it works: each step waits until the one before it was seen."""
    seen, begun = threading.Semaphore(1), []

    def meanwhile(step: int) -> None:
        assert seen.acquire(timeout=30)
        begun.append(step)

    def watch(event: Any) -> None:
        if event.data.get("done") == 3:
            session.cancel()
        if "done" in event.data:
            seen.release()

    session = open_editor(inpainter=scripted.ScriptedInpainter(30, meanwhile)).new_session(photo)
    assert session.apply({"ops": [REMOVED]}, on_event=watch).status == "cancelled"
    assert begun == [1, 2, 3, 4]


def test_the_steps_of_a_generator_are_told_as_a_share_of_the_turn(open_editor, photo) -> None:
    session = open_editor(inpainter=scripted.ScriptedInpainter(steps=4)).new_session(photo)
    events: list[Any] = []
    turn = session.apply({"ops": [BRIGHTER, REMOVED]}, on_event=events.append)
    assert turn.status == "done"
    steps = [(event.data["done"], event.data["total"], event.fraction) for event in events if "done" in event.data]
    assert steps == [(1, 4, 0.625), (2, 4, 0.75), (3, 4, 0.875), (4, 4, 1.0)]
    assert [event.kind for event in events].count("act") == 2 + 4


def test_a_filler_of_one_step_tells_of_none(open_editor, photo) -> None:
    session = open_editor(inpainter=scripted.ScriptedInpainter()).new_session(photo)
    events: list[Any] = []
    assert session.apply({"ops": [REMOVED]}, on_event=events.append).status == "done"
    assert [event for event in events if "done" in event.data] == []


def short(helpers, most: int) -> Toolbox:
    """Tools whose inpainter draws at 1024 pixels, and finds that it has memory for `most`."""
    load = "scenewright.tools.backends.scripted_generators:load_sized_inpainter"
    row = BackendSpec("sized", "inpainter", load, "1", model=Checkpoint(str(most)))
    toolset, running = Toolset("mine", {"inpainter": "sized"}), Running(device="cpu")
    ready = {port: one for port, one in helpers.parts().items() if port != "inpainter"}
    return Toolbox(toolset, rows=[row], running=running, ready=ready)


@pytest.fixture
def editor_of(tmp_path, interpreter):
    return lambda tools: Editor.open(Settings(), toolbox=tools, interpreter=interpreter, home=tmp_path / "home")


def test_memory_that_ran_out_is_met_and_told_in_the_report(editor_of, photo, helpers) -> None:
    session = editor_of(short(helpers, 512)).new_session(photo)
    turn = session.apply({"ops": [REMOVED, BRIGHTER]})
    assert turn.status == "done", turn.reply
    told = "memory ran out for the inpainter: drawn at 512 pixels instead of 1024, decoded in tiles"
    assert [action.notes for action in turn.actions] == [(told,), ()]
    assert turn.actions[0].backend.startswith("sized@1+")


def test_an_action_that_no_memory_is_left_for_takes_no_other_down(editor_of, photo, helpers) -> None:
    session = editor_of(short(helpers, 16)).new_session(photo)
    turn = session.apply({"ops": [REMOVED, BRIGHTER]})
    assert (turn.status, turn.exit) == ("partly", 1)
    assert [action.done for action in turn.actions] == [False, True]
    assert "ran out of memory: even drawn smaller" in turn.actions[0].reason
    assert "what would fit: " in turn.actions[0].reason


def test_an_outcome_that_no_memory_is_left_to_check_does_not_stand(open_editor, photo) -> None:
    class Heavy(scripted.ScriptedDetector):
        def detect(self, *given: Any, **more: Any) -> Any:
            self.calls.append("detect")
            if len(self.calls) > 1:
                raise MemoryError("no more")
            return super().detect(*given, **more)

    dog = Detection("dog", Box(12, 24, 32, 48), 0.9)
    session = open_editor(detector=Heavy([dog])).new_session(photo)
    before = rows(session)
    turn = session.apply({"ops": [REMOVED]})
    assert (turn.status, turn.exit) == ("not done", 1)
    assert turn.actions[0].reason.startswith("it could not be checked: the detector")
    assert rows(session) == before
