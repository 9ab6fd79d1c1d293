"""Asking a session what words would do, and where things are, changes nothing of it."""

import numpy as np

from scenewright.scene.geometry import Box
from scenewright.scene.plan import EditPlan
from scenewright.tools.backends import scripted

LAMP = {"lamp": [Box(2, 2, 8, 12)]}


def test_a_plan_says_what_would_be_done_and_does_nothing(session, photo):
    plan = session.inquiry.plan("remove the dog")
    assert (plan.status, plan.ops[0].op) == ("ready", "remove")
    assert np.array_equal(session.pixels, photo)
    assert session.turns == ()


def test_a_plan_that_is_carried_out_gives_the_bytes_of_the_words(session, editor, photo):
    other = editor.new_session(photo)
    other.apply(session.inquiry.plan("move the cat"))
    session.say("move the cat")
    assert np.array_equal(session.pixels, other.pixels)


def test_a_plan_is_about_the_picture_as_it_is_now(open_editor, photo):
    session = open_editor().new_session(photo)
    session.say("turn it")
    plan = session.inquiry.plan("remove the dog")
    assert plan.status == "ready"
    assert session.info.turns == 1


def test_a_pending_question_stays_while_something_else_is_planned(editor, interpreter, photo):
    interpreter.plans["which"] = EditPlan.ask("Which?")
    session = editor.new_session(photo)
    assert session.say("which").status == "ask"
    session.inquiry.plan("remove the dog")
    assert session.pending is not None


def test_what_is_lacking_is_told(open_editor, photo, helpers):
    plans = {"draw": helpers.ready(helpers.op("insert", prompt="a kite"))}
    plan = open_editor(plans).new_session(photo).inquiry.plan("draw")
    assert plan.needs


def test_a_thing_that_is_found_can_be_edited_by_its_id(open_editor, photo, helpers):
    grounder = scripted.ScriptedGrounder(LAMP)
    session = open_editor(grounder=grounder).new_session(photo)
    scene = session.inquiry.find(["lamp"])
    assert scene.get("lamp-1").box == Box(2, 2, 8, 12)
    hide = helpers.op("obscure", targets=[helpers.thing("lamp-1")], method="fill", color="black")
    assert session.apply({"ops": [hide]}).status == "done"


def test_nothing_is_looked_for_twice(open_editor, photo):
    grounder = scripted.ScriptedGrounder(LAMP)
    session = open_editor(grounder=grounder).new_session(photo)
    session.inquiry.find(["lamp", "kite"])
    calls = len(grounder.calls)
    assert session.inquiry.find(["kite", "lamp"]).queries == ("lamp", "kite")
    assert len(grounder.calls) == calls


def test_boxes_are_those_of_the_shown_picture(open_editor, photo, helpers):
    session = open_editor().new_session(photo)
    session.apply({"ops": [{"op": "transform", "crop": [10, 10, 90, 60]}]})
    grounder = scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12)]})
    again = open_editor(grounder=grounder).session(session.id)
    assert again.inquiry.find(["lamp"]).get("lamp-1").box == Box(2, 2, 8, 12)
