"""Things told by a whole description: which one fits, when that is clear, and when it is of something else."""

from __future__ import annotations

import pytest

from ..riddles import scene
from ..scenes import read, thing

ROOM = scene(["umbrella", "awning", "dog", "sink", "toothbrush", "book", "lamp", "ball"])
ROOM["objects"].append(thing("toothbrush-2", (300, 300, 390, 390)))


@pytest.mark.parametrize(
    ("phrase", "labels"),
    [
        ("whatever one cleans one's teeth with", ["toothbrush-1", "toothbrush-2"]),
        ("that in which the dishes get washed", ["sink-1"]),
        ("man's best friend", ["dog-1"]),
        ("what one reads at bedtime", ["book-1"]),
        ("the thing you would kick or throw", ["ball-1"]),
        ("the piece of cloth meant to shade a shop", ["awning-1"]),
    ],
)
def test_a_description_finds_its_thing(phrase: str, labels: list[str]) -> None:
    (op,) = read(ROOM, f"remove {phrase}")["ops"]
    assert [target["object"] for target in op["targets"]] == labels


@pytest.mark.parametrize(
    "phrase", ["the thing that keeps milk cold", "whatever rides on rails", "the mast of the ship"]
)
def test_what_is_not_here_is_not_taken_for_something_else(phrase: str) -> None:
    assert read(ROOM, f"remove {phrase}")["ops"] == []


def test_a_name_that_is_known_is_looked_for_whatever_is_said_of_it() -> None:
    assert read(ROOM, "remove the kettle that one reads")["status"] == "look"
