"""What goes along when things are moved, copied, swapped and replaced, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, consequences_for, consequences_of, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import Consequence, EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedHarmonizer,
    ScriptedInpainter,
    ScriptedSegmenter,
)
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 400, 300
BOX, BALL = Box(80, 100, 160, 200), Box(260, 140, 320, 200)
THING, OTHER = {"object": "box-1"}, {"object": "ball-1"}
GROUND = 170


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def shaded(*things: Box) -> Pixels:
    """Flat ground with red boxes on it, each with a soft shadow to its lower right that lets half of the light pass."""
    import cv2

    cast = np.zeros((HEIGHT, WIDTH), np.float32)
    for box in things:
        cast[box.bottom - 24 : box.bottom + 6, box.left + 10 : box.right + 30] = 1
    soft = cv2.GaussianBlur(cast, (0, 0), 2)[..., None]
    out = (GROUND * np.ones((HEIGHT, WIDTH, 3)) * (1 - 0.5 * soft)).astype(np.uint8)
    for box in things:
        out[box.slices] = (180, 50, 50)
    return out


@pytest.fixture
def lit() -> Situation:
    scene = Scene(
        image=SceneImage(width=WIDTH, height=HEIGHT),
        objects=(SceneObject(id="box-1", label="box", box=BOX), SceneObject(id="ball-1", label="ball", box=BALL)),
    )
    masks = [_mask(BOX), _mask(BALL)]
    tools = Toolbox.of(
        detector=ScriptedDetector(vocabulary=()),
        segmenter=ScriptedSegmenter(masks),
        inpainter=ScriptedInpainter(),
        harmonizer=ScriptedHarmonizer(),
    )
    return Situation(shaded(BOX, BALL), scene, View.of(WIDTH, HEIGHT), tools, MemoryImages())


def _mask(box: Box) -> Mask:
    return Mask.from_box(box, WIDTH, HEIGHT)


def done(situation: Situation, **fields: Any) -> tuple[Pixels, ResolvedOp, tuple[Consequence, ...]]:
    """The picture after an op and what follows from it, as a turn does it."""
    op = op_of(fields)
    found, situation = consequences_of(op, situation)
    plan = EditPlan(ops=(op,), consequences=found)
    resolved, _ = resolve(op, situation, consequences_for(op, plan))
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed, failed
    return after, resolved, found


def light(pixels: Pixels, x: int, y: int) -> float:
    """The light around a point of the ground, as a share of the lit ground's."""
    return float(pixels[y - 2 : y + 3, x - 2 : x + 3].mean()) / GROUND


def beside(box: Box) -> tuple[int, int]:
    """A point in the middle of the shadow that a box casts to its right."""
    return box.right + 14, box.bottom - 12


def test_a_copy_casts_the_shadow_that_the_thing_casts(lit: Situation) -> None:
    after, resolved, found = done(lit, op="duplicate", target=THING, to={"offset": [0, 95]})
    assert [one.because for one in found] == ["shadow of box-1"]
    assert light(after, *beside(resolved.places[0])) < 0.75
    assert light(after, *beside(BOX)) < 0.75, "the thing itself keeps its own"


def test_what_is_replaced_takes_its_shadow_with_it(lit: Situation) -> None:
    small = np.zeros((40, 12, 4), np.uint8)
    small[:, :] = (30, 60, 200, 255)
    small[:3] = 0
    reference = {"image": lit.images.put(small).id}
    after, _, found = done(lit, op="replace", targets=[THING], reference=reference)
    assert [(one.because, one.op.op) for one in found] == [("shadow of box-1", "remove")]
    assert light(after, *beside(BOX)) > 0.9


def test_what_is_swapped_takes_its_shadow_along(lit: Situation) -> None:
    tall = replace(lit, pixels=shaded(BOX))
    after, resolved, found = done(tall, op="swap", target=THING, other=OTHER)
    assert [(one.because, one.op.op) for one in found] == [("shadow of box-1", "move")]
    assert light(after, *beside(resolved.places[0])) < 0.75
    assert light(after, BOX.right + 14, BOX.bottom - 12) > 0.9


def test_the_consequence_of_a_scaled_thing_is_scaled(lit: Situation) -> None:
    after, resolved, found = done(lit, op="transform", targets=[THING], scale=0.5)
    assert [one.op.op for one in found] == ["transform"]
    assert light(after, resolved.places[0].right + 7, resolved.places[0].bottom - 6) < 0.8


@pytest.mark.parametrize("turn", ["flip", "rotate"])
def test_what_is_turned_on_the_spot_keeps_its_shadow(lit: Situation, turn: str) -> None:
    op = op_of({"op": "transform", "targets": [THING], turn: "horizontal" if turn == "flip" else 180})
    assert consequences_of(op, lit)[0] == ()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_foot_is_where_it_is_shown(lit: Situation, degrees: int) -> None:
    """The photo lies on its side; shown upright it is the same picture, and the same shadow is found."""
    turns = degrees // 90
    pixels = np.ascontiguousarray(np.rot90(lit.pixels, turns))
    height, width = pixels.shape[:2]
    view = View.of(width, height).rotate(degrees) if degrees else View.of(width, height)
    assert np.array_equal(view.render(pixels)[..., :3], lit.pixels)
    box = view.box_to_original(BOX)
    mask = Mask.from_box(box, width, height)
    scene = Scene(
        image=SceneImage(width=width, height=height), objects=(SceneObject(id="box-1", label="box", box=box),)
    )
    tools = Toolbox.of(segmenter=ScriptedSegmenter([mask]), inpainter=ScriptedInpainter())
    turned = replace(lit, pixels=pixels, scene=scene, view=view, toolbox=tools)
    found, _ = consequences_of(op_of({"op": "move", "target": THING, "to": {"offset": [100, 40]}}), turned)
    upright, _ = consequences_of(op_of({"op": "move", "target": THING, "to": {"offset": [100, 40]}}), lit)
    assert len(found) == len(upright) == 1
    here, there = (Mask.from_ref(one[0].op.target.mask) for one in (found, upright))  # type: ignore[union-attr]
    assert here.iou(there) > 0.9


def test_an_insert_stands_on_its_foot_in_a_turned_picture(lit: Situation) -> None:
    cutout = np.zeros((60, 40, 4), np.uint8)
    cutout[4:, 4:36] = (30, 60, 200, 255)
    cutout[4:12, 4:12] = 0
    view = View.of(WIDTH, HEIGHT).rotate(90)
    flat = replace(lit, pixels=np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8), view=view)
    flat = replace(flat, scene=Scene(image=SceneImage(width=WIDTH, height=HEIGHT)))
    reference = {"image": lit.images.put(cutout).id}
    after, resolved, _ = done(flat, op="insert", reference=reference, at={"point": [150, 200]})
    shown = view.render(after)[..., :3]
    place = view.box_to_view(resolved.places[0])
    x = round(place.center.x)
    assert shown[place.bottom + 2, x].mean() < 0.9 * GROUND, "dark below"
    assert shown[place.top - 6, x].mean() > 0.95 * GROUND, "and not above"
