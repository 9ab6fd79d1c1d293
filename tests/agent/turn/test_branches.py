"""Versions side by side: each has its own history, and what one has another may take over."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.errors import BadInput
from scenewright.agent.setup.settings import Settings
from scenewright.scene.plan import EditPlan


def names(session) -> list[str]:
    return [one.name for one in session.branches]


def test_a_session_begins_with_one_branch(session):
    assert [(one.name, one.current) for one in session.branches] == [("main", True)]


def test_two_versions_go_their_own_ways(session):
    session.say("remove the dog")
    session.branch("blue")
    session.say("blue ball")
    blue = session.pixels.copy()
    session.switch("main")
    session.say("hide the cat")
    hidden = session.pixels.copy()
    session.switch("blue")
    assert np.array_equal(session.pixels, blue)
    session.switch("main")
    assert np.array_equal(session.pixels, hidden)
    assert [(one.name, one.current) for one in session.branches] == [("main", True), ("blue", False)]


def test_a_branch_may_begin_at_any_turn(session, photo):
    session.say("remove the dog")
    removed = session.pixels.copy()
    session.say("blue ball")
    session.branch("early", at=1)
    assert np.array_equal(session.pixels, removed)
    session.branch("fresh", at=0)
    assert np.array_equal(session.pixels, photo)
    assert session.undo().reply == "there is nothing to undo"


def test_undo_goes_over_a_branchs_own_turns(session, photo):
    session.say("remove the dog")
    session.branch("blue")
    session.say("blue ball")
    session.switch("main")
    session.undo()
    assert np.array_equal(session.pixels, photo)
    session.switch("blue")
    session.undo()
    session.redo()
    session.undo(2)
    assert np.array_equal(session.pixels, photo)


def test_a_branch_is_there_when_the_session_is_opened_again(editor, session):
    session.say("remove the dog")
    session.branch("blue")
    session.say("blue ball")
    session.switch("main")
    again = editor.session(session.id)
    assert names(again) == ["main", "blue"]
    again.switch("blue")
    assert np.array_equal(again.pixels, session.pixels)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "1 to 80"),
        ("main", "already"),
        ("MAIN", "already"),
        ("12", "names a turn"),
        ("a\tb" * 40, "1 to 80"),
        ("\0", "1 to 80"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused_and_nothing_changes(session, name, says):
    with pytest.raises(BadInput, match=says):
        session.branch(name)
    assert names(session) == ["main"]


def test_a_branch_or_turn_that_is_not_there_is_named_with_those_that_are(session):
    session.say("brighter")
    with pytest.raises(BadInput, match="there are: main"):
        session.switch("blue")
    with pytest.raises(BadInput, match="turns 1 to 1"):
        session.branch("later", at=7)
    with pytest.raises(BadInput, match="worked on"):
        session.delete_branch("main")


def test_a_deleted_branch_is_gone_and_its_turns_are_not(session):
    session.branch("blue")
    session.say("blue ball")
    blue = session.pixels.copy()
    session.switch("main")
    session.delete_branch("blue")
    assert names(session) == ["main"]
    assert np.array_equal(session.pixels_at(1), blue)


def test_a_turn_of_another_branch_can_be_taken_over(editor, photo, session):
    session.say("remove the dog")
    session.branch("other")
    session.say("blue ball")
    session.say("hide the cat")
    session.switch("main")
    session.say("brighter")
    turn = session.take(3, branch="other")
    assert turn.exit == 0, turn.reply
    plain = editor.new_session(photo)
    for text in ("remove the dog", "brighter", "hide the cat"):
        plain.say(text)
    assert np.array_equal(session.pixels, plain.pixels)


def test_all_that_a_branch_lacks_can_be_taken_over_at_once(editor, photo, session):
    session.branch("other")
    session.say("blue ball")
    session.say("hide the cat")
    session.switch("main")
    session.say("remove the dog")
    assert session.take(branch="other").exit == 0
    plain = editor.new_session(photo)
    for text in ("remove the dog", "blue ball", "hide the cat"):
        plain.say(text)
    assert np.array_equal(session.pixels, plain.pixels)
    assert "no turn that is not part" in session.take(branch="other").reply


def test_only_turns_that_are_there_and_not_here_are_taken_over(session):
    session.say("remove the dog")
    session.branch("other")
    session.say("blue ball")
    session.switch("main")
    assert "part of the picture already" in session.take(1, branch="other").reply
    assert "turn 9 is not part of branch 'other'" in session.take(9, branch="other").reply


def test_versions_are_compared_by_turn_and_by_name(session):
    session.say("blue ball")
    session.branch("hidden", at=0)
    session.say("hide the cat")
    found = session.compare("main", "hidden")
    assert found.box is not None
    assert found.map.sum() == pytest.approx(found.share * found.map.size)
    assert session.compare(0, 1).box == session.compare("1", "0").box
    assert session.compare("hidden", 2).share == 0
    assert not session.compare("hidden", 2).map.any()


def test_pictures_of_two_sizes_are_not_compared(session):
    session.say("crop it")
    with pytest.raises(BadInput, match="80 × 50"):
        session.compare(0, 1)


def test_nothing_ever_drifts_outside_the_alphas(session):
    for text in ("remove the dog", "blue ball", "hide the cat", "turn it"):
        session.say(text)
    found = session.drift()
    assert [one.turn for one in found] == [1, 2, 3, 4]
    assert [one.outside for one in found] == [0, 0, 0, 0]
    assert all(0 < one.share < 0.5 for one in found[:3])
    assert found[3].share == 0


@pytest.fixture
def talk(open_editor, tmp_path, photo):
    """A session that is spoken with in plain words."""
    return Editor.open(Settings(), toolbox=open_editor().toolbox, home=tmp_path / "spoken").new_session(photo)


def test_versions_are_spoken_of(talk, photo):
    assert talk.say("remove the dog", approval="never").exit == 0
    removed = talk.pixels.copy()
    turn = talk.say("make a branch called “blue one” from the original")
    assert (turn.status, turn.exit) == ("command", 0), turn.reply
    assert turn.reply == "This is blue one now. Versions: main, blue one (this one)."
    assert np.array_equal(talk.pixels, photo)
    assert talk.say("make the ball blue", approval="never").exit == 0
    assert talk.say("take the removal from the other version").exit == 0
    assert [record.op.op for record in talk.records] == ["recolor", "remove"]
    assert talk.say("go back to the first version").exit == 0
    assert np.array_equal(talk.pixels, removed)
    assert talk.say("switch to version blue one").status == "command"
    assert talk.say("do the second one before the first").exit == 0
    assert [record.op.op for record in talk.records] == ["remove", "recolor"]
    assert "Versions: main, blue one (this one)." in talk.say("show the versions").reply
    assert talk._store.verify(talk.id) == []


def test_single_actions_are_spoken_of(talk):
    assert talk.say("remove the dog and make the ball blue").exit == 0
    assert talk.say("do the second change first").exit == 0
    assert [record.op.op for record in talk.records] == ["recolor", "remove"]
    assert talk.say("try the dog again").exit == 0
    assert [(record.op.op, record.seed) for record in talk.records] == [("recolor", 0), ("remove", 1)]
    talk.branch("fresh", at=0)
    turn = talk.say("take only the ball from the main version")
    assert turn.exit == 0, turn.reply
    assert [record.op.op for record in talk.records] == ["recolor"]
    assert talk._store.verify(talk.id) == []


def test_a_version_and_an_edit_in_one_sentence(talk):
    talk.say("remove the dog", approval="never")
    turn = talk.say("make a branch and make the ball blue", approval="never")
    assert turn.status == "done", turn.reply
    assert names(talk) == ["main", "version 2"]
    talk.switch("main")
    assert [record.op.op for record in talk.records] == ["remove"]


def test_edits_are_undone_singly_and_made_stronger_in_their_place(talk, editor, photo):
    talk.say("hide the cat and make the picture a bit brighter", approval="never")
    talk.say("make the ball blue", approval="never")
    assert talk.say("make the brightening edit twice as strong", approval="never").exit == 0
    assert [record.op.op for record in talk.records] == ["remove", "adjust", "recolor"]
    assert talk.records[1].op.brightness == 0.3
    turn = talk.say("undo the cat but keep the brightness")
    assert turn.exit == 0, turn.reply
    assert [record.op.op for record in talk.records] == ["adjust", "recolor"]
    plain = editor.new_session(photo)
    for text in ("brighter", "blue ball"):
        plain.say(text)
    assert np.array_equal(talk.pixels, plain.pixels)


def test_a_version_that_cannot_be_is_said_and_nothing_changes(session, interpreter):
    interpreter.plans["fork"] = EditPlan.order({"name": "branch", "called": "main"})
    interpreter.plans["there"] = EditPlan.order({"name": "switch", "branch": "nowhere"})
    interpreter.plans["then"] = EditPlan.order({"name": "branch", "at": 9})
    for text, says in (("fork", "already"), ("there", "there are: main"), ("then", "no turn 9")):
        turn = session.say(text)
        assert (turn.status, turn.exit) == ("not done", 1)
        assert says in turn.reply
    assert names(session) == ["main"]


def test_a_turn_whose_thing_an_earlier_one_takes_away_now_is_reported(session):
    session.say("hide the cat")
    session.say("blue ball")
    session.apply({"ops": [{"op": "remove", "targets": [{"object": "ball-1"}]}]})
    turn = session.reorder(3, 2)
    assert [action.done for action in turn.actions] == [True, False]
    assert "ball-1 is not in the picture: a turn that comes before" in turn.actions[1].reason


def test_a_single_action_of_another_branch_can_be_taken_over(editor, photo, session, interpreter, helpers):
    interpreter.plans["both"] = helpers.ready(
        helpers.op("remove", targets=[helpers.thing("dog-1")]),
        helpers.op("obscure", targets=[helpers.thing("cat-1")], method="pixelate"),
    )
    session.say("blue ball")
    session.branch("other")
    session.say("both")
    session.switch("main")
    turn = session.take(2, branch="other", actions=[2])
    assert turn.exit == 0, turn.reply
    assert "action 2 of turn 2" in turn.reply
    plain = editor.new_session(photo)
    for text in ("blue ball", "hide the cat"):
        plain.say(text)
    assert np.array_equal(session.pixels, plain.pixels)
    assert "action 2 of turn 2 is part of the picture already" in session.take(2, branch="other", actions=[2]).reply
    assert session.take(2, branch="other").exit == 0
    assert [record.op.op for record in session.records] == ["recolor", "obscure", "remove"]
    assert "turn 2 is part of the picture already" in session.take(2, branch="other").reply
    with pytest.raises(ValueError, match="of one turn"):
        session.take(branch="other", actions=[2])


def test_an_action_that_was_moved_and_done_again_is_still_the_same_one(session, interpreter, helpers):
    interpreter.plans["both"] = helpers.ready(
        helpers.op("remove", targets=[helpers.thing("dog-1")]), helpers.op("remove", targets=[helpers.thing("cat-1")])
    )
    session.say("both")
    session.branch("other", at=0)
    session.say("brighter")
    session.switch("main")
    session.reorder(1, 1, actions=(2, 1))
    session.switch("other")
    assert session.take(1, branch="main", actions=[1]).exit == 0
    assert [record.op.targets[0].object for record in session.records[1:]] == ["cat-1"]
    session.switch("main")
    assert "no turn" not in session.take(branch="other").reply
    assert [record.op.op for record in session.records] == ["remove", "remove", "adjust"]
