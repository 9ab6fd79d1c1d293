"""Turns dropped, moved, done again and corrected: the picture is as if it had been said so from the start."""

import numpy as np
import pytest
from PIL import Image


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


def test_a_copy_of_what_was_changed_before_is_taken_of_it_as_it_is_now(editor, photo, interpreter, helpers):
    interpreter.plans["blue dog"] = helpers.ready(helpers.op("recolor", targets=[helpers.thing("dog-1")], color="blue"))
    interpreter.plans["another dog"] = helpers.ready(
        helpers.op("insert", reference={"object": "dog-1"}, at={"point": [80, 54]})
    )
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("blue dog", "another dog"):
        assert session.say(text).exit == 0
    other.say("another dog")
    assert session.drop(1).exit == 0
    assert np.array_equal(session.pixels, other.pixels)


def test_a_transform_can_be_dropped_and_later_edits_stay(editor, photo):
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("crop it", "blue ball", "turn it"):
        session.say(text)
    for text in ("blue ball", "turn it"):
        other.say(text)
    assert session.drop(1).exit == 0
    assert np.array_equal(session.pixels, other.pixels)


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


def several(helpers, interpreter, **said):
    """Sentences, each with several actions: `paint="dog cat"` hides both in colours of their own."""
    colors = {"dog": "#a01020", "cat": "#1020a0", "ball": "#20a010"}
    for name, things in said.items():
        ops = (
            helpers.op("obscure", targets=[{"object": f"{one}-1"}], method="fill", color=colors[one])
            for one in things.split()
        )
        interpreter.plans[name] = helpers.ready(*ops)


def test_actions_of_a_turn_change_places(editor, photo, interpreter, helpers):
    over = [helpers.op("adjust", targets=[{"everything": True}], brightness=0.3)]
    hide = [helpers.op("obscure", targets=[helpers.thing("dog-1")], method="fill", color="#a01020")]
    interpreter.plans |= {"both": helpers.ready(*over, *hide), "other way": helpers.ready(*hide, *over)}
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("both", "blue ball"):
        session.say(text)
    for text in ("other way", "blue ball"):
        other.say(text)
    assert not np.array_equal(session.pixels, other.pixels)
    turn = session.reorder(1, 1, actions=(2, 1))
    assert turn.exit == 0, turn.reply
    assert "action 2 of turn 1, action 1 of turn 1" in turn.reply
    assert np.array_equal(session.pixels, other.pixels)
    assert session.reorder(1, 1, actions=(2, 1)).exit == 0
    session.undo(2)
    assert np.array_equal(session.pixels, session.pixels_at(2))


def test_an_action_moves_among_those_of_other_turns(editor, photo, interpreter, helpers):
    several(helpers, interpreter, pair="dog cat", alone="ball")
    session = editor.new_session(photo)
    for text in ("pair", "alone"):
        session.say(text)
    turn = session.reorder(2, 1, actions=(1, 2))
    assert turn.exit == 0, turn.reply
    assert [record.op.targets[0].object for record in session.records] == ["dog-1", "ball-1", "cat-1"]
    assert session.drop(1, actions=[2]).exit == 0
    assert [record.op.targets[0].object for record in session.records] == ["dog-1", "ball-1"]
    session.undo()
    assert session.reorder(2, 1).exit == 0
    assert [record.op.targets[0].object for record in session.records] == ["ball-1", "dog-1", "cat-1"]
    assert session.drop(1).exit == 0
    assert [record.op.targets[0].object for record in session.records] == ["ball-1"]


@pytest.mark.parametrize(
    ("turns", "actions", "says"),
    [((1, 1), (1, 1), "one place"), ((1, 2), (1, 2), "turn 2 has 1 action, not 2"), ((1, 5), (1, 1), "turn 5 is not")],
)
def test_an_order_of_actions_names_each_that_stands_once(session, interpreter, helpers, photo, turns, actions, says):
    several(helpers, interpreter, pair="dog cat", alone="ball")
    for text in ("pair", "alone"):
        session.say(text)
    before = session.pixels.copy()
    turn = session.reorder(*turns, actions=actions)
    assert turn.exit == 1
    assert says in turn.reply
    assert np.array_equal(session.pixels, before)
    with pytest.raises(ValueError, match="one of each turn"):
        session.reorder(1, 1, actions=[1])


def test_one_action_of_a_turn_is_run_again_with_another_seed(editor, photo, interpreter, helpers, open_editor):
    interpreter.plans["both"] = helpers.ready(
        helpers.op("remove", targets=[helpers.thing("dog-1")]), helpers.op("remove", targets=[helpers.thing("cat-1")])
    )
    session = editor.new_session(photo)
    session.say("both")
    session.say("blue ball")
    turn = session.rerun(1, seed=7, actions=[2])
    assert turn.exit == 0, turn.reply
    assert [record.seed for record in session.records] == [0, 7, 0]
    assert [action.op["op"] for action in turn.actions] == ["remove", "recolor"]
    assert "action 2 of turn 1" in turn.reply
    assert "not 3" in session.rerun(1, actions=[3]).reply


def test_what_is_run_again_or_moved_knows_its_place_in_the_sentence(session, interpreter, helpers):
    """What stands of a turn is told in the order in which it stands: words count it so."""
    several(helpers, interpreter, pair="dog cat")
    interpreter.plans["what now"] = helpers.ready(helpers.op("adjust", targets=[{"everything": True}], brightness=0.1))
    session.say("pair")
    session.reorder(1, 1, actions=(2, 1))
    session.say("what now")
    ((told, *_),) = [request.history for request in interpreter.requests[-1:]]
    assert [op.targets[0].object for op in told.plan.ops] == ["cat-1", "dog-1"]


@pytest.fixture
def mirrored(editor, photo, interpreter, helpers):
    """The picture was mirrored, then a thing moved: 20 pixels to the left as it is shown then."""
    to_the_left = helpers.op("move", target=helpers.thing("dog-1"), to={"offset": [-20, 0]})
    interpreter.plans["move the dog"] = helpers.ready(to_the_left)
    interpreter.plans["mirror it"] = helpers.ready(helpers.op("transform", flip="horizontal"))
    session = editor.new_session(photo)
    assert session.say("mirror it").exit == 0
    assert session.say("move the dog").exit == 0
    return session


def test_a_way_that_was_said_of_a_mirrored_picture_is_told_as_it_is_shown_now(
    mirrored, editor, photo, interpreter, helpers
):
    interpreter.plans["the other way"] = helpers.ready(
        helpers.op("move", target=helpers.thing("dog-1"), to={"offset": [20, 0]})
    )
    other = editor.new_session(photo)
    other.say("the other way")
    turn = mirrored.drop(1)
    assert turn.exit == 0, turn.reply
    assert np.array_equal(mirrored.pixels, other.pixels)
    assert turn.actions[0].op["to"] == {"offset": [20, 0]}
    assert mirrored.records[0].op.to.offset == (20, 0)
    assert mirrored.recipe.steps[0].plan.ops[0].to.offset == (20, 0)


def test_a_way_is_kept_where_its_thing_is_looked_up_anew_too(mirrored, editor, photo, interpreter, helpers):
    """The first move is dropped with the mirroring: the second begins elsewhere, and goes the same way on the photo."""
    mirrored.say("move the dog")
    assert mirrored.drop(1, 2).exit == 0
    assert mirrored.scene.get("dog-1").box.left == 32
    assert mirrored.records[0].op.to.offset == (20, 0)


def test_a_mark_of_a_mirrored_picture_is_told_as_it_lies_now(editor, photo, interpreter, helpers):
    interpreter.plans["mirror it"] = helpers.ready(helpers.op("transform", flip="horizontal"))
    interpreter.plans["hide [A]"] = helpers.ready(helpers.op("obscure", targets=[{"mark": "A"}], method="pixelate"))
    session = editor.new_session(photo)
    session.say("mirror it")
    session.say("hide [A]", {"A": {"box": [8, 20, 26, 44]}})
    assert session.drop(1).exit == 0
    (step,) = session.recipe.steps
    assert step.marks["A"].box.as_list() == [70, 20, 88, 44]
    other = editor.new_session(photo)
    assert other.apply(step.plan, step.marks).exit == 0
    assert np.array_equal(other.pixels, session.pixels)


def test_what_was_put_in_upright_stays_so_when_the_picture_is_turned_back(
    editor, photo, interpreter, helpers, tmp_path
):
    hat = np.zeros((30, 12, 4), np.uint8)
    hat[2:-2, 2:-2] = (200, 40, 160, 255)
    Image.fromarray(hat).save(tmp_path / "hat.png")
    put = {"reference": {"file": str(tmp_path / "hat.png")}}
    interpreter.plans["put it there"] = helpers.ready(helpers.op("insert", at={"point": [20, 60]}, **put))
    interpreter.plans["put it here"] = helpers.ready(helpers.op("insert", at={"point": [60, 44]}, **put))
    session, other = editor.new_session(photo), editor.new_session(photo)
    for text in ("turn it", "put it there"):
        assert session.say(text).exit == 0
    other.say("put it here")
    assert session.drop(1).exit == 0
    box = session.records[0].resolved.places[0]
    assert box.height > 2 * box.width
    assert np.array_equal(session.pixels, other.pixels)


def test_a_crop_after_a_crop_that_is_dropped_shows_the_same_part(session, photo, interpreter, helpers):
    interpreter.plans["closer"] = helpers.ready(helpers.op("transform", crop=[10, 5, 60, 40]))
    session.say("crop it")
    session.say("closer")
    shown = session.pixels.copy()
    assert session.drop(1).exit == 0
    assert np.array_equal(session.pixels, shown)
