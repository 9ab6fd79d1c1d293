"""An op said of one view of a photo, as it is to be said of another one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenewright.agent.looking.carrying import carry_op
from scenewright.scene.mask import Mask
from scenewright.scene.plan import EditPlan, dump_op
from scenewright.scene.view import View

PLAIN = View.of(100, 60)
DOG = {"object": "dog-1"}
VIEWS = {
    "mirrored": PLAIN.flip(True),
    "upside down": PLAIN.flip(False),
    "turned": PLAIN.rotate(90),
    "turned and mirrored": PLAIN.rotate(90).flip(True),
    "cropped": PLAIN.crop(PLAIN.frame.pad(-10)),
    "larger": PLAIN.scale(2),
}


def op_of(**fields: Any) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def carried(old: View, new: View, **fields: Any) -> dict[str, Any]:
    return dump_op(carry_op(op_of(**fields), old, new))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize(
    "fields",
    [
        {"op": "move", "target": DOG, "to": {"offset": [7, -3]}},
        {"op": "move", "target": DOG, "to": {"point": [31, 22]}},
        {"op": "insert", "prompt": "a hat", "at": {"box": [20, 12, 40, 30]}},
        {"op": "remove", "targets": [{"region": [20, 12, 40, 30]}]},
        {"op": "move", "target": DOG, "to": {"edge": "top left"}},
        {"op": "move", "target": DOG, "to": {"relation": "left of", "of": {"region": [20, 12, 40, 30]}}},
        {"op": "transform", "targets": [DOG], "flip": "horizontal"},
        {"op": "transform", "targets": [DOG], "rotate": 30.0},
        {"op": "transform", "crop": [20, 12, 40, 30]},
        {"op": "transform", "perspective": [[1, 2], [90, 3], [88, 50], [2, 51]]},
        {"op": "adjust", "targets": [{"everything": True, "except": [{"region": [5, 5, 9, 9]}]}], "brightness": 0.2},
    ],
)
def test_there_and_back_again_is_the_same(name: str, fields: dict[str, Any]) -> None:
    there = carry_op(op_of(**fields), PLAIN, VIEWS[name])
    assert dump_op(carry_op(there, VIEWS[name], PLAIN)) == dump_op(op_of(**fields))


@pytest.mark.parametrize(
    ("name", "to", "expected"),
    [
        ("mirrored", {"offset": [7, -3]}, {"offset": [-7, -3]}),
        ("turned", {"offset": [7, -3]}, {"offset": [3, 7]}),
        ("larger", {"offset": [7, -3]}, {"offset": [14, -6]}),
        ("mirrored", {"edge": "top left"}, {"edge": "top right"}),
        ("turned", {"edge": "top left"}, {"edge": "top right"}),
        ("turned", {"edge": "bottom"}, {"edge": "left"}),
        ("turned", {"edge": "center"}, {"edge": "center"}),
        ("upside down", {"relation": "above", "of": DOG}, {"relation": "below", "of": DOG}),
        ("turned and mirrored", {"relation": "left of", "of": DOG}, {"relation": "above", "of": DOG}),
        ("turned", {"relation": "on", "of": DOG}, {"relation": "on", "of": DOG}),
    ],
)
def test_a_way_is_the_same_on_the_photo(name: str, to: dict[str, Any], expected: dict[str, Any]) -> None:
    assert carried(PLAIN, VIEWS[name], op="move", target=DOG, to=to)["to"] == expected


@pytest.mark.parametrize(
    ("name", "flip", "rotate"),
    [("mirrored", "horizontal", -30), ("turned", "vertical", 30), ("larger", "horizontal", 30)],
)
def test_a_thing_is_turned_the_same_way(name: str, flip: str, rotate: float) -> None:
    view = VIEWS[name]
    assert carried(PLAIN, view, op="transform", targets=[DOG], flip="horizontal")["flip"] == flip
    assert carried(PLAIN, view, op="transform", targets=[DOG], rotate=30)["rotate"] == rotate


def test_a_painted_mask_lies_where_it_lay() -> None:
    mask = Mask.from_box(PLAIN.frame.pad(-20), 100, 60)
    found = carry_op(op_of(op="remove", targets=[{"mask": mask.to_ref().model_dump()}]), PLAIN, VIEWS["turned"])
    there = Mask.from_ref(found.targets[0].mask)
    assert np.array_equal(there.array, np.rot90(mask.array, -1))


def test_what_is_done_to_the_whole_picture_is_done_to_what_is_shown() -> None:
    for fields in ({"flip": "horizontal"}, {"rotate": 90.0}, {"aspect": 1.5}):
        assert carried(PLAIN, VIEWS["turned"], op="transform", **fields) == {"op": "transform", **fields}
