"""What a session without a photo begins with: what describes it and the plate, or why they are none, in words."""

import json
import os

import numpy as np
import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.plates import (
    LONGEST,
    color_plate,
    is_color,
    plate_size,
    plate_source,
    read_description,
    scene_on,
)
from scenewright.agent.exchange.provenance import ORIGIN
from scenewright.scene.codec import SourceInfo
from scenewright.scene.image import ImageRef
from scenewright.scene.layouts import Layout

PLATE = np.full((10, 20, 3), 255, np.uint8)
LAYOUT = {"prompt": "a dog", "boxes": [{"name": "dog", "box": {"x": 0.5, "y": 0, "width": 0.5, "height": 1}}]}
SCENE = {"format": "scenewright.scene/1", "image": {"width": 20, "height": 10}}
COCO = {
    "images": [{"id": 1, "width": 20, "height": 10}],
    "categories": [{"id": 1, "name": "dog"}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [2, 3, 4, 5]}],
}


def scene(**thing):
    return {**SCENE, "objects": [{"id": "a", "label": "a", "box": [0, 0, 9, 9], **thing}]}


def refusal(call, *given):
    with pytest.raises(BadInput) as refused:
        call(*given)
    told = str(refused.value)
    assert "\n" not in told
    assert len(told) < 600
    return told


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (7, "this is no layout"),
        (None, "this is no layout"),
        (["annotations"], "this is no layout"),
        ({}, "boxes are missing"),
        ({"boxes": 7}, "boxes: "),
        ({"boxes": [{"name": "dog", "box": [0, 0, 1, 10**400]}]}, "this is no layout"),
        ({"boxes": [{"name": "dog", "box": {**LAYOUT["boxes"][0]["box"], "x": float("nan")}}]}, "finite number"),
        ({"ops": [], "boxes": []}, "but this is a plan"),
        ({"steps": [], "boxes": []}, "but this is a plan"),
        ({"format": "scenewright.recipe/1", "boxes": []}, "but this is scenewright.recipe/1"),
        ({"format": "scenewright." + "x" * 10_000, "boxes": []}, "plans and recipes are run on photos"),
        ({"format": "scenewright.scene/1"}, "this scene cannot be read: image: Field required"),
        ({"format": "scenewright.scene/9", "image": SCENE["image"]}, "from a newer scenewright"),
        ({"format": "scenewright.scene/" + "9" * 4_000, "image": SCENE["image"]}, "cannot be read: format: "),
        ({**SCENE, "objects": [{"x" * 10_000: 7}]}, "this scene cannot be read: objects.0.id"),
    ],
)
def test_what_describes_nothing(data, why):
    assert why in refusal(read_description, data)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "should hold JSON"),
        (b"a dog", "should hold JSON"),
        (b"\xff", "should hold JSON"),
        (b"[" * 100_000, "should hold JSON"),
        (b'{"boxes": NaN}', "should hold JSON"),
        (b'{"boxes": [{"name": "\\ud800"}]}', "should hold JSON"),
        (json.dumps({**LAYOUT, "boxes": 7}).encode(), "boxes: "),
    ],
)
def test_a_file_that_describes_nothing(tmp_path, content, why):
    (tmp_path / "x.json").write_bytes(content)
    assert why in refusal(read_description, tmp_path / "x.json")


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "long").open("wb") as sparse:
        sparse.truncate(LONGEST + 1)
    for name, why in (
        ("", "is a folder, a device or a pipe"),
        ("pipe", "is a folder, a device or a pipe"),
        ("none", "cannot be read: No such file or directory"),
        ("x" * 300, "cannot be read: File name too long"),
        ("nul\0", "null byte"),
        ("long", f"at most {LONGEST:,} bytes is needed, but long is longer"),
    ):
        assert why in refusal(read_description, tmp_path / name)


def test_each_kind_is_told_by_its_fields(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps(LAYOUT))
    layout = read_description(tmp_path / "x.json")
    assert read_description(LAYOUT) == layout == read_description(layout)
    assert isinstance(layout, Layout)
    assert read_description(SCENE).image.width == 20
    assert read_description(COCO) == COCO
    assert [plate_size(read_description(data), None) for data in (LAYOUT, SCENE, COCO)] == [
        (1024, 1024),
        (20, 10),
        (20, 10),
    ]
    assert plate_size(layout, (3, 2)) == (3, 2)
    assert "no COCO annotation" in refusal(plate_size, {"annotations": 3}, None)


@pytest.mark.parametrize(
    ("color", "size", "why"),
    [
        ("white", (0, 10), "1 to 100 pixels, but got 0 × 10"),
        ("white", (-10, -10), "1 to 100 pixels, but got -10 × -10"),
        ("white", (101, 1), "1 to 100 pixels, but got 101 × 1"),
        ("no colour", (10, 10), "a plate is a colour or a picture"),
        ("", (10, 10), "a plate is a colour or a picture"),
    ],
)
def test_what_is_no_plate(color, size, why):
    assert why in refusal(color_plate, color, size, 100)
    assert color_plate("#010203", (100, 1), 100).tolist() == [[[1, 2, 3]] * 100]
    assert (is_color(""), is_color("no colour"), is_color("white")) == (False, False, True)


@pytest.mark.parametrize(
    ("described", "why"),
    [
        ({**SCENE, "image": {"width": 20, "height": 11}}, "that is 20 × 11, but the plate is 20 × 10"),
        (scene(mask={"size": [10, 21], "counts": "0"}), r"masks have the picture's size [10, 20], but that of a"),
        (scene(mask={"size": [10, 20], "counts": "\xff"}), "the mask of a cannot be read"),
        (scene(box=[20, 0, 30, 9]), "a thing has a box in the picture, but a has [20, 0, 30, 9]"),
        (scene(label="\ud800"), "this scene cannot be read: objects.0.label"),
        (scene(attributes={"color": "\ud800" + "x" * 10_000}), "holds letters that no file holds"),
        ({**LAYOUT, "prompt": "\ud800"}, "holds letters that no file holds"),
        ({"boxes": [{"name": "dog", "box": [2, 2, 3, 3]}]}, "covers no pixel"),
        ({"annotations": 3}, "no COCO annotation"),
    ],
)
def test_what_does_not_fit_its_plate(described, why):
    assert why in refusal(lambda: scene_on(read_description(described), PLATE))


def test_what_fits_lies_in_the_plate_and_names_it():
    for described, box in ((scene(box=[-3, 2, 10**30, 5]), [0, 2, 20, 5]), (LAYOUT, [10, 0, 20, 10])):
        there = scene_on(read_description(described), PLATE)
        assert there.objects[0].box.as_list() == box
        assert there.image.id == ImageRef.of(PLATE).id


def test_a_plate_is_no_photo_wherever_it_came_from():
    ref = ImageRef.of(PLATE)
    made = plate_source(PLATE, None)
    assert (made.digest, made.width, made.height, made.model_extra) == (ref.id, 20, 10, {"origin": ORIGIN})
    file = SourceInfo(format="JPEG", mode="RGB", width=20, height=10, digest="sha256:file")
    assert plate_source(PLATE, file) == file.model_copy(update={"origin": ORIGIN})
