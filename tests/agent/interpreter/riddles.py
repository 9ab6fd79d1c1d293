"""Riddles about what things are for, read in scenes of a dozen labels."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from scenewright.agent.interpreter.batch import request_of
from scenewright.agent.interpreter.lexical import LexicalInterpreter

CASES = Path(__file__).parent / "cases"
SIDE = 100


def riddles(name: str) -> list[dict[str, Any]]:
    """`{"kind", "scene", "text", "right"}` of each case: `right` are the labels meant, none where nothing fits."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def scenes() -> dict[str, list[str]]:
    """Scene to labels."""
    found: dict[str, list[str]] = json.loads((CASES / "riddle_scenes.json").read_text(encoding="utf-8"))
    return found


def scene(labels: list[str]) -> dict[str, Any]:
    """One thing of each label, side by side in rows of four."""
    boxes = [(i % 4 * SIDE, i // 4 * SIDE) for i in range(len(labels))]
    return {
        "image": {"width": 4 * SIDE, "height": 4 * SIDE},
        "objects": [
            {"id": f"{label}-1", "label": label, "box": [x, y, x + SIDE - 10, y + SIDE - 10]}
            for label, (x, y) in zip(labels, boxes, strict=True)
        ],
    }


def answer(riddle: dict[str, Any], interpreter: LexicalInterpreter) -> set[str]:
    """The labels that the plan's actions are done to, empty when it does nothing."""
    case = {"scene": scene(scenes()[riddle["scene"]]), "text": riddle["text"]}
    plan = interpreter.read(request_of(case, Path("."))).plan
    targets = [target for op in plan.ops for target in getattr(op, "targets", ())]
    return {str(getattr(target, "object", "*")).rsplit("-", 1)[0] for target in targets}


def score(name: str, interpreter: LexicalInterpreter) -> dict[str, tuple[int, int]]:
    """Kind of riddle → how many were read right, of how many; `all` too."""
    right: dict[str, list[bool]] = defaultdict(list)
    for riddle in riddles(name):
        right[riddle["kind"]].append(answer(riddle, interpreter) == set(riddle["right"]))
        right["all"].append(right[riddle["kind"]][-1])
    return {kind: (sum(hits), len(hits)) for kind, hits in sorted(right.items())}
