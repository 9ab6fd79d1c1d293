"""Remarks beside a command come off, and nothing that asks for something does."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.remarks import unremarked


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("blur the sign , it shows a name", "blur the sign"),
        ("my wife says paint the wall blue", "paint the wall blue"),
        ("delete the tire full stop thanks", "delete the tire thanks"),
        ("add a hat , says my daughter", "add a hat"),
        ("i heard that you can change things . make the rug navy", "make the rug navy"),
    ],
)
def test_who_says_it_and_why_comes_off(said: str, left: str) -> None:
    assert unremarked(said) == left


@pytest.mark.parametrize(
    "said",
    [
        "move the cup , it is too close",
        "paint the wall blue , it should be dark",
        "remove the cup , it is red , and the fork",
    ],
)
def test_what_asks_for_something_stays(said: str) -> None:
    assert unremarked(said) == said
