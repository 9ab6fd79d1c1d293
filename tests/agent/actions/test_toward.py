"""`To the left` is a step that way on the same ground, not the photo's edge."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.agent.actions import Situation, resolve
from scenewright.agent.actions.situation import ActionError
from scenewright.agent.actions.toward import step_toward
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.view import View
from scenewright.tools.toolbox import Toolbox

from .test_evaluate import CUP, op_of, run

WIDTH, HEIGHT = 300, 200
BOAT = Box(150, 120, 190, 150)


def canal(wall: int, *things: Box) -> Situation:
    """Grey water, a dark wall that ends at column `wall`, and a red boat."""
    rng = np.random.default_rng(5)
    pixels = (120 + rng.normal(0, 4, (HEIGHT, WIDTH, 3))).clip(0, 255).astype(np.uint8)
    pixels[:, :wall] = (30, 20, 15)
    pixels[BOAT.slices] = (180, 40, 30)
    boxes = {"boat-1": BOAT, **{f"buoy-{n + 1}": box for n, box in enumerate(things)}}
    objects = tuple(SceneObject(id=id, label=id.split("-")[0], box=box) for id, box in boxes.items())
    scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT), objects=objects)
    return Situation(pixels, scene, View.of(WIDTH, HEIGHT), Toolbox.of(), MemoryImages())


def test_on_open_ground_it_goes_about_its_own_width() -> None:
    for side, way in (("left", -1), ("right", 1)):
        step = step_toward(side, BOAT, canal(0))
        assert step is not None
        assert step.like
        assert step.box == BOAT.shift(way * 44, 0)


def test_a_boat_stays_on_the_water() -> None:
    step = step_toward("left", BOAT, canal(wall=112))
    assert step is not None
    assert step.like
    assert 112 <= step.box.left < BOAT.left - 10


def test_what_lies_there_already_is_not_hidden() -> None:
    step = step_toward("left", BOAT, canal(0, Box(95, 120, 125, 150)))
    assert step is not None
    assert step.like
    assert step.box.intersect(Box(95, 120, 125, 150)).area <= 0.3 * 30 * 30


def test_it_says_when_the_ground_is_another_everywhere() -> None:
    step = step_toward("left", BOAT, canal(wall=149))
    assert step is not None
    assert not step.like


def test_at_the_edge_there_is_no_room() -> None:
    assert step_toward("left", Box(0, 120, 40, 150), canal(0)) is None
    assert step_toward("left", Box(30, 120, 70, 150), canal(0), apart=True) is None


def test_the_words_that_say_which_way_are_told_where_it_went(situation: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "move", "target": CUP, "to": {"edge": "right", "toward": True}}), situation)
    assert resolved.places[0].left == 46
    assert any("it went 26 pixels to the right" in said for said in resolved.remarks)
    edge, _ = resolve(op_of({"op": "move", "target": CUP, "to": {"edge": "right"}}), situation)
    assert edge.places[0].right == 118


def test_a_copy_stands_beside_and_not_over_it(situation: Situation) -> None:
    _, resolved, scene = run(situation, op="duplicate", target=CUP, to={"edge": "right", "toward": True})
    assert scene.get("cup-2").box.left >= scene.get("cup-1").box.right
    assert any("the copy is" in said for said in resolved.remarks)


def test_without_room_it_is_not_moved(situation: Situation) -> None:
    corner = {"mask": Mask.from_box(Box(0, 30, 24, 60), 120, 80).to_ref().model_dump()}
    with pytest.raises(ActionError, match="no room to the left"):
        resolve(op_of({"op": "move", "target": corner, "to": {"edge": "left", "toward": True}}), situation)
