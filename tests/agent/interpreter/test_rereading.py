"""Words that come to nothing as they were typed are read as they may have been meant; words that do not, are not."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.words.hearing import MOST, heard
from scenewright.agent.interpreter.words.normalise import clean
from scenewright.agent.interpreter.words.spelling import FUNCTION, LABEL, SCENE

from .scenes import on, read

VOCABULARY = {
    "clock": LABEL,
    "remove": 3,
    "red": FUNCTION,
    "the": FUNCTION,
    "delete": 3,
    "here": FUNCTION,
    "boat": SCENE,
}


def meant(text: str) -> list[str]:
    return [said.text for said in heard(clean(text, VOCABULARY), VOCABULARY)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dlt the clock", "delete the clock"),
        ("remove the clock hear", "remove the clock here"),
        ("remove the read clock", "remove the red clock"),
    ],
)
def test_other_words_that_may_be_meant(typed: str, wanted: str) -> None:
    assert wanted in meant(typed)


def test_the_likeliest_slip_comes_first_and_there_are_few() -> None:
    assert meant("dlt the read clock hear")[0].startswith("delete the")
    assert len(meant("dlt the read clock hear")) <= MOST


def test_words_that_are_spelt_well_stay() -> None:
    assert meant("remove the boat") == []


REMOVED = [
    ("pls dlt teh clock", "clock-1"),
    ("i dont want no clock in hear", "clock-1"),
    ("jus erase the clock ok", "clock-1"),
    ("mk the clock disapear", "clock-1"),
]


@pytest.mark.parametrize(("text", "id"), REMOVED)
def test_slips_are_read_as_what_makes_an_edit(text: str, id: str) -> None:
    assert read("office", text)["ops"] == [{"op": "remove", "targets": on(id)}]


def test_a_color_by_ear() -> None:
    ops = read("office", "make the clock read")["ops"]
    assert [(op["op"], op["color"], op["targets"]) for op in ops] == [("recolor", "#ff0000", on("clock-1"))]


def test_what_is_to_be_added_by_ear() -> None:
    assert read("beach", "add a bare next to the dog")["ops"][0]["prompt"] == "bear"


def test_two_words_that_the_scene_has_in_one() -> None:
    assert read("office", "remove the lap top")["ops"] == [{"op": "remove", "targets": on("laptop-1")}]


@pytest.mark.parametrize(("text", "noun"), [("remove the brooch", "brooch"), ("blur the mast", "mast")])
def test_an_english_noun_that_is_not_here_is_looked_for(text: str, noun: str) -> None:
    assert read("office", text)["look_for"] == [noun]


def test_a_verb_that_nobody_knows_is_not_bent_into_one() -> None:
    assert read("office", "zorble the clock")["ops"] == []
