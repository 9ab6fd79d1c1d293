"""When a clear plan still waits for a yes, and when it just runs."""

import pytest

from scenewright.agent.turn.approval import SLOW, SURE, confirm_reason, estimate
from scenewright.scene.geometry import Box
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.plan import EditPlan


def plan(*ops):
    return EditPlan.model_validate({"status": "ready", "ops": list(ops)})


def remove(*ids, said=None):
    return {"op": "remove", "targets": [{"object": id, "said": said} for id in ids]}


def test_one_clear_thing_just_runs():
    assert confirm_reason(plan(remove("dog-1", said="the dog")), 0.9, "auto") == ""


@pytest.mark.parametrize(
    ("said", "ids", "asks"),
    [
        ("all dogs", ("dog-1", "dog-2"), True),
        ("the dogs", ("dog-1", "dog-2", "dog-3"), True),
        ("both dogs", ("dog-1", "dog-2"), False),
        ("the three dogs", ("dog-1", "dog-2", "dog-3"), False),
        ("the two dogs", ("dog-1", "dog-2", "dog-3"), True),
        (None, ("dog-1", "dog-2"), False),
    ],
)
def test_several_things_wait_unless_named_or_counted(said, ids, asks):
    assert bool(confirm_reason(plan(remove(*ids, said=said)), 0.9, "auto")) is asks


def test_things_named_one_by_one_just_run():
    targets = [{"object": "dog-1", "said": "the dog"}, {"object": "cat-1", "said": "the cat"}]
    assert confirm_reason(plan({"op": "remove", "targets": targets}), 0.9, "auto") == ""


def test_an_unsure_reading_waits():
    assert confirm_reason(plan(remove("dog-1")), SURE - 0.01, "auto")
    assert not confirm_reason(plan(remove("dog-1")), SURE, "auto")


@pytest.mark.parametrize(
    ("score", "queries", "asks"), [(0.5, ("lamp",), True), (0.9, ("lamp",), False), (0.5, (), False)]
)
def test_what_looking_found_only_faintly_waits(score, queries, asks):
    lamp = SceneObject(id="lamp-1", label="lamp", box=Box(1, 2, 3, 4), score=score)
    scene = Scene(image=SceneImage(width=9, height=9), objects=(lamp,), queries=queries)
    reason = confirm_reason(plan(remove("lamp-1")), 0.9, "auto", scene)
    assert bool(reason) is asks
    assert not asks or "[1, 2, 3, 4]" in reason


def test_slow_work_waits():
    many = plan(*[remove(f"dog-{n}") for n in range(1, 20)])
    assert estimate(many) > SLOW
    assert "seconds" in confirm_reason(many, 1.0, "auto")


def test_always_and_never_hold_whatever_the_plan():
    assert confirm_reason(plan(remove("dog-1")), 1.0, "always")
    assert not confirm_reason(plan(remove("dog-1", "dog-2", said="all dogs")), 0.1, "never")
    assert not confirm_reason(EditPlan.order({"name": "undo"}), 0.1, "always")


def test_a_swap_is_of_two_and_just_runs():
    swap = {
        "op": "swap",
        "target": {"object": "cat-1", "said": "the cats"},
        "other": {"object": "cat-2", "said": "the cats"},
    }
    assert confirm_reason(plan(swap), 0.9, "auto") == ""
