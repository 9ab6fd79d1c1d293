"""Nothing but what was to change changed."""

from __future__ import annotations

from dataclasses import replace

from scenewright.agent.verify import verify
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Remove, Transform
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View

from .edits import EVERYTHING, HEIGHT, TOOLBOX, WIDTH, failed, ground_pixels, outcome, scene_pixels

REMOVE = Remove(targets=(EVERYTHING,))


def test_a_change_outside_the_area_is_seen() -> None:
    after = ground_pixels()
    after[2, 2] += 1
    assert "locked pixels" in failed(REMOVE, scene_pixels(), after)


def test_a_backend_that_works_in_the_wrong_place_is_not_done() -> None:
    assert "in place" in failed(REMOVE, scene_pixels(), ground_pixels(), outcome(stray=40))


def test_a_transform_of_the_picture_must_change_the_view() -> None:
    view = View.of(WIDTH, HEIGHT)
    op = Transform(flip="horizontal")
    turned = ResolvedOp(op=op, view=view, view_after=view.flip(True))
    still = replace(outcome(), allowed=Mask.empty(WIDTH, HEIGHT))
    assert all(check.passed for check in verify(turned, scene_pixels(), scene_pixels(), still, TOOLBOX))
    same = turned.model_copy(update={"view_after": view})
    assert not all(check.passed for check in verify(same, scene_pixels(), scene_pixels(), still, TOOLBOX))
