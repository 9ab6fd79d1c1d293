"""Marks and references as they are typed."""

import json

import numpy as np
import pytest
from PIL import Image

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.ui.cli.errors import WrongInput
from scenewright.ui.cli.marks import parse_marks, parse_references


def only(text: str):
    (mark,) = parse_marks([text]).values()
    return mark


def test_a_box():
    assert only("A=box:1,2,30,40").box == Box(1, 2, 30, 40)


def test_a_box_with_fractions_is_rounded_outwards():
    assert only("A=box:1.5, 2, 29.2, 40").box == Box(1, 2, 30, 40)


def test_a_point():
    assert only("A=point:12.5,7").point == (12.5, 7)


def test_a_stroke_with_and_without_width():
    assert only("A=stroke:1,2;3,4;5,6@9").stroke == ((1, 2), (3, 4), (5, 6))
    assert only("A=stroke:1,2;3,4;5,6@9").width == 9
    assert only("A=stroke:1,2;3,4").width is None


def test_several_marks_keep_their_names():
    assert set(parse_marks(["A=point:1,2", "the-door=box:0,0,5,5"])) == {"A", "the-door"}


def test_a_mask_from_a_picture_means_its_white_pixels(tmp_path):
    picture = np.zeros((4, 6), np.uint8)
    picture[1:3, 2:5] = 255
    Image.fromarray(picture).save(tmp_path / "mask.png")
    assert np.array_equal(Mask.from_ref(only(f"A=mask:{tmp_path}/mask.png").mask).array, picture > 0)


def test_a_mask_from_a_translucent_picture_means_its_opaque_pixels(tmp_path):
    picture = np.zeros((4, 6, 4), np.uint8)
    picture[1:3, 2:5, 3] = 255
    Image.fromarray(picture).save(tmp_path / "mask.png")
    assert Mask.from_ref(only(f"A=mask:{tmp_path}/mask.png").mask).box == Box(2, 1, 5, 3)


def test_a_mask_from_run_lengths(tmp_path):
    ref = Mask.from_box(Box(1, 1, 3, 3), 5, 4).to_ref()
    (tmp_path / "mask.json").write_text(ref.model_dump_json())
    assert only(f"A=mask:{tmp_path}/mask.json").mask == ref


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "A=",
        "=box:1,2,3,4",
        "A=circle:1,2,3",
        "A=box:",
        "A=box:1,2,3",
        "A=box:1,2,3,4,5",
        "A=box:5,5,1,9",
        "A=box:5,5,5,9",
        "A=box:a,b,c,d",
        "A=point:nan,1",
        "A=point:inf,1",
        "A=point:1e99,1",
        "A=stroke:",
        "A=stroke:;",
        "A=stroke:1,2@0",
        "A=stroke:1,2@wide",
        "A=mask:",
        "A=mask:/nowhere.png",
        "A B=point:1,2",
        "../A=point:1,2",
    ],
)
def test_anything_else_is_refused_and_quoted(text):
    with pytest.raises(WrongInput) as refusal:
        parse_marks([text])
    assert repr(text) in refusal.value.message
    assert refusal.value.exit_code == 2


def test_what_is_no_number_is_named():
    with pytest.raises(WrongInput, match="'x' is no number"):
        parse_marks(["A=box:1,2,x,4"])


def test_two_marks_of_one_name_are_refused():
    with pytest.raises(WrongInput, match="'A' was given twice"):
        parse_marks(["A=point:1,2", "A=point:3,4"])


def test_a_mask_that_marks_nothing_is_refused(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "mask.png")
    with pytest.raises(WrongInput, match="marks nothing"):
        parse_marks([f"A=mask:{tmp_path}/mask.png"])


@pytest.mark.parametrize("content", [b"no picture", b"GIF89a", json.dumps({"size": [2, 2]}).encode()])
def test_a_broken_mask_file_is_refused(tmp_path, content):
    for name in ("mask.png", "mask.json"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(WrongInput):
            parse_marks([f"A=mask:{tmp_path}/{name}"])


def test_references_are_files_that_are_there(tmp_path):
    (tmp_path / "hat.png").write_bytes(b"")
    assert parse_references([f"B={tmp_path}/hat.png"]) == {"B": f"{tmp_path}/hat.png"}
    with pytest.raises(WrongInput, match="there is no file"):
        parse_references(["B=nowhere.png"])
    with pytest.raises(WrongInput, match="B=FILE"):
        parse_references(["hat.png"])


LONG = "9" * 5000


@pytest.mark.parametrize(
    "typed",
    [
        f"A=box:{LONG},2,30,40",
        f"A=box:{LONG}x,2,30,40",
        f"A=box:{LONG}",
        f"A=point:1,{LONG}",
        f"A=stroke:1,2;3,4@{LONG}",
        f"A=mask:{LONG}",
        f"A={LONG}",
        LONG,
    ],
    ids=lambda typed: typed.replace(LONG, "9…"),
)
def test_an_error_repeats_no_more_of_what_was_typed_than_can_be_read(typed):
    with pytest.raises(WrongInput) as told:
        parse_marks([typed])
    assert len(told.value.message) < 400
    assert "999…'" in told.value.message
    assert LONG[:50] in told.value.message


def test_a_reference_of_a_long_name_is_told_in_short():
    with pytest.raises(WrongInput) as told:
        parse_references([f"B={LONG}"])
    assert len(told.value.message) < 400
