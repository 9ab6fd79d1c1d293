"""Undo, redo, drop, corrections and crashes: the picture is always base plus what stands in the history."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.errors import Busy
from scenewright.agent.interpreter.conversation.effects import standing_numbers
from scenewright.scene.geometry import Box
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan


def test_undo_and_redo_give_the_same_bytes_and_lease_nothing(session, tools):
    pictures = [session.pixels.copy()]
    for text in ("remove the dog", "blue ball", "brighter"):
        session.say(text)
        pictures.append(session.pixels.copy())
    leases = tools.leases
    for expected in (2, 1, 0):
        assert session.undo().status == "command"
        assert np.array_equal(session.pixels, pictures[expected])
    for expected in (1, 2, 3):
        assert session.redo().exit == 0
        assert np.array_equal(session.pixels, pictures[expected])
    session.undo(3)
    session.redo(2)
    assert np.array_equal(session.pixels, pictures[2])
    assert tools.leases == leases


def test_undo_brings_the_scene_back(session):
    session.say("remove the dog")
    session.undo()
    assert session.scene.has("dog-1")
    session.redo()
    assert not session.scene.has("dog-1")


def test_there_must_be_something_to_undo(session, photo):
    turn = session.undo()
    assert (turn.status, turn.exit, turn.reply) == ("not done", 1, "there is nothing to undo")
    session.say("brighter")
    assert session.undo(2).reply == "only 1 turn can be undone, not 2"
    session.undo()
    session.say("blue ball")
    assert session.redo().exit == 1


def test_undo_may_be_said(session, photo):
    session.say("brighter")
    assert session.say("undo").status == "command"
    assert np.array_equal(session.pixels, photo)
    assert session.say("redo").status == "command"
    assert not np.array_equal(session.pixels, photo)
    assert [turn.text for turn in session.turns] == ["brighter", "undo", "redo"]


def test_dropping_a_turn_gives_the_picture_as_if_it_had_never_been(editor, photo):
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("remove the dog", "blue ball", "hide the cat"):
        session.say(text)
    other.say("remove the dog")
    other.say("hide the cat")
    turn = session.drop(2)
    assert turn.exit == 0, turn.reply
    assert np.array_equal(session.pixels, other.pixels)
    assert session.scene.get("ball-1").attributes["color"] == "red"
    session.undo()
    assert session.scene.get("ball-1").attributes["color"] == "#0000ff"
    session.redo()
    assert np.array_equal(session.pixels, other.pixels)


def test_dropping_the_last_turn_runs_no_model(session, tools):
    session.say("remove the dog")
    before = session.pixels.copy()
    session.say("blue ball")
    leases = tools.leases
    session.drop(2)
    assert tools.leases == leases
    assert np.array_equal(session.pixels, before)


def test_a_later_turn_can_be_dropped_after_an_earlier_one(session, photo):
    for text in ("remove the dog", "blue ball", "hide the cat"):
        session.say(text)
    assert session.drop(1).exit == 0
    assert session.drop(3).exit == 0
    assert session.drop(2).exit == 0
    assert np.array_equal(session.pixels, photo)
    turn = session.drop(2)
    assert turn.exit == 1
    assert "turn 2 is not part of the picture" in turn.reply


def test_turns_in_another_order_give_the_picture_of_that_order(editor, photo):
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("brighter", "blue ball", "hide the cat"):
        session.say(text)
    for text in ("hide the cat", "blue ball", "brighter"):
        other.say(text)
    turn = session.reorder(3, 1)
    assert turn.exit == 0, turn.reply
    assert np.array_equal(session.pixels, other.pixels)
    session.undo()
    session.redo()
    assert np.array_equal(session.pixels, other.pixels)


def test_what_comes_before_the_first_moved_turn_is_not_done_again(session, tools):
    for text in ("remove the dog", "blue ball", "hide the cat"):
        session.say(text)
    calls = tools._ready["inpainter"].calls.count("fill")
    turn = session.reorder(3, 2)
    assert [action.op["op"] for action in turn.actions] == ["obscure", "recolor"]
    assert tools._ready["inpainter"].calls.count("fill") == calls


@pytest.mark.parametrize(("turns", "says"), [((1, 5), "turn 5 is not part"), ((1, 1), "one place")])
def test_an_order_names_turns_that_stand_each_once(session, photo, turns, says):
    session.say("brighter")
    before = session.pixels.copy()
    turn = session.reorder(*turns)
    assert turn.exit == 1
    assert says in turn.reply
    assert np.array_equal(session.pixels, before)


def test_a_turn_that_needs_what_a_later_one_brings_is_reported(session, interpreter, helpers):
    interpreter.plans["another dog"] = helpers.ready(
        helpers.op("insert", reference={"object": "dog-1"}, at={"point": [80, 54]})
    )
    interpreter.plans["blue copy"] = helpers.ready(helpers.op("recolor", targets=[{"object": "dog-2"}], color="blue"))
    session.say("another dog")
    session.say("blue copy")
    turn = session.reorder(2, 1)
    assert turn.status == "partly"
    assert "comes later" in turn.actions[0].reason


def test_running_a_turn_again_takes_another_seed_in_the_same_place(editor, photo, tools):
    session, other = editor.new_session(photo), editor.new_session(photo)
    session.say("remove the dog")
    session.say("blue ball")
    assert session.rerun(1).exit == 0
    other.say("remove the dog", seed=1)
    other.say("blue ball")
    assert np.array_equal(session.pixels, other.pixels)
    assert session.rerun(1, seed=5).exit == 0


def test_a_corrected_turn_stays_in_its_place(editor, photo, interpreter, helpers):
    interpreter.plans["much brighter, the first"] = helpers.ready(
        helpers.op("adjust", targets=[{"everything": True}], brightness=0.6), replaces=1
    )
    interpreter.plans["much brighter"] = helpers.ready(
        helpers.op("adjust", targets=[{"everything": True}], brightness=0.6)
    )
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("brighter", "blue ball", "much brighter, the first"):
        session.say(text)
    for text in ("much brighter", "blue ball"):
        other.say(text)
    assert np.array_equal(session.pixels, other.pixels)


def test_what_was_computed_once_on_the_same_pixels_is_not_computed_again(editor, photo, tools):
    session = editor.new_session(photo)
    session.say("remove the dog")
    first, calls = session.pixels.copy(), tools._ready["inpainter"].calls.count("fill")
    session.undo()
    session.say("remove the dog")
    assert tools._ready["inpainter"].calls.count("fill") == calls
    assert np.array_equal(session.pixels, first)
    session.say("remove the dog", seed=1)
    session.undo()
    session.undo()
    session.say("remove the dog", seed=1)
    assert tools._ready["inpainter"].calls.count("fill") > calls


def test_an_op_whose_object_went_with_the_dropped_turn_is_reported(session, interpreter, helpers):
    interpreter.plans["another dog"] = helpers.ready(
        helpers.op("insert", reference={"object": "dog-1"}, at={"point": [80, 54]})
    )
    interpreter.plans["blue copy"] = helpers.ready(helpers.op("recolor", targets=[{"object": "dog-2"}], color="blue"))
    assert session.say("another dog").exit == 0
    assert session.say("blue copy").exit == 0
    turn = session.drop(1)
    assert (turn.status, turn.exit) == ("not done", 1)
    assert "dog-2" in turn.actions[0].reason
    assert not session.scene.has("dog-2")


def test_a_transform_can_be_dropped_and_later_edits_stay(editor, photo):
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("crop it", "blue ball", "turn it"):
        session.say(text)
    for text in ("blue ball", "turn it"):
        other.say(text)
    assert session.drop(1).exit == 0
    assert np.array_equal(session.pixels, other.pixels)


def test_a_command_runs_before_the_ops_of_the_same_sentence(editor, photo, interpreter, helpers):
    brighter = helpers.op("adjust", targets=[{"everything": True}], brightness=0.3)
    interpreter.plans["brighter, and undo the first one"] = helpers.ready(
        brighter, command={"name": "drop", "turns": [1]}
    )
    session, other = editor.new_session(photo), editor.new_session(photo)
    session.say("remove the dog")
    session.say("blue ball")
    turn = session.say("brighter, and undo the first one")
    other.say("blue ball")
    other.say("brighter")
    assert turn.exit == 0, turn.reply
    assert np.array_equal(session.pixels, other.pixels)
    assert len(session.turns) == 3


def test_turns_are_counted_by_the_interpreter_among_those_in_the_picture(session, interpreter):
    interpreter.plans["undo the second"] = EditPlan.order({"name": "drop", "turns": [2]})
    for text in ("remove the dog", "undo", "blue ball", "brighter"):
        session.say(text)
    session.say("undo the second")
    request = interpreter.requests[-1]
    assert [turn.text for turn in request.history] == ["blue ball", "brighter"]
    assert session.turns[-1].plan.command.turns == (4,)
    assert session.scene.get("ball-1").attributes["color"] == "#0000ff"


def test_a_correction_takes_the_place_of_its_turn(editor, photo, interpreter, helpers):
    session, other = editor.new_session(photo), editor.new_session(photo)
    interpreter.plans["no, the cat"] = helpers.ready(helpers.op("remove", targets=[{"object": "cat-1"}]), replaces=1)
    interpreter.plans["remove the cat"] = helpers.ready(helpers.op("remove", targets=[{"object": "cat-1"}]))
    session.say("remove the dog")
    assert session.say("no, the cat").exit == 0
    other.say("remove the cat")
    assert np.array_equal(session.pixels, other.pixels)
    assert session.scene.ids == ("dog-1", "ball-1")


def test_a_correction_of_which_nothing_can_be_done_corrects_nothing(session, interpreter, helpers):
    interpreter.plans["no, the horse"] = helpers.ready(
        helpers.op("remove", targets=[{"object": "horse-1"}]), replaces=1
    )
    session.say("remove the dog")
    before = session.pixels.copy()
    assert session.say("no, the horse").status == "not done"
    assert np.array_equal(session.pixels, before)


def test_starting_over_can_be_undone(session, photo):
    session.say("brighter")
    edited = session.pixels.copy()
    session.reset()
    assert np.array_equal(session.pixels, photo)
    session.undo()
    assert np.array_equal(session.pixels, edited)


def test_pictures_of_earlier_turns(session, photo):
    session.say("brighter")
    edited = session.pixels.copy()
    session.say("blue ball")
    assert np.array_equal(session.pixels_at(0), photo)
    assert np.array_equal(session.pixels_at(1), edited)
    assert max(session.thumbnail(32).shape) == 32


SCRIPT = """
import sys, hashlib
sys.path.insert(0, {tests!r})
import conftest as c
from scenewright.agent.editor import Editor, Settings
editor = Editor.open(Settings(), toolbox=c.make_toolbox(), interpreter=c.ScriptedInterpreter(c.PLANS), home={home!r})
session = editor.new_session(c.make_photo())
"""


def script(home, rest):
    text = SCRIPT.format(tests=str(Path(__file__).parent), home=str(home)) + rest
    return subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_processes_make_the_same_bytes_and_the_same_records(tmp_path):
    rest = """
for text in ("remove the dog", "blue ball", "brighter", "turn it"):
    session.say(text, seed=7)
print(hashlib.sha256(session.pixels.tobytes()).hexdigest(), session.info.head)
"""
    outs = [script(tmp_path / name, rest).communicate(timeout=100) for name in "ab"]
    assert outs[0][0] == outs[1][0] != "", outs[0][1]


def test_a_killed_turn_leaves_the_last_good_state_and_can_be_said_again(tmp_path, open_editor):
    rest = """
import os, signal
session.say("blue ball")
print(session.id, hashlib.sha256(session.pixels.tobytes()).hexdigest(), flush=True)
session.apply(c.ready(*[c.op("adjust", targets=[{"everything": True}], brightness=0.1)] * 3),
    on_event=lambda event: event.kind == "verify" and event.fraction > 0.3 and os.kill(os.getpid(), signal.SIGKILL))
"""
    process = script(tmp_path / "home", rest)
    out, errors = process.communicate(timeout=100)
    assert process.returncode == -9, errors
    id, digest = out.split()
    session = open_editor().session(id)
    assert hashlib.sha256(session.pixels.tobytes()).hexdigest() == digest
    assert [turn.text for turn in session.turns] == ["blue ball"]
    assert session.say("brighter").status == "done"
    assert [turn.number for turn in session.turns] == [1, 2]
    assert session._store.verify(id) == []


def test_a_session_that_is_worked_on_is_busy(session, editor, open_editor):
    other = open_editor().session(session.id)
    caught = []

    def interfere(event):
        if event.kind == "act":
            with pytest.raises(Busy) as busy:
                other.say("blue ball")
            caught.append(busy.value.exit)

    session.say("brighter", on_event=interfere)
    assert caught == [6]
    assert other.say("blue ball").status == "done"


@pytest.mark.parametrize(
    ("seed", "turns"),
    [*((seed, 20) for seed in range(3)), *(pytest.param(seed, 200, marks=pytest.mark.slow) for seed in range(5))],
)
def test_no_pixel_outside_the_alphas_changes_over_random_turns(editor, photo, helpers, seed, turns):
    session = editor.new_session(photo)
    choose = np.random.default_rng(seed)
    for number in range(turns):
        turn = session.apply(random_plan(choose, session, helpers), seed=number, approval="never")
        assert turn.exit in (0, 1), turn.reply
        if choose.random() < 0.15:
            session.undo()
        if choose.random() < 0.1:
            session.redo()
    store = editor._services.store
    chain = store.chain(session.id, store.head(session.id))
    touched = np.zeros(photo.shape[:2], bool)
    for patch in (patch for record in chain for patch in record.patches):
        touched[patch.box.slices] |= store.blobs.get_gray(patch.alpha) > 0
    assert len(chain) >= 5
    assert (~touched).any()
    assert np.array_equal(session.pixels[~touched], photo[~touched])
    assert not np.array_equal(session.pixels, photo)


def random_plan(choose, session, helpers):
    """Any action on an object or on a small box, away from the lower right corner."""
    ids = [thing.id for thing in session.scene.objects]
    left, top = int(choose.integers(0, 60)), int(choose.integers(0, 30))
    box = [left, top, left + int(choose.integers(6, 20)), top + int(choose.integers(6, 20))]
    target = {"object": str(choose.choice(ids))} if ids and choose.random() < 0.6 else {"region": box}
    verbs = {
        "remove": {},
        "recolor": {"color": f"#{choose.integers(0, 2**24):06x}"},
        "obscure": {"method": str(choose.choice(["blur", "pixelate", "fill"]))},
        "adjust": {"brightness": float(choose.uniform(-0.5, 0.5))},
        "resize": {"scale": float(choose.uniform(0.6, 0.95))},
        "move": {"to": {"box": box}},
        "duplicate": {"to": {"box": box}},
    }
    verb = str(choose.choice(list(verbs)))
    what = {"target": target} if verb in ("move", "duplicate") else {"targets": [target]}
    return helpers.ready(helpers.op(verb, **what, **verbs[verb]))


def test_keyframes_do_not_change_a_byte(editor, photo, helpers):
    session = editor.new_session(photo)
    choose = np.random.default_rng(5)
    for number in range(36):
        session.apply(random_plan(choose, session, helpers), seed=number, approval="never")
    store = editor._services.store
    chain = store.chain(session.id, store.head(session.id))
    assert len(chain) >= 20
    from scenewright.agent.canvas import Canvases
    from scenewright.agent.sessions.patches import load_patch

    patches = [load_patch(store.blobs, ref) for record in chain for ref in record.patches]
    whole = composite(photo, patches)
    assert np.array_equal(session.pixels, whole)
    for _ in range(2):
        assert np.array_equal(Canvases(store).shown(session.id, chain[-1].id), whole)
    assert any(store.memo_get(f"frame:{session.info.base.id}:{record.id}") for record in chain)


def test_the_box_of_a_patch_is_tight(session):
    session.say("remove the dog")
    (record,) = session._store.chain(session.id, session._store.head(session.id))
    for patch in record.patches:
        assert Box(12, 24, 32, 48).pad(8).covers(patch.box)


def test_the_interpreter_is_told_what_stands_and_not_how_it_came_to_be(session, interpreter, helpers):
    brighter = helpers.op("adjust", targets=[{"everything": True}], brightness=0.3)
    interpreter.plans["brighter, and undo the first one"] = helpers.ready(
        brighter, command={"name": "drop", "turns": [1]}
    )
    for text in ("remove the dog", "blue ball", "brighter, and undo the first one", "and now?"):
        session.say(text)
    told = interpreter.requests[-1].history
    assert [turn.text for turn in told] == ["blue ball", "brighter, and undo the first one"]
    assert standing_numbers(told) == (1, 2)
    assert told[1].plan.ops == helpers.ready(brighter).ops


def test_an_action_that_was_not_done_is_no_part_of_what_the_interpreter_is_told(session, interpreter, helpers):
    interpreter.plans["both"] = helpers.ready(
        helpers.op("remove", targets=[{"object": "horse-1"}]), helpers.op("remove", targets=[{"object": "dog-1"}])
    )
    assert session.say("both").status == "partly"
    session.say("and now?")
    assert [op.targets[0].object for op in interpreter.requests[-1].history[0].plan.ops] == ["dog-1"]


def test_one_action_of_a_turn_can_be_dropped_in_its_place(editor, photo, interpreter, helpers):
    both = (
        helpers.op("remove", targets=[{"object": "dog-1"}]),
        helpers.op("adjust", targets=[{"everything": True}], brightness=0.3),
    )
    interpreter.plans["both"] = helpers.ready(*both)
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("both", "blue ball"):
        session.say(text)
    for text in ("remove the dog", "blue ball"):
        other.say(text)
    turn = session.drop(1, actions=[2])
    assert turn.exit == 0, turn.reply
    assert np.array_equal(session.pixels, other.pixels)
    assert "not 2" in session.drop(1, actions=[2]).reply
    with pytest.raises(ValueError, match="of one turn"):
        session.drop(1, 2, actions=[1])


def test_what_was_dropped_in_a_turn_that_was_undone_can_be_redone(session):
    for text in ("remove the dog", "blue ball", "hide the cat"):
        session.say(text)
    session.drop(1)
    dropped = session.pixels.copy()
    session.undo()
    session.undo()
    session.redo(2)
    assert np.array_equal(session.pixels, dropped)
    session.drop(2)
    assert session.redo().reply == "there is nothing to redo"
    session.undo(2)
    assert session.redo(2).exit == 0
    assert session.scene.has("dog-1")
    assert session.scene.get("ball-1").attributes["color"] == "red"
