"""How sure a reading is: what speaks against it lowers that, and is said."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.agent.interpreter.telling.confidence import TOLD, confidence
from scenewright.agent.interpreter.telling.evidence import Evidence, evidence, way
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene
from scenewright.scene.plan import EditPlan, Option, Undo

SCENE = Scene.model_validate(
    {
        "image": {"width": 400, "height": 300},
        "objects": [
            {"id": "clock-1", "label": "clock", "box": [10, 10, 60, 60], "attributes": {"color": "white"}},
            {"id": "hat-1", "label": "hat", "box": [100, 10, 160, 60], "attributes": {"color": "red"}},
        ],
    }
)
REMOVE_HAT = EditPlan.model_validate({"ops": [{"op": "remove", "targets": [{"object": "hat-1", "said": "the hat"}]}]})
BLUE_HAT = EditPlan.model_validate(
    {"ops": [{"op": "recolor", "targets": [{"object": "hat-1", "said": "the hat"}], "color": "blue"}]}
)
LARGER = EditPlan.model_validate({"ops": [{"op": "resize", "targets": [{"object": "hat-1"}], "scale": 1.3}]})


def request(text: str) -> ReadRequest:
    return ReadRequest(Instruction(text=text), SCENE)


def found(text: str, plan: EditPlan) -> Evidence:
    return evidence(plan, LexicalInterpreter().context_of(request(text)))


def read(text: str) -> Reading:
    return LexicalInterpreter().read(request(text))


@pytest.mark.parametrize(
    ("text", "plan", "unused"),
    [
        ("remove the hat", REMOVE_HAT, ()),
        ("the clock shrinks, remove the hat", REMOVE_HAT, ("clock",)),
        ("remove the hat but leave the clock", REMOVE_HAT, ()),
        ("the clock stays, remove the hat", REMOVE_HAT, ()),
        ("remove the hat, something orange there", REMOVE_HAT, ("orange",)),
        ("the hat in orange", BLUE_HAT, ()),
        ("the hat 30 % larger", LARGER, ()),
        ("the hat 70 % larger", LARGER, ("70",)),
        ("remove the hat at [B]", REMOVE_HAT, ("[b]",)),
    ],
)
def test_what_is_named_and_not_used_speaks_against_a_reading(
    text: str, plan: EditPlan, unused: tuple[str, ...]
) -> None:
    assert found(text, plan).unused == unused


@pytest.mark.parametrize(
    ("text", "unused"), [("replace the hat with [B]", ()), ("replace the hat with [B] or [C]", ("[c]",))]
)
def test_a_reference_picture_is_used_where_the_plan_takes_it(text: str, unused: tuple[str, ...]) -> None:
    there = {"references": {"B": "/photos/cap.png", "C": "/photos/clock.png"}}
    op = {"op": "replace", "targets": [{"object": "hat-1"}], "reference": {"file": "/photos/cap.png"}}
    context = LexicalInterpreter().context_of(ReadRequest(Instruction(text=text, **there), SCENE))
    assert evidence(EditPlan.model_validate({"ops": [op]}), context).unused == unused


@pytest.mark.parametrize("name", sorted(Evidence("ready").features))
@pytest.mark.parametrize("ending", ["ready", "command", "look", "options", "open", "cannot", "unread"])
def test_more_against_a_reading_never_makes_it_surer(ending: str, name: str) -> None:
    class Told(Evidence):
        at: float = 0.0

        @property
        def features(self) -> dict[str, float]:
            return {other: float(other == name) * self.at for other in Evidence("ready").features}

    levels = [type("At", (Told,), {"at": level})(ending) for level in (0.0, 1.0, 2.0)]
    sure = [confidence(one) for one in levels]
    assert sure == sorted(sure, reverse=True)


def test_every_way_a_reading_can_end_has_a_curve() -> None:
    plans = {
        "ready": REMOVE_HAT,
        "command": EditPlan.order(Undo()),
        "look": EditPlan.look("lamp"),
        "options": EditPlan.ask("Which?", Option(label="this one", ops=REMOVE_HAT.ops)),
        "open": EditPlan.ask("Which?"),
        "cannot": EditPlan.cannot("not found in the picture: lamp"),
        "unread": EditPlan.cannot("this was not understood as an edit"),
    }
    assert {name: way(plan) for name, plan in plans.items()} == {name: name for name in plans}
    assert all(0 < confidence(Evidence(name)) < 1 for name in plans)


def test_a_plain_edit_is_surer_than_a_question_that_could_not_be_settled() -> None:
    assert read("remove the hat").confidence > 0.9 > 0.2 > read("flumox the hat over").confidence


def test_a_reading_in_doubt_says_why_and_a_clear_one_says_nothing() -> None:
    assert read("remove the hat").plan.notes == ()
    context = LexicalInterpreter().context_of(request("the clock shrinks, remove the hat"))
    assert confidence(evidence(REMOVE_HAT, context)) < TOLD < confidence(found("remove the hat", REMOVE_HAT))
