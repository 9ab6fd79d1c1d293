"""How far a new colour reached."""

from __future__ import annotations

import pytest

from scenewright.agent.verify.doubts import doubted_paint
from scenewright.scene.ops import Recolor
from scenewright.scene.records import ResolvedOp, ResolvedTarget
from scenewright.scene.view import View

from .edits import BOX, EVERYTHING, HEIGHT, THING, TOOLBOX, WIDTH, ground_pixels


@pytest.mark.parametrize(
    ("strap", "told"),
    [((210, 60, 120), True), ((90, 92, 95), False), ((40, 70, 190), False)],
    ids=["pink: another part", "grey: chrome or rubber", "blue: it was so already"],
)
def test_a_large_colourful_part_that_kept_its_colour_is_told(strap: tuple[int, int, int], told: bool) -> None:
    before = ground_pixels()
    before[BOX.slices] = (220, 190, 60)
    before[BOX.top : BOX.top + 10, BOX.left : BOX.right] = strap
    after = before.copy()
    after[BOX.top + 10 : BOX.bottom, BOX.left : BOX.right] = (40, 60, 200)
    op = Recolor(targets=(EVERYTHING,), color="blue")
    target = ResolvedTarget(mask=THING.to_ref(), label="backpack")
    resolved = ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=4)
    (check,) = doubted_paint(resolved, before, after, TOOLBOX)
    assert check.passed
    assert (check.caution is not None) is told
