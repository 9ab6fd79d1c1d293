"""What a later clause says of an earlier one: closer, taken back, spared and then changed, told and then done."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import on, read, say

OPS: list[tuple[str, list[dict[str, Any]]]] = [
    ("the clock. bigger. hmm, three times as big", [{"op": "resize", "targets": on("clock-1"), "scale": 3.0}]),
    ("not the laptop, the clock. erase that", [{"op": "remove", "targets": on("clock-1")}]),
    ("remove the laptop, but do not do that. Erase the clock.", [{"op": "remove", "targets": on("clock-1")}]),
    ("the clock? pretty spooky. get rid of it", [{"op": "remove", "targets": on("clock-1")}]),
    ("i only want the laptop gone", [{"op": "remove", "targets": on("laptop-1")}]),
]


@pytest.mark.parametrize(("text", "ops"), OPS, ids=[text for text, _ in OPS])
def test_what_is_said_after_counts(text: str, ops: list[dict[str, Any]]) -> None:
    assert read("office", text)["ops"] == ops


def test_what_is_spared_may_be_changed() -> None:
    ops = read("office", "the clock should go, the laptop can stay but make it green")["ops"]
    assert [(op["op"], op["targets"]) for op in ops] == [("remove", on("clock-1")), ("recolor", on("laptop-1"))]


def test_nobody_is_nothing_to_draw() -> None:
    ids = [target["object"] for target in read("beach", "nobody should be in this photo")["ops"][0]["targets"]]
    assert ids == ["person-1", "person-2", "person-3"]


def test_a_flaw_that_is_spoken_of_and_taken_away() -> None:
    marks = {"A": {"box": [440, 30, 560, 150]}}
    ops = read("office", "a smudge on [A]; away with it", marks=marks)["ops"]
    assert [op["op"] for op in ops] == ["remove"]


def test_one_of_what_is_missing() -> None:
    ops = read("office", "We lack a teapot. Put one on the chair")["ops"]
    assert [(op["op"], op["prompt"]) for op in ops] == [("insert", "teapot")]


def test_an_extreme_size_before_a_noun_is_a_thing() -> None:
    ops = read("office", "turn the clock into a giant mushroom")["ops"]
    assert [(op["op"], op["targets"]) for op in ops] == [("replace", on("clock-1"))]


def test_articles_that_were_left_out() -> None:
    place = read("office", "add teapot on blue chair")["ops"][0]["at"]
    assert place == {"relation": "on", "of": {"object": "chair-1"}}


def test_which_side_is_told_beside_what_was_taken_away() -> None:
    plan = say("beach", "remove the boat on the right", "the left one can go too")
    assert plan["ops"] == [{"op": "remove", "targets": on("boat-1")}]
