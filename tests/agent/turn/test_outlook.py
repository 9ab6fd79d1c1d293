"""What is pointed at and what a plan will touch can be looked at before anything is done."""

import numpy as np
import pytest

from scenewright.agent.actions import ActionError
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted

DOG = Box(12, 24, 32, 48)


def test_a_point_on_a_thing_is_the_thing(session, photo):
    found = session.inquiry.pointed({"point": [20, 30]})
    assert (found.object, found.label, found.mask.box) == ("dog-1", "dog", DOG)
    assert session.inquiry.seen().get("dog-1").mask is not None, "it is known from now on"
    assert np.array_equal(session.pixels, photo)
    assert session.turns == ()


def test_what_is_pointed_at_is_what_an_edit_of_the_mark_changes(open_editor, photo, helpers):
    disc = np.zeros((64, 96), bool)
    disc[4:12, 60:70] = True
    session = open_editor(segmenter=scripted.ScriptedSegmenter([Mask(disc)])).new_session(photo)
    mark = {"point": [65, 8]}
    found = session.inquiry.pointed(mark)
    hide = helpers.op("obscure", targets=[{"mark": "A"}], method="fill", color="#ff0000")
    session.apply({"ops": [hide]}, {"A": mark})
    assert found.object is None
    assert session.records[-1].resolved.targets[0].mask == found.mask.to_ref()
    assert found.mask == Mask(disc)


def test_a_mark_outside_the_picture_is_told(session):
    with pytest.raises(ActionError, match="outside"):
        session.inquiry.pointed({"point": [500, 5]})


def test_masks_are_those_of_the_shown_picture(session):
    session.apply({"ops": [{"op": "transform", "crop": [10, 10, 90, 60]}]})
    found = session.inquiry.pointed({"point": [10, 20]})
    assert found.object == "dog-1"
    assert found.mask.array.shape == (50, 80)
    assert found.mask.box == DOG.shift(-10, -10)


def test_every_thing_can_be_outlined_at_once(session):
    scene = session.inquiry.outlined()
    assert {thing.id: Mask.from_ref(thing.mask).box for thing in scene.objects}["dog-1"] == DOG
    assert all(thing.mask is not None for thing in scene.objects)
    assert session.inquiry.seen() == scene, "no model is asked again"


def test_the_outlook_of_a_plan_is_what_comes_to_pass(session):
    plan = EditPlan.model_validate(
        {
            "ops": [
                {"op": "move", "target": {"object": "cat-1"}, "to": {"offset": [-20, 0]}},
                {"op": "remove", "targets": [{"mark": "A"}]},
                {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2},
            ]
        }
    )
    marks = {"A": {"box": [12, 24, 32, 48]}}
    move, remove, adjust = session.inquiry.outlook(plan, marks)
    assert (remove.masks[0].box, move.places) == (DOG, (Box(50, 20, 68, 44),))
    assert adjust.masks[0].area == 96 * 64
    assert move.seconds > adjust.seconds > 0
    turn = session.apply(plan, marks)
    for foreseen, action in zip((move, remove, adjust), turn.actions, strict=True):
        used = {name.split("@")[0] for name in (action.backend or "").split(", ") if name}
        assert used <= set(foreseen.tools)
    assert adjust.tools == ()


def test_what_an_earlier_action_brings_has_no_mask_yet(session, tmp_path):
    plan = {
        "ops": [
            {"op": "remove", "targets": [{"object": "dog-1"}]},
            {"op": "remove", "targets": [{"object": "kite-7"}]},
        ]
    }
    known, unknown = session.inquiry.outlook(EditPlan.model_validate(plan))
    assert known.masks
    assert unknown.masks == ()


def test_pictures_of_records_and_the_line_of_steps(session, photo):
    session.say("remove the dog")
    record = session.records[-1].id
    assert np.array_equal(session.pixels_of(None), photo)
    assert np.array_equal(session.pixels_of(record), session.pixels)
    session.undo()
    assert [step.after for step in session.line.undone] == [record]
    assert session.line.done == ()


def test_a_point_in_the_box_of_a_thing_but_not_on_it_means_what_is_there(open_editor, photo):
    slanted, behind = np.zeros((64, 96), bool), np.zeros((64, 96), bool)
    slanted[24:48, 12:22] = slanted[44:48, 12:32] = True
    behind[24:36, 25:32] = True
    session = open_editor(segmenter=scripted.ScriptedSegmenter([Mask(slanted), Mask(behind)])).new_session(photo)
    assert session.inquiry.pointed({"point": [15, 30]}).object == "dog-1"
    found = session.inquiry.pointed({"point": [29, 28]})
    assert (found.object, found.mask) == (None, Mask(behind))
