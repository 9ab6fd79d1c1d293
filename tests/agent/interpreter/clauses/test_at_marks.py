"""A mark beside an order of "it", with a question around both."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.at_marks import orders_of_marks

from ..scenes import Json, read

CUP = {"A": {"box": [200, 340, 250, 410]}}
RED = {"op": "recolor", "targets": [{"mark": "A"}], "color": "#ff0000"}
GONE = {"op": "remove", "targets": [{"mark": "A"}]}


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("What here would you drink from? [A] Change its colour to red.", RED),
        ("Which of these is for drinking cocoa? [A] Please change its color to red.", RED),
        ("Identify what a thirsty clerk would reach for. [A] Recolor it red.", RED),
        ("Every morning I pour my coffee into something. What is it? [A], make it red.", RED),
        ("What holds the tea? [A] Change the colour from white to red.", RED),
        ("In a kitchen you need something for hot drinks. What could that be? [A] Delete it.", GONE),
        ("Someone wants a sip of water; what would they take? [A] Get rid of it please.", GONE),
        ("What would you fill with juice? Get rid of it. [A]", GONE),
        ("[A] get rid of it", GONE),
    ],
)
def test_the_order_is_about_the_mark(text: str, op: Json) -> None:
    plan = read("office", text, marks=CUP)
    assert plan["status"] == "ready"
    assert plan["ops"] == [op]


def test_an_order_before_it_stays() -> None:
    plan = read("office", "Remove the clock. [A] make it red", marks=CUP)
    assert [op["op"] for op in plan["ops"]] == ["remove", "recolor"]


@pytest.mark.parametrize("text", ["is [a] the cup", "this is too dark : [a] . brighten it", "swap [a] and [b]"])
def test_other_words_about_marks_stay_as_they_are(text: str) -> None:
    assert orders_of_marks(text) == text


def test_what_was_asked_does_not_speak_against_what_was_pointed_out() -> None:
    from pathlib import Path

    from scenewright.agent.interpreter.batch import request_of
    from scenewright.agent.interpreter.lexical import LexicalInterpreter

    from ..scenes import OFFICE

    text = "Which thing could stand on the table next to the laptop? [A] Make it red."
    case = {"scene": OFFICE, "text": text, "marks": CUP}
    assert LexicalInterpreter().read(request_of(case, Path("."))).confidence > 0.8
