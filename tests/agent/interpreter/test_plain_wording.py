"""Plain instructions in people's words: nothing is asked and nothing looked for that was said clearly."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import Json, on, read, say, thing

ALL = [{"everything": True}]


def gone(*ids: str) -> Json:
    return {"op": "remove", "targets": on(*ids)}


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("don't touch the laptop, only take out the clock", gone("clock-1")),
        ("leave the laptop alone, just remove the clock", gone("clock-1")),
        ("nobody looks at that clock anyway, so drop it", gone("clock-1")),
        ("i'd love the clock in blue", {"op": "recolor", "targets": on("clock-1"), "color": "#0000ff"}),
        (
            "paint the chair green, not the other way round",
            {"op": "recolor", "targets": on("chair-1"), "color": "#008000"},
        ),
        ("turn the clock brown... no wait, red", {"op": "recolor", "targets": on("clock-1"), "color": "#ff0000"}),
        ("blur the laptop beyond all recognition", {"op": "obscure", "targets": on("laptop-1"), "method": "blur"}),
        ("soften the hard shadows", {"op": "adjust", "targets": ALL, "shadows": 0.3}),
        ("soften the highlights", {"op": "adjust", "targets": ALL, "highlights": -0.3}),
        ("lend the picture a slightly cooler mood", {"op": "adjust", "targets": ALL, "temperature": -0.15}),
    ],
)
def test_one_clear_op(text: str, op: Json) -> None:
    assert read("office", text)["ops"] == [op]


@pytest.mark.parametrize(
    ("text", "prompt", "at"),
    [
        ("can we get a vase between the laptop and the red cup", "vase", "between"),
        ("fill the empty spot next to the laptop with a stack of books", "stack of books", "next to"),
        ("have a balloon fly about over the laptop", "balloon", "above"),
        ("one more mirror next to the laptop", "mirror", "next to"),
    ],
)
def test_something_new_where_it_is_to_be(text: str, prompt: str, at: str) -> None:
    (op,) = read("office", text)["ops"]
    assert (op["op"], op["prompt"], op["at"]["relation"]) == ("insert", prompt, at)


def test_the_look_of_something_is_a_wish() -> None:
    (op,) = read("beach", "give the picture the look of an old postcard from the sea")["ops"]
    assert op["op"] in ("instruct", "restyle")
    assert "postcard" in str(op)


@pytest.mark.parametrize(
    ("text", "thing"), [("move the laptop somewhere else", "the laptop"), ("put the clock elsewhere", "the clock")]
)
def test_only_where_to_is_asked(text: str, thing: str) -> None:
    plan = read("office", text)
    assert (plan["status"], plan["question"]["text"]) == ("ask", f"Where should {thing} go?")


TURNS = ["remove the clock", "make the chair green"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("could we have the original picture back", {"name": "reset"}),
        ("revert both of these edits", {"name": "undo", "count": 2}),
        ("no, the version before was nicer", {"name": "undo", "count": 1}),
    ],
)
def test_words_about_the_edits(text: str, command: dict[str, Any]) -> None:
    assert say("office", *TURNS, text)["command"] == command


def test_letting_go_of_an_edit_stays_a_command() -> None:
    assert say("office", *TURNS, "drop it")["command"] == {"name": "undo", "count": 1}


def test_all_but_one_of_a_kind_is_of_that_kind() -> None:
    scene = {
        "image": {"width": 900, "height": 600},
        "objects": [
            thing("tulip-1", (100, 300, 160, 400), color="red"),
            thing("tulip-2", (200, 300, 260, 400), color="white"),
            thing("watering can-1", (400, 300, 500, 400), color="green"),
        ],
    }
    assert read(scene, "take all the flowers away save for the white one")["ops"] == [gone("tulip-1")]


PEOPLE: Json = {
    "image": {"width": 900, "height": 600},
    "objects": [
        thing("person-1", (100, 100, 200, 500), gender="woman", wearing="a navy blouse"),
        thing("person-2", (300, 100, 400, 500), gender="woman", wearing="a white wedding dress"),
        thing("person-3", (500, 300, 560, 500), gender="girl", wearing="a pink dress"),
        thing("person-4", (700, 120, 780, 300), gender="boy"),
        thing("slide-1", (660, 150, 880, 520)),
    ],
    "relations": [{"subject": "person-4", "predicate": "on", "object": "slide-1"}],
}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("erase the woman in the dark blue blouse", "person-1"),
        ("erase the bride", "person-2"),
        ("erase the boy who is sliding down the slide", "person-4"),
        ("erase the boy climbing up the slide", "person-4"),
    ],
)
def test_who_and_what_is_meant(text: str, id: str) -> None:
    assert read(PEOPLE, text)["ops"] == [gone(id)]


def test_another_color_of_what_is_worn_is_another_one() -> None:
    assert read(PEOPLE, "erase the woman in the dark red blouse")["status"] != "ready"
