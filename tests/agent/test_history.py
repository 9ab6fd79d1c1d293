"""Undo, redo and keyframes: the picture is always base plus what stands in the history."""

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.patch import composite


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
    from scenewright.agent.sessions.canvas import Canvases
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
