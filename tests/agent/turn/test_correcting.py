"""Putting the scene right: names, things that are one, things that are none. It stays, is undone, and is used."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

PHOTO = np.random.default_rng(7).integers(0, 255, (40, 60, 3), np.uint8)
SEEN = [
    Detection("dog", Box(4, 10, 16, 30), 0.9),
    Detection("dog", Box(16, 10, 30, 30), 0.9),
    Detection("ball", Box(40, 20, 50, 30), 0.9),
]


@pytest.fixture
def editor(tmp_path):
    parts = {
        "detector": scripted.ScriptedDetector(SEEN),
        "segmenter": scripted.ScriptedSegmenter(),
        "grounder": scripted.ScriptedGrounder({"ball": [SEEN[2].box]}),
    }
    with Editor.open(Settings(), toolbox=Toolbox.of(**parts), home=tmp_path) as opened:
        yield opened


@pytest.fixture
def session(editor):
    return editor.new_session(PHOTO)


def labels(session):
    return {thing.id: thing.label for thing in session.scene.objects}


def test_a_thing_gets_its_right_name_and_answers_to_it(session, editor):
    before = session.pixels.copy()
    turn = session.rename("ball-1", "lamp")
    assert turn.status == "done", turn.reply
    assert np.array_equal(session.pixels, before)
    assert labels(editor.session(session.id))["ball-1"] == "lamp"
    assert session.say("make the lamp red").plan.ops[0].targets[0].object == "ball-1"
    assert session.say("make the ball blue").status != "done", "the wrong name means nothing any more"


def test_several_things_are_one(session):
    session.merge("dog-1", "dog-2")
    assert labels(session) == {"dog-1": "dog", "ball-1": "ball"}
    assert session.scene.get("dog-1").box == Box(4, 10, 30, 30)
    turn = session.say("pixelate the dog")
    assert turn.status == "done", turn.reply
    assert (session.pixels != PHOTO)[12:28, 18:28].any()


def test_a_thing_that_is_none_is_forgotten(session):
    session.dismiss("ball-1")
    assert labels(session) == {"dog-1": "dog", "dog-2": "dog"}
    assert session.say("make the ball blue").status != "done", "it is not found again"


def test_corrections_are_steps_of_the_history(session, editor):
    session.rename("ball-1", "lamp")
    session.dismiss("dog-2")
    session.undo()
    assert labels(session) == {"dog-1": "dog", "dog-2": "dog", "ball-1": "lamp"}
    session.redo()
    assert "dog-2" not in labels(editor.session(session.id))
    session.drop(1)
    assert labels(session) == {"dog-1": "dog", "ball-1": "ball"}
    assert session.verify().whole


def test_a_marked_place_gets_a_name(session):
    plan = {"ops": [{"op": "correct", "targets": [{"mark": "A"}], "label": "kite"}]}
    session.apply(plan, {"A": {"box": [44, 2, 58, 12]}})
    assert labels(session)["kite-1"] == "kite"
    assert session.say("make the kite green").plan.ops[0].targets[0].object == "kite-1"


def test_what_cannot_be_put_right_is_said(session):
    assert "no object 'cat-1'" in session.rename("cat-1", "dog").reply
    assert "one" in session.merge("dog-1", "dog-1").reply
    with pytest.raises(BadInput, match="label, merge, absent"):
        session.apply({"ops": [{"op": "correct", "targets": [{"object": "dog-1"}]}]})


def test_corrections_do_not_travel_with_a_recipe(session):
    session.rename("ball-1", "lamp")
    session.say("make the lamp red")
    steps = session.recipe.to_dict()["steps"]
    assert [op["op"] for step in steps for op in step["plan"]["ops"]] == ["recolor"]
