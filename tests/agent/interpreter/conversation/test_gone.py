"""Things told by where they were to what the last turn took out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.interpreter.batch import plan_case

from ..scenes import thing

TABLE = {
    "image": {"width": 400, "height": 200},
    "objects": [
        thing("orange-1", (20, 120, 60, 160)),
        thing("pear-1", (70, 120, 110, 160)),
        thing("plate-1", (10, 160, 130, 190)),
        thing("lamp-1", (300, 20, 340, 100)),
    ],
}


def after(first: str, then: str) -> dict[str, Any]:
    past = plan_case({"scene": TABLE, "text": first}, Path(".")).to_dict()
    return plan_case({"scene": TABLE, "text": then, "history": [{"text": first, "plan": past}]}, Path(".")).to_dict()


@pytest.mark.parametrize(
    ("then", "id"),
    [
        ("the fruit next to it needs the same", "pear-1"),
        ("what lies below it can go too", "plate-1"),
        ("also remove the fruit to the right of it", "pear-1"),
    ],
)
def test_a_neighbor_of_what_is_gone_is_found(then: str, id: str) -> None:
    plan = after("remove the orange", then)
    assert [(op["op"], [target["object"] for target in op["targets"]]) for op in plan["ops"]] == [("remove", [id])]


def test_what_is_gone_is_no_target_itself() -> None:
    assert after("remove the orange", "paint it red")["status"] in ("ask", "cannot", "look")
