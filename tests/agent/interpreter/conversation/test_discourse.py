"""What was meant instead, and which edit is dropped: places put right, "the first one" as an edit or a thing."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.conversation.discourse import correction

from ..scenes import Json, on, read, say, thing


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("i said left of the tv , not right", "left of the tv"),
        ("i meant behind the bench , not in front of it", "behind the bench"),
        ("sorry i meant left not right", "left"),
        ("not the bus , the bicycle", "the bicycle"),
        ("not right", None),
    ],
)
def test_what_is_denied_is_not_what_was_meant(said: str, meant: str | None) -> None:
    assert correction(said) == meant


def test_the_other_side_is_that_of_the_same_thing() -> None:
    plan = say("office", "move the clock to the right of the laptop", "i meant left, not right")
    assert plan["ops"][0]["to"] == {"relation": "left of", "of": {"object": "laptop-1"}}
    assert plan["replaces"] == 1


@pytest.mark.parametrize("words", ["drop the first one", "scrap the first one", "discard the first one, keep the rest"])
def test_of_several_edits_the_first_is_dropped(words: str) -> None:
    plan = say("office", "remove the clock", "make the chair red", words)
    assert plan["command"]["name"] == "drop"
    assert plan["command"]["turns"] == [1]


def test_after_one_edit_of_several_things_one_of_them_is_dropped() -> None:
    plan = say("office", "remove the clock", "make all the cups black", "drop the first one")
    assert plan["ops"] == [{"op": "remove", "targets": on("cup-1")}]


CARS: Json = {
    "image": {"width": 900, "height": 600},
    "objects": [
        thing("car-1", (100, 300, 300, 420), color="red"),
        thing("car-2", (500, 300, 700, 420), color="blue"),
    ],
}


def test_what_was_painted_orange_goes_by_that() -> None:
    before = read(CARS, "make the blue car orange")
    plan = read(CARS, "remove the orange car", history=[{"text": "make the blue car orange", "plan": before}])
    assert plan["ops"] == [{"op": "remove", "targets": on("car-2")}]
