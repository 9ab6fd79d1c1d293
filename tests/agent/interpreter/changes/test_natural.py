"""Colours of skies, water, plants and walls; shades of a colour; who wears it."""

import pytest

from ..scenes import BEACH, read, thing

OUTSIDE = {
    "image": {"width": 900, "height": 600},
    "objects": [
        thing("sky-1", (0, 0, 900, 200)),
        thing("cup-1", (400, 400, 450, 470)),
        thing("lips-1", (9, 9, 40, 20)),
        thing("tree-1", (600, 200, 800, 500)),
    ],
}


def only(text: str, scene: object = OUTSIDE) -> dict:
    (op,) = read(scene, text)["ops"]
    return op


@pytest.mark.parametrize(
    "text", ["make the sky blue", "turn the sky blue", "paint the sky blue", "change the color of the sky to blue"]
)
def test_a_blue_sky_is_not_the_blue_of_a_screen(text):
    assert only(text)["color"] == "#4f94d8"


@pytest.mark.parametrize(
    ("text", "color"),
    [
        ("make the sky #0000ff", "#0000ff"),
        ("make the sky navy", "#000080"),
        ("make the sky bright blue", "#0066ff"),
        ("make the cup blue", "#0000ff"),
        ("paint the tree orange", "#ffa500"),
    ],
)
def test_a_shade_that_was_named_and_things_that_are_painted_keep_the_color(text, color):
    assert only(text)["color"] == color


@pytest.mark.parametrize(
    ("text", "more", "less"),
    [
        ("make the sky bluer", "saturation", "temperature"),
        ("make the sky more blue", "saturation", "temperature"),
        ("make the lips less red", None, "saturation"),
    ],
)
def test_more_and_less_of_a_color_is_an_adjustment(text, more, less):
    op = only(text)
    assert op["op"] == "adjust"
    assert op[less] < 0
    assert more is None or op[more] > 0


def test_a_dramatic_sky_gets_no_lighter():
    steps = only("make the sky more dramatic")["instructions"]
    assert any(op.get("highlights", 0) < 0 for step in steps for op in step["ops"])


def test_an_old_photograph_needs_no_generator():
    steps = only("make it look like an old photograph")["instructions"]
    assert all(step["ops"] and not step["needs"] for step in steps)


@pytest.mark.parametrize("text", ["blur the person in yellow", "blur the person dressed in yellow"])
def test_who_is_in_a_color_wears_it(text):
    assert only(text, BEACH)["targets"] == [{"object": "person-3"}]


def test_in_a_ring_none_is_in_the_middle():
    ring = [(400, 50), (650, 150), (700, 400), (600, 560), (300, 580), (150, 400), (200, 150)]
    cups = [thing(f"cup-{i}", (x, y, x + 60, y + 60)) for i, (x, y) in enumerate(ring, 1)]
    plan = read({"image": {"width": 900, "height": 700}, "objects": cups}, "remove the cup in the middle")
    assert plan["status"] == "ask"


@pytest.mark.parametrize("text", ["remove the cup and sharpen", "remove the cup, then sharpen a bit"])
def test_a_verb_without_a_thing_is_about_the_picture(text):
    ops = read(OUTSIDE, text)["ops"]
    assert [op["op"] for op in ops] == ["remove", "adjust"]
    assert ops[1]["targets"] == [{"everything": True}]


def test_everything_except_the_only_thing_is_refused():
    alone = {"image": {"width": 90, "height": 60}, "objects": [thing("cup-1", (4, 4, 45, 47))]}
    assert read(alone, "remove everything except the cup")["status"] == "cannot"


@pytest.mark.parametrize("text", ["sharpen a bit", "brighten slightly"])
def test_how_much_is_no_thing(text):
    assert only(text)["targets"] == [{"everything": True}]


@pytest.mark.parametrize("text", ["it is too dark, can you fix it?", "it looks dull, please fix that"])
def test_fixing_what_was_complained_of_is_one_edit(text):
    assert only(text)["op"] == "adjust"


@pytest.mark.parametrize("text", ["the photo is crooked", "the horizon is tilted, fix it"])
def test_a_crooked_photo_is_straightened(text):
    assert only(text) == {"op": "transform", "straighten": True}
