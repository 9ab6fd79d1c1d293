"""What is wrong with the tones of a picture, and the wish to have it mended, read as one."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.faults import mended_tones


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("it came out too dark , can you rescue it", "increase the brightness"),
        ("the shot is way overexposed , bring it down", "reduce the brightness"),
        ("the colors are tired , perk them up", "increase the saturation"),
        ("it is blurry , can you sharpen", "increase the sharpness"),
        ("crisper and a bit brighter", "increase the sharpness and increase the brightness a bit"),
    ],
)
def test_a_fault_and_its_mending_are_one_wish(said: str, plain: str) -> None:
    assert mended_tones(said) == plain


@pytest.mark.parametrize(
    "said",
    [
        "it is too dark , tone it down",
        "brighter , no , darker",
        "the cat is too dark , fix it",
        "it is too dark , remove the lamp",
        "it is too dark",
    ],
)
def test_opposites_and_words_about_anything_else_are_not_read_as_one(said: str) -> None:
    assert mended_tones(said) is None
