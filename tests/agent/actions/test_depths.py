"""Where a depth estimator is: things that go farther away become smaller, and stand behind what is nearer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, apply_effect, evaluate, resolve
from scenewright.agent.actions.depths import Depths, depths_of
from scenewright.agent.actions.ground import SAME
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import ScriptedHarmonizer, ScriptedInpainter, ScriptedSegmenter
from scenewright.tools.backends.scripted_seeing import ScriptedDepthEstimator
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 160, 120
STATUE, CRATE = Box(20, 70, 40, 110), Box(90, 60, 130, 100)


def thing(id: str, box: Box) -> SceneObject:
    return SceneObject(id=id, label=id.partition("-")[0], box=box)


@pytest.fixture
def room() -> Any:
    """A statue and a crate on a floor; lower rows are nearer. `room(**tools)`: with other tools."""
    pixels = np.full((HEIGHT, WIDTH, 3), 150, np.uint8)
    pixels += np.random.default_rng(0).integers(0, 9, pixels.shape, np.uint8)
    stripes = (np.arange(HEIGHT) // 10 % 2 * 60).astype(np.uint8)[:, None]
    pixels[STATUE.slices][..., 0] = 30 + stripes[STATUE.slices[0]]
    pixels[CRATE.slices][..., 2] = 40 + stripes[CRATE.slices[0]]

    def begin(*things: SceneObject, **tools: Any) -> Situation:
        objects = (thing("statue-1", STATUE), thing("crate-1", CRATE), *things)
        scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT), objects=objects)
        ports = {
            "segmenter": ScriptedSegmenter(), "inpainter": ScriptedInpainter(), "harmonizer": ScriptedHarmonizer(),
            "depth_estimator": ScriptedDepthEstimator(), **tools,
        }  # fmt: skip
        toolbox = Toolbox.of(**{name: tool for name, tool in ports.items() if tool is not None})
        return Situation(pixels, scene, View.of(WIDTH, HEIGHT), toolbox, MemoryImages())

    return begin


def resolved(situation: Situation, **fields: Any) -> Any:
    return resolve(EditPlan.model_validate({"ops": [fields]}).ops[0], situation)[0]


CRATE_1 = {"object": "crate-1"}
MOVE = {"op": "move", "target": {"object": "statue-1"}}


def test_what_goes_farther_away_becomes_as_much_smaller_as_it_is_less_near(room):
    """The statue's middle row is 89.5 of 119 near; the ground at row 80 is 80 of 119."""
    moved = resolved(room(), **MOVE, to={"point": [60, 60]})
    (place,) = moved.places
    assert place.bottom == 80
    assert place.height == pytest.approx(STATUE.height * 80 / 89.5, abs=1.5)
    assert "by its estimated depth it is farther away there" in " ".join(moved.remarks)


def test_without_a_depth_estimator_nothing_is_claimed(room):
    (place,) = resolved(room(depth_estimator=None), **MOVE, to={"point": [60, 60]}).places
    assert place.size == STATUE.size


def test_a_box_says_how_large_and_what_is_lifted_stands_on_no_ground(room):
    (place,) = resolved(room(), **MOVE, to={"box": [50, 10, 60, 30]}).places
    assert place == Box(50, 10, 60, 30)
    on = {"relation": "above", "of": {"object": "crate-1"}}
    assert resolved(room(), **MOVE, to=on).places[0].size == STATUE.size


def test_it_stands_behind_what_is_nearer(room):
    """The ground at row 70 is 70 of 119 near; the crate's middle is 79.5 of 119, as near as APART takes."""
    moved = resolved(room(), **MOVE, to={"point": [100, 48]})
    assert moved.before is not None
    assert Mask.from_ref(moved.before).box == CRATE
    assert "it stands behind crate-1 there" in moved.remarks


def test_behind_a_thing_is_a_little_farther_than_that_and_before_it_a_little_nearer(room):
    behind = resolved(room(), **MOVE, to={"relation": "behind", "of": {"object": "crate-1"}})
    front = resolved(room(), **MOVE, to={"relation": "in front of", "of": {"object": "crate-1"}})
    crate, statue = 79.5 / 119, 89.5 / 119
    assert behind.places[0].height == pytest.approx(STATUE.height * (crate - 0.08) / statue, abs=1.5)
    assert front.places[0].height == pytest.approx(STATUE.height * (crate + 0.08) / statue, abs=1.5)
    assert Mask.from_ref(behind.before).box == CRATE
    assert front.before is None


def test_the_action_is_done_and_what_it_shows_passes_its_checks(room):
    situation = room()
    op = EditPlan.model_validate({"ops": [{**MOVE, "to": {"point": [100, 48]}}]}).ops[0]
    moved, scene = resolve(op, situation)
    outcome = evaluate(moved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    assert np.array_equal(after[CRATE.slices], situation.pixels[CRATE.slices])  # it hides what is behind it
    failed = [c for c in verify(moved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed
    known = scene.map(lambda one: one.model_copy(update={"depth": 0.3}))
    assert apply_effect(moved, known).get("statue-1").depth is None  # it is somewhere else now


def test_what_is_put_in_is_as_high_as_its_kind_is_there_and_stands_behind_what_is_nearer(room):
    """A person is 1.7 m: one of 34 pixels at nearness 60/119 tells that a metre is 20 pixels there."""
    person = thing("person-1", Box(4, 43, 14, 77))

    class Drawer(ScriptedInpainter):
        capabilities = frozenset({"prompt"})

    situation = room(person, inpainter=Drawer())
    put = resolved(situation, op="insert", prompt="a person", at={"point": [104, 50]})
    (place,) = put.places
    near = (place.bottom - 0.5) / 119
    assert place.height == pytest.approx(1.7 * 20 * near / (60 / 119), rel=0.1)
    assert Mask.from_ref(put.before).box == CRATE


def test_things_of_known_kinds_tell_the_offset(room):
    """Three persons whose heights grow by 20 pixels from nearness 0.25 to 0.75: 10 more than in proportion."""
    near = np.repeat(np.linspace(0, 1, 400, dtype=np.float32)[:, None], 300, axis=1)

    def person(number: int, row: int) -> SceneObject:
        height = round(1.7 * 20 * (row / 399 + 0.5))
        return thing(
            f"person-{number}", Box(40 * number, row - height // 2, 40 * number + 12, row + height - height // 2)
        )

    from scenewright.agent.actions.depths import _measured

    known = _measured(Depths(near), [person(1, 100), person(2, 200), person(3, 300)])
    assert known.offset == pytest.approx(0.5, abs=0.05)
    assert known.scale(0.25, 0.75) == pytest.approx(1.25 / 0.75, rel=0.05)
    alone = _measured(Depths(near), [person(1, 100)])
    assert alone.offset == 0
    assert alone.scale(0.9, 0.1) == 1.0  # nobody believes in a ninth


class Steep(ScriptedDepthEstimator):
    """Says that what is to the left is far, and that what is to the right is near."""

    def depth(self, pixels: Any) -> Any:
        return np.repeat(np.linspace(0.3, 0.8, pixels.shape[1], dtype=np.float32)[None], pixels.shape[0], axis=0)


def test_without_things_of_known_kinds_nothing_grows_more_than_the_ground_has_it(room):
    """The estimate alone says twice as large. What goes sideways on level ground stays as large as it was; of what
    comes down by half its height a person (1.7 m, as high as who takes it) grows by half, a hat (0.15 m) by less."""
    steep = room(depth_estimator=Steep())
    assert depths_of(steep).scale(0.38, 0.76) == pytest.approx(2)
    beside = resolved(steep, **MOVE, to={"offset": [110, 0]})
    assert beside.places[0].size == STATUE.size
    assert not beside.remarks
    raised = Box(20, 50, 40, 90)
    for label, times in (("person", 1.5), ("hat", 1.05), ("statue", 1.3)):
        one = thing("statue-1", raised).model_copy(update={"label": label})
        lower = resolved(_with(steep, one), **MOVE, to={"offset": [110, 20]})
        assert lower.places[0].height == round(times * raised.height)
        assert f"so it was made {times:.0%} as large" in " ".join(lower.remarks)


def test_no_estimate_makes_a_thing_larger_than_the_picture(room):
    tall = thing("statue-1", Box(20, 0, 60, 80))
    lower = resolved(_with(room(depth_estimator=Steep()), tall), **MOVE, to={"relation": "in front of", "of": CRATE_1})
    assert lower.places[0].height == round(0.9 * HEIGHT)


def test_what_is_put_in_far_from_all_that_tells_its_size_is_not_thrice_as_large(room):
    """A person far away alone tells the scale, and the estimate has the place at 2.6 times that nearness."""
    person = thing("person-1", Box(2, 40, 10, 70))

    class Drawer(ScriptedInpainter):
        capabilities = frozenset({"prompt"})

    class Far(Steep):
        def depth(self, pixels: Any) -> Any:
            return np.where(np.arange(pixels.shape[1]) < 20, 0.3, 0.78)[None].repeat(len(pixels), 0).astype(np.float32)

    situation = room(person, inpainter=Drawer(), depth_estimator=Far())
    put = resolved(situation, op="insert", prompt="a person", at={"point": [104, 60]})
    assert put.places[0].height == round(1.5 * 30)


def _with(situation: Situation, statue: SceneObject) -> Situation:
    """Another statue elsewhere."""
    pixels = situation.pixels.copy()
    pixels[statue.box.slices][..., 0] = 30
    return replace(situation, pixels=pixels, scene=situation.scene.replace(statue))


def test_a_tiny_depth_anything_tells_through_the_same_path(room, tmp_path_factory: pytest.TempPathFactory):
    from scenewright.evals.random_models import tiny

    folder: Path = tmp_path_factory.mktemp("depth")
    tools = tiny.toolbox({"depth_estimator": "depth-anything-v2-small"}, folder)
    with tools.lease("depth_estimator") as estimator:
        situation = room(depth_estimator=estimator)
        depths = depths_of(situation)
        assert depths is not None
        assert np.array_equal(depths.near, estimator.depth(situation.pixels))
        before = replace(situation, toolbox=situation.toolbox)
        (place,) = resolved(before, **MOVE, to={"point": [60, 60]}).places
    here, there = depths.of(STATUE), depths.under(STATUE.shift(30, -30), STATUE)
    most = 1 + 30 / STATUE.height * 0.9 / 1.5  # its foot goes up by 30 rows, and nothing tells how high a statue is
    factor = np.clip(
        depths.scale(here, there), 1 / most, most
    )  # random weights: it may be so little that it is left out
    expected = STATUE.height if abs(factor - 1) <= SAME else STATUE.height * factor
    assert place.height == pytest.approx(expected, abs=1.5)
