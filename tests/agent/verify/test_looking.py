"""What changed its look where it is."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.scene.ops import Adjust, Recolor

from .edits import BOX, EVERYTHING, failed, scene_pixels


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


def test_brighter_must_not_be_darker() -> None:
    op = Adjust(targets=(EVERYTHING,), brightness=0.5)
    brighter, darker = scene_pixels(), scene_pixels()
    brighter[BOX.slices] = np.clip(brighter[BOX.slices].astype(int) + 30, 0, 255)
    darker[BOX.slices] = darker[BOX.slices] // 2
    assert failed(op, scene_pixels(), brighter) == set()
    assert "brightness" in failed(op, scene_pixels(), darker)
