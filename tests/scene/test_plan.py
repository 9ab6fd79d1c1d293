"""Plans, ops, targets and places as a public format."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenewright.scene.ops import EditOp, targets_of
from scenewright.scene.plan import EditPlan, Option, Undo, dump_op
from scenewright.scene.target import (
    EDGES,
    BackgroundTarget,
    EverythingTarget,
    MarkTarget,
    ObjectTarget,
    PhraseTarget,
    Place,
    Reference,
    RegionTarget,
    Target,
)

OP: TypeAdapter[Any] = TypeAdapter(EditOp)
TARGET: TypeAdapter[Any] = TypeAdapter(Target)
PLACE: TypeAdapter[Any] = TypeAdapter(Place)
REFERENCE: TypeAdapter[Any] = TypeAdapter(Reference)
CAT = {"object": "cat-1"}

OPS: list[dict[str, Any]] = [
    {"op": "remove", "targets": [CAT, {"mark": "A"}]},
    {"op": "replace", "targets": [CAT], "prompt": "a dog"},
    {"op": "replace", "targets": [CAT], "reference": {"file": "dog.png", "phrase": "the dog"}},
    {"op": "insert", "prompt": "a lamp", "at": {"relation": "on", "of": {"phrase": "the table"}}, "count": 2},
    {"op": "move", "target": CAT, "to": {"offset": [100.0, -5.0]}},
    {"op": "resize", "targets": [CAT], "scale": 1.5},
    {"op": "duplicate", "target": CAT, "count": 1},
    {"op": "swap", "target": CAT, "other": {"object": "dog-1"}},
    {"op": "recolor", "targets": [CAT], "color": "#ff0000"},
    {"op": "restyle", "targets": [{"everything": True, "except": [CAT]}], "prompt": "watercolour"},
    {"op": "background", "color": "transparent"},
    {"op": "background", "blur": 0.5},
    {"op": "adjust", "targets": [{"background": True}], "brightness": -0.25},
    {"op": "obscure", "targets": [{"region": [0, 0, 5, 5]}], "method": "pixelate"},
    {"op": "text", "targets": [], "find": "SALE"},
    {"op": "transform", "aspect": 1.5},
    {"op": "transform", "extend": {"left": 10, "top": 0, "right": 0, "bottom": 0}},
    {"op": "transform", "perspective": [[0.0, 0.0], [9.0, 1.0], [9.0, 8.0], [0.0, 9.0]]},
    {
        "op": "instruct",
        "targets": [CAT],
        "original": "make it cool",
        "instructions": [{"text": "give it sunglasses", "needs": ["generator"]}],
    },
]


@pytest.mark.parametrize("data", OPS, ids=lambda data: data["op"])
def test_every_op_comes_back_as_it_was_written(data: dict[str, Any]) -> None:
    assert dump_op(OP.validate_python(data)) == data
    assert dump_op(OP.validate_json(json.dumps(data))) == data


@pytest.mark.parametrize("data", OPS, ids=lambda data: data["op"])
def test_unknown_fields_are_kept_everywhere(data: dict[str, Any]) -> None:
    marked = json.loads(json.dumps(data).replace('"object": "cat-1"', '"object": "cat-1", "later": 1'))
    marked["x-new"] = {"deep": [1, 2]}
    plan = EditPlan.model_validate({"ops": [marked], "x-plan": "kept"})
    assert plan.to_dict()["ops"] == [marked]
    assert plan.to_dict()["x-plan"] == "kept"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (CAT, ObjectTarget),
        ({"region": [1, 2, 3, 4]}, RegionTarget),
        ({"mark": "A"}, MarkTarget),
        ({"phrase": "the left lamp"}, PhraseTarget),
        ({"background": True}, BackgroundTarget),
        ({"everything": True}, EverythingTarget),
    ],
)
def test_a_target_is_known_by_its_one_field_and_keeps_what_was_said(value: dict[str, Any], kind: type) -> None:
    said = {**value, "said": "that one"}
    target = TARGET.validate_python(said)
    assert type(target) is kind
    assert TARGET.dump_python(target, mode="json") == said
    assert TARGET.dump_python(TARGET.validate_python(value), mode="json") == value


@pytest.mark.parametrize("value", [{}, {"object": "a", "mark": "B"}, {"objekt": "a"}, "cat-1", 7])
def test_a_target_of_no_or_two_kinds_says_which_kinds_there_are(value: object) -> None:
    with pytest.raises(ValidationError, match="a target has exactly one of: object, region, mark, mask, phrase"):
        TARGET.validate_python(value)


@pytest.mark.parametrize("value", [{"point": [1, 2], "edge": "left"}, {}])
def test_a_place_of_no_or_two_kinds_says_which_kinds_there_are(value: object) -> None:
    with pytest.raises(ValidationError, match="a place has exactly one of: box, point, offset, relation, edge, mark"):
        PLACE.validate_python(value)


@pytest.mark.parametrize("edge", EDGES)
def test_every_edge_is_a_place(edge: str) -> None:
    assert PLACE.validate_python({"edge": edge}).edge == edge


def test_between_is_of_two_and_every_other_relation_of_one() -> None:
    PLACE.validate_python({"relation": "between", "of": [CAT, CAT]})
    PLACE.validate_python({"relation": "next to", "of": CAT})
    for wrong in ({"relation": "between", "of": CAT}, {"relation": "on", "of": [CAT, CAT]}):
        with pytest.raises(ValidationError, match="'between' is of two targets"):
            PLACE.validate_python(wrong)


def test_a_reference_may_say_what_of_it_is_meant() -> None:
    value = {"file": "dog.png", "target": {"region": [0, 0, 5, 5]}}
    assert REFERENCE.dump_python(REFERENCE.validate_python(value), mode="json") == value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"op": "remove", "targets": []}, "at least one target is needed"),
        ({"op": "paint", "targets": [CAT]}, "'remove', 'replace', 'insert'"),
        ({"op": "insert"}, "a prompt .* or a reference"),
        ({"op": "resize", "targets": [CAT], "scale": 0}, "greater than 0"),
        ({"op": "recolor", "targets": [CAT], "color": "reddish"}, "a colour is #rrggbb"),
        ({"op": "recolor", "targets": [CAT], "color": "transparent"}, "a colour is #rrggbb"),
        ({"op": "background"}, "exactly one of prompt, color, blur, reference is needed, but got none"),
        ({"op": "background", "blur": 1, "color": "red"}, "but got color, blur"),
        ({"op": "adjust", "targets": [CAT]}, "at least one of brightness"),
        ({"op": "adjust", "targets": [CAT], "contrast": 2}, "less than or equal to 1"),
        ({"op": "transform", "rotate": 5, "flip": "vertical"}, "exactly one of crop, aspect"),
        ({"op": "transform", "aspect": "wide"}, "valid number"),
        ({"op": "transform", "aspect": "16:0"}, "an aspect is like '16:9' or 1.5"),
        ({"op": "transform", "rotate": float("nan")}, "finite number"),
        ({"op": "transform", "extend": {"left": -1}}, "greater than or equal to 0"),
        ({"op": "move", "target": CAT, "to": {"point": [float("inf"), 0]}}, "finite number"),
        ({"op": "obscure", "targets": [CAT], "method": "hide"}, "'blur', 'pixelate' or 'fill'"),
    ],
)
def test_a_wrong_op_says_what_is_wrong(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OP.validate_python(data)


def test_colours_are_written_as_codes_and_aspects_as_numbers() -> None:
    assert OP.validate_python({"op": "recolor", "targets": [CAT], "color": "navy"}).color == "#000080"
    assert OP.validate_python({"op": "background", "color": "white"}).color == "#ffffff"
    assert OP.validate_python({"op": "transform", "aspect": "16:9"}).aspect == pytest.approx(16 / 9)


def test_targets_of_lists_everything_an_op_acts_on() -> None:
    swap = OP.validate_python({"op": "swap", "target": CAT, "other": {"mark": "B"}})
    assert targets_of(swap) == (ObjectTarget(object="cat-1"), MarkTarget(mark="B"))
    assert targets_of(OP.validate_python({"op": "insert", "prompt": "a lamp"})) == ()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"status": "ready"}, "a ready plan holds at least one op"),
        ({"status": "ask"}, "a plan that asks holds a question"),
        ({"status": "ask", "question": {"text": "?"}, "ops": [OPS[0]]}, "holds its ops in the options"),
        ({"status": "look"}, "says what for"),
        ({"status": "command"}, "a command plan holds a command"),
        ({"format": "scenewright.plan/2", "ops": [OPS[0]]}, "comes from a newer scenewright"),
        ({"format": "scenewright.plan/²", "ops": [OPS[0]]}, "the format 'scenewright.plan/1' is needed"),
        ({"format": f"scenewright.plan/{'9' * 5000}", "ops": [OPS[0]]}, "the format 'scenewright.plan/1' is needed"),
        ({"format": "cookbook/1", "ops": [OPS[0]]}, "the format 'scenewright.plan/1' is needed"),
    ],
)
def test_an_inconsistent_plan_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        EditPlan.model_validate(data)


def test_a_plan_that_asks_keeps_complete_readings() -> None:
    op = OP.validate_python(OPS[0])
    plan = EditPlan.ask("Which one?", Option(label="the left", ops=(op,), box=[0, 0, 1, 1]), Option(label="all"))
    data = plan.to_dict()
    assert data["ops"] == []
    assert data["question"]["options"][0] == {"label": "the left", "ops": [OPS[0]], "box": [0, 0, 1, 1]}
    assert EditPlan.model_validate(data) == plan


def test_the_other_kinds_of_plan() -> None:
    assert EditPlan.order(Undo(count=2)).to_dict()["command"] == {"name": "undo", "count": 2}
    assert EditPlan.look("the clock").look_for == ("the clock",)
    assert EditPlan.cannot("there is no cat").status == "cannot"


@given(st.lists(st.sampled_from(OPS), min_size=1, max_size=5), st.text(max_size=20))
def test_a_plan_survives_json(ops: list[dict[str, Any]], rationale: str) -> None:
    plan = EditPlan.ready(*map(OP.validate_python, ops), rationale=rationale)
    again = EditPlan.model_validate_json(plan.to_json())
    assert again == plan
    assert again.to_dict()["ops"] == ops


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        EditPlan.cannot("no").rationale = "yes"
