"""What the checks see: done, not done, noise, and changes in the wrong place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenewright.agent.actions.margins import allowed_of
from scenewright.agent.actions.work import Outcome
from scenewright.agent.verify import correlation, verify
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Adjust, Obscure, Recolor, Remove, Transform
from scenewright.scene.records import ResolvedOp, ResolvedTarget
from scenewright.scene.view import View
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 96, 64
BOX = Box(30, 20, 60, 44)
THING = Mask.from_box(BOX, WIDTH, HEIGHT)
TOOLBOX = Toolbox.of()
GROWTH = 4
EVERYTHING = {"everything": True}


def scene_pixels(seed: int = 0) -> np.ndarray:
    """A soft grey ground with a striped thing on it."""
    rng = np.random.default_rng(seed)
    ground = np.linspace(90, 130, WIDTH)[None, :, None] + rng.normal(0, 2, (HEIGHT, WIDTH, 1))
    pixels = np.repeat(np.clip(ground, 0, 255), 3, axis=2).astype(np.uint8)
    stripes = np.where((np.arange(BOX.width) // 3) % 2, 200, 40)
    pixels[BOX.slices] = np.array([stripes, stripes // 2, stripes // 3]).T[None]
    return pixels


def ground_pixels() -> np.ndarray:
    clean = scene_pixels()
    clean[BOX.slices] = clean[0:24, 0:30]
    return clean


def outcome(allowed: Mask | None = None, stray: int = 0) -> Outcome:
    return Outcome((), ("test@1",), Box.of_size(WIDTH, HEIGHT), allowed or allowed_of(THING, GROWTH), stray)


def resolved(op, label: str | None = None) -> ResolvedOp:
    target = ResolvedTarget(mask=THING.to_ref(), label=label)
    return ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=GROWTH)


def failed(op, before: np.ndarray, after: np.ndarray, what: Outcome | None = None) -> set[str]:
    checks = verify(resolved(op), before, after, what or outcome(), TOOLBOX)
    assert checks
    return {check.name for check in checks if not check.passed}


REMOVE = Remove(targets=(EVERYTHING,))


def test_a_clean_removal_passes() -> None:
    assert failed(REMOVE, scene_pixels(), ground_pixels()) == set()


def test_a_backend_that_returns_its_input_is_not_done() -> None:
    assert "gone" in failed(REMOVE, scene_pixels(), scene_pixels())


def test_noise_is_not_done() -> None:
    after = ground_pixels()
    after[BOX.slices] = np.random.default_rng(1).integers(0, 256, (BOX.height, BOX.width, 3))
    calm_before = scene_pixels()
    calm_before[BOX.slices] = 180
    assert "clean fill" in failed(REMOVE, calm_before, after)


def test_a_change_outside_the_area_is_seen() -> None:
    after = ground_pixels()
    after[2, 2] += 1
    assert "locked pixels" in failed(REMOVE, scene_pixels(), after)


def test_a_backend_that_works_in_the_wrong_place_is_not_done() -> None:
    assert "in place" in failed(REMOVE, scene_pixels(), ground_pixels(), outcome(stray=40))


@pytest.mark.parametrize(("painted", "good"), [((200, 30, 30), True), ((30, 30, 200), False)])
def test_a_recolor_must_come_near_its_colour(painted: tuple[int, int, int], good: bool) -> None:
    after = scene_pixels()
    after[BOX.slices] = painted
    assert (failed(Recolor(targets=(EVERYTHING,), color="red"), scene_pixels(), after) == set()) is good


@pytest.mark.parametrize(("share", "good"), [(0.25, True), (0.02, False)])
def test_a_recolor_is_judged_by_the_paint_and_not_by_the_chrome(share: float, good: bool) -> None:
    before = scene_pixels()
    after = before.copy()
    rows = max(1, round(share * BOX.height))
    after[BOX.top : BOX.top + rows, BOX.left : BOX.left + (BOX.width if good else 9)] = (220, 20, 20)
    assert (failed(Recolor(targets=(EVERYTHING,), color="red"), before, after) == set()) is good


def test_hiding_must_take_the_detail_away() -> None:
    op = Obscure(targets=(EVERYTHING,), method="blur")
    smooth = scene_pixels()
    smooth[BOX.slices] = 120
    assert failed(op, scene_pixels(), smooth) == set()
    shifted = scene_pixels()
    shifted[BOX.slices] = 255 - shifted[BOX.slices]
    assert "hidden" in failed(op, scene_pixels(), shifted)


def test_brighter_must_not_be_darker() -> None:
    op = Adjust(targets=(EVERYTHING,), brightness=0.5)
    brighter, darker = scene_pixels(), scene_pixels()
    brighter[BOX.slices] = np.clip(brighter[BOX.slices].astype(int) + 30, 0, 255)
    darker[BOX.slices] = darker[BOX.slices] // 2
    assert failed(op, scene_pixels(), brighter) == set()
    assert "brightness" in failed(op, scene_pixels(), darker)


def test_a_transform_of_the_picture_must_change_the_view() -> None:
    view = View.of(WIDTH, HEIGHT)
    op = Transform(flip="horizontal")
    turned = ResolvedOp(op=op, view=view, view_after=view.flip(True))
    still = replace(outcome(), allowed=Mask.empty(WIDTH, HEIGHT))
    assert all(check.passed for check in verify(turned, scene_pixels(), scene_pixels(), still, TOOLBOX))
    same = turned.model_copy(update={"view_after": view})
    assert not all(check.passed for check in verify(same, scene_pixels(), scene_pixels(), still, TOOLBOX))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1, 2, 3], [2, 4, 6], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([5, 5, 5], [5, 5, 5], 1.0),
        ([1, 200, 3], [9, 9, 9], 0),
    ],
)
def test_correlation(a: list[float], b: list[float], expected: float) -> None:
    assert correlation(np.array(a, float), np.array(b, float)) == pytest.approx(expected)
