"""`One` stands for the noun that was said, where that is one noun and told apart in the same way."""

import pytest

from scenewright.agent.interpreter.clauses.ones import named_ones


def _knows(noun: str) -> bool:
    return noun in ("bike", "cup", "plate", "fish", "traffic light")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the red bike gone and the blue one black", "the red bike gone and the blue bike black"),
        ("remove the left cup , the right one stays", "remove the left cup , the right cup stays"),
        ("the big traffic light and the small one", "the big traffic light and the small traffic light"),
        ("of the two cups delete the one nearer the plate", "delete the cup nearer the plate"),
        ("among the bikes erase the tallest", "erase the tallest bike"),
        ("of the three fish blur the one which is black", "blur the fish which is black"),
    ],
)
def test_one_is_filled_in(said: str, meant: str) -> None:
    assert named_ones(said, _knows) == meant


@pytest.mark.parametrize(
    "said",
    [
        "put the red cup on the blue plate and the green one here",
        "remove the cup and the red one",
        "the other one should go",
        "erase one of the cups",
    ],
)
def test_one_stays_where_it_may_be_another(said: str) -> None:
    assert named_ones(said, _knows) == said
