"""Wishes: specific steps, resolved and verified one after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, apply_effect, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.tools.backends.scripted import InputInpainter, MisplacedInpainter, NoiseInpainter, ScriptedSegmenter
from scenewright.tools.toolbox import Toolbox

CUP = {"object": "cup-1"}
CUP_BOX = Box(20, 30, 44, 60)
BOOK = {"object": "book-1"}


def disc(box: Box) -> Mask:
    """The ellipse inside a box: the cup."""
    y, x = np.mgrid[:80, :120] + 0.5
    return Mask(((x - box.center.x) / (box.width / 2)) ** 2 + ((y - box.center.y) / (box.height / 2)) ** 2 <= 1)


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def run(situation: Situation, **fields: Any) -> tuple[Pixels, ResolvedOp, Scene]:
    """Resolve, evaluate, verify: the canvas afterwards, the resolved op, and the scene."""
    resolved, scene = resolve(op_of(fields), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    corner = situation.view.canvas
    patches = [replace(p, box=p.box.shift(-corner.left, -corner.top)) for p in outcome.patches]
    after = composite(situation.pixels, patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed, failed
    return after, resolved, apply_effect(resolved, scene)


def wish(*steps: list[dict[str, Any]]) -> dict[str, Any]:
    instructions = [{"text": f"step {number}", "ops": ops} for number, ops in enumerate(steps, 1)]
    return {"op": "instruct", "targets": [{"everything": True}], "original": "tidy", "instructions": instructions}


def test_later_steps_of_a_wish_see_what_earlier_ones_did(situation: Situation) -> None:
    steps = wish(
        [{"op": "move", "target": CUP, "to": {"offset": [20, 0]}}],
        [{"op": "remove", "targets": [BOOK]}, {"op": "move", "target": CUP, "to": {"offset": [20, 0]}}],
    )
    after, _, scene = run(situation, **steps)
    assert scene.ids == ("cup-1",)
    assert scene.get("cup-1").box == Box(60, 30, 84, 60)
    inner = disc(CUP_BOX).grow(-4)
    assert np.array_equal(after[inner.shift(40, 0).array], situation.pixels[inner.array])
    assert after[inner.array][:, 0].max() < 170, "filled where it stood first"


def test_a_wish_may_turn_the_picture_for_its_later_steps(situation: Situation) -> None:
    steps = wish(
        [{"op": "transform", "flip": "horizontal"}], [{"op": "move", "target": CUP, "to": {"offset": [-20, 0]}}]
    )
    _, resolved, scene = run(situation, **steps)
    assert resolved.view_after == situation.view.flip(True)
    assert scene.get("cup-1").box == Box(40, 30, 64, 60)


@pytest.mark.parametrize("faulty", [InputInpainter(), NoiseInpainter(), MisplacedInpainter()])
def test_a_wish_is_not_done_when_one_of_its_steps_is_not(situation: Situation, faulty: Any) -> None:
    tools = Toolbox.of(inpainter=faulty, segmenter=ScriptedSegmenter([disc(CUP_BOX)]))
    broken = replace(situation, toolbox=tools)
    steps = wish(
        [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}],
        [{"op": "remove", "targets": [CUP]}],
    )
    resolved, _ = resolve(op_of(steps), broken)
    outcome = evaluate(resolved, broken.pixels, tools, broken.images)
    after = composite(broken.pixels, outcome.patches)
    failed = [check.name for check in verify(resolved, broken.pixels, after, outcome, tools) if not check.passed]
    assert failed


def test_a_tone_that_was_so_already_does_not_spoil_a_wish(situation: Situation) -> None:
    grey = replace(situation, pixels=np.repeat(situation.pixels[..., :1], 3, axis=2))
    everything = [{"everything": True}]
    steps = wish(
        [{"op": "adjust", "targets": everything, "saturation": -1}],
        [{"op": "adjust", "targets": everything, "brightness": 0.2}],
    )
    run(grey, **steps)
    resolved, _ = resolve(op_of(wish([{"op": "adjust", "targets": everything, "saturation": -1}])), grey)
    outcome = evaluate(resolved, grey.pixels, grey.toolbox, grey.images)
    checks = verify(resolved, grey.pixels, composite(grey.pixels, outcome.patches), outcome, grey.toolbox)
    assert [check.name for check in checks if not check.passed] == ["changed"], (
        "a wish that changes nothing is not done"
    )
