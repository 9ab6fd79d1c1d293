"""Lists in few words come out as one imperative a piece; what is only a list of things stays whole."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.listing import in_few_words, listed
from scenewright.agent.interpreter.clauses.placing import placed

KNOWN = {"kite", "dog", "towel", "boat", "ladder", "car", "man", "lamp", "cat"}


def knows(noun: str) -> bool:
    return noun in KNOWN


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("kite green , towel gone", ["make the kite green", "remove the towel"]),
        ("no dog , both boats white", ["remove the dog", "make both boats white"]),
        ("towels both white , ladder away", ["make both towels white", "remove the ladder"]),
        ("remove the dog and paint the car red", None),
        ("delete the dog and the cat", None),
        ("the man in black and the dog", None),
    ],
)
def test_each_piece_becomes_an_imperative(said: str, told: list[str] | None) -> None:
    assert listed(said, knows) == told


def test_a_single_thing_and_where_it_goes() -> None:
    assert in_few_words("kite onto the car", knows) == "move the kite onto the car"
    assert in_few_words("the kite on the car", knows) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("above the car there should hang a lamp", "add a lamp above the car"),
        ("make the dog trade places with the cat", "swap the dog and the cat"),
        ("the dog belongs behind the car , put him there", "move the dog behind the car"),
        ("paint the car red", "paint the car red"),
    ],
)
def test_wishes_about_places(said: str, told: str) -> None:
    assert placed(said) == told
