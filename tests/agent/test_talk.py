"""Whole conversations with the interpreter that ships, and tools that do what they are told."""

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.tools.backends import scripted


@pytest.fixture
def talk(tmp_path, helpers, photo):
    editor = Editor.open(Settings(), toolbox=helpers.toolbox(), home=tmp_path / "home")
    return editor.new_session(photo)


def test_the_example_of_the_design(talk, photo, tmp_path):
    turn = talk.say("remove the dog")
    assert turn.status == "done", turn.reply
    assert not talk.scene.has("dog-1")
    turn = talk.say("a bit warmer, and undo the first one")
    assert turn.exit == 0, turn.reply
    assert talk.scene.has("dog-1")
    assert turn.plan.ops[0].op == "adjust"
    assert not np.array_equal(talk.pixels, photo)
    talk.save(tmp_path / "edited.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "edited.png")), talk.pixels)


def test_it_means_what_was_edited_last(talk):
    talk.say("paint the ball blue")
    turn = talk.say("now make it green")
    assert turn.status == "done", turn.reply
    assert [target.object for target in turn.plan.ops[0].targets] == ["ball-1"]


def test_undo_and_redo_in_words(talk, photo):
    talk.say("remove the cat")
    edited = talk.pixels.copy()
    assert talk.say("undo").status == "command"
    assert np.array_equal(talk.pixels, photo)
    assert talk.say("redo that").status == "command"
    assert np.array_equal(talk.pixels, edited)


def test_a_correction_in_words(talk):
    talk.say("remove the cat")
    turn = talk.say("no, I meant the ball")
    assert turn.exit == 0, turn.reply
    assert turn.plan.replaces == 1
    assert set(talk.scene.ids) == {"dog-1", "cat-1"}


def test_two_that_fit_are_asked_about_and_the_answer_may_be_words(tmp_path, helpers, photo):
    grounder = scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12), Box(60, 2, 66, 12)]})
    editor = Editor.open(Settings(), toolbox=helpers.toolbox(grounder=grounder), home=tmp_path / "home")
    session = editor.new_session(photo)
    turn = session.say("remove the lamp")
    assert turn.status == "ask", turn.reply
    assert len(turn.question.options) == 2
    answered = session.answer("the right one")
    assert answered.status == "done", answered.reply
    assert [target.object for target in answered.plan.ops[0].targets] == ["lamp-2"]


def test_what_is_not_there_is_said(talk, photo):
    turn = talk.say("remove the elephant")
    assert (turn.status, turn.exit) == ("cannot", 1)
    assert "elephant" in turn.reply
    assert np.array_equal(talk.pixels, photo)


def test_a_question_talked_past_can_still_be_meant(tmp_path, helpers, photo):
    grounder = scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12), Box(60, 2, 66, 12)]})
    editor = Editor.open(Settings(), toolbox=helpers.toolbox(grounder=grounder), home=tmp_path / "home")
    session = editor.new_session(photo)
    session.say("remove the lamp")
    turn = session.say("the left one")
    assert turn.status == "done", turn.reply
    assert [target.object for target in turn.plan.ops[0].targets] == ["lamp-1"]


def test_a_thing_that_looking_finds_under_another_name_is_the_thing_known(tmp_path, helpers, photo):
    grounder = scripted.ScriptedGrounder({"fido": [Box(13, 24, 32, 47)]})
    editor = Editor.open(Settings(), toolbox=helpers.toolbox(grounder=grounder), home=tmp_path / "home")
    session = editor.new_session(photo)
    turn = session.say("remove the fido")
    assert turn.status == "done", turn.reply
    assert [target.object for target in turn.plan.ops[0].targets] == ["dog-1"]
