"""What settings say of how far an action reaches, and of how many instructions a wish is followed by."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scenewright.agent.actions import NeedsBackend, Situation, evaluate, resolve
from scenewright.scene.mask import Mask
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.tools.running import Drawing
from scenewright.tools.specs import Toolset
from scenewright.tools.toolbox import Toolbox

CUP = {"object": "cup-1"}


def drawing(situation: Situation, **settings: Any) -> Situation:
    toolbox = Toolbox(Toolset("scripted", {}), drawing=Drawing(**settings))
    toolbox.provide(**situation.toolbox._ready)
    return replace(situation, toolbox=toolbox)


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def changed_by_removing(situation: Situation) -> Mask:
    resolved, _ = resolve(op_of({"op": "remove", "targets": [CUP]}), situation)
    after = composite(
        situation.pixels, evaluate(resolved, situation.pixels, situation.toolbox, situation.images).patches
    )
    return Mask((after != situation.pixels).any(axis=2))


def test_a_larger_growth_takes_out_more_around_the_thing(situation: Situation) -> None:
    reach = [changed_by_removing(drawing(situation, growth=growth)).box.width for growth in (3, 12)]
    assert reach[1] > reach[0] + 8
    usual = changed_by_removing(situation)
    assert changed_by_removing(drawing(situation)) == usual


@pytest.mark.parametrize(("most", "parts"), [(None, 2), (2, 2), (1, 1)])
def test_a_wish_is_followed_by_as_many_instructions_as_settings_allow(
    situation: Situation, most: int | None, parts: int
) -> None:
    steps = [{"text": str(n), "ops": [{"op": "move", "target": CUP, "to": {"offset": [9, 0]}}]} for n in range(2)]
    wish = op_of({"op": "instruct", "targets": [{"everything": True}], "original": "tidy", "instructions": steps})
    resolved, _ = resolve(wish, drawing(situation, specific=most))
    assert len(resolved.parts) == parts


def test_without_any_instruction_a_wish_needs_an_editor(situation: Situation) -> None:
    steps = [{"text": "aside", "ops": [{"op": "move", "target": CUP, "to": {"offset": [9, 0]}}]}]
    wish = op_of({"op": "instruct", "targets": [{"everything": True}], "original": "tidy", "instructions": steps})
    with pytest.raises(NeedsBackend, match="needs an editor that follows instructions"):
        resolve(wish, drawing(situation, specific=0))
