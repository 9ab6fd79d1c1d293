"""What a model's answer may not be, each said in words that it can be told."""

from __future__ import annotations

from typing import Any

import pytest

from scenewright.agent.interpreter.llm.check import plan_of
from scenewright.agent.interpreter.llm.trouble import Unusable
from scenewright.agent.interpreter.port import PastTurn, ReadRequest
from scenewright.scene.instruction import Instruction
from scenewright.scene.plan import EditPlan

from .conftest import SCENE, ready, remove

REQUEST = ReadRequest(
    Instruction.model_validate(
        {
            "text": "put the red cup here, with [B] beside",
            "marks": {"A": {"point": [50, 50]}},
            "references": {"B": "somewhere/vase.png"},
            "library": ["rex"],
        }
    ),
    SCENE,
    (PastTurn("no sign", EditPlan.ready(remove("sign-1"))),),
)
CUP = {"object": "cup-1"}


def op(name: str, **fields: Any) -> dict[str, Any]:
    return {"op": name, **fields}


def move(**to: Any) -> dict[str, Any]:
    return op("move", target=CUP, to=to)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({}, "ready plan holds at least one op"),
        ({"status": "fine"}, "status"),
        (ready(op("remove", targets=[])), "at least one target"),
        (ready(op("explode", targets=[CUP])), "explode"),
        (ready(remove("cup-9")), "no object 'cup-9'"),
        (ready(op("remove", targets=[{"mark": "Z"}])), "no mark 'Z' (marks: A)"),
        (ready(op("remove", targets=[{"phrase": "the cup"}])), "use ids"),
        (ready(op("remove", targets=[{"mask": {"size": [2, 2], "counts": "4"}}])), "use ids"),
        (ready(op("remove", targets=[{"object": "cup-1", "mark": "A"}])), "exactly one of"),
        (ready(op("recolor", targets=[CUP], color="reddish blue-ish")), "color"),
        (ready(op("recolor", targets=[CUP], colour="red")), "color"),
        (ready(op("recolor", targets=[CUP], color="red", shade="dark")), "no field 'shade'"),
        (ready(op("resize", targets=[CUP], scale=-2)), "scale"),
        (ready(op("adjust", targets=[CUP])), "at least one of"),
        (ready(op("adjust", targets=[CUP], brightness=7)), "brightness"),
        (ready(op("adjust", targets=[CUP], brightness=float("nan"))), "brightness"),
        (ready(op("blur", targets=[CUP])), "blur"),
        (ready(op("remove", targets=[{"region": [10, 10, 10, 60]}])), "not inside"),
        (ready(op("remove", targets=[{"region": [300, 200, 900, 290]}])), "not inside"),
        (ready(op("remove", targets=[{"region": [60, 60, 10, 10]}])), "region"),
        (ready(op("transform", crop=[0, 0, 4000, 300])), "crop"),
        (ready(move(point=[4000, 10])), "point"),
        (ready(move(offset=[900, 0])), "offset"),
        (ready(move(box=[900, 900, 950, 950])), "box"),
        (ready(move(mark="Q")), "no mark 'Q'"),
        (ready(move(relation="left of", of=CUP)), "beside itself"),
        (ready(move(relation="between", of=CUP)), "between"),
        (ready(op("swap", target=CUP, other=CUP)), "two different things"),
        (ready(op("insert")), "prompt"),
        (ready(op("insert", reference={"file": "/etc/passwd"})), "no reference picture '/etc/passwd'"),
        (ready(op("insert", reference={"library": "max"})), "library has no 'max' (it has: rex)"),
        (ready(op("insert", reference={"image": "sha256:00"})), "use ids"),
        (ready(remove("cup-1"), op("recolor", targets=[CUP], color="red")), "no object 'cup-1'"),
        (ready(*[remove("cup-1")] * 41), "at most 40 ops"),
        (ready(remove("cup-1"), replaces=4), "numbered 1 to 1"),
        ({"status": "command", "command": {"name": "drop", "turns": [2]}}, "numbered 1 to 1"),
        ({"status": "command", "command": {"name": "reorder", "turns": [1, 2]}}, "numbered 1 to 1"),
        ({"status": "command", "command": {"name": "rerun", "turn": 9}}, "numbered 1 to 1"),
        ({"status": "command", "command": {"name": "rm"}}, "command"),
        ({"status": "command", "command": {"name": "undo", "count": 0}}, "count"),
        ({"status": "ask"}, "holds a question"),
        ({"status": "ask", "question": {"text": ""}}, "no text"),
        ({"status": "ask", "question": {"text": "Which?", "options": [{"label": "a"}]}}, "complete ops"),
        (
            {"status": "ask", "question": {"text": "?", "options": [{"label": "a", "ops": [remove("cup-1")]}] * 2}},
            "different labels",
        ),
        (
            {"status": "ask", "question": {"text": "?", "options": [{"label": "a", "ops": [remove("x-1")]}]}},
            "no object 'x-1'",
        ),
        ({"status": "look"}, "what for"),
        ({"status": "look", "look_for": [""]}, "empty"),
        ({"status": "look", "look_for": ["lamp"]}, "looked for already"),
        ({"status": "look", "look_for": [f"thing {n}" for n in range(7)]}, "at most 6"),
        ({"status": "look", "look_for": ["tail"], "look_in": {"paw": {"object": "dog-1"}}}, "look_in names 'paw'"),
        ({"status": "look", "look_for": ["tail"], "look_in": {"tail": {"object": "cat-1"}}}, "no object 'cat-1'"),
        ({"status": "cannot"}, "say in `rationale`"),
        ({"status": "cannot", "rationale": "no", "ops": [remove("cup-1")]}, "has no ops"),
    ],
)
def test_it_goes_back(answer: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unusable, match=r"^[^\n]+$") as told:
        plan_of(answer, REQUEST)
    assert reason in str(told.value)


def test_nests_without_end_go_back() -> None:
    deep: Any = CUP
    for _ in range(3000):
        deep = {"everything": True, "except": [deep]}
    with pytest.raises(Unusable, match="too deeply"):
        plan_of(ready(op("remove", targets=[deep])), REQUEST)


def test_when_all_was_looked_for_nothing_more_is() -> None:
    last = ReadRequest(Instruction.of("the tail"), SCENE, can_look=False)
    with pytest.raises(Unusable, match="nothing more can be looked for"):
        plan_of({"status": "look", "look_for": ["tail"]}, last)


def test_things_that_the_plan_itself_makes_may_be_named_afterwards() -> None:
    copy = op("duplicate", target=CUP, to={"edge": "right"})
    plan, _ = plan_of(ready(copy, op("recolor", targets=[{"object": "cup-3"}], color="blue")), REQUEST)
    assert len(plan.ops) == 2


def test_references_are_named_and_get_their_files() -> None:
    for name in ("B", "[b]"):
        plan, _ = plan_of(ready(op("insert", reference={"file": name})), REQUEST)
        assert plan.ops[0].reference.file == "somewhere/vase.png"  # type: ignore[union-attr]


def test_fields_that_are_not_the_models_are_left_out() -> None:
    more = {"follow": False, "needs": ["all"], "consequences": [1], "read_by": "me", "format": "x", "notes": ["y"]}
    plan, _ = plan_of({**ready(remove("cup-1")), **more}, REQUEST)
    assert plan == EditPlan.ready(remove("cup-1"), rationale="as it was said")


def test_the_library_and_branches_are_not_the_models_to_change() -> None:
    kept = ({"name": "forget", "names": ["rex"]}, {"name": "keep", "target": CUP, "as": "rex"})
    for command in (*kept, {"name": "take", "branch": "b"}):
        plan = None
        with pytest.raises(Unusable):
            plan = plan_of({"status": "command", "command": command}, REQUEST)
        assert plan is None


def test_words_are_made_legible_and_cut_to_a_length() -> None:
    answer = ready(op("insert", prompt="a\u202e \x1b[31mred\x00 kite " + "x" * 900))
    plan, _ = plan_of({**answer, "rationale": "why\n\tnot " * 200}, REQUEST)
    assert plan.ops[0].prompt.startswith("a red kite x")  # type: ignore[union-attr]
    assert len(plan.ops[0].prompt) == 200  # type: ignore[union-attr,arg-type]
    assert len(plan.rationale) == 300
    assert "\n" not in plan.rationale


def test_said_is_kept_only_where_it_was_said() -> None:
    for said, kept in (("the red cup", "the red cup"), ("the blue cup", None)):
        plan, _ = plan_of(ready(op("remove", targets=[{"object": "cup-1", "said": said}])), REQUEST)
        assert plan.ops[0].targets[0].said == kept  # type: ignore[union-attr,index]
