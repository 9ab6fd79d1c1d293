"""Words about faces, eyes and red eyes; about wires, spots and scratches; about the number of pixels."""

import pytest

from ..scenes import Json, on, read, thing


def part(id: str, box: tuple[int, int, int, int], whole: str) -> Json:
    return {**thing(id, box), "part_of": whole}


FRIENDS: Json = {
    "image": {"width": 1000, "height": 600},
    "objects": [
        thing("person-1", (100, 100, 250, 580), gender="woman"),
        thing("person-2", (400, 100, 550, 580), gender="man"),
        thing("person-3", (700, 100, 850, 580), gender="man"),
        part("face-1", (150, 110, 200, 170), "person-1"),
        part("face-2", (450, 110, 500, 170), "person-2"),
        part("face-3", (750, 110, 800, 170), "person-3"),
        part("iris-1", (160, 130, 166, 136), "person-1"),
        part("iris-2", (180, 130, 186, 136), "person-1"),
        part("iris-3", (460, 130, 466, 136), "person-2"),
        part("iris-4", (480, 130, 486, 136), "person-2"),
        part("red eye-1", (161, 131, 165, 135), "person-1"),
        part("red eye-2", (181, 131, 185, 135), "person-1"),
    ],
    "relations": [],
    "queries": ["face", "iris", "red eye"],
}
ALONE: Json = {**FRIENDS, "objects": FRIENDS["objects"][:1], "queries": []}
BLUE, GREEN = "#0000ff", "#008000"


def obscure(method: str, *ids: str) -> Json:
    return {"op": "obscure", "targets": on(*ids), "method": method}


def red_eyes(*ids: str) -> Json:
    return {"op": "adjust", "targets": on(*ids), "saturation": -1.0, "brightness": -0.4}


EVERY = ("face-1", "face-2", "face-3")


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("blur all faces", obscure("blur", *EVERY)),
        ("blur everyone's face", obscure("blur", *EVERY)),
        ("blur people's faces", obscure("blur", *EVERY)),
        ("anonymise the people", obscure("blur", *EVERY)),
        ("make everyone unrecognizable", obscure("blur", *EVERY)),
        ("hide the faces", obscure("blur", *EVERY)),
        ("pixelate everyone's face except the woman on the left", obscure("pixelate", "face-2", "face-3")),
        ("pixelate all faces except the woman's", obscure("pixelate", "face-2", "face-3")),
        ("blur every face but hers", obscure("blur", "face-2", "face-3")),
        ("hide her face", obscure("blur", "face-1")),
        ("hide the woman's face", obscure("blur", "face-1")),
        ("blur the face of the man on the right", obscure("blur", "face-3")),
        ("anonymize the man on the right", obscure("blur", "face-3")),
        ("make her eyes blue", {"op": "recolor", "targets": on("iris-1", "iris-2"), "color": BLUE}),
        ("change her eye color to green", {"op": "recolor", "targets": on("iris-1", "iris-2"), "color": GREEN}),
        ("give the woman blue eyes", {"op": "recolor", "targets": on("iris-1", "iris-2"), "color": BLUE}),
        ("fix the red eyes", red_eyes("red eye-1", "red eye-2")),
        ("remove the red eyes", red_eyes("red eye-1", "red eye-2")),
        ("get rid of the red eye effect", red_eyes("red eye-1", "red eye-2")),
        ("correct the red eyes of the woman", red_eyes("red eye-1", "red eye-2")),
        ("fix her red eyes", red_eyes("red eye-1", "red eye-2")),
        ("fix the woman's red eyes", red_eyes("red eye-1", "red eye-2")),
    ],
)
def test_faces_and_eyes(text, op):
    plan = read(FRIENDS, text)
    assert plan["status"] == "ready", plan
    (said,) = plan["ops"]
    assert {key: said[key] for key in op} == op


def test_hiding_what_is_no_face_is_removing_it():
    (op,) = read(FRIENDS, "hide the man on the right")["ops"]
    assert op == {"op": "remove", "targets": on("person-3")}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("blur all faces", "face"),
        ("make her eyes blue", "iris"),
        ("fix the red eyes", "red eye"),
        ("give her green eyes", "iris"),
    ],
)
def test_parts_that_nobody_has_seen_yet_are_looked_for(text, phrase):
    plan = read(ALONE, text)
    assert (plan["status"], plan["look_for"]) == ("look", [phrase])


def test_red_eyes_that_are_not_there_are_said_not_to_be_there():
    plan = read({**ALONE, "queries": ["red eye"]}, "fix the red eyes")
    assert plan["status"] == "cannot"
    assert "not found" in plan["rationale"]


def test_his_eyes_are_not_hers():
    hers = {**FRIENDS, "objects": [one for one in FRIENDS["objects"] if one["id"] not in ("iris-3", "iris-4")]}
    two = {**hers, "objects": [one for one in hers["objects"] if one["id"] != "person-3"]}
    assert read(two, "make his eyes blue")["status"] == "cannot"


@pytest.mark.parametrize(
    "text",
    ["remove this wire", "heal this spot", "erase this", "fix this scratch", "retouch this blemish", "heal this"],
)
def test_what_a_stroke_is_drawn_on_goes(text):
    plan = read(ALONE, text, marks={"A": {"stroke": [[600, 20], [900, 60]], "width": 14}})
    assert plan["ops"] == [{"op": "remove", "targets": [{"mark": "A"}]}]


def test_wires_that_were_not_found_can_be_drawn_along():
    plan = read({**ALONE, "queries": ["power line"]}, "remove the power lines")
    assert plan["status"] == "cannot"
    assert "draw along it" in plan["rationale"]


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("upscale it", 2.0),
        ("double the resolution", 2.0),
        ("make it 2x bigger", 2.0),
        ("increase the resolution", 2.0),
        ("make this photo higher resolution", 2.0),
        ("upscale the image by 4x", 4.0),
        ("triple the resolution of the photo", 3.0),
    ],
)
def test_more_pixels(text, scale):
    assert read(ALONE, text)["ops"] == [{"op": "transform", "scale": scale}]


def test_a_thing_is_made_larger_not_the_picture():
    (op,) = read(FRIENDS, "enlarge the woman")["ops"]
    assert (op["op"], op["targets"]) == ("resize", on("person-1"))


def test_who_is_to_be_unrecognizable_loses_the_face_and_not_the_clothes() -> None:
    plan = read(ALONE, "make her unrecognizable")
    assert plan["look_for"] == ["face"]
    seen = {**FRIENDS, "objects": FRIENDS["objects"][:4]}
    assert read(seen, "make the woman unrecognizable")["ops"] == [obscure("blur", "face-1")]


def test_who_shows_no_face_is_blurred_and_so_is_what_has_none() -> None:
    turned = {**FRIENDS, "objects": FRIENDS["objects"][:1]}
    assert read(turned, "make her unrecognizable")["ops"] == [obscure("blur", "person-1")]
    assert read("office", "make the laptop unrecognizable")["ops"] == [obscure("blur", "laptop-1")]
