"""Two wishes in a sentence that share words: sides of one thing, colours named after fruit, what is to stay."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import Json, read, thing

SHELF: Json = {
    "image": {"width": 1000, "height": 600},
    "objects": [
        thing("peach-1", (100, 300, 160, 360), color="orange"),
        thing("peach-2", (200, 300, 260, 360), color="red"),
        thing("jar-1", (400, 250, 480, 360), color="white"),
        thing("spoon-1", (600, 330, 700, 350), color="silver"),
        thing("candle-1", (800, 250, 830, 360), color="yellow"),
        thing("person-1", (850, 50, 950, 500), gender="man"),
    ],
}


def moved(op: Json) -> tuple[Any, ...]:
    return op["target"]["object"], op["to"]["relation"], op["to"]["of"]["object"]


@pytest.mark.parametrize(
    "words",
    [
        "put the spoon left of the jar and the candle right of it",
        "put spoon left of jar and candle right of it",
        "move the spoon to the left of the jar and the candle to the right of it",
    ],
)
def test_both_sides_are_of_one_thing(words: str) -> None:
    assert [moved(op) for op in read(SHELF, words)["ops"]] == [
        ("spoon-1", "left of", "jar-1"),
        ("candle-1", "right of", "jar-1"),
    ]


def test_what_is_put_beside_the_same_side_is_beside_what_was_put_there() -> None:
    ops = read(SHELF, "put the spoon left of the jar and the candle left of it")["ops"]
    assert [moved(op) for op in ops] == [("spoon-1", "left of", "jar-1"), ("candle-1", "left of", "spoon-1")]


@pytest.mark.parametrize(
    ("words", "ops"),
    [
        ("paint the jar green and the candle too", [{"op": "recolor", "targets": ["jar-1", "candle-1"]}]),
        ("spare the jar and remove the spoon", [{"op": "remove", "targets": ["spoon-1"]}]),
        ("keep the jar and remove everything else", [{"op": "remove", "targets": "all but jar-1"}]),
        ("shrink the man to half his size", [{"op": "resize", "targets": ["person-1"]}]),
        ("respray the jar blue", [{"op": "recolor", "targets": ["jar-1"]}]),
        ("replace jar to bottle", [{"op": "replace", "targets": ["jar-1"]}]),
        ("mind taking the spoon out of this one?", [{"op": "remove", "targets": ["spoon-1"]}]),
        (
            "make the candle bigger and red, and the jar smaller",
            [
                {"op": "resize", "targets": ["candle-1"]},
                {"op": "recolor", "targets": ["candle-1"]},
                {"op": "resize", "targets": ["jar-1"]},
            ],
        ),
    ],
)
def test_what_is_shared_is_said_once(words: str, ops: list[Json]) -> None:
    others = [thing["id"] for thing in SHELF["objects"] if thing["id"] != "jar-1"]
    got = [(op["op"], [target["object"] for target in op["targets"]]) for op in read(SHELF, words)["ops"]]
    assert got == [(op["op"], others if op["targets"] == "all but jar-1" else op["targets"]) for op in ops]


def test_a_thing_that_a_colour_is_named_after_is_the_thing() -> None:
    (op,) = read(SHELF, "make the red peach orange")["ops"]
    assert op["targets"] == [{"object": "peach-2"}]
    (plain,) = read({**SHELF, "objects": [thing("apple-1", (0, 0, 50, 50), color="red")]}, "make the red apple green")[
        "ops"
    ]
    assert (plain["targets"], plain["color"]) == ([{"object": "apple-1"}], "#008000")


@pytest.mark.parametrize(
    "words", ["I want the photo to have a dreamy atmosphere", "let the picture have a dreamy mood"]
)
def test_the_mood_a_picture_is_to_have_is_its_mood(words: str) -> None:
    (op,) = read(SHELF, words)["ops"]
    assert (op["op"], op["targets"], op["original"]) == ("instruct", [{"everything": True}], "dreamy")
