"""Misspelt words: what fingers and ears get wrong is put right, what is in the picture before all else."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.words.spelling import FUNCTION, LABEL, SCENE, effort, sound, spell

VOCABULARY = {
    **dict.fromkeys(["statue", "scissors", "knife", "balloon", "balloons", "surfboard", "lamp"], LABEL),
    **dict.fromkeys(["pocketknife"], SCENE),
    **dict.fromkeys(["the", "and", "on"], FUNCTION),
    **dict.fromkeys(["remove", "paint"], 3),
    **dict.fromkeys(["camp", "ramp", "station"], 4),
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("baloon", "balloon"),
        ("baloons", "balloons"),
        ("surfbaord", "surfboard"),
        ("lsmp", "lamp"),
        ("nife", "knife"),
        ("sizzors", "scissors"),
        ("statute", "statue"),
        ("removethe", "remove the"),
        ("onthe", "on the"),
    ],
)
def test_what_is_meant_is_found(typed: str, meant: str) -> None:
    assert spell(typed, VOCABULARY) == meant


@pytest.mark.parametrize("word", ["status", "gentlemen", "lump", "xylophone", "hmm", "qqqq"])
def test_what_is_english_or_like_nothing_stays(word: str) -> None:
    assert spell(word, VOCABULARY) == word


def test_of_words_as_near_that_of_the_picture_is_meant() -> None:
    assert spell("lanp", {"lamp": LABEL, "land": 4}) == "lamp"
    assert spell("lanp", {"lamp": 4, "lane": LABEL}) == "lane"


def test_a_neighboring_key_costs_less_than_any_letter() -> None:
    assert effort("lanp", "lamp") < effort("laxp", "lamp") < effort("xxmp", "lamp")
    assert effort("ballon", "balloon") < effort("bllon", "ballon") + 0.5


def test_letters_said_alike_sound_the_same() -> None:
    assert sound("fone") == sound("phone")
    assert sound("nife") == sound("knife")
    assert sound("sizzors") == sound("scissors")
    assert sound("cup") != sound("cap s")
