"""Seats that are taken and seats that are free, with and without relations that say so."""

from __future__ import annotations

import pytest

from ..scenes import Json, on, read


def thing(id: str, box: tuple[int, int, int, int], **attributes: str) -> Json:
    return {"id": id, "label": id.rsplit("-", 1)[0], "box": list(box), "attributes": attributes}


HALL: Json = {
    "image": {"width": 1400, "height": 900},
    "objects": [
        thing("chair-1", (100, 450, 260, 760)),
        thing("chair-2", (320, 450, 480, 760)),
        thing("chair-3", (540, 450, 700, 760)),
        thing("chair-4", (760, 450, 920, 760)),
        thing("person-1", (330, 330, 470, 770), gender="woman"),
        thing("person-2", (550, 130, 690, 840), gender="man"),
        thing("person-3", (775, 340, 905, 755), gender="man"),
        thing("dog-1", (115, 480, 235, 600)),
    ],
    "relations": [],
}
"""Two people sit, one stands before a chair, and a dog lies on one."""
STATED: Json = {**HALL, "relations": [{"subject": "person-1", "predicate": "on", "object": "chair-1"}]}


@pytest.mark.parametrize(
    "text",
    [
        "remove all chairs with nobody in them",
        "delete every chair that has no one on it",
        "get rid of the chairs nobody sits on",
        "erase the chairs not in use",
        "remove all the chairs no one is using",
        "take out the chairs that aren't taken",
    ],
)
def test_what_nobody_sits_on(text: str) -> None:
    assert read(HALL, text)["ops"] == [{"op": "remove", "targets": on("chair-1", "chair-3")}]


@pytest.mark.parametrize("word", ["occupied", "taken"])
def test_seats_that_somebody_sits_on_and_what_lies_on_one_counts_too(word: str) -> None:
    assert read(HALL, f"remove the {word} chairs")["ops"] == [
        {"op": "remove", "targets": on("chair-1", "chair-2", "chair-4")}
    ]


@pytest.mark.parametrize("word", ["empty", "free", "vacant", "unoccupied"])
def test_a_chair_with_a_dog_on_it_is_not_empty(word: str) -> None:
    assert read(HALL, f"remove every {word} chair")["ops"] == [{"op": "remove", "targets": on("chair-3")}]


def test_who_is_stated_to_be_on_one_chair_is_on_no_other() -> None:
    assert read(STATED, "remove all chairs with nobody in them")["ops"] == [
        {"op": "remove", "targets": on("chair-2", "chair-3")}
    ]


def test_people_are_no_seats() -> None:
    assert read(HALL, "a nice empty hall: all people out")["ops"] == [
        {"op": "remove", "targets": on("person-1", "person-2", "person-3")}
    ]
