"""Who wants it and how that is put in relief: what is asked for is the same."""

from __future__ import annotations

import pytest

from ..scenes import read

REPORTED = [
    ("the school insists that we pixelate the kid in the yellow dress", "pixelate person-3"),
    ("for legal reasons our lawyer wants us to blur the woman in red", "blur person-2"),
    ("my client asked whether you could erase the ladder", "remove the ladder"),
    ("the editor told me to remove the bicycle", "remove the bicycle"),
    ("my nephew in the blue shirt asked me to be blurred", "blur person-1"),
    ("sir you remove man in black suit pls", "remove person-4"),
    ("kindly you do the needful and delete the ladder", "remove the ladder"),
]


@pytest.mark.parametrize(("said", "plain"), REPORTED, ids=[said for said, _ in REPORTED])
def test_a_reported_wish_is_an_order(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


RELIEF = [
    ("It's the white dog I want gone.", "remove the white dog"),
    ("what I want deleted is the ladder", "remove the ladder"),
    ("it's not the brown dog but the white dog that should go", "remove the white dog"),
    ("I never said to remove the bicycle. It's the ladder I want removed.", "remove the ladder"),
    ("not the man on the left but the one on the right should be blurred", "blur person-4"),
    ("the one thing I'd change is the ladder: delete it", "remove the ladder"),
]


@pytest.mark.parametrize(("said", "plain"), RELIEF, ids=[said for said, _ in RELIEF])
def test_what_is_put_in_relief_is_what_is_meant(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


@pytest.mark.parametrize("text", ["is it hard to turn the background into a forest? if not please do it"])
def test_a_question_about_how_hard_it_is_asks_for_it(text: str) -> None:
    assert read("yard", text)["ops"] == read("yard", "change the background to a forest")["ops"]


@pytest.mark.parametrize(
    "text", ["the dog wants to remove the flea", "my aunt asked what time it is", "you remove paint with it"]
)
def test_what_somebody_does_is_no_order(text: str) -> None:
    assert read("yard", text)["status"] != "ready"
