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
    ],
)
def test_what_is_said_is_what_is_meant(said: str, meant: str) -> None:
    assert as_meant(Cleaned(said), {"balloon", "cup"}).text == meant
