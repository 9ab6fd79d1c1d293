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
