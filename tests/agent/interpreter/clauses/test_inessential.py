"""What is said beside an edit is left out; what restricts it, or asks for something itself, never is."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.inessential import (
    apposed,
    in_earnest,
    is_remark,
    named_instead,
    specified,
    without_remarks,
)

NOUNS = frozenset(["ladder", "cup", "dog", "hat"])


@pytest.mark.parametrize(
    "words",
    ["nobody asked her", "the insurers complain", "they carry a brand name", "our neighbor sold it", "it is ugly"],
)
def test_a_statement_of_somebody_who_does_something_is_a_remark(words: str) -> None:
    assert is_remark(words, NOUNS.__contains__)


@pytest.mark.parametrize(
    "words",
    [
        "the black one",
        "not the red cup",
        "except the dog",
        "the dog should be blue",
        "kite becomes a dragon",
        "the hat that is red",
        "paint the dog green",
        "the cup and the ladder",
    ],
)
def test_what_restricts_or_asks_is_none(words: str) -> None:
    assert not is_remark(words, NOUNS.__contains__)


def test_a_remark_before_a_pronoun_stays_for_it_may_say_what_is_meant() -> None:
    said = "the hat was a gift . erase it"
    assert list(without_remarks(said, NOUNS.__contains__, lambda part: False)) == []


def test_a_part_that_is_an_edit_by_itself_stays() -> None:
    said = "erase the cup , the dog turned green"
    assert list(without_remarks(said, NOUNS.__contains__, lambda part: "dog" in part)) == []


def test_remarks_go_wherever_they_stand() -> None:
    said = "business is slow , so add a cat , the sponsors insist , thanks"
    assert list(without_remarks(said, NOUNS.__contains__, lambda part: False))[-1] == "add a cat"


def test_what_is_added_to_a_name_is_put_into_it() -> None:
    said = apposed("erase the boat , you know , the white one with the sail")
    assert said == ("erase the boat", "the white one with the sail")
    assert specified("the boat", said[1]) == "the white boat with the sail"
    assert specified("the man", "he wears a hat") == "the man that wears a hat"


def test_a_pronoun_is_what_is_named_after_it() -> None:
    assert named_instead("blur him too", "the one in the cap") == "blur the person in the cap too"
    assert named_instead("move the cup onto it", "the rug") is None


def test_what_was_a_joke_is_not_meant() -> None:
    assert in_earnest("add a shark . only joking . add a crate") == "add a crate"
