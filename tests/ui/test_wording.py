"""Plans and reports in words."""

from types import SimpleNamespace

import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.objects import Relation, Scene, SceneImage, SceneObject
from scenewright.scene.ops import Remove
from scenewright.scene.plan import Consequence, Drop, EditPlan, Help, Option, Redo, Reset, Show, Undo
from scenewright.scene.records import ActionReport
from scenewright.ui.wording import action_lines, describe_command, pending_lines, plan_lines, scene_lines

CUP = {"object": "cup-1"}
REMOVE = Remove(targets=(CUP,))
SAID = Remove(targets=({**CUP, "said": "the cup"},))


def test_a_plan_is_told_with_its_consequences_and_needs():
    plan = EditPlan.ready(
        REMOVE,
        rationale="the only cup",
        consequences=(Consequence(op=REMOVE, because="its shadow"),),
        needs=("a generator",),
        command=Undo(),
        replaces=2,
    )
    assert plan_lines(plan) == [
        "understood: the only cup",
        "corrects turn 2",
        "undo the last turn",
        "1. remove cup-1",
        "and with it: remove cup-1 (because: its shadow)",
        "needs: a generator",
    ]


def test_a_plan_that_looks_says_what_for():
    assert plan_lines(EditPlan.look("the lamp", "the cat")) == ["first look for: the lamp, the cat"]


def test_a_question_is_told_with_numbered_options():
    plan = EditPlan.ask("Which cup?", Option(label="left"), Option(label="right"))
    assert plan_lines(plan) == ["Which cup?", "1. left", "2. right"]
    assert pending_lines(SimpleNamespace(status="ask", question=plan.question)) == ["Which cup?", "1. left", "2. right"]


def test_an_approval_is_told_with_its_plan():
    turn = SimpleNamespace(status="approve", plan=EditPlan.ready(SAID), reply="Shall I? (it is slow)")
    assert pending_lines(turn) == [
        "understood: “the cup” is cup-1",
        "1. remove cup-1",
        "Shall I? (it is slow)",
        "1. Go ahead",
        "2. Leave it",
    ]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (Undo(), "undo the last turn"),
        (Undo(count=2), "undo the last 2 turns"),
        (Redo(), "redo the last turn"),
        (Drop(turns=(1, 3)), "take out turn 1, 3"),
        (Show(what="the plan"), "show the plan"),
        (Show(), "show what there is"),
        (Reset(), "start over from the photo"),
        (Help(), "say what can be done"),
    ],
)
def test_every_command_has_words(command, words):
    assert describe_command(command) == words


def test_an_action_is_told_with_its_checks_and_why_it_was_not_done():
    action = ActionReport(
        op={"op": "remove", "targets": [CUP]},
        done=False,
        reason="it is still there",
        checks={
            "locked": {"passed": True, "detail": "0 pixels"},
            "gone": False,
            "kept": True,
            "outline": {"passed": True, "detail": "", "caution": "parts of the cup may be left"},
        },
        box=Box(1, 2, 3, 4),
        backend="migan@1",
        seconds=1.25,
    )
    assert action_lines(action) == [
        "not done: remove cup-1, in [1, 2, 3, 4], 1.2 s – it is still there",
        "  ✓ locked: 0 pixels",
        "  ✗ gone",
        "  ✓ kept",
        "  ? outline",
    ]


def test_a_scene_is_told_object_by_object():
    cup = SceneObject(id="cup-1", label="cup", box=Box(1, 2, 3, 4), score=0.913, attributes={"color": "red"})
    table = SceneObject(id="table-1", label="table", box=Box(0, 0, 9, 9))
    on = Relation(subject="cup-1", predicate="on", object="table-1")
    assert scene_lines(Scene(image=SceneImage(width=10, height=20), objects=(cup, table), relations=(on,))) == [
        "10 × 20 pixels, 2 objects",
        "  cup-1            [1, 2, 3, 4]  0.91  color red",
        "  table-1          [0, 0, 9, 9]",
        "  cup-1 on table-1",
    ]
