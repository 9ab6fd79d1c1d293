"""Words that are spelt right and meant otherwise, and colours behind their nouns."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.words.normalise import Cleaned
from scenewright.agent.interpreter.words.slips import as_meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("get ride of the cup", "get rid of the cup"),
        ("take of the hat", "take off the hat"),
        ("it is to dark", "it is too dark"),
        ("make it more big", "make it bigger"),
        ("balloon yellow delete it", "the yellow balloon delete it"),
        ("take the ride", "take the ride"),
        ("the balloon yellow", "the balloon yellow"),
        ("paint the balloon yellow", "paint the balloon yellow"),
        ("make cup red", "make the cup red"),
        ("make big cup red", "make the big cup red"),
        (
            "remove cup and change color of balloon to blue",
            "remove the cup and change the color of the balloon to blue",
        ),
        ("change color of truck to green", "change the color of the truck to green"),
        ("make cup smaller and balloon bigger", "make the cup smaller and the balloon bigger"),
        ("cup out , balloon bigger", "cup out , balloon bigger"),
        ("make the cup and balloon red", "make the cup and balloon red"),
        ("replace cup with balloon and cup", "replace the cup with balloon and cup"),
        ("turn balloon into cup", "turn the balloon into cup"),
        ("put balloon on left side of cup", "put the balloon on the left side of the cup"),
        ("move balloon left of cup and blur background", "move the balloon left of the cup and blur the background"),
        ("add cup next to balloon", "add cup next to the balloon"),
        ("remove the balloon at the very top of the pile", "remove the balloon at the very top"),
        ("paint the middle one of the row of cups red", "paint the middle cup red"),
    ],
)
def test_what_is_said_is_what_is_meant(said: str, meant: str) -> None:
    assert as_meant(Cleaned(said), {"balloon", "cup"}).text == meant


def test_a_pile_that_is_in_the_scene_is_meant() -> None:
    assert as_meant(Cleaned("remove the top of the pile"), {"pile"}).text == "remove the top of the pile"
