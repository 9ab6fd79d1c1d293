"""Scenes, their objects, and what a person says and draws."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from scenewright.scene.geometry import Box
from scenewright.scene.instruction import Instruction, Mark
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Relation, Scene, SceneObject

SCENE = Scene.model_validate(
    {
        "image": {"width": 40, "height": 30},
        "objects": [
            {"id": "person-1", "label": "person", "box": [0, 0, 10, 20]},
            {"id": "person-2", "label": "person", "box": [20, 0, 30, 20]},
            {"id": "hand-1", "label": "hand", "box": [8, 8, 10, 10], "part_of": "person-1"},
            {"id": "ring-1", "label": "ring", "box": [8, 8, 9, 9], "part_of": "hand-1"},
        ],
        "relations": [{"subject": "person-1", "predicate": "left of", "object": "person-2"}],
    }
)


def test_little_is_needed_and_everything_is_kept() -> None:
    data: dict[str, Any] = {
        "format": "scenewright.scene/1",
        "image": {"width": 4, "height": 3, "taken": "2026"},
        "objects": [{"id": "cat-1", "label": "cat", "box": [0, 0, 2, 2], "mood": "fine"}],
        "weather": "rain",
    }
    again = Scene.model_validate_json(Scene.model_validate(data).to_json())
    dumped = again.model_dump(mode="json")
    assert (dumped["weather"], dumped["image"]["taken"], dumped["objects"][0]["mood"]) == ("rain", "2026", "fine")
    assert again == Scene.model_validate(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"image": {"width": 0, "height": 3}}, "greater than or equal to 1"),
        ({"image": {"width": 4, "height": 3}, "format": "scenewright.scene/7"}, "newer scenewright.*update it"),
        ({"image": {"width": 4, "height": 3}, "objects": [{"id": "a", "label": "a", "box": [3, 0, 1, 1]}]}, "left ≤"),
        (
            {"image": {"width": 4, "height": 3}, "objects": [{"id": "a", "label": "a", "box": [0, 0, 1, 1]}] * 2},
            "'a' stands twice",
        ),
    ],
)
def test_a_wrong_scene_says_what_is_wrong(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Scene.model_validate(data)


def test_an_unknown_object_is_an_error_that_lists_the_known() -> None:
    assert SCENE.get("person-2").box == Box(20, 0, 30, 20)
    assert SCENE.has("person-2")
    with pytest.raises(KeyError, match="no object 'dog-1' in the scene; it has person-1, person-2, hand-1, ring-1"):
        SCENE.get("dog-1")


def test_new_ids_are_never_used_twice() -> None:
    assert SCENE.new_id("person") == "person-3"
    assert SCENE.new_id("person", taken=["person-9"]) == "person-10"
    assert SCENE.new_id("perso") == "perso-1"
    assert SCENE.new_id("a.b (c)", taken=["axb (c)-4"]) == "a.b (c)-1"


def test_removing_takes_parts_of_parts_and_relations_along() -> None:
    left = SCENE.remove("person-1")
    assert left.ids == ("person-2",)
    assert left.relations == ()
    assert SCENE.ids == ("person-1", "person-2", "hand-1", "ring-1")


def test_removing_ends_when_parts_name_each_other() -> None:
    one = SceneObject(id="a", label="a", box=Box(0, 0, 1, 1), part_of="b")
    other = SceneObject(id="b", label="b", box=Box(0, 0, 1, 1), part_of="a")
    scene = Scene(
        image=SCENE.image, objects=(one, other), relations=(Relation(subject="a", predicate="on", object="b"),)
    )
    assert scene.remove("a").objects == ()


def test_replacing_changes_one_object() -> None:
    moved = SCENE.get("person-2").model_copy(update={"box": Box(1, 1, 2, 2)})
    assert SCENE.replace(moved).get("person-2").box == Box(1, 1, 2, 2)
    assert SCENE.replace(moved).get("person-1") == SCENE.get("person-1")


def test_what_was_looked_for_is_noted_once() -> None:
    assert SCENE.asked("clock", "lamp", "clock").asked("lamp").queries == ("clock", "lamp")


@pytest.mark.parametrize(
    ("value", "kind", "bounds"),
    [
        ({"box": [1, 2, 3, 4]}, "box", Box(1, 2, 3, 4)),
        ({"point": [5, 6]}, "point", Box(5, 6, 6, 7)),
        ({"point": [5.5, 6.5], "width": 4}, "point", Box(3, 4, 8, 9)),
        ({"stroke": [[1, 1], [5, 2]], "width": 2}, "stroke", Box(0, 0, 6, 3)),
        ({"mask": Mask.from_box(Box(1, 1, 3, 2), 5, 5).to_ref().model_dump()}, "mask", Box(1, 1, 3, 2)),
    ],
)
def test_a_mark_is_of_one_kind_and_has_bounds(value: dict[str, Any], kind: str, bounds: Box) -> None:
    mark = Mark.model_validate(value)
    assert mark.kind == kind
    assert mark.bounds == bounds
    assert Mark.model_validate_json(mark.model_dump_json()) == mark


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, "a mark is one of box, point, stroke, mask, but got none of them"),
        ({"box": [0, 0, 1, 1], "point": [1, 1]}, "but got box and point"),
        ({"stroke": []}, "a stroke needs at least one point"),
        ({"point": [float("nan"), 1]}, "finite number"),
        ({"stroke": [[0, 0]], "width": 0}, "greater than 0"),
    ],
)
def test_a_wrong_mark_says_what_is_wrong(value: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Mark.model_validate(value)


@given(st.text(), st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1, max_size=5))
def test_an_instruction_survives_json(text: str, stroke: list[tuple[float, float]]) -> None:
    instruction = Instruction.of(text, {"A": {"stroke": stroke, "note": "kept"}})
    assert Instruction.model_validate_json(instruction.model_dump_json()) == instruction
