"""Things on one ground: a horizon is claimed only where several agree, and then size and order follow from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.agent.actions import Situation, evaluate, resolve
from scenewright.agent.actions.ground import Ground, as_on_ground, ground_of
from scenewright.agent.actions.sizes import TYPICAL_HEIGHT
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.target import PointPlace
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import ScriptedInpainter, ScriptedSegmenter
from scenewright.tools.toolbox import Toolbox

FRAME = Box(0, 0, 640, 480)
HORIZON, RATE = 120.0, 0.6


def stands(label: str, x: int, foot: int, number: int = 1, taller: float = 1.0) -> SceneObject:
    """A thing of its usual height on a ground with that horizon."""
    height = round(TYPICAL_HEIGHT[label] * RATE * (foot - HORIZON) * taller)
    box = Box(x - height // 5, foot - height, x + height // 5, foot)
    return SceneObject(id=f"{label}-{number}", label=label, box=box)


STREET = (
    stands("person", 80, 300, 1),
    stands("person", 220, 380, 2),
    stands("car", 400, 440, 1),
    stands("car", 560, 260, 2),
)


def test_a_ground_is_found_where_things_agree() -> None:
    ground = ground_of(STREET, FRAME)
    assert ground is not None
    assert ground.horizon == pytest.approx(HORIZON, abs=8)
    assert ground.scale(440, 280) == pytest.approx(0.5, abs=0.03)
    assert all(ground.holds(thing) for thing in STREET)


def test_one_that_disagrees_is_left_out() -> None:
    child = stands("person", 320, 340, 3, taller=0.55)
    ground = ground_of((*STREET, child), FRAME)
    assert ground is not None
    assert not ground.holds(child)


@pytest.mark.parametrize(
    "things",
    [
        (),
        STREET[:2],
        (stands("person", 80, 300, 1), stands("person", 220, 303, 2), stands("person", 400, 306, 3)),
        tuple(stands("person", 80 + 120 * n, 300 + 40 * n, n, taller=1.5 ** (n % 2 * 2 - 1)) for n in range(4)),
        tuple(
            SceneObject(id=f"cup-{n}", label="cup", box=Box(9 * n, 100 + 40 * n, 9 * n + 8, 120 + 60 * n))
            for n in range(5)
        ),
    ],
    ids=["nothing", "two", "all alike far", "contradicting", "on a table"],
)
def test_where_too_little_agrees_nothing_is_claimed(things: tuple[SceneObject, ...]) -> None:
    assert ground_of(things, FRAME) is None


def test_what_the_picture_cuts_off_says_nothing() -> None:
    cut = tuple(one.model_copy(update={"box": one.box.shift(0, FRAME.bottom - one.box.bottom)}) for one in STREET)
    assert ground_of(cut, FRAME) is None


@given(st.floats(130, 470), st.floats(130, 470))
def test_there_and_back_is_the_same_size(here: float, there: float) -> None:
    ground = Ground(HORIZON, RATE, FRAME)
    assert ground.scale(here, there) * ground.scale(there, here) == pytest.approx(1)


@pytest.fixture
def street() -> Situation:
    pixels = np.full((480, 640, 3), 140, np.uint8)
    masks = [Mask.from_box(thing.box, 640, 480) for thing in STREET]
    for number, mask in enumerate(masks):
        pixels[mask.array] = (40 + 50 * number, 200 - 40 * number, 60)
    scene = Scene(image=SceneImage(width=640, height=480), objects=STREET)
    tools = Toolbox.of(segmenter=ScriptedSegmenter(masks), inpainter=ScriptedInpainter())
    return Situation(pixels, scene, View.of(640, 480), tools, MemoryImages())


def move(situation: Situation, **fields: Any) -> Any:
    op = EditPlan.model_validate({"ops": [{"op": "move", **fields}]}).ops[0]
    return resolve(op, situation)[0]


def test_what_goes_farther_away_gets_smaller_and_it_is_said(street: Situation) -> None:
    resolved = move(street, target={"object": "person-2"}, to={"offset": [100, -130]})
    before = STREET[1].box
    place = resolved.places[0]
    assert place.bottom == before.bottom - 130
    assert place.height == pytest.approx(before.height / 2, abs=4)
    assert any("farther away" in remark and "50%" in remark for remark in resolved.remarks)


def test_a_box_says_how_large_and_the_air_is_no_ground(street: Situation) -> None:
    box = move(street, target={"object": "person-2"}, to={"box": [300, 40, 406, 305]})
    assert box.places[0].height == STREET[1].box.height
    above = move(street, target={"object": "person-1"}, to={"relation": "above", "of": {"object": "car-1"}})
    assert above.places[0].height == STREET[0].box.height


def test_without_others_to_compare_with_the_size_stays(street: Situation) -> None:
    alone = replace(street, scene=street.scene.model_copy(update={"objects": STREET[:2]}))
    resolved = move(alone, target={"object": "person-2"}, to={"offset": [100, -100]})
    assert resolved.places[0].size == STREET[1].box.size
    assert resolved.remarks == ()


def test_it_goes_behind_what_stands_before_it(street: Situation) -> None:
    resolved = move(street, target={"object": "person-2"}, to={"offset": [170, 0]})
    assert resolved.before is not None
    assert "it stands behind car-1 there" in resolved.remarks
    outcome = evaluate(resolved, street.pixels, street.toolbox, street.images)
    after = composite(street.pixels, outcome.patches)
    car = Mask.from_box(STREET[2].box, 640, 480)
    assert np.array_equal(after[car.array], street.pixels[car.array])
    assert outcome.notes == resolved.remarks


def test_what_comes_in_is_as_high_as_its_kind_is_there(street: Situation) -> None:
    for foot in (280, 400):
        box = as_on_ground(Box(300, foot - 120, 340, foot), "person", PointPlace(point=(320, foot)), street)
        assert box.bottom == foot
        assert box.height == pytest.approx(1.7 * RATE * (foot - HORIZON), rel=0.06)
    vase = Box(300, 200, 340, 280)
    assert as_on_ground(vase, "vase", PointPlace(point=(320, 240)), street) == vase
