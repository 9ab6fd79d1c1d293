"""Readings looked at before one is chosen: small and unkept, or whole on branches of their own."""

import numpy as np
import pytest

from scenewright.agent.errors import NothingPending
from scenewright.agent.turn.previews import scaled
from scenewright.scene.ops import Move, Obscure, Transform
from scenewright.scene.plan import EditPlan, Option


@pytest.fixture
def asked(session, interpreter, helpers):
    """A session that asks which of two things is meant."""
    hide = [helpers.op("obscure", targets=[helpers.thing(id)], method="pixelate") for id in ("dog-1", "cat-1")]
    options = [Option(label=f"the {name}", ops=(op,)) for name, op in zip(("dog", "cat"), hide, strict=True)]
    interpreter.plans["hide it"] = EditPlan.ask("Which one?", *options)
    assert session.say("hide it").status == "ask"
    return session


def test_each_reading_is_shown_small_and_nothing_is_kept(asked):
    found = asked.previews(side=48)
    assert [one.label for one in found] == ["the dog", "the cat"]
    assert all(one.pixels.shape == (32, 48, 3) for one in found)
    assert not np.array_equal(found[0].pixels, found[1].pixels)
    assert asked.pending is not None
    assert [turn.number for turn in asked.turns] == [1]


def test_a_preview_at_full_size_is_the_edit_itself(asked):
    first = asked.previews(side=4096)[0]
    asked.answer(1)
    assert np.array_equal(first.pixels, asked.pixels)


def test_a_reading_that_cannot_be_done_says_why(session, interpreter, helpers):
    lost = Option(label="the hat", ops=(helpers.op("remove", targets=[{"object": "hat-1"}]),))
    fine = Option(label="the cat", ops=(helpers.op("remove", targets=[{"object": "cat-1"}]),))
    interpreter.plans["hide it"] = EditPlan.ask("Which one?", lost, fine)
    session.say("hide it")
    first, second = session.previews()
    assert first.pixels is None
    assert "hat-1" in first.reason
    assert second.pixels is not None


def test_readings_are_carried_out_side_by_side(asked, editor, photo):
    tried = asked.try_readings()
    assert list(tried) == ["the dog", "the cat"]
    assert [(one.name, one.current) for one in asked.branches] == [
        ("main", True),
        ("the dog", False),
        ("the cat", False),
    ]
    assert np.array_equal(asked.pixels, photo)
    plain = editor.new_session(photo)
    plain.say("hide the cat")
    asked.switch("the cat")
    assert np.array_equal(asked.pixels, plain.pixels)


def test_names_that_are_taken_get_a_number(asked):
    asked.try_readings()
    asked.say("hide it")
    assert list(asked.try_readings()) == ["the dog 2", "the cat 2"]


def test_the_instructions_of_a_vague_wish_are_variants(session, interpreter, helpers):
    steps = [
        {"text": f"{word} picture", "needs": [], "ops": [helpers.op("adjust", targets=[{"everything": True}], **value)]}
        for word, value in (("a brighter", {"brightness": 0.4}), ("a warmer", {"temperature": 0.4}))
    ]
    wish = helpers.op("instruct", targets=[{"everything": True}], original="nicer", instructions=steps)
    interpreter.plans["make it nicer"] = helpers.ready(wish)
    session.say("make it nicer", approval="always")
    assert [one.label for one in session.previews()] == ["a brighter picture", "a warmer picture"]
    assert list(session.try_readings()) == ["a brighter picture", "a warmer picture"]


def test_where_nothing_is_asked_there_is_nothing_to_choose(session):
    session.say("brighter")
    with pytest.raises(NothingPending, match="no readings"):
        session.previews()


@pytest.mark.parametrize(
    ("op", "smaller"),
    [
        (Move(target={"object": "dog-1"}, to={"offset": [40, -20]}), {"to": {"offset": [20, -10]}}),
        (Move(target={"object": "dog-1"}, to={"point": [40, 20]}), {"to": {"point": [20, 10]}}),
        (Transform(crop=[10, 20, 30, 40]), {"crop": [5, 10, 15, 20]}),
        (Obscure(targets=[{"region": [0, 2, 4, 6]}], method="blur"), {"targets": [{"region": [0, 1, 2, 3]}]}),
    ],
)
def test_what_is_counted_in_pixels_shrinks_with_the_picture(op, smaller):
    data = scaled(op, 0.5, (48, 32)).model_dump(mode="json", exclude_none=True)
    assert {name: data[name] for name in smaller} == smaller
