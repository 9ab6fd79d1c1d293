"""Removing what a brush stroke lies on: a wire or a spot goes alone; anything else goes as far as it was painted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages
from scenewright.scene.instruction import Mark
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import ScriptedInpainter, ScriptedSegmenter
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 260, 120
BAR = Mark(stroke=((20, 57), (90, 63), (160, 58), (240, 62)), width=16)
DAB = Mark(stroke=((60, 90), (63, 92)), width=18)


def sky() -> np.ndarray:
    return np.repeat(np.linspace(120, 180, WIDTH)[None, :, None], HEIGHT, axis=0).repeat(3, axis=2).astype(np.uint8)


def flawed() -> np.ndarray:
    """A sky with a wire at 60 and a spot at (60, 90)."""
    import cv2

    picture = sky()
    cv2.line(picture, (0, 61), (WIDTH, 59), (20, 20, 20), 2, cv2.LINE_AA)
    cv2.circle(picture, (60, 90), 4, (60, 30, 20), -1)
    return picture


@pytest.fixture
def situation() -> Situation:
    person = SceneObject(id="person-1", label="person", box=Box(100, 10, 150, 118))
    scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT), objects=(person,))
    toolbox = Toolbox.of(segmenter=ScriptedSegmenter(), inpainter=ScriptedInpainter())
    return Situation(flawed(), scene, View.of(WIDTH, HEIGHT), toolbox, MemoryImages())


def removed(situation: Situation, mark: Mark, said: str = "this", op: str = "remove", **more: Any) -> ResolvedOp:
    plan = {"ops": [{"op": op, "targets": [{"mark": "A", "said": said}], **more}]}
    found, _ = resolve(EditPlan.model_validate(plan).ops[0], replace(situation, marks={"A": mark}))
    return found


def mask_of(resolved: ResolvedOp) -> Mask:
    return Mask.from_ref(resolved.targets[0].mask)


def test_a_wire_goes_alone_with_a_narrow_rim_and_may_be_filled_from_what_it_crosses(situation):
    resolved = removed(situation, BAR, "this wire")
    assert 200 <= mask_of(resolved).area <= 1200
    assert mask_of(resolved).box.height <= 10
    assert (resolved.growth, resolved.barred) == (4, None)


def test_the_picture_is_whole_again_where_the_wire_was(situation):
    resolved = removed(situation, BAR)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [
        check for check in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not check.passed
    ]
    assert not failed
    changed = np.any(after != situation.pixels, axis=2)
    assert not changed[:52].any()
    assert not changed[68:].any()
    assert (after[58:63, 30:230] > 80).all()


def test_a_spot_goes_alone_by_a_dab_or_by_a_point_when_it_is_called_a_spot(situation):
    for mark in (DAB, Mark(point=(61, 91))):
        spot = mask_of(removed(situation, mark, "this spot"))
        assert Box(52, 82, 69, 99).covers(spot.box)
        assert spot.array[90, 60]


def test_a_stroke_on_nothing_thin_is_what_it_paints(situation):
    plain = replace(situation, pixels=sky())
    assert mask_of(removed(plain, BAR)).box.height >= 16


def test_other_actions_take_the_stroke_as_it_is(situation):
    assert mask_of(removed(situation, BAR, op="obscure", method="blur")).box.height >= 16


def test_in_a_turned_and_enlarged_view_the_stroke_is_on_the_same_wire(situation):
    view = situation.view.rotate(90).scale(2)
    shown = [view.to_view(point) for point in BAR.stroke or ()]
    turned = Mark(stroke=tuple((float(x), float(y)) for x, y in shown), width=32)
    found = mask_of(removed(replace(situation, view=view), turned))
    assert found.iou(mask_of(removed(situation, BAR))) > 0.7
