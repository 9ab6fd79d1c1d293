"""What an expectation of a case file means, on literal plans; and that our own half holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scenewright.evals.expectations import Case
from scenewright.evals.understanding import HELD_OUT, OWN, by_kind, read_cases, rows_of, run
from scenewright.scene.objects import Scene

SCENE: dict[str, Any] = {
    "image": {"width": 100, "height": 80},
    "objects": [
        {"id": "cup-1", "label": "cup", "box": [0, 0, 10, 10]},
        {"id": "cup-2", "label": "cup", "box": [50, 20, 70, 40]},
    ],
}
MARKS = {"A": {"point": [55, 30]}, "B": {"box": [0, 0, 10, 10]}}


def met(expect: dict[str, Any], *ops: dict[str, Any], status: str = "ready", **more: Any) -> bool:
    case = Case({"status": "ready", **expect}, Scene.model_validate(SCENE), MARKS)
    return case.met_by({"status": status, "ops": list(ops), **more})


def on(*ids: str) -> list[dict[str, Any]]:
    return [{"object": id} for id in ids]


REMOVE = {"op": "remove", "targets": on("cup-1", "cup-2")}
PLACED = {"op": "move", "target": {"object": "cup-1"}, "to": {"relation": "next to", "of": {"object": "cup-2"}}}
SWAP = {"op": "swap", "target": {"object": "cup-2"}, "other": {"object": "cup-1"}}


@pytest.mark.parametrize(
    ("want", "op", "right"),
    [
        ({"op": "remove", "targets": ["cup-2", "cup-1"]}, REMOVE, True),
        ({"op": "remove", "targets": ["cup-1"]}, REMOVE, False),
        ({"op": "remove"}, REMOVE, True),
        ({"op": "replace"}, REMOVE, False),
        ({"op": "adjust", "targets": ["*everything"]}, {"op": "adjust", "targets": [{"everything": True}]}, True),
        ({"op": "adjust", "targets": ["*everything"]}, {"op": "adjust", "targets": [{"background": True}]}, False),
        ({"op": "remove", "mark": "A"}, {"op": "remove", "targets": [{"mark": "A"}]}, True),
        ({"op": "remove", "mark": "A"}, {"op": "remove", "targets": on("cup-2")}, True),
        ({"op": "remove", "mark": "A"}, {"op": "remove", "targets": on("cup-1")}, False),
        ({"op": "remove", "mark": "B"}, {"op": "remove", "targets": on("cup-1")}, True),
        ({"op": "remove", "mark": "B"}, {"op": "remove", "targets": [{"region": [0, 0, 10, 10]}]}, True),
        ({"op": "move", "target": "cup-1", "to": {"relation": "next to"}}, PLACED, True),
        ({"op": "move", "target": "cup-1", "to": {"relation": "next-to", "of": "cup-2"}}, PLACED, True),
        ({"op": "move", "target": "cup-1", "to": {"relation": "above", "of": "cup-2"}}, PLACED, False),
        ({"op": "move", "target": "cup-1", "to": {"edge": "left"}}, PLACED, False),
        ({"op": "insert", "at": {"mark": "A"}}, {"op": "insert", "at": {"mark": "A"}}, True),
        ({"op": "insert", "at": {"mark": "A"}}, {"op": "insert", "at": {"point": [55, 30]}}, True),
        ({"op": "insert", "at": {"mark": "A"}}, {"op": "insert"}, False),
        ({"op": "swap", "target": "cup-1", "other": "cup-2"}, SWAP, True),
        ({"op": "swap", "target": {"mark": "A"}, "other": {"mark": "B"}}, SWAP, True),
        ({"op": "recolor", "color": "darkgreen"}, {"op": "recolor", "color": "#006400"}, True),
        ({"op": "recolor", "color": "darkgreen"}, {"op": "recolor", "color": "#00f000"}, False),
        ({"op": "recolor", "color": "red"}, {"op": "recolor"}, False),
        ({"op": "insert", "prompt_has": ["kite"]}, {"op": "insert", "prompt": "a red Kite"}, True),
        ({"op": "insert", "prompt_has": ["kite"]}, {"op": "insert"}, False),
        ({"op": "adjust", "sign": {"contrast": -1}}, {"op": "adjust", "contrast": -0.2}, True),
        ({"op": "adjust", "sign": {"contrast": -1}}, {"op": "adjust", "contrast": 0.2}, False),
        ({"op": "adjust", "sign": {"contrast": -1}}, {"op": "adjust"}, False),
        ({"op": "transform", "has": ["aspect"]}, {"op": "transform", "aspect": 1.0}, True),
        ({"op": "transform", "has": ["aspect"]}, {"op": "transform", "flip": "vertical"}, False),
        ({"op": "resize", "scale": 1.3}, {"op": "resize", "scale": 1.305}, True),
        ({"op": "resize", "scale": 1.3}, {"op": "resize", "scale": 1.4}, False),
        ({"op": "resize", "scale_range": [1.1, 2]}, {"op": "resize", "scale": 2.0}, True),
        ({"op": "resize", "scale_range": [1.1, 2]}, {"op": "resize", "scale": 0.5}, False),
        ({"op": "transform", "rotate": 90}, {"op": "transform", "rotate": 90.0}, True),
        ({"op": "transform", "flip": "vertical"}, {"op": "transform", "flip": "horizontal"}, False),
        ({"op": "instruct", "instructions_n": [2, 5]}, {"op": "instruct", "instructions": [{}, {}]}, True),
        ({"op": "instruct", "instructions_n": [2, 5]}, {"op": "instruct", "instructions": [{}]}, False),
        ({"op": "instruct", "original_has": "old"}, {"op": "instruct", "original": "look OLD"}, True),
    ],
)
def test_an_expected_op(want: dict[str, Any], op: dict[str, Any], right: bool) -> None:
    assert met({"ops": [want]}, op) is right


def test_no_op_may_be_left_over_or_be_met_twice() -> None:
    want = {"op": "remove"}
    assert met({"ops": [want, want]}, REMOVE, REMOVE)
    assert not met({"ops": [want]}, REMOVE, REMOVE)
    assert not met({"ops": [want, want]}, REMOVE)


def test_the_status_must_be_the_same() -> None:
    assert not met({"ops": []}, status="cannot")


def option(*ids: str) -> dict[str, Any]:
    return {"label": "", "ops": [{"op": "remove", "targets": on(*ids)}]}


@pytest.mark.parametrize(
    ("options", "right"),
    [([["cup-1"], ["cup-2"]], True), ([["cup-1"]], False), ([["cup-1"], ["cup-1"]], False), ([], False)],
)
def test_options_are_about_just_these(options: list[list[str]], right: bool) -> None:
    question = {"options": [option(*ids) for ids in options]}
    assert met({"status": "ask", "options_over": ["cup-1", "cup-2"]}, status="ask", question=question) is right


def test_what_is_looked_for_and_the_command() -> None:
    assert met({"status": "look", "look_for_has": ["wheel"]}, status="look", look_for=["front wheel"])
    assert not met({"status": "look", "look_for_has": ["wheel"]}, status="look", look_for=["bus"])
    assert met({"status": "command", "command": "undo"}, status="command", command={"name": "undo", "count": 1})
    assert not met({"status": "command", "command": "undo"}, status="command", command={"name": "redo"})


def test_a_file_of_cases_is_scored_by_kinds(tmp_path: Path) -> None:
    (tmp_path / "scene.json").write_text(json.dumps(SCENE))
    rows = [
        {"tag": "direct", "text": "remove the left cup", "expect": {"status": "ready", "ops": [{"op": "remove"}]}},
        {"tag": "direct", "text": "remove the left cup", "expect": {"status": "cannot"}},
        {"tag": "ask", "text": "remove the cup", "expect": {"status": "ready", "ops": []}},
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps({**row, "scene": "scene.json"}) + "\n" for row in rows))
    results = list(read_cases(path))
    assert by_kind(results) == {"direct": (1, 2), "ask": (0, 1)}
    assert [result.asked for result in results] == [False, False, True]


WELL_READ = {"reason": 0.85, "talk": 0.85, "ask": 0.9, "look": 0.9}
"""The least share of each kind; all others 0.95. Vague wishes have none."""


@pytest.fixture(scope="module")
def half() -> list[Any]:
    return list(read_cases(OWN / "dev.jsonl"))


def test_our_development_half_is_read_as_well_as_is_asked_for(half: list[Any]) -> None:
    shares = {kind: right / count for kind, (right, count) in by_kind(half).items() if kind != "vague"}
    assert {kind: share for kind, share in shares.items() if share < WELL_READ.get(kind, 0.95)} == {}


def test_clear_instructions_are_seldom_asked_about(half: list[Any]) -> None:
    clear = [result for result in half if result.clear]
    assert sum(result.asked for result in clear) <= 0.02 * len(clear)


@pytest.mark.parametrize("names", [HELD_OUT[:1], pytest.param(HELD_OUT, marks=pytest.mark.slow)])
def test_held_out_cases_are_never_shown(names: tuple[str, ...]) -> None:
    rows = [row for name in names for row in rows_of(OWN / f"{name}.jsonl")]
    table = run(own=names)
    told, shown = all(f"| {name} |" in table for name in names), sum(row["text"] in table for row in rows)
    assert told
    assert shown == 0
