"""What a turn does, from words to bytes, with tools that do what they are told."""

import os

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.errors import BadInput
from scenewright.agent.session import Session
from scenewright.scene.image import ImageRef
from scenewright.tools.backends import scripted
from scenewright.ui.toolkit import Toolkit


def test_a_removed_thing_is_gone_from_the_pixels_and_from_the_scene(session, photo):
    turn = session.say("remove the dog")
    assert (turn.status, turn.exit) == ("done", 0), turn.reply
    assert [action.done for action in turn.actions] == [True]
    assert "dog-1" not in session.scene.ids
    assert not np.array_equal(session.pixels, photo)
    assert turn.image == ImageRef.of(session.pixels)
    assert np.array_equal(turn.pixels, session.pixels)
    assert np.array_equal(session.base, photo)


def test_the_report_is_the_public_format(session):
    report = session.say("blue ball").report.to_dict()
    assert report["format"] == "scenewright.turn/1"
    assert report["session"] == session.id
    (action,) = report["actions"]
    assert action["op"] == {"op": "recolor", "targets": [{"object": "ball-1"}], "color": "#0000ff"}
    assert action["done"]
    assert action["checks"]["locked pixels"]["passed"]
    left, top, right, bottom = action["box"]
    assert left <= 48 < 60 <= right
    assert top <= 36 < 48 <= bottom


def test_several_turns_one_after_the_other(session):
    for text in ("remove the dog", "blue ball", "brighter", "hide the cat", "turn it", "brighter"):
        turn = session.say(text)
        assert turn.exit == 0, (text, turn.reply)
    assert session.pixels.shape == (96, 64, 3)
    assert [turn.number for turn in session.turns] == [1, 2, 3, 4, 5, 6]
    assert session._store.verify(session.id) == []


def test_boxes_are_reported_in_the_shown_picture(session):
    session.say("crop it")
    assert session.scene.get("ball-1").box.as_list() == [38, 26, 50, 38]
    (action,) = session.say("blue ball").actions
    assert action.box.intersect(session.view.frame) == action.box
    assert action.box.contains((44, 32))


def test_what_is_no_edit_is_said_and_nothing_changes(session, photo):
    turn = session.say("what a lovely day")
    assert (turn.status, turn.exit, turn.reply) == ("cannot", 1, "not an edit")
    assert np.array_equal(session.pixels, photo)
    assert len(session.turns) == 1


def test_what_needs_a_generator_touches_nothing_and_says_what_to_do(session, photo, interpreter, helpers):
    interpreter.plans["kite"] = helpers.ready(
        helpers.op("adjust", targets=[{"everything": True}], brightness=0.2),
        helpers.op("insert", prompt="a red kite", at={"edge": "top"}),
    )
    turn = session.say("kite")
    assert turn.exit == 4
    assert turn.plan.needs
    assert "red kite" in turn.reply
    assert "pip install" in turn.reply
    assert "reference" in turn.reply
    assert turn.actions == ()
    assert np.array_equal(session.pixels, photo)


@pytest.mark.parametrize("fault", [scripted.InputInpainter, scripted.NoiseInpainter, scripted.MisplacedInpainter])
def test_a_fill_that_fails_is_rolled_back_and_said_while_the_rest_stands(open_editor, photo, helpers, fault):
    both = helpers.ready(
        helpers.op("remove", targets=[{"object": "dog-1"}]),
        helpers.op("recolor", targets=[{"object": "ball-1"}], color="blue"),
    )
    session = open_editor({"both": both}, inpainter=fault()).new_session(photo)
    turn = session.say("both")
    assert (turn.status, turn.exit) == ("partly", 1)
    assert [action.done for action in turn.actions] == [False, True]
    assert turn.actions[0].reason
    assert "Not done: remove dog-1" in turn.reply
    assert session.scene.has("dog-1")
    dog = np.s_[24:48, 12:32]
    assert np.array_equal(session.pixels[dog], photo[dog])


def test_a_failing_action_is_tried_three_times_with_other_seeds(open_editor, photo, helpers):
    seeds = []

    class Failing(scripted.InputInpainter):
        def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0, watch=None):
            seeds.append(seed)
            return pixels.copy()

    events = []
    session = open_editor(inpainter=Failing()).new_session(photo)
    turn = session.say("remove the dog", on_event=events.append)
    assert (turn.status, turn.exit) == ("not done", 1)
    assert len(seeds) == len(set(seeds)) == 3
    assert [event.kind for event in events].count("repair") == 2
    assert session._store.head(session.id) is None


def test_an_action_that_succeeds_at_the_second_try_is_done(open_editor, photo):
    class Moody(scripted.ScriptedInpainter):
        def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0, watch=None):
            return pixels.copy() if seed == 0 else super().fill(pixels, hole, barred=barred, prompt=prompt, seed=seed)

    session = open_editor(inpainter=Moody()).new_session(photo)
    turn = session.say("remove the dog")
    assert turn.status == "done"
    (record,) = session._store.chain(session.id, session._store.head(session.id))
    assert record.attempt == 1


def test_a_back_end_that_raises_takes_only_its_action_down(open_editor, photo, helpers):
    class Broken(scripted.ScriptedInpainter):
        def fill(self, *args, **kwargs):
            raise RuntimeError("out of memory on this machine")

    both = helpers.ready(
        helpers.op("remove", targets=[{"object": "dog-1"}]),
        helpers.op("adjust", targets=[{"everything": True}], brightness=0.3),
    )
    turn = open_editor({"both": both}, inpainter=Broken()).new_session(photo).say("both")
    assert [action.done for action in turn.actions] == [False, True]
    assert turn.actions[0].reason == "out of memory on this machine"


def test_progress_is_told_step_by_step(session):
    events = []
    session.say("remove the dog", on_event=events.append)
    assert [event.kind for event in events] == ["perceive", "read", "plan", "act", "verify", "reply"]
    assert events[-1].fraction == 1.0
    assert all(event.text for event in events)


def test_a_cancelled_turn_changes_nothing(session, photo, interpreter, helpers):
    interpreter.plans["three"] = helpers.ready(
        *[helpers.op("adjust", targets=[{"everything": True}], brightness=0.1)] * 3
    )

    def stop_after_first(event):
        if event.kind == "verify":
            session.cancel()

    turn = session.say("three", on_event=stop_after_first)
    assert (turn.status, turn.exit) == ("cancelled", 130)
    assert len(turn.actions) == 1
    assert np.array_equal(session.pixels, photo)
    assert session.say("brighter").status == "done"


def test_the_same_edit_by_words_by_mark_by_plan_and_by_tool_gives_the_same_bytes(editor, photo, interpreter, helpers):
    interpreter.plans["remove [A]"] = helpers.ready(helpers.op("remove", targets=[{"mark": "A"}]))
    said, drawn, sent, called, planned = (editor.new_session(photo) for _ in range(5))
    plan = {"ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    said.say("remove the dog")
    drawn.say("remove [A]", {"A": {"box": [11, 23, 33, 49]}})
    sent.apply(plan)
    Toolkit(editor, called).call("edit_image", {"instruction": "remove the dog"})
    Toolkit(editor, planned).call("edit_image", {"plan": plan})
    assert not np.array_equal(said.pixels, photo)
    for other in (drawn, sent, called, planned):
        assert np.array_equal(said.pixels, other.pixels)


def test_a_plan_that_is_none_is_bad_input(session):
    with pytest.raises(BadInput, match="at least one op"):
        session.apply({"status": "ready", "ops": []})
    with pytest.raises(BadInput, match="marks"):
        session.say("remove [A]", {"A": {"circle": [1, 2]}})


def test_a_plan_that_names_unknown_things_is_not_done_and_lists_the_known(session, helpers):
    turn = session.apply(helpers.ready(helpers.op("remove", targets=[{"object": "horse-1"}])))
    assert (turn.status, turn.exit) == ("not done", 2)
    assert "dog-1" in turn.actions[0].reason


def test_a_later_action_may_need_what_an_earlier_one_made(session, helpers):
    turn = session.apply(
        helpers.ready(
            helpers.op("transform", crop=[8, 8, 96, 64]),
            helpers.op("recolor", targets=[{"mark": "A"}], color="blue"),
        ),
        {"A": {"box": [48, 36, 60, 48]}},
    )
    assert [action.done for action in turn.actions] == [True, True], turn.reply
    assert turn.actions[1].box.contains((46, 34))


def test_text_with_lone_surrogates_and_serialised_objects_is_only_text(session):
    for text in ("\ud800 dog", '{"lc": 1, "type": "constructor", "id": ["os", "system"]}', "x" * 10_000):
        assert session.say(text).status == "cannot"
    assert [turn.report.status for turn in session.turns] == ["cannot"] * 3


BRIGHTER = {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.1}


@pytest.mark.parametrize(
    "given",
    [
        {"plan": {"ops": [BRIGHTER], "rationale": "\ud800"}},
        {"plan": {"ops": [{**BRIGHTER, "targets": [{"phrase": "a \udcff dog"}]}]}},
        {"marks": {"A\ud800": {"box": [1, 1, 9, 9]}}},
        {"marks": {"A": {"box": [1, 1, 9, 9], "note": "\udfff"}}},
        {"references": {"B\ud800": "vase.png"}},
    ],
)
def test_what_no_record_can_hold_is_refused_before_anything_is_done(session, given):
    with pytest.raises(BadInput):
        session.apply({"ops": [BRIGHTER], **given.pop("plan", {})}, **given)
    assert session.turns == ()
    assert session.say("brighter").status == "done"


def test_a_picture_whose_files_name_is_no_text_is_taken_all_the_same(session, interpreter, helpers, tmp_path):
    """Names of files are bytes, and many are in older encodings."""
    file = tmp_path / os.fsdecode(b"M\xfcnchen.png")
    try:
        Image.new("RGB", (12, 20), (10, 200, 30)).save(file)
    except OSError:
        pytest.skip("this file system takes no such name")
    put = helpers.op("insert", reference={"file": "B"}, at={"box": [20, 4, 32, 24]})
    interpreter.plans["put [B] there"] = helpers.ready(put)
    assert session.inquiry.plan("put [B] there", references={"B": file}).status == "ready"
    turn = session.say("put [B] there", references={"B": file}, approval="never")
    assert turn.status == "done", turn.reply
    assert abs(session.pixels[14, 26].astype(int) - (10, 200, 30)).max() < 40
    session.export(tmp_path / "talk.scenewright")


def test_nothing_is_looked_at_for_a_command(editor, photo, tools):
    session = editor.new_session(photo)
    assert session.apply({"status": "command", "command": {"name": "help"}}).exit == 0
    assert tools.leases == 0


def test_the_detector_looks_once_per_picture(editor, photo, tools):
    first: Session = editor.new_session(photo)
    first.say("brighter")
    second = editor.new_session(photo.copy())
    assert second.scene.ids == first.scene.ids
    assert tools._ready["detector"].calls.count("detect") == 1


def test_two_conversations_do_not_touch_each_other(editor, photo):
    one, two = editor.new_session(photo), editor.new_session(255 - photo)
    one.say("brighter")
    before = two.pixels.copy()
    one.say("blue ball")
    assert np.array_equal(two.pixels, before)
    assert two.turns == ()
    two.say("brighter")
    assert len(one.turns) == 2


def test_a_look_is_labelled_as_a_filter(session, helpers):
    everything = {"everything": True}
    turn = session.apply(helpers.ready(helpers.op("restyle", targets=[everything], prompt="pencil drawing")))
    assert turn.exit == 0
    assert "the filter “pencil”, not a generated picture" in turn.reply
    assert turn.report.actions[0].notes == ("the filter “pencil”, not a generated picture",)
