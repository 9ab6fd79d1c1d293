"""What is said of the tones of the whole picture, in any order of words."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.toning import toned


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("contrast up", "increase the contrast"),
        ("it lacks light", "increase the brightness"),
        ("way too much warmth", "reduce the temperature"),
        ("the photo came out a bit dark", "increase the brightness a bit"),
        ("enrich the colors", "increase the saturation"),
        ("brightness + 20", "increase the brightness by 20%"),
        ("a bit less vivid", "reduce the saturation a bit"),
        ("not sharp enough", "increase the sharpness"),
        ("shift the temperature towards blue", "reduce the temperature"),
    ],
)
def test_a_tone_is_named_by_a_noun_by_a_word_that_holds_both_or_as_a_complaint(said: str, plain: str) -> None:
    assert toned(said) == plain


@pytest.mark.parametrize(
    "said", ["brighten the cat", "remove the light", "make it blue", "neon look", "more cups", "brightness"]
)
def test_a_word_that_is_about_anything_else_and_it_is_not_about_tones(said: str) -> None:
    assert toned(said) is None


AMOUNTS = [
    ("i can not see the shadows", "increase the shadows"),
    ("one can hardly make out anything in the shadows", "increase the shadows"),
    ("lose some of the yellow", "reduce the temperature a bit"),
    ("take out a bit of the blue", "increase the temperature a bit"),
    ("there is not enough light in here", "increase the brightness"),
    ("there is hardly any contrast in this", "increase the contrast"),
    ("half the saturation would be enough", "reduce the saturation by 50%"),
    ("go a bit easy on the contrast", "reduce the contrast a bit"),
    ("give it a little warmth", "increase the temperature a bit"),
    ("it should not be so bright", "reduce the brightness"),
    ("the picture is a tad on the cold side", "increase the temperature a bit"),
]


@pytest.mark.parametrize(("said", "plain"), AMOUNTS, ids=[said for said, _ in AMOUNTS])
def test_amounts_are_read_however_they_are_put(said: str, plain: str) -> None:
    assert toned(said) == plain
