"""What a fill made up is told: rests of the thing, colours from nowhere, smears, and what nobody could know."""

from __future__ import annotations

import numpy as np

from scenewright.agent.verify.doubts import doubted_fill
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Remove
from scenewright.scene.records import ResolvedOp, ResolvedTarget
from scenewright.scene.view import View

from .edits import TOOLBOX

WIDTH, HEIGHT = 200, 160
BOX = Box(70, 50, 130, 110)
THING = Mask.from_box(BOX, WIDTH, HEIGHT)


def gravel(spread: float = 14) -> np.ndarray:
    grey = np.random.default_rng(1).normal(125, spread, (HEIGHT // 4, WIDTH // 4, 1))
    return np.kron(grey, np.ones((4, 4, 3))).round().clip(0, 255).astype(np.uint8)


def patchwork() -> np.ndarray:
    """Squares of a few colours in turn."""
    colours = np.array([(230, 220, 90), (40, 120, 60), (170, 40, 40), (240, 240, 235), (90, 60, 40)])
    squares = np.random.default_rng(2).integers(0, len(colours), (8, 10))
    return np.kron(colours[squares], np.ones((20, 20, 1), int)).astype(np.uint8)


def with_ball(ground: np.ndarray) -> np.ndarray:
    out = ground.copy()
    out[BOX.slices] = (30, 60, 200)
    return out


def said(after: np.ndarray, ground: np.ndarray, writing: bool = False, places: tuple[Box, ...] = ()) -> str:
    op = Remove.model_validate({"targets": [{"object": "ball-1"}]})
    target = ResolvedTarget(mask=THING.to_ref(), label="ball", writing=writing)
    resolved = ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=4, places=places)
    checks = doubted_fill(resolved, with_ball(ground), after, TOOLBOX)
    assert all(check.passed for check in checks)
    return " ".join(check.caution or "" for check in checks)


def test_a_fill_like_its_surroundings_is_fine() -> None:
    assert said(gravel(), gravel()) == ""


def test_a_rest_of_the_thing_is_told() -> None:
    after = gravel()
    after[60:80, 80:110] = (30, 60, 200)
    assert said(after, gravel()).startswith("something that looks like a rest of the ball shows where it was")


def test_colours_that_are_nowhere_around_are_told() -> None:
    after = gravel()
    after[60:80, 80:110] = (200, 180, 30)
    assert said(after, gravel()).startswith("colours that are nowhere around show where the ball was")


def test_a_smear_on_gravel_is_told_and_an_even_fill_on_an_even_wall_is_not() -> None:
    flat = gravel()
    flat[BOX.pad(3).slices] = 125
    assert "smoother than what is around it" in said(flat, gravel())
    wall = gravel(0.4)
    smooth = wall.copy()
    smooth[BOX.pad(3).slices] = 125
    assert said(smooth, wall) == ""


def test_where_many_things_met_what_shows_is_made_up() -> None:
    assert said(patchwork(), patchwork()).startswith("several things met behind the ball")


def test_letters_leave_no_hole_to_make_up() -> None:
    assert said(patchwork(), patchwork(), writing=True) == ""


def test_what_is_covered_again_is_not_judged() -> None:
    after = gravel()
    after[60:80, 80:110] = (30, 60, 200)
    assert said(after, gravel(), places=(Box(70, 50, 130, 85),)) == ""
    assert said(patchwork(), patchwork(), places=(BOX.shift(5, 0),)) == ""
    assert said(patchwork(), patchwork(), places=(BOX.shift(40, 0),)) != ""
