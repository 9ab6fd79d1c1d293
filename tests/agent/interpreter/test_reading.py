"""Words → ops, kind by kind, over scenes of our own."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import on, read

ALL = [{"everything": True}]
RED, GREEN, BLUE = "#ff0000", "#008000", "#0000ff"


def remove(*ids: str) -> dict[str, Any]:
    return {"op": "remove", "targets": on(*ids)}


def recolor(color: str, *ids: str) -> dict[str, Any]:
    return {"op": "recolor", "targets": on(*ids), "color": color}


def resize(scale: float, *ids: str) -> dict[str, Any]:
    return {"op": "resize", "targets": on(*ids), "scale": scale}


def adjust(**amounts: float) -> dict[str, Any]:
    return {"op": "adjust", "targets": ALL, **amounts}


def move(id: str, **to: Any) -> dict[str, Any]:
    return {"op": "move", "target": {"object": id}, "to": to}


DIRECT = [
    ("beach", "delete the dog", remove("dog-1")),
    ("beach", "could you please take the kite out of the picture?", remove("kite-1")),
    ("beach", "I don't want the umbrella there", remove("umbrella-1")),
    ("office", "paint the chair green", recolor(GREEN, "chair-1")),
    ("office", "change the color of the clock to navy blue", recolor("#000080", "clock-1")),
    ("office", "the chair should be red", recolor(RED, "chair-1")),
    ("office", "change the chair to a stool", {"op": "replace", "targets": on("chair-1"), "prompt": "stool"}),
    (
        "office",
        "replace the laptop with a typewriter",
        {"op": "replace", "targets": on("laptop-1"), "prompt": "typewriter"},
    ),
    ("office", "swap the clock for a mirror", {"op": "replace", "targets": on("clock-1"), "prompt": "mirror"}),
    ("office", "make the clock three times as big", resize(3.0, "clock-1")),
    ("office", "shrink the laptop by 25%", resize(0.75, "laptop-1")),
    ("office", "make the clock a bit bigger", resize(1.2, "clock-1")),
    ("office", "blur the laptop", {"op": "obscure", "targets": on("laptop-1"), "method": "blur"}),
    (
        "office",
        "black out the laptop",
        {"op": "obscure", "targets": on("laptop-1"), "method": "fill", "color": "#000000"},
    ),
    ("office", "flip the chair", {"op": "transform", "targets": on("chair-1"), "flip": "horizontal"}),
    ("office", "make the chair out of marble", {"op": "restyle", "targets": on("chair-1"), "prompt": "marble"}),
]
REFER = [
    ("office", "remove the red cup", remove("cup-2")),
    ("office", "remove the cup on the far left", remove("cup-1")),
    ("office", "remove the middle cup", remove("cup-2")),
    ("office", "remove the second cup from the right", remove("cup-2")),
    ("office", "remove the cup beside the wine glass", remove("cup-3")),
    ("office", "remove the white cup on the right", remove("cup-3")),
    ("office", "remove the cup closest to the laptop", remove("cup-2")),
    ("office", "remove the mug that is not white", remove("cup-2")),
    ("beach", "remove the woman", remove("person-1")),
    ("beach", "remove the person in the red dress", remove("person-1")),
    ("beach", "remove the person with the surfboard", remove("person-2")),
    ("beach", "remove what the man is holding", remove("surfboard-1")),
    ("beach", "remove the bigger boat", remove("boat-1")),
    ("beach", "remove the smallest person", remove("person-3")),
    ("beach", "remove the animal", remove("dog-1")),
    ("beach", "remove the person between the umbrella and the boat on the right", remove("person-2")),
]
MANY = [
    ("office", "remove all cups", remove("cup-1", "cup-2", "cup-3")),
    ("office", "remove both white cups", remove("cup-1", "cup-3")),
    ("office", "remove every cup except the red one", remove("cup-1", "cup-3")),
    ("office", "remove the two cups on the right", remove("cup-2", "cup-3")),
    ("beach", "make the boats green", recolor(GREEN, "boat-1", "boat-2")),
    ("beach", "remove everyone but the boy", remove("person-1", "person-2")),
    ("beach", "remove the kite, the dog and the umbrella", remove("kite-1", "dog-1", "umbrella-1")),
    ("beach", "remove the white and the blue boat", remove("boat-1", "boat-2")),
]
MOVES = [
    ("office", "move the clock to the top right corner", move("clock-1", edge="top right")),
    (
        "office",
        "put the red cup left of the laptop",
        move("cup-2", relation="left of", of={"object": "laptop-1"}),
    ),
    ("office", "place the scissors under the clock", move("scissors-1", relation="below", of={"object": "clock-1"})),
    ("office", "move the clock 40 px down", move("clock-1", offset=[0.0, 40.0])),
    (
        "office",
        "put the scissors between the laptop and the red cup",
        move("scissors-1", relation="between", of=on("laptop-1", "cup-2")),
    ),
    ("office", "swap the clock and the chair", {"op": "swap", "target": on("clock-1")[0], "other": on("chair-1")[0]}),
    ("office", "duplicate the chair twice", {"op": "duplicate", "target": on("chair-1")[0], "count": 2}),
    (
        "office",
        "copy the clock and put it above the chair",
        {
            "op": "duplicate",
            "target": on("clock-1")[0],
            "to": {"relation": "above", "of": on("chair-1")[0]},
            "count": 1,
        },
    ),
]
ADDS = [
    ("beach", "add a seagull", {"op": "insert", "prompt": "seagull", "count": 1}),
    (
        "beach",
        "put three buckets beside the dog",
        {"op": "insert", "prompt": "bucket", "at": {"relation": "next to", "of": on("dog-1")[0]}, "count": 3},
    ),
    (
        "beach",
        "give the dog a red scarf",
        {"op": "insert", "prompt": "red scarf", "at": {"relation": "on", "of": on("dog-1")[0]}, "count": 1},
    ),
    ("beach", "draw a plane in the sky", {"op": "insert", "prompt": "plane", "at": {"edge": "top"}, "count": 1}),
]
WHOLE = [
    ("beach", "make the photo a bit darker", adjust(brightness=-0.15)),
    ("beach", "increase the saturation by 50%", adjust(saturation=0.5)),
    ("beach", "make it brighter and cooler", adjust(brightness=0.3, temperature=-0.3)),
    ("beach", "the picture is too dark", adjust(brightness=0.3)),
    ("beach", "turn it black and white", adjust(saturation=-1.0)),
    ("beach", "fix the lighting", adjust(auto=True)),
    ("beach", "turn this into an oil painting", {"op": "restyle", "targets": ALL, "prompt": "oil painting"}),
    ("beach", "rotate the picture 90 degrees counterclockwise", {"op": "transform", "rotate": -90.0}),
    ("beach", "mirror the image", {"op": "transform", "flip": "horizontal"}),
    ("beach", "crop it to 4:3", {"op": "transform", "aspect": pytest.approx(4 / 3)}),
    ("beach", "make it 16:9", {"op": "transform", "aspect": pytest.approx(16 / 9)}),
    ("beach", "change the aspect ratio to 3:2", {"op": "transform", "aspect": pytest.approx(1.5)}),
    ("beach", "crop to the dog", {"op": "transform", "crop": [241, 611, 369, 729]}),
    ("beach", "straighten the horizon", {"op": "transform", "straighten": True}),
    ("beach", "blur the background", {"op": "background", "blur": 0.5}),
    ("beach", "remove the background", {"op": "background", "color": "transparent"}),
    ("beach", "make the background transparent", {"op": "background", "color": "transparent"}),
    ("beach", "replace the background with a jungle", {"op": "background", "prompt": "jungle"}),
]
REASON = [
    ("office", "remove the thing that shows the hours", remove("clock-1")),
    ("office", "What would you snip a thread with? Paint it blue.", recolor(BLUE, "scissors-1")),
    (
        "office",
        "It is getting late and I wonder about the hour. Enlarge what I would check the time on.",
        resize(1.5, "clock-1"),
    ),
    ("office", "which object can browse the internet? delete it", remove("laptop-1")),
    ("beach", "remove whatever barks", remove("dog-1")),
    ("beach", "delete the toy that flies on a string", remove("kite-1")),
    ("beach", "remove everything that floats on water", remove("boat-1", "boat-2")),
]
ROUGH = [
    ("beach", "rmeove teh dgo pls", remove("dog-1")),
    ("beach", "umbrela gone", remove("umbrella-1")),
    ("beach", "dog -> cat", {"op": "replace", "targets": on("dog-1"), "prompt": "cat"}),
    ("beach", "kite red", recolor(RED, "kite-1")),
    ("beach", "nuke the kite", remove("kite-1")),
    ("beach", "remove the kite, not the dog", remove("kite-1")),
    ("beach", "would you mind deleting the dog for me, please?", remove("dog-1")),
]
CASES = [*DIRECT, *REFER, *MANY, *MOVES, *ADDS, *WHOLE, *REASON, *ROUGH]


@pytest.mark.parametrize(("scene", "text", "op"), CASES, ids=[case[1] for case in CASES])
def test_one_instruction_gives_one_op(scene: str, text: str, op: dict[str, Any]) -> None:
    plan = read(scene, text)
    assert (plan["status"], plan["ops"]) == ("ready", [op])


SEVERAL = [
    ("make the chair red, remove the clock and blur the laptop", ["recolor", "remove", "obscure"]),
    ("first delete the clock, then move the scissors to the left", ["remove", "move"]),
    ("remove the clock. Make the chair green! Sharpen the photo", ["remove", "recolor", "adjust"]),
    ("make the chair green and the clock white", ["recolor", "recolor"]),
    ("don't touch the clock, just remove the chair", ["remove"]),
    ("find the chair and make it smaller", ["resize"]),
    ("remove the chair and the clock and brighten the picture", ["remove", "adjust"]),
    ("put the scissors on the chair and the clock above the laptop", ["move", "move"]),
]


@pytest.mark.parametrize(("text", "verbs"), SEVERAL)
def test_several_actions_keep_their_spoken_order(text: str, verbs: list[str]) -> None:
    plan = read("office", text)
    assert [op["op"] for op in plan["ops"]] == verbs


def test_a_wish_becomes_two_to_five_specific_instructions() -> None:
    (op,) = read("beach", "make the dog look fierce")["ops"]
    assert op["targets"] == on("dog-1")
    assert "fierce" in op["original"]
    assert 2 <= len(op["instructions"]) <= 5
    assert any(step.get("ops") for step in op["instructions"])


def test_what_a_wish_cannot_do_here_says_what_it_needs() -> None:
    (op,) = read("beach", "make it cozy")["ops"]
    assert all(bool(step.get("ops")) != bool(step["needs"]) for step in op["instructions"])


def test_everything_except() -> None:
    (op,) = read("beach", "turn everything gray but the kite")["ops"]
    assert op == {"op": "adjust", "targets": [{"everything": True, "except": on("kite-1")}], "saturation": -1.0}


@pytest.mark.parametrize(
    "text",
    ["use [B] as the background", "make [B] the background", "take [B] for the backdrop", "use [B] as background"],
)
def test_a_picture_that_was_brought_along_becomes_the_background(text):
    (op,) = read("office", text, references={"B": "hills.png"})["ops"]
    assert (op["op"], op["reference"]["file"]) == ("background", "hills.png")


def test_a_reference_picture_by_its_name() -> None:
    plan = read("office", "replace the clock with [B]", references={"B": "hat.png"})
    assert plan["ops"] == [{"op": "replace", "targets": on("clock-1"), "reference": {"file": "hat.png"}}]


def test_another_object_of_the_photo_as_reference() -> None:
    plan = read("office", "replace the red cup with the wine glass of this photo")
    assert plan["ops"] == [{"op": "replace", "targets": on("cup-2"), "reference": {"object": "wine glass-1"}}]


def test_words_in_quotes_keep_their_case() -> None:
    (op,) = read("office", 'change the text "OPEN" to "Closed"')["ops"]
    assert (op["find"], op["replace_with"]) == ("OPEN", "Closed")


@pytest.mark.parametrize(
    "text",
    [
        *("enhance it", "auto-enhance", "auto fix", "fix the colours", "improve the lighting", "fix the exposure"),
        *("fix the white balance", "remove the colour cast", "get rid of the yellow cast", "the lighting is bad"),
        *("it is underexposed", "the photo looks a bit washed out", "the colors are off"),
    ],
)
def test_wishes_for_better_light_measure_what_is_wrong(text: str) -> None:
    assert read("beach", text)["ops"] == [adjust(auto=True)]


@pytest.mark.parametrize("text", ["make it look better", "make the photo look nicer"])
def test_a_better_looking_photo_needs_no_generator(text: str) -> None:
    plan = read("beach", text)
    assert plan["needs"] == []
    assert plan["ops"][0]["instructions"][0]["ops"] == [adjust(auto=True)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("too dark", {"brightness": 0.3}),
        ("it's too yellow", {"temperature": -0.3}),
        ("it is too blue", {"temperature": 0.3}),
    ],
)
def test_too_much_of_something_asks_for_less(text: str, amounts: dict[str, float]) -> None:
    assert read("beach", text)["ops"] == [adjust(**amounts)]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("restyle as an oil painting", "oil painting"),
        ("cartoonize it", "cartoon"),
        ("cartoonise the photo", "cartoon"),
        ("sketch it", "pencil sketch"),
        ("turn it into a sketch", "pencil sketch"),
        ("make it a watercolour", "watercolor"),
        ("posterize the image", "poster"),
        ("add a vignette", "vignette"),
        ("put a subtle vignette on the photo", "vignette"),
        ("give it a vignette", "vignette"),
        ("vignette", "vignette"),
    ],
)
def test_looks_are_asked_for_in_many_ways(text: str, style: str) -> None:
    assert read("beach", text)["ops"] == [{"op": "restyle", "targets": ALL, "prompt": style}]


@pytest.mark.parametrize(
    "text",
    [
        *("make it black and white except the dog", "everything but the dog in black and white"),
        *("black and white but keep the dog in color", "make it black and white and leave the dog colored"),
        *("keep only the dog in colour", "colour pop on the dog", "selective color on the dog"),
    ],
)
def test_selective_colour_keeps_its_thing(text: str) -> None:
    rest = [{"everything": True, "except": on("dog-1")}]
    assert read("beach", text)["ops"] == [{"op": "adjust", "targets": rest, "saturation": -1.0}]
