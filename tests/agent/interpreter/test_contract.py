"""What every interpreter keeps: the port's contract, and on literal scenes the same plans, whoever reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scenewright.agent.interpreter.batch import request_of
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.llm import menus
from scenewright.agent.interpreter.llm.opening import wrap
from scenewright.agent.interpreter.llm.reader import LanguageModelInterpreter, Ways
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.interpreter.port import Interpreter, Reading, ReadRequest
from scenewright.scene.ops import targets_of
from scenewright.scene.plan import EditPlan
from scenewright.scene.target import ObjectTarget

from .scenes import BEACH, DATA_FREE, OFFICE, on

Json = dict[str, Any]
Make = Callable[[Any], Interpreter]


def _lexical(answer: Any) -> Interpreter:
    return LexicalInterpreter()


def _llm(answer: Any) -> Interpreter:
    """Over a model that gives the plan it is expected to give; for what no model is asked, it would spoil it."""
    model = ScriptedChatModel(answers=[answer])
    return LanguageModelInterpreter("scripted:contract", lambda: wrap(model, "scripted:contract"), LexicalInterpreter())


def _compact(answer: Any) -> Interpreter:
    """Over a model that only ever says numbers: its plans are its own, the contract is the same."""
    model = ScriptedChatModel(answers=[{"choice": 1}])
    return LanguageModelInterpreter(
        "scripted:menus", lambda: wrap(model, "scripted:menus"), LexicalInterpreter(), ways=Ways(compact=True)
    )


EVERY = pytest.mark.parametrize("make", [_lexical, _llm, _compact], ids=["lexical", "llm", "compact"])
WHOLE_PLANS = pytest.mark.parametrize("make", [_lexical, _llm], ids=["lexical", "llm"])


def op(name: str, **fields: Any) -> Json:
    return {"op": name, **fields}


def option(label: str, *ops: Json) -> Json:
    return {"label": label, "ops": list(ops)}


PICTURE = [{"everything": True}]
REMOVED = [{"text": "remove the dog", "plan": {"ops": [op("remove", targets=on("dog-1"))]}}]
LITERAL: list[tuple[str, Json, Json, Json]] = [
    ("remove the dog", BEACH, {}, {"ops": [op("remove", targets=on("dog-1"))]}),
    ("remove the blue boat", BEACH, {}, {"ops": [op("remove", targets=on("boat-2"))]}),
    ("remove both boats", BEACH, {}, {"ops": [op("remove", targets=on("boat-1", "boat-2"))]}),
    ("remove the leftmost person", BEACH, {}, {"ops": [op("remove", targets=on("person-1"))]}),
    ("make the kite green", BEACH, {}, {"ops": [op("recolor", targets=on("kite-1"), color="#008000")]}),
    ("make the clock twice as big", OFFICE, {}, {"ops": [op("resize", targets=on("clock-1"), scale=2.0)]}),
    (
        "move the red cup to the left of the laptop",
        OFFICE,
        {},
        {"ops": [op("move", target=on("cup-2")[0], to={"relation": "left of", "of": on("laptop-1")[0]})]},
    ),
    ("swap the kite and the dog", BEACH, {}, {"ops": [op("swap", target=on("kite-1")[0], other=on("dog-1")[0])]}),
    ("pixelate the clock", OFFICE, {}, {"ops": [op("obscure", targets=on("clock-1"), method="pixelate")]}),
    ("flip the picture horizontally", OFFICE, {}, {"ops": [op("transform", flip="horizontal")]}),
    (
        "remove [A]",
        OFFICE,
        {"marks": {"A": {"box": [440, 30, 560, 150]}}},
        {"ops": [op("remove", targets=[{"mark": "A"}])]},
    ),
    (
        "remove the dog and make the kite red",
        BEACH,
        {},
        {"ops": [op("remove", targets=on("dog-1")), op("recolor", targets=on("kite-1"), color="#ff0000")]},
    ),
    ("make it brighter", OFFICE, {}, {"ops": [op("adjust", targets=PICTURE, brightness=0.3)]}),
    ("undo", BEACH, {"history": REMOVED}, {"status": "command", "command": {"name": "undo", "count": 1}}),
    ("start over", BEACH, {"history": REMOVED}, {"status": "command", "command": {"name": "reset"}}),
    ("remove the lamp", OFFICE, {}, {"status": "look", "look_for": ["lamp"]}),
    (
        "remove the cup",
        OFFICE,
        {},
        {
            "status": "ask",
            "question": {
                "text": "Which cup?",
                "options": [option(f"cup {n}", op("remove", targets=on(f"cup-{n}"))) for n in (1, 2, 3)],
            },
        },
    ),
    ("what a lovely day", BEACH, {}, {"status": "cannot"}),
]


def request(text: str, scene: Json, more: Mapping[str, Any]) -> ReadRequest:
    return request_of({"scene": scene, "text": text, **more}, DATA_FREE)


def gist(plan: EditPlan) -> Json:
    """What a plan does, apart from the words that explain it: its ops, options as a set, and what else it decides."""
    data = json.loads(json.dumps(plan.to_dict()))
    question = data["question"] or {}
    return {
        "status": data["status"],
        "ops": _plain(data["ops"]),
        "options": sorted(json.dumps(_plain(one["ops"]), sort_keys=True) for one in question.get("options", ())),
        "look_for": data["look_for"],
        "command": data["command"],
        "replaces": data["replaces"],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != "said"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


@WHOLE_PLANS
@pytest.mark.parametrize(("text", "scene", "more", "expected"), LITERAL, ids=[case[0] for case in LITERAL])
def test_the_same_plans_come_out(make: Make, text: str, scene: Json, more: Json, expected: Json) -> None:
    answer = {"status": "ready", "rationale": "because it was said", **expected}
    if expected.get("status") == "command":
        answer = {"status": "cannot", "rationale": "no model is asked for this"}
    reading = make(answer).read(request(text, scene, more))
    wanted = EditPlan.model_validate({"status": "ready", "rationale": "x", **expected})
    assert gist(reading.plan) == gist(wanted)
    assert reading.plan.rationale or reading.plan.status == "command"


@EVERY
@pytest.mark.parametrize(
    "text", ["remove the dog", "", "?!", "x" * 3000, "\ud800\x00\u202e", "{'a': 1}", "[Z] [A]", "undo"]
)
def test_whatever_is_said_a_plan_comes_back(make: Make, text: str) -> None:
    _keeps(make({"status": "ready"}).read(request(text, BEACH, {})), request(text, BEACH, {}))


@EVERY
def test_an_empty_scene_is_read_too(make: Make) -> None:
    empty = {"image": {"width": 10, "height": 10}}
    for can_look in (True, False):
        asked = request("remove the dog", empty, {})
        asked = ReadRequest(asked.instruction, asked.scene, can_look=can_look)
        reading = make({"status": "cannot", "rationale": "there is none"}).read(asked)
        _keeps(reading, asked)
        assert can_look or reading.plan.status != "look"


@EVERY
def test_the_same_words_mean_the_same_again(make: Make) -> None:
    asked = request("remove the kite", BEACH, {})
    interpreter = make({"status": "ready", "rationale": "x", "ops": [op("remove", targets=on("kite-1"))]})
    assert interpreter.read(asked) == interpreter.read(asked)


@EVERY
def test_it_has_an_id_of_one_line(make: Make) -> None:
    interpreter = make({})
    assert isinstance(interpreter, Interpreter)
    assert interpreter.id
    assert "\n" not in interpreter.id


@EVERY
def test_the_request_stays_as_it_was(make: Make) -> None:
    asked = request("remove the kite", BEACH, {"history": REMOVED})
    before = (asked.scene.to_json(), asked.instruction.model_dump_json(), asked.history)
    make({"status": "ready", "ops": [op("remove", targets=on("kite-1"))]}).read(asked)
    assert (asked.scene.to_json(), asked.instruction.model_dump_json(), asked.history) == before


def _keeps(reading: Reading, asked: ReadRequest) -> None:
    plan = reading.plan
    assert 0 <= reading.confidence <= 1
    assert EditPlan.model_validate(plan.to_dict()) == plan
    assert plan.status not in ("cannot", "ready") or plan.rationale
    named = {target.object for one in plan.ops for target in targets_of(one) if isinstance(target, ObjectTarget)}
    assert named <= set(asked.scene.ids)
    for choice in plan.question.options if plan.question else ():
        assert choice.ops or choice.command


def test_the_first_line_of_the_menu_is_what_the_compact_reader_is_told_to_take() -> None:
    assert menus.ACTIONS[0].value == "remove"
