"""Vague wishes by a language model (SANE): captions before and after, and specific instructions between them."""

from __future__ import annotations

import json
from typing import Any

from scenewright.agent.interpreter.llm.wishes import caption_of
from scenewright.scene.ops import Instruct
from scenewright.scene.plan import EditPlan

from .conftest import SCENE, Make, ready

STEPS = {
    "before": "a brown dog and two cups",
    "after": "a brown dog and two cups on a stormy night",
    "instructions": [
        "make the picture darker",
        "turn it to black and white",
        "add a lightning bolt at the top",
        "let the dog look frightened somehow",
        "remove the red cup",
    ],
}


def wish(targets: Any = None, original: str = "like a thriller") -> dict[str, Any]:
    goals = targets or [{"everything": True}]
    return ready({"op": "instruct", "targets": goals, "original": original, "instructions": []})


def instruct(plan: EditPlan) -> Instruct:
    (op,) = plan.ops
    assert isinstance(op, Instruct)
    return op


def test_a_wish_is_worked_out_in_a_second_question(model: Make) -> None:
    asked = model(wish(), STEPS)
    made = instruct(asked.read("as in a thriller please").plan)
    told = json.loads(asked.said())
    assert told["wish"] == "like a thriller"
    assert told["caption"] == "a photo with two cups, one dog, one sign"
    assert [step.text for step in made.instructions] == STEPS["instructions"][:4]
    assert made.model_extra == {"captions": {"before": STEPS["before"], "after": STEPS["after"]}}


def test_each_step_is_marked_with_what_it_needs(model: Make) -> None:
    dark, gray, bolt, scared = instruct(model(wish(), STEPS).read("as in a thriller please").plan).instructions
    assert [op.op for op in dark.ops or ()] == ["adjust"]
    assert dark.needs == gray.needs == ()
    assert [op.op for op in bolt.ops or ()] == ["insert"]
    assert bolt.needs == ("instruction_editor",)
    assert scared.ops is None
    assert scared.needs == ("instruction_editor",)


def test_nothing_is_removed_for_a_mood(model: Make) -> None:
    made = instruct(model(wish(), STEPS).read("as in a thriller please").plan)
    assert all(op.op != "remove" for step in made.instructions for op in step.ops or ())


def test_a_wish_about_one_thing_changes_that_thing(model: Make) -> None:
    answer = {**STEPS, "instructions": ["make it brighter", "add more contrast"]}
    made = instruct(model(wish([{"object": "dog-1"}]), answer).read("cheer the dog up").plan)
    goals = [op.targets[0] for step in made.instructions for op in step.ops or ()]  # type: ignore[union-attr,index]
    assert {getattr(goal, "object", None) for goal in goals} == {"dog-1"}


def test_at_most_five_and_at_least_two(model: Make) -> None:
    many = {**STEPS, "instructions": [f"make the picture {n} percent brighter" for n in range(10, 90, 10)]}
    assert len(instruct(model(wish(), many).read("glorious!").plan).instructions) == 5
    for few in ([], ["brighter"], ["brighter"] * 4, "brighter", None, 7):
        made = instruct(model(wish(original="spooky"), {**STEPS, "instructions": few}).read("eek!").plan)
        assert [step.text for step in made.instructions][:1] == ["darken it"]


def test_what_the_model_cannot_say_the_table_says(model: Make) -> None:
    for bad in ("no", TimeoutError(), {"instructions": [{"a": 1}, {"b": 2}]}):
        made = instruct(model(wish(original="cozy"), bad).read("homely!").plan)
        assert 2 <= len(made.instructions) <= 5


def test_a_caption_that_is_there_is_used() -> None:
    assert caption_of(SCENE.model_copy(update={"caption": "a kitchen\x1b[0m"})) == "a kitchen"
    assert caption_of(SCENE.model_copy(update={"objects": ()})) == "a photo"
