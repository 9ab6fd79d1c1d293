"""Every op and command of a plan is offered to a language model, or left out with a reason; each by a scripted one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.interpreter.llm import menus
from scenewright.agent.interpreter.llm.compact import _BUILDERS
from scenewright.agent.interpreter.llm.prompt import told
from scenewright.agent.interpreter.llm.schema import NOT_OFFERED, NOT_SAID, answer_schema
from scenewright.agent.interpreter.port import PastTurn, Version
from scenewright.scene.plan import EditPlan

from .conftest import Make, remove

PUBLIC = EditPlan.model_json_schema(mode="validation", by_alias=True)["$defs"]
OPS = {
    name: part["properties"]["op"]["const"]
    for name, part in PUBLIC.items()
    if "const" in part["properties"].get("op", {}) and name not in NOT_SAID
}
COMMANDS = {
    name: part["properties"]["name"]["const"]
    for name, part in PUBLIC.items()
    if "const" in part.get("properties", {}).get("name", {})
}
TWO = PastTurn("cups and dog away", EditPlan.ready(remove("cup-1"), remove("dog-1")))
ONE = PastTurn("the other cup too", EditPlan.ready(remove("cup-2")))
VERSIONS = (Version("first", True), Version("moody", False))


def test_ops_and_commands_are_found() -> None:
    assert {"remove", "restore", "correct", "instruct"} <= set(OPS.values())
    assert {"drop", "branch", "switch", "keep"} <= set(COMMANDS.values())


def test_every_op_is_offered_and_explained() -> None:
    defs = answer_schema()["$defs"]
    assert set(OPS) <= set(defs)
    assert [op for op in OPS.values() if f"\n- {op}: " not in told("instructions")] == []


def test_every_command_is_offered_and_explained_or_left_out_with_a_reason() -> None:
    defs = answer_schema()["$defs"]
    assert {name for name in COMMANDS if name not in defs} == set(NOT_OFFERED)
    offered = [command for name, command in COMMANDS.items() if name not in NOT_OFFERED]
    assert [command for command in offered if f'"{command}"' not in told("instructions")] == []
    assert all(len(why) > 20 for why in NOT_OFFERED.values())
    assert set(NOT_SAID) == {"Draw"}
    assert not set(NOT_SAID) & set(answer_schema()["$defs"])
    assert "actions" in defs["Drop"]["properties"]
    assert '"actions"' in told("instructions")


def test_every_op_and_command_has_a_line_in_the_menus_or_a_reason() -> None:
    chosen = {line.value for line in menus.ACTIONS} - {"none"}
    assert chosen == set(_BUILDERS)
    assert set(OPS.values()) <= chosen
    by_version = {"branch", "switch"}
    assert set(COMMANDS.values()) - by_version - {"drop"} == set(menus.NOT_IN_MENUS)
    assert all(len(why) > 20 for why in menus.NOT_IN_MENUS.values())


@pytest.mark.parametrize(
    "command",
    [
        {"name": "drop", "turns": [1], "actions": [2]},
        {"name": "branch", "called": "bleak"},
        {"name": "branch", "at": 1},
        {"name": "branch", "at": 0},
        {"name": "switch", "branch": "moody"},
    ],
)
def test_a_model_may_take_back_one_action_and_begin_or_change_versions(model: Make, command: dict[str, Any]) -> None:
    asked = model({"rationale": "so it was said", "status": "command", "command": command})
    plan = asked.read("mm, you know the one I have in mind", history=(TWO, ONE), versions=VERSIONS).plan
    assert plan.read_by == asked.interpreter.id
    given = plan.to_dict()["command"]
    assert {name: given[name] for name in command} == command


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ({"name": "drop", "turns": [1], "actions": [3]}, "turn 1 has 2 actions"),
        ({"name": "drop", "turns": [2], "actions": [2]}, "turn 2 has 1 action"),
        ({"name": "drop", "turns": [7]}, "turns are numbered 1 to 2"),
        ({"name": "branch", "at": 5}, "turns are numbered 1 to 2"),
        ({"name": "branch", "called": "moody"}, "there is a version 'moody' already"),
        ({"name": "switch", "branch": "sad"}, "there is no version 'sad' (versions: first, moody)"),
        ({"name": "take", "branch": "moody"}, "take is not for you to give"),
        ({"name": "forget", "names": ["rex"]}, "forget is not for you to give"),
    ],
)
def test_what_cannot_be_goes_back_with_the_reason(model: Make, command: dict[str, Any], reason: str) -> None:
    asked = model({"rationale": "", "status": "command", "command": command})
    reading = asked.read("mm, you know the one I have in mind", history=(TWO, ONE), versions=VERSIONS)
    assert reason in asked.said()
    assert reading.plan.read_by == "lexical/1"


def test_a_new_version_and_an_edit_in_it_may_come_in_one_breath(model: Make) -> None:
    edit = {"op": "remove", "targets": [{"object": "dog-1"}]}
    plan = {"rationale": "x", "status": "ready", "ops": [edit], "command": {"name": "branch"}}
    read = model(plan).read("what it would be like elsewhere, dogless", history=(TWO,)).plan
    assert (read.status, read.command.name if read.command else "") == ("ready", "branch")


@pytest.mark.parametrize(
    "op",
    [
        {"op": "restore", "targets": [{"object": "dog-1"}]},
        {"op": "correct", "targets": [{"object": "dog-1"}], "label": "wolf"},
        {"op": "correct", "targets": [{"object": "cup-1"}, {"object": "cup-2"}], "merge": True},
        {"op": "text", "find": "delete", "replace_with": "keep"},
    ],
)
def test_a_model_may_put_right_what_is_known_and_bring_the_photo_back(model: Make, op: dict[str, Any]) -> None:
    read = model({"rationale": "x", "status": "ready", "ops": [op]}).read("mm, you know what I mean").plan
    given = read.to_dict()["ops"][0]
    assert {name: given[name] for name in op} == op


def test_the_model_is_told_of_versions_by_name(model: Make) -> None:
    asked = model({"rationale": "x", "status": "cannot"})
    asked.read("hm", versions=VERSIONS)
    assert '"versions": [\n {"name": "first", "current": true},\n {"name": "moody"}]' in asked.said(0)


def line(lines: tuple[menus.Line, ...], value: str) -> dict[str, int]:
    return {"choice": [one.value for one in lines].index(value) + 1}


ACTION = menus.ACTIONS


@pytest.mark.parametrize(
    ("answers", "command"),
    [
        ([line(ACTION, "drop"), {"choice": 1}], {"name": "drop", "turns": [1]}),
        ([line(ACTION, "drop"), {"choice": 2}], {"name": "drop", "turns": [2]}),
        ([line(ACTION, "drop"), {"choice": 4}], {"name": "drop", "turns": [1], "actions": [2]}),
        ([line(ACTION, "version"), {"choice": 1}], {"name": "branch", "called": None, "at": None}),
        ([line(ACTION, "version"), {"choice": 2}], {"name": "switch", "branch": "moody"}),
    ],
)
def test_by_menus_too(model: Make, answers: list[Any], command: dict[str, Any]) -> None:
    asked = model(*answers, compact=True)
    plan = asked.read("mm that", history=(TWO, ONE), versions=VERSIONS).plan
    assert (plan.status, plan.to_dict()["command"]) == ("command", command)
    assert plan.read_by == asked.interpreter.id


@pytest.mark.parametrize(
    ("text", "answers", "op"),
    [
        (
            "delete should read keep",
            [line(ACTION, "text"), {"choice": 2}, {"words": "delete"}, {"words": "keep"}],
            {"op": "text", "targets": [], "find": "delete", "replace_with": "keep"},
        ),
        (
            "the photo back at the dog",
            [line(ACTION, "restore"), {"choice": [3]}],
            {"op": "restore", "targets": [{"object": "dog-1"}]},
        ),
        (
            "that dog is really a wolf",
            [line(ACTION, "correct"), line(menus.CORRECTIONS, "label"), {"words": "a wolf"}, {"choice": [3]}],
            {"op": "correct", "targets": [{"object": "dog-1"}], "label": "a wolf"},
        ),
        (
            "both cups are one",
            [line(ACTION, "correct"), line(menus.CORRECTIONS, "merge"), {"choice": [1, 2]}],
            {"op": "correct", "targets": [{"object": "cup-1"}, {"object": "cup-2"}], "merge": True},
        ),
    ],
)
def test_by_menus_the_rarer_ops_too(model: Make, text: str, answers: list[Any], op: dict[str, Any]) -> None:
    plan = model(*answers, compact=True).read(text).plan
    assert plan.to_dict()["ops"] == [op]


def test_with_nothing_done_there_is_nothing_to_take_back_by_menus(model: Make) -> None:
    assert model(line(ACTION, "drop"), compact=True).read("mm that").plan.read_by == "lexical/1"


def test_a_benchmark_takes_an_interpreter(tmp_path: Path, model: Make) -> None:
    import json

    from scenewright.evals.understanding import run

    from .conftest import SCENE

    (tmp_path / "scene.json").write_text(SCENE.model_dump_json())
    expect = {"status": "ready", "ops": [{"op": "remove", "targets": ["dog-1"]}]}
    rows = [{"tag": "direct", "text": text, "scene": "scene.json", "expect": expect} for text in ("dog, shoo", "mm")]
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(row) + "\n" for row in rows))
    gone = {"rationale": "x", "status": "ready", "ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    asked = model(gone, gone, {**gone, "ops": [{**gone["ops"][0], "targets": [{"object": "cup-1"}]}]})  # type: ignore[index]
    table = run((cases,), asked.interpreter)
    assert table.startswith(f"Read by {asked.interpreter.id}.")
    assert "| direct | 2 | 2 (100.0 %) | 0 | 0 |" in table
    assert "calibration error" in table
