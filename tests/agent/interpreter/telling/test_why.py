"""Every plan says in one sentence what was understood and why these targets."""

from __future__ import annotations

from typing import Any

import pytest

from scenewright.agent.interpreter.batch import request_of
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import Reading

from ..scenes import DATA_FREE, SCENES, read, say

READY = [
    ("office", "remove the red cup", "remove cup-2: the only red cup"),
    ("office", "make the seat navy", "recolor chair-1 navy: “the seat” is the chair"),
    ("office", "remove the cup on the left", "remove cup-1: the one at the left of the three cups"),
    ("office", "remove both white cups", "remove cup-1, cup-3: both white cups"),
    ("office", "move the clock left of the laptop", "move clock-1 left of laptop-1: the only clock, the only laptop"),
    ("office", "remove the thing that shows the hours", "remove clock-1: the clock fits “shows the hours”"),
    ("office", "make the picture a bit warmer", "adjust the whole picture (temperature +0.15)"),
    ("office", "enlarge the clock. Paint it red", "resize clock-1 ×1.5: the only clock; recolor clock-1 red: “it” is"),
    ("beach", "remove the woman", "remove person-1: the only woman"),
    ("beach", "remove the bigger boat", "remove boat-1: the largest of the two boats"),
    ("beach", "remove what the man is holding", "remove surfboard-1: the surfboard of the man"),
]


@pytest.mark.parametrize(("scene", "text", "start"), READY, ids=[case[1] for case in READY])
def test_a_ready_plan_says_what_and_why(scene: str, text: str, start: str) -> None:
    plan = read(scene, text)
    assert plan["status"] == "ready"
    assert plan["rationale"].startswith(start)


def test_a_question_names_what_fits() -> None:
    plan = read("beach", "remove the boat")
    assert plan["rationale"] == "two boats fit “the boat”: boat-1 on the left, boat-2 on the right"


def test_a_look_names_what_is_looked_for_and_where() -> None:
    assert read("office", "remove the hydrant")["rationale"].startswith("look for “hydrant”: not among the nine things")
    assert "“handle” of cup-2" in read("office", "paint the handle of the red cup gold")["rationale"]


def test_a_mark_is_the_reason() -> None:
    plan = read("office", "remove [A]", marks={"A": {"box": [640, 340, 690, 410]}})
    assert plan["rationale"] == "remove [A]: the mark [A] is on cup-2"


def test_what_was_mentioned_before_is_the_reason() -> None:
    assert "“it” is the blue chair" in say("office", "make the chair bigger", "flip it")["rationale"]


def reading(text: str, scene: Any = "office") -> Reading:
    given = SCENES[scene] if isinstance(scene, str) else scene
    return LexicalInterpreter().read(request_of({"scene": given, "text": text}, DATA_FREE))


def test_an_adjective_that_nobody_can_check_lowers_the_confidence_and_is_named() -> None:
    plain, fancy, both = (reading(f"remove the {words} clock") for words in ("black", "fancy", "fancy antique"))
    assert plain.confidence > fancy.confidence >= 0.6 > both.confidence
    assert "“fancy” could not be checked" in fancy.plan.rationale


def test_a_corrected_spelling_lowers_the_confidence_but_asks_no_approval_alone() -> None:
    assert 0.6 <= reading("remove teh clokc").confidence < reading("remove the clock").confidence
