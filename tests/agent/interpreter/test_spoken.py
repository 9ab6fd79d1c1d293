"""Instructions as they are said aloud: short, sloppy, corrected in one breath, without what is plain anyway."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import Json, on, read, say, thing

ALL = [{"everything": True}]


def gone(*ids: str) -> Json:
    return {"op": "remove", "targets": on(*ids)}


FAIR: Json = {
    "image": {"width": 1200, "height": 800},
    "objects": [
        thing("person-1", (60, 200, 160, 700), gender="woman", wearing="a green gown", age="old", color="green"),
        thing("person-2", (200, 200, 300, 700), gender="man", wearing="a green gown", color="green"),
        thing("person-3", (420, 260, 520, 700), gender="woman", wearing="a yellow cap", color="yellow"),
        thing("person-4", (900, 200, 980, 700), gender="man", age="old", wearing="a tweed jacket", color="brown"),
        thing("pushchair-1", (500, 480, 620, 700), color="navy"),
        thing("taxi-1", (640, 500, 760, 640), color="black"),
        thing("taxi-2", (780, 500, 880, 640), color="white"),
        thing("beer glass-1", (100, 720, 130, 780), color="yellow"),
        thing("beer glass-2", (150, 720, 180, 780), color="black"),
        thing("poster-1", (1000, 100, 1080, 220), color="silver"),
        thing("poster-2", (1100, 100, 1180, 220), color="red"),
        thing("crate-1", (1000, 600, 1080, 700), color="brown"),
        thing("crate-2", (1090, 600, 1170, 700), color="brown"),
        thing("parrot-1", (1020, 540, 1060, 600), color="green"),
        thing("parrot-2", (700, 60, 740, 120), color="red"),
        thing("parrot-3", (800, 60, 840, 120), color="red"),
    ],
    "relations": [
        {"subject": "person-3", "predicate": "behind", "object": "pushchair-1"},
        {"subject": "parrot-1", "predicate": "on", "object": "crate-1"},
    ],
}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("erase the woman pushing the pushchair", ["person-3"]),
        ("erase the woman with the cap on", ["person-3"]),
        ("erase the parrot sat on the crate", ["parrot-1"]),
        ("erase both taxis", ["taxi-1", "taxi-2"]),
        ("erase the dark glass of stout", ["beer glass-2"]),
        ("erase the pale glass", ["beer glass-1"]),
        ("erase the poster with the silver frame", ["poster-1"]),
        ("erase nana", ["person-1"]),
        ("erase the two of them in gowns", ["person-1", "person-2"]),
        ("get rid of two of the parrots, the red ones", ["parrot-2", "parrot-3"]),
        ("ditch the parrots but the green one can stay", ["parrot-2", "parrot-3"]),
        ("everything stays except the pushchair", ["pushchair-1"]),
        ("i could happily do without that poster on the left", ["poster-1"]),
        ("keep the poster, it is the pushchair that i can not stand. take that out", ["pushchair-1"]),
        ("i was thinking of erasing the pushchair but then erase the left taxi", ["taxi-1"]),
        ("not the black taxi, the white one. erase it", ["taxi-2"]),
        ("paint the pushchair red... no, just erase the left taxi", ["taxi-1"]),
        ("erase the white taxi, we do not want to pay for it", ["taxi-2"]),
        ("get ridda the pushchair", ["pushchair-1"]),
        ("the pushchair spoils it, could it go?", ["pushchair-1"]),
        ("the left poster has to come off the wall", ["poster-1"]),
        ("i rather like the red parrots but the green one must go", ["parrot-1"]),
        ("keep the green parrot and remove the other two", ["parrot-2", "parrot-3"]),
        ("nothing wrong with the posters, it is the pushchair that should go", ["pushchair-1"]),
        ("i want the animals gone: the red parrots", ["parrot-2", "parrot-3"]),
        ("erase the pushchair, ignore the posters", ["pushchair-1"]),
        ("pushchair off path", ["pushchair-1"]),
        ("nobody wants to see that pushchair", ["pushchair-1"]),
        ("neither of the taxis should be seen", ["taxi-1", "taxi-2"]),
        ("i can see three parrots and i want none of them", ["parrot-1", "parrot-2", "parrot-3"]),
        ("erase the old couple", ["person-1", "person-4"]),
        ("erase both glasses", ["beer glass-1", "beer glass-2"]),
        ("erase the lighter beer", ["beer glass-1"]),
    ],
)
def test_what_is_meant_to_go(text: str, ids: list[str]) -> None:
    assert read(FAIR, text)["ops"] == [gone(*ids)]


def test_everybody_of_any_label() -> None:
    scene = {
        "image": {"width": 600, "height": 400},
        "objects": [thing("pedestrian-1", (100, 100, 150, 300)), thing("pedestrian-2", (300, 100, 350, 300))],
    }
    assert read(scene, "erase every single person in it")["ops"] == [gone("pedestrian-1", "pedestrian-2")]


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("let me see what the chair looks like in green", [("recolor", "chair-1")]),
        ("two more changes: drop the clock, paint the chair red", [("remove", "clock-1"), ("recolor", "chair-1")]),
        ("drop the clock and while you are there paint the chair red", [("remove", "clock-1"), ("recolor", "chair-1")]),
        ("paint the chair red and the same for the laptop but blue", [("recolor", "chair-1"), ("recolor", "laptop-1")]),
        ("paint the chair green, i said the chair and not the clock", [("recolor", "chair-1")]),
        ("take the laptop and stick it on the chair", [("move", "laptop-1")]),
        ("put the laptop up a size", [("resize", "laptop-1")]),
        ("do not paint the chair red, make it green", [("recolor", "chair-1")]),
        ("make the chair green, certainly not the clock", [("recolor", "chair-1")]),
        ("shove the laptop along to the right a bit", [("move", "laptop-1")]),
        ("roll the chair over to the top right corner", [("move", "chair-1")]),
        ("a red chair would be cooler than the blue one", [("recolor", "chair-1")]),
        ("make both white cups the same green", [("recolor", "cup-1cup-3")]),
        ("laptop a bit more to the right please", [("move", "laptop-1")]),
        ("give me another laptop next to the original one", [("duplicate", "laptop-1")]),
        ("drop the clock, then trim it square", [("remove", "clock-1"), ("transform", "")]),
        ("drop the clock and cool the tones down", [("remove", "clock-1"), ("adjust", "*")]),
        ("drop the clock and darken the whole lot a bit", [("remove", "clock-1"), ("adjust", "*")]),
    ],
)
def test_what_is_done_with_what(text: str, ops: list[tuple[str, str]]) -> None:
    plan = read("office", text)
    assert [(op["op"], about(op)) for op in plan["ops"]] == ops


def about(op: Json) -> str:
    targets = op.get("targets") or ([op["target"]] if "target" in op else [])
    return "".join("*" if target.get("everything") else target.get("object", "") for target in targets)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("it is rather wonky", {"op": "transform", "straighten": True}),
        ("level it out please", {"op": "transform", "straighten": True}),
        ("could i have it in black and white", {"op": "adjust", "saturation": -1.0}),
        ("the whole thing's skewed, level it off", {"op": "transform", "straighten": True}),
        ("bit dark this, brighten it", {"op": "adjust", "brightness": 0.15}),
        ("turn the contrast right down", {"op": "adjust", "contrast": -0.3}),
        ("crop it to a portrait crop, 4:5", {"op": "transform", "aspect": 0.8}),
        ("put us in a forest instead", {"op": "background", "prompt": "forest"}),
        ("spin it around to the right by a quarter", {"op": "transform", "rotate": 90}),
        ("brighten the dark areas", {"op": "adjust", "shadows": 0.3}),
        ("tone down the bright patches", {"op": "adjust", "highlights": -0.3}),
        ("do it like a comic", {"op": "restyle"}),
        ("make it wide, 16 by 9", {"op": "transform"}),
        ("blurrier background please", {"op": "background", "blur": 0.5}),
        ("blue background, like on a stamp", {"op": "background", "color": "#0000ff"}),
        ("blur everything behind us", {"op": "background", "blur": 0.5}),
        ("mirror it from left to right", {"op": "transform", "flip": "horizontal"}),
    ],
)
def test_the_whole_picture(text: str, op: Json) -> None:
    (found,) = read("beach", text)["ops"]
    assert {name: value for name, value in found.items() if name in op} == op


def test_a_place_by_things_that_stand_together() -> None:
    (op,) = read(FAIR, "add a barrel next to the crates")["ops"]
    assert op["at"]["of"]["region"] == [1000, 600, 1170, 700]
    (op,) = read(FAIR, "add a barrel behind the crates")["ops"]
    assert op["at"]["of"]["object"] in ("crate-1", "crate-2")
    assert read(FAIR, "add a barrel on the crates")["status"] == "ask"


def test_things_far_apart_are_no_one_place() -> None:
    assert read(FAIR, "add a barrel next to the two old people")["status"] != "ready"


def test_somebody_known_by_name_only_is_moved_and_not_drawn() -> None:
    (op,) = read(FAIR, "have grandad stand next to the pushchair")["ops"]
    assert (op["op"], op["target"]["object"]) == ("move", "person-4")


def test_what_may_be_done_with_one_of_two_is_asked() -> None:
    plan = read(FAIR, "do something about the taxi")
    assert (plan["status"], plan["question"]["text"]) == ("ask", "What should the taxi become?")


def test_what_was_presented_is_looked_for() -> None:
    plan = read("beach", "there is a load of seaweed on the sand, clear it away")
    assert (plan["status"], plan["look_for"]) == ("look", ["seaweed"])


def test_marks_named_at_the_end_are_meant_in_turn() -> None:
    marks = {"A": {"box": [0, 0, 40, 40]}, "B": {"box": [60, 60, 90, 90]}}
    ops = read("office", "paint this one red and that one blue [A] [B]", marks=marks)["ops"]
    assert [op["targets"][0]["mark"] for op in ops] == ["A", "B"]
    (op,) = read("office", "take what is at [A] and drop it at [B]", marks=marks)["ops"]
    assert (op["op"], op["target"]["mark"], op["to"]) == ("move", "A", {"mark": "B"})


TURNS = ["remove the clock", "make the chair green", "brighten the picture"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("take the last two steps back", {"name": "undo", "count": 2}),
        ("the brightness thing, undo that, leave the others", {"name": "drop", "turns": [3]}),
        ("well, i preferred the chair how it was", {"name": "drop", "turns": [2]}),
        ("put it back how it was before that", {"name": "undo", "count": 1}),
        ("not that keen on it, take it off again", {"name": "undo", "count": 1}),
        ("the chair was lovely the way it was", {"name": "drop", "turns": [2]}),
        ("i changed my mind about the chair", {"name": "drop", "turns": [2]}),
        ("what did i begin with", {"name": "show"}),
        ("let me see this beside the untouched picture", {"name": "show"}),
    ],
)
def test_words_about_the_edits(text: str, command: dict[str, Any]) -> None:
    found = say("office", *TURNS, text)["command"]
    assert {name: found[name] for name in command} == command


@pytest.mark.parametrize(
    "text",
    [
        "could you do the laptop too",
        "great, and do the laptop in that colour as well",
        "now the laptop to match",
        "how about the same on the laptop",
        "hold on, not the chair, the laptop",
    ],
)
def test_the_same_for_another(text: str) -> None:
    (op,) = say("office", "make the chair green", text)["ops"]
    assert (op["targets"][0]["object"], op["color"]) == ("laptop-1", "#008000")


def test_who_was_spoken_of_may_go_too() -> None:
    (op,) = say(FAIR, "remove the pushchair", "make the woman with the cap darker", "she can go too")["ops"]
    assert (op["op"], op["targets"][0]["object"]) == ("remove", "person-3")


@pytest.mark.parametrize(
    "text", ["bring me a bowl of olives on the table", "would not a lamp next to the clock be nice"]
)
def test_something_new_is_asked_for(text: str) -> None:
    assert [op["op"] for op in read("office", text)["ops"]] == ["insert"]


def test_what_a_ring_was_drawn_round() -> None:
    marks = {"A": {"box": [400, 280, 600, 420]}}
    for text in ("enlarge what i drew a circle around", "enlarge whatever's in the box"):
        (op,) = read("office", text, marks=marks)["ops"]
        assert op["targets"] == [{"mark": "A"}]


def test_the_sea_is_looked_for_and_not_the_whole_picture_changed() -> None:
    plan = read("beach", "make the sea greener")
    assert (plan["status"], plan["look_for"]) == ("look", ["sea"])


def test_who_she_may_be_is_asked() -> None:
    scene = {
        "image": {"width": 600, "height": 400},
        "objects": [
            thing("person-1", (0, 100, 80, 300), gender="man"),
            thing("person-2", (100, 100, 180, 300), gender="woman"),
            thing("child-1", (300, 100, 380, 300), gender="girl"),
        ],
    }
    plan = say(scene, "blur the man", "her too")
    assert {tuple(t["object"] for t in o["ops"][0]["targets"]) for o in plan["question"]["options"]} == {
        ("person-2",),
        ("child-1",),
    }


def test_what_belongs_to_somebody_need_not_be_seen() -> None:
    street = {"image": {"width": 600, "height": 400}, "objects": [thing("cyclist-1", (0, 100, 80, 300), gender="man")]}
    assert read(street, "erase the bloke on the bike")["ops"] == [gone("cyclist-1")]


def test_who_does_something_is_told_by_what_one_wears_for_it() -> None:
    cook = thing("person-1", (300, 100, 380, 300), gender="man", wearing="an apron")
    kitchen: Json = {"image": {"width": 600, "height": 400}, "objects": [cook]}
    assert read(kitchen, "erase the chap doing the cooking")["ops"] == [gone("person-1")]
    guest = thing("person-1", (300, 100, 380, 300), gender="man", wearing="a suit")
    assert read({**kitchen, "objects": [guest]}, "erase the chap doing the cooking")["status"] == "look"


def test_no_is_no_thing_that_goes_somewhere() -> None:
    (op,) = say("office", "put the red cup next to the clock", "no, put it on the chair")["ops"]
    assert (op["op"], op["target"]["object"], op["to"]["of"]["object"]) == ("move", "cup-2", "chair-1")
