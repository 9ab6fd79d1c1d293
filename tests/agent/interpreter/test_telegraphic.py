"""Instructions without articles, as terse people and those of other languages write: every clause is one of its own."""

from __future__ import annotations

import pytest

from .scenes import Json, on, read

RED, BLUE = "#ff0000", "#0000ff"


def gone(id: str) -> Json:
    return {"op": "remove", "targets": on(id)}


def painted(id: str, color: str) -> Json:
    return {"op": "recolor", "targets": on(id), "color": color}


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("delete laptop and then change color of chair to red", [gone("laptop-1"), painted("chair-1", RED)]),
        ("remove scissors, after that change colour of clock to blue", [gone("scissors-1"), painted("clock-1", BLUE)]),
        ("make clock red and chair blue", [painted("clock-1", RED), painted("chair-1", BLUE)]),
        ("remove laptop, keep chair", [gone("laptop-1")]),
        ("no change chair, only remove laptop", [gone("laptop-1")]),
        ("delete laptop and then paint chair red", [gone("laptop-1"), painted("chair-1", RED)]),
    ],
)
def test_no_clause_is_lost(text: str, ops: list[Json]) -> None:
    assert read("office", text)["ops"] == ops


def test_what_is_to_change_and_is_not_there_is_looked_for() -> None:
    plan = read("office", "delete laptop and then change color of truck to green")
    assert plan["status"] == "look"
    assert plan["look_for"] == ["truck"]


def test_one_goes_up_and_the_other_down() -> None:
    up, down = read("office", "move the laptop up and the clock down")["ops"]
    assert (up["op"], down["op"]) == ("move", "move")
    assert up["to"]["offset"][1] < 0 < down["to"]["offset"][1]


def test_with_is_written_in_short() -> None:
    assert read("beach", "remove the person w/ the surfboard")["ops"] == [gone("person-2")]


@pytest.mark.parametrize("text", ["list the edits made so far", "show me every change we have made"])
def test_what_was_done_is_shown(text: str) -> None:
    assert read("beach", text)["command"]["name"] == "show"
