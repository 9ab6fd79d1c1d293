"""What can be changed of a plan that waits: values with their controls, order, and what is left out."""

import pytest

from scenewright.agent.errors import BadInput
from scenewright.scene.plan import EditPlan
from scenewright.ui.web.revising import followed, mark_of, revised, values_of

DOG = [{"object": "dog-1"}]
PLAN = EditPlan.model_validate(
    {
        "ops": [
            {"op": "recolor", "targets": DOG, "color": "#ff0000"},
            {"op": "adjust", "targets": DOG, "brightness": 0.3, "contrast": -0.1},
            {"op": "move", "target": {"object": "dog-1"}, "to": {"offset": [16, -12]}},
            {"op": "resize", "targets": DOG, "scale": 1.5},
            {"op": "insert", "prompt": "a kite", "at": {"edge": "top"}, "count": 2},
            {"op": "remove", "targets": DOG},
            {"op": "background", "color": "transparent"},
        ],
        "consequences": [{"op": {"op": "remove", "targets": [{"object": "shadow-1"}]}, "because": "it is its shadow"}],
    }
)


def test_colours_amounts_places_and_words_have_controls():
    told = [[(one.name, one.kind, one.shown) for one in values_of(op)] for op in PLAN.ops]
    assert told == [
        [("color", "color", "#ff0000")],
        [("brightness", "number", "30"), ("contrast", "number", "-10")],
        [("to.offset.0", "number", "16"), ("to.offset.1", "number", "-12")],
        [("scale", "number", "150")],
        [("count", "number", "2"), ("prompt", "text", "a kite"), ("at.edge", "choice", "top")],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("action", "name", "given", "op"),
    [
        (1, "color", "#00ff00", {"op": "recolor", "targets": DOG, "color": "#00ff00"}),
        (2, "brightness", "45", {"op": "adjust", "targets": DOG, "brightness": 0.45, "contrast": -0.1}),
        (3, "to.offset.1", -30, {"op": "move", "target": DOG[0], "to": {"offset": [16, -30]}}),
        (4, "scale", "80", {"op": "resize", "targets": DOG, "scale": 0.8}),
        (5, "at.edge", "left", {"op": "insert", "prompt": "a kite", "at": {"edge": "left"}, "count": 2}),
        (5, "count", "3.0", {"op": "insert", "prompt": "a kite", "at": {"edge": "top"}, "count": 3}),
    ],
)
def test_a_value_is_set_and_nothing_else(action, name, given, op):
    after = revised(PLAN, {"action": action, "set": name, "value": given})
    before = PLAN.to_dict()["ops"]
    assert after["ops"][action - 1] == EditPlan.model_validate({"ops": [op]}).to_dict()["ops"][0]
    assert [one for place, one in enumerate(after["ops"]) if place != action - 1] == [
        one for place, one in enumerate(before) if place != action - 1
    ]


def test_an_action_is_left_out_or_put_elsewhere_and_what_follows_is_found_anew():
    names = [op["op"] for op in revised(PLAN, {"action": 2, "leave": True})["ops"]]
    assert names == ["recolor", "move", "resize", "insert", "remove", "background"]
    moved = revised(PLAN, {"action": 3, "to": 1})
    assert [op["op"] for op in moved["ops"]][:3] == ["move", "recolor", "adjust"]
    assert moved["consequences"] == []


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"action": 0, "leave": True},
        {"action": 8, "leave": True},
        {"action": "1", "leave": True},
        {"action": 1, "to": 9},
        {"action": 1},
        {"action": 1, "set": "targets", "value": "x"},
        {"action": 2, "set": "brightness", "value": "bright"},
    ],
)
def test_what_is_no_such_change_is_refused(change):
    with pytest.raises(BadInput):
        revised(PLAN, change)


def test_the_only_action_is_not_left_out():
    with pytest.raises(BadInput, match="only step"):
        revised(EditPlan.model_validate({"ops": [{"op": "remove", "targets": DOG}]}), {"action": 1, "leave": True})


def test_a_change_goes_with_its_action_wherever_that_stands_by_now():
    change = {"action": 3, "meant": mark_of(PLAN.ops[2]), "set": "to.offset.0", "value": "20"}
    assert followed(PLAN, change) == change
    less = EditPlan.model_validate(revised(PLAN, {"action": 1, "leave": True}))
    assert followed(less, change) == {**change, "action": 2}
    earlier = {"action": 3, "meant": change["meant"], "to": 2}
    assert followed(less, earlier) == {**earlier, "action": 2, "to": 1}
    assert followed(EditPlan.model_validate(revised(less, {"action": 2, "leave": True})), change) is None
    blue = EditPlan.model_validate(revised(PLAN, {"action": 3, "set": "to.offset.1", "value": "0"}))
    assert followed(blue, change) == change, "another place leaves it the same action"
    assert followed(PLAN, {"action": 2, "leave": True}) == {"action": 2, "leave": True}


def test_of_several_that_could_be_meant_by_now_none_is_changed():
    twice = EditPlan.model_validate(
        {"ops": [PLAN.ops[5], *[{"op": "recolor", "targets": DOG, "color": "#00ff00"}] * 2]}
    )
    change = {"action": 3, "meant": mark_of(twice.ops[2]), "set": "color", "value": "#0000ff"}
    with pytest.raises(BadInput, match="several"):
        followed(EditPlan.model_validate(revised(twice, {"action": 1, "leave": True})), change)
