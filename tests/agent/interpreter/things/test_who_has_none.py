"""Who has nothing of a kind, what lies between two things, what holds something, and halves of a row."""

from __future__ import annotations

import pytest

from ..scenes import Json, read, thing

QUAY: Json = {
    "image": {"width": 1200, "height": 700},
    "objects": [
        thing("person-1", (100, 200, 200, 600), gender="man", wearing="a green jacket"),
        thing("person-2", (400, 200, 500, 600), gender="man", wearing="a blue jacket"),
        thing("suitcase-1", (190, 480, 260, 590), color="brown"),
        thing("basket-1", (600, 500, 800, 600), color="white"),
        thing("orange-1", (620, 470, 670, 520), color="orange"),
        thing("crate-1", (900, 480, 1000, 600), color="red"),
        thing("tree-1", (820, 50, 890, 450), color="green"),
        thing("ball-1", (830, 540, 870, 580), color="blue"),
        thing("dog-1", (1050, 480, 1150, 600), color="black"),
    ],
    "relations": [
        {"subject": "suitcase-1", "predicate": "held by", "object": "person-1"},
        {"subject": "orange-1", "predicate": "inside", "object": "basket-1"},
    ],
}


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("remove the man with no suitcase", "person-2"),
        ("remove the man who has got no suitcase", "person-2"),
        ("remove the man who does not carry a suitcase", "person-2"),
        ("remove the man who lacks a suitcase", "person-2"),
        ("remove the one without the suitcase", "person-2"),
        ("remove the man who holds nothing", "person-2"),
        ("remove the man who has the suitcase", "person-1"),
        ("remove the man whose jacket is blue", "person-2"),
        ("remove the thing between the basket and the crate", "ball-1"),
        ("remove the thing that holds the fruit", "basket-1"),
        ("remove whatever holds the orange", "basket-1"),
        ("remove the thing that can bark", "dog-1"),
    ],
)
def test_the_one_that_fits(words: str, id: str) -> None:
    (op,) = read(QUAY, words)["ops"]
    assert op["targets"] == [{"object": id}]


def test_all_that_bark_are_no_trees() -> None:
    (op,) = read(QUAY, "blur everything that can bark")["ops"]
    assert op["targets"] == [{"object": "dog-1"}]


def test_which_half_every_other_one_is_has_to_be_asked() -> None:
    row = {"image": QUAY["image"], "objects": [thing(f"lamp-{n}", (n * 100, 100, n * 100 + 50, 200)) for n in range(4)]}
    plan = read(row, "remove every other lamp")
    assert plan["status"] == "ask"
    halves = [{t["object"] for t in option["ops"][0]["targets"]} for option in plan["question"]["options"]]
    assert halves == [{"lamp-0", "lamp-2"}, {"lamp-1", "lamp-3"}]
