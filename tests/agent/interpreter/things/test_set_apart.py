"""What sets one thing apart from its likes is never dropped: absence, being alone, being seated, what stays."""

from __future__ import annotations

import pytest

from ..scenes import Json, on, read, thing

YARD: Json = {
    "image": {"width": 1000, "height": 800},
    "objects": [
        thing("bench-1", (50, 500, 250, 620), color="brown"),
        thing("bench-2", (700, 500, 900, 620), color="green"),
        thing("person-1", (90, 380, 190, 610), gender="man"),
        thing("person-2", (400, 300, 470, 640), gender="man", wearing="a blue uniform"),
        thing("kite-1", (100, 40, 160, 100), color="red"),
        thing("kite-2", (180, 60, 240, 120), color="blue"),
        thing("kite-3", (860, 50, 920, 110), color="yellow"),
        thing("bag-1", (460, 500, 500, 560), color="black"),
        thing("bag-2", (560, 600, 610, 660), color="white"),
    ],
    "relations": [
        {"subject": "person-1", "predicate": "on", "object": "bench-1"},
        {"subject": "bag-1", "predicate": "held by", "object": "person-2"},
    ],
}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("remove the bench nobody is sitting on", ["bench-2"]),
        ("delete the bench with someone on it", ["bench-1"]),
        ("erase the bag that no one is holding", ["bag-2"]),
        ("remove the kite that flies all alone", ["kite-3"]),
        ("remove the outer two kites", ["kite-1", "kite-3"]),
        ("erase the man who is sitting", ["person-1"]),
        ("delete the uniformed man", ["person-2"]),
        ("every kite that is not red should go", ["kite-2", "kite-3"]),
        ("remove the kite between the red one and the yellow one", ["kite-2"]),
        ("remove all kites barring the blue one", ["kite-1", "kite-3"]),
        ("the man's bench has to go", ["bench-1"]),
        ("I do not want a single kite left", ["kite-1", "kite-2", "kite-3"]),
    ],
)
def test_one_is_set_apart(said: str, meant: list[str]) -> None:
    (op,) = read(YARD, said)["ops"]
    assert (op["op"], op["targets"]) == ("remove", on(*meant))


def test_what_is_alone_among_two_is_asked_for() -> None:
    assert read({**YARD, "objects": YARD["objects"][:2], "relations": []}, "remove the lonely bench")["status"] == "ask"


def test_what_may_be_meant_by_what_stays_is_asked_for() -> None:
    plan = read(YARD, "blur the kites, not the kite")
    assert plan["status"] == "ask"


def test_a_thing_that_was_removed_is_not_another_one_later() -> None:
    (op,) = read(YARD, "the man on the bench should not be there, cut him out")["ops"]
    assert op["targets"] == on("person-1")
