"""Looks that painters stand for, and painters of whom no look is known."""

from __future__ import annotations

import pytest

from scenewright.tools.filters.looks import find_look

from ..scenes import read


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("in the style of claude monet", "impressionist"),
        ("as Renoir would have painted it", "impressionist"),
        ("paint it in the manner of Wassily Kandinsky", "abstract painting"),
        ("give the picture a Vermeer look", "baroque painting"),
        ("make it look like a painting by Berthe Morisot", "impressionist"),
        ("make it look as if Lichtenstein had drawn it", "pop art"),
        ("turn this into a Signac", "pointillism"),
    ],
)
def test_a_painter_is_a_look(text: str, style: str) -> None:
    (op,) = read("beach", text)["ops"]
    assert (op["op"], op["targets"]) == ("restyle", [{"everything": True}])
    assert style in op["prompt"]
    assert find_look(op["prompt"]) is not None


def test_of_whom_nothing_is_known_the_name_stays() -> None:
    """What runs here is then told by whoever would draw it."""
    assert read("beach", "in the style of Joe Bloggs")["ops"][0]["prompt"] == "joe bloggs"


def test_who_goes_by_the_name_of_a_trade_is_a_thing() -> None:
    assert read("beach", "turn the man into a constable")["ops"][0]["op"] == "replace"
