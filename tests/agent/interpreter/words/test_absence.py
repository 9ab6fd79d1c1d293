"""What nobody does with a thing, in the words that phrases are read in."""

import pytest

from scenewright.agent.interpreter.words.absence import plainly


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the bike nobody rides", "the bike without anyone on it"),
        ("the stool that no one is sitting on", "the stool without anyone on it"),
        ("the swing not ridden by anybody", "the swing without anyone on it"),
        ("the bag nobody is carrying near the gate", "the bag not held by anyone near the gate"),
        ("the hat no one wears", "the hat not worn by anyone"),
        ("the bench with nobody next to it", "the bench without anyone next to it"),
        ("the shelf with nothing standing on it", "the shelf without anything on it"),
        ("the bowl that has no fruit in it", "the bowl without fruit in it"),
    ],
)
def test_absence_is_a_relation_that_does_not_hold(said: str, meant: str) -> None:
    assert plainly(said) == meant


@pytest.mark.parametrize("said", ["the red bike", "the horse ridden by somebody", "nobody", "a person on a bench"])
def test_other_words_stay(said: str) -> None:
    assert plainly(said) == said
