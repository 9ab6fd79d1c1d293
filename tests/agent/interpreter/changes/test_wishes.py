"""Wishes for a mood or a style, however they are put; and wishes for something else, which are left alone."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.changes.wishes import wished


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("a bit more drama for the whole picture", "make everything look dramatic"),
        ("i would love a gloomy mood over the photo", "make everything look gloomy"),
        ("let the lion seem truly majestic", "make the lion look majestic"),
        ("the old barn could use a cozy touch", "make the old barn look cozy"),
        ("could the car look more elegant", "make the car look elegant"),
        ("a derelict , dusty look for the house", "make the house look derelict dusty"),
        ("give the picture a film noir mood", "make everything look like a film noir mood"),
        ("the scene needs a gingerbread vibe", "make everything look like a gingerbread vibe"),
    ],
)
def test_a_wish_is_heard(said: str, plain: str) -> None:
    assert wished(said) == plain


@pytest.mark.parametrize(
    "said",
    [
        "i want the car red",
        "add a modern lamp to the room",
        "give the dog a red collar",
        "put a hat on the old man",
        "the cup should look bigger",
        "nice work",
    ],
)
def test_other_wishes_are_left_alone(said: str) -> None:
    assert wished(said) is None
