"""A thing told of and an edit of "it" beside that: where they part, and which thing is meant."""

from __future__ import annotations

import pytest

from ..riddles import scene
from ..scenes import read, thing

ROOM = scene(["umbrella", "kettle", "teddy bear", "drum", "lamp", "dog", "clock"])
ROOM["objects"].append(thing("clock-2", (300, 300, 390, 390)))


@pytest.mark.parametrize(
    ("text", "op", "id"),
    [
        ("it keeps you dry in the rain, so away with it", "remove", "umbrella-1"),
        ("it keeps you dry in the rain – a mosaic over that, please", "obscure", "umbrella-1"),
        ("What whistles once the water is hot? That one in green.", "recolor", "kettle-1"),
        ("whatever whistles once the water is hot has got to vanish", "remove", "kettle-1"),
        ("my son hugs it to fall asleep: I'd rather have it blue", "recolor", "teddy bear-1"),
        ("a child hugs it at night... get it outta here", "remove", "teddy bear-1"),
        ("you beat it with two sticks; bigger by 20 %", "resize", "drum-1"),
        ("I bark at strangers and wag my tail. Double my size!", "resize", "dog-1"),
        ("make it red: the thing that lights a room after dark", "recolor", "lamp-1"),
        ("that which lights a room after dark shall become red", "recolor", "lamp-1"),
    ],
)
def test_the_edit_is_told_from_the_riddle(text: str, op: str, id: str) -> None:
    plan = read(ROOM, text)
    assert plan["status"] == "ready"
    assert [(one["op"], one["targets"]) for one in plan["ops"]] == [(op, [{"object": id}])]


def test_of_two_that_fit_alike_it_is_asked_which() -> None:
    plan = read(ROOM, "it tells whether I am late, so paint it red")
    assert plan["status"] == "ask"
    assert len(plan["question"]["options"]) == 2


def test_several_are_meant_where_several_are_spoken_of() -> None:
    (op,) = read(ROOM, "they tell whether I am late, so paint them red")["ops"]
    assert op["targets"] == [{"object": "clock-1"}, {"object": "clock-2"}]


def test_who_names_a_thing_asks_no_riddle() -> None:
    (op,) = read(ROOM, "the dog barks at something, so blur it")["ops"]
    assert op["targets"] == [{"object": "dog-1"}]


def test_a_thing_that_nobody_has_seen_is_looked_for_and_not_guessed() -> None:
    plan = read(ROOM, "the plunger looks silly, hide it")
    assert (plan["status"], plan["look_for"]) == ("look", ["plunger"])


def test_what_fits_too_little_is_asked_about_and_not_taken() -> None:
    words = "before anyone on the team goes to the harbor at noon, the boss wants something with a string, so remove it"
    plan = read(ROOM, words)
    assert plan["status"] in ("ask", "look")
    assert not plan["ops"]


def test_what_fits_nothing_is_not_guessed() -> None:
    assert read(ROOM, "it flies south in autumn, so remove it")["status"] in ("ask", "cannot", "look")


def test_somebody_is_told_by_what_he_holds() -> None:
    band = {
        "image": {"width": 400, "height": 200},
        "objects": [
            thing("person-1", (0, 0, 90, 190)),
            thing("person-2", (200, 0, 290, 190)),
            thing("umbrella-1", (250, 0, 300, 60)),
        ],
        "relations": [{"subject": "umbrella-1", "predicate": "held by", "object": "person-2"}],
    }
    (op,) = read(band, "who holds something against the rain? blur him")["ops"]
    assert op["targets"] == [{"object": "person-2"}]
