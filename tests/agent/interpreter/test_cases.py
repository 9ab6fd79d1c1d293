"""Our own cases: their score does not hang on names, order or handedness, and no rule was written off one."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.interpreter.batch import plan_case
from scenewright.evals.expectations import Case
from scenewright.scene.objects import Scene

from .scenes import Json

CASES = Path(__file__).parent / "cases"
INTERPRETER = Path(__file__).parents[3] / "agent" / "interpreter"
DEV = [json.loads(line) for line in (CASES / "dev.jsonl").read_text(encoding="utf-8").splitlines()]


def scene_of(case: Json) -> Json:
    return json.loads((CASES / case["scene"]).read_text(encoding="utf-8"))


def right(case: Json, scene: Json) -> bool:
    plan = plan_case({**case, "scene": scene}, CASES).to_dict()
    return Case(case["expect"], Scene.model_validate(scene), case.get("marks") or {}).met_by(plan)


def mapped(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: item if key == "text" else mapped(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [mapped(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value


def renamed(case: Json, scene: Json) -> tuple[Json, Json]:
    ids = {thing["id"]: f"thing-{n}" for n, thing in enumerate(scene["objects"])}
    keep = {"text": case["text"], "scene": case["scene"], "tag": case["tag"]}
    return {**mapped(case, ids), **keep}, mapped(scene, ids)


def shuffled(case: Json, scene: Json) -> tuple[Json, Json]:
    objects = list(scene["objects"])
    random.Random(11).shuffle(objects)
    return case, {**scene, "objects": objects}


_HANDS = {"left": "right", "right": "left", "leftmost": "rightmost", "rightmost": "leftmost"}
_HANDS |= {"counterclockwise": "clockwise", "clockwise": "counterclockwise"}
_BOXES = ("box", "region", "crop")


def other_hand(text: str) -> str:
    return re.sub(rf"\b(?:{'|'.join(_HANDS)})\b", lambda match: _HANDS[match.group(0)], text)


def mirrored(case: Json, scene: Json) -> tuple[Json, Json]:
    width = scene["image"]["width"]

    def turned(value: Any, key: str = "") -> Any:
        if key in _BOXES and isinstance(value, list):
            return [width - value[2], value[1], width - value[0], value[3]]
        if key == "point":
            return [width - value[0], value[1]]
        if key == "offset":
            return [-value[0], value[1]]
        if key == "rotate":
            return -value
        if key in ("relation", "edge", "text") and isinstance(value, str):
            return other_hand(value)
        if isinstance(value, dict):
            return {name: turned(item, name) for name, item in value.items()}
        return [turned(item) for item in value] if isinstance(value, list) else value

    return turned(case), turned(scene)


_NEXT_TO_ONE = re.compile(r"left to right")
"""The same said with the other hand."""


@pytest.fixture(scope="module")
def scored() -> set[str]:
    """The cases that are read right as they stand."""
    return {case["id"] for case in DEV if right(case, scene_of(case))}


@pytest.mark.parametrize("change", [renamed, shuffled, mirrored])
def test_names_order_and_handedness_keep_the_score(
    change: Callable[[Json, Json], tuple[Json, Json]], scored: set[str]
) -> None:
    after = {case["id"] for case in DEV if right(*change(case, scene_of(case)))}
    assert after == scored


# --- no entry was written off a case


def texts() -> Iterator[str]:
    """What every case file says, those shared with us included."""
    files = [*CASES.glob("*.jsonl")]
    shared = next((path / "shared" for path in INTERPRETER.parents if (path / "shared").is_dir()), None)
    shared = shared or next((p.parent / "shared" for p in INTERPRETER.parents if (p.parent / "shared").is_dir()), None)
    if shared is not None:
        files += [shared / "instructions-dev" / "cases.jsonl"]
        benchmark = shared / "ciebench-dev" / "benchmark.json"
        if benchmark.exists():
            yield from instructions(json.loads(benchmark.read_text(encoding="utf-8")))
    for path in files:
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            yield json.loads(line)["text"]


def instructions(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "instruction" and isinstance(item, str):
                yield item
            else:
                yield from instructions(item)
    elif isinstance(value, list):
        for item in value:
            yield from instructions(item)


def runs(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[i : i + 4]) for i in range(len(words) - 3)}


def entries() -> Iterator[tuple[str, str]]:
    """`(file, words)`: the strings of data files by entry and of the rules by literal; docstrings are none."""
    for path in sorted((INTERPRETER / "data").rglob("*")):
        if path.suffix == ".json":
            yield from ((path.name, text) for text in strings(json.loads(path.read_text(encoding="utf-8"))))
        elif path.suffix == ".txt":
            rows = path.read_text(encoding="utf-8").splitlines()
            yield from ((path.name, part) for row in rows for part in re.split(r"[|,;]", row))
    for path in sorted(set(INTERPRETER.rglob("*.py")) - set(INTERPRETER.glob("llm/*"))):
        yield from ((path.name, text) for text in literals(path))


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from alternatives(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def alternatives(text: str) -> Iterator[str]:
    """The literal runs of words of a pattern: between the signs that group and choose."""
    yield from re.split(r"[|()\[\]{}?*+^$\\.,<>=:!]", text)


def literals(path: Path) -> Iterator[str]:
    import ast

    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documented:
            yield from alternatives(node.value)


def test_no_entry_shares_four_words_in_a_row_with_a_case() -> None:
    said = {run for text in texts() for run in runs(text)}
    found = sorted({f"{file}: {words.strip()}" for file, words in entries() if runs(words) & said})
    assert found == []


def test_the_search_for_shared_words_finds_some() -> None:
    assert runs("Move the red cup to the left") & runs("the red cup to")
    assert not runs("the red cup") & runs("the red cup to")
