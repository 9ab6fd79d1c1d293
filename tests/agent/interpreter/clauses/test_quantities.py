"""How many are meant, however that is said."""

from __future__ import annotations

import pytest

from ..scenes import read

SAVE = [
    ("apart from the girl and the woman, remove all people", "remove person-1 and person-4"),
    ("aside from the girl, everybody should be pixelated", "pixelate person-1 and person-2 and person-4"),
    ("with the exception of the white dog, no animals please", "remove dog-1 and bird-1 and bird-2"),
    ("paint the chairs pink, all except the green one", "paint the white chairs pink"),
    ("the chairs can all go except for the green one", "remove the white chairs"),
]


@pytest.mark.parametrize(("said", "plain"), SAVE, ids=[said for said, _ in SAVE])
def test_what_is_left_out_is_not_among_all(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


KEPT = [
    ("keep the red balloon, the rest of the balloons can go", "remove the blue balloon and the yellow balloon"),
    ("only keep the girl, remove everybody else", "remove person-1 and person-2 and person-4"),
    ("only the girl should remain of all the people", "remove person-1 and person-2 and person-4"),
    ("the picture should contain only one dog, the white one", "remove the brown dog"),
    ("leave just the blue balloon, I don't want the others", "remove the red balloon and the yellow balloon"),
    ("I only need one of the balloons, the blue one", "remove the red balloon and the yellow balloon"),
    ("men out, women stay", "remove the men"),
]


@pytest.mark.parametrize(("said", "plain"), KEPT, ids=[said for said, _ in KEPT])
def test_what_alone_is_kept_leaves_the_others_to_go(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


NONE = [
    ("I'd like no birds in the finished photo", "remove all the birds"),
    ("I want no dogs and no birds in the end result", "remove all the dogs and all the birds"),
    ("there shouldn't be any balloons or birds in the picture", "remove all the balloons and all the birds"),
    ("neither the ladder nor the bicycle should be in there", "remove the ladder and the bicycle"),
    ("none of the balloons are needed", "remove all the balloons"),
    ("it's a lovely garden; I'd prefer it without the people", "remove all the people"),
    ("neither dog may stay", "remove all the dogs"),
]


@pytest.mark.parametrize(("said", "plain"), NONE, ids=[said for said, _ in NONE])
def test_what_there_is_to_be_none_of_goes(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


SEEN = [
    ("blur every person you see", "blur all the people"),
    ("delete any birds that you can spot", "remove all the birds"),
    ("remove whatever birds are in the sky", "remove all the birds"),
    ("remove every dog there is", "remove all the dogs"),
]


@pytest.mark.parametrize(("said", "plain"), SEEN, ids=[said for said, _ in SEEN])
def test_whatever_is_seen_is_all(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]
