"""How new words lie, and what old ones left."""

from __future__ import annotations

import numpy as np

from scenewright.agent.verify.writing import laid_well
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Text
from scenewright.scene.records import ResolvedOp, ResolvedTarget, ResolvedWords
from scenewright.scene.view import View

from .edits import EVERYTHING, TOOLBOX

WIDTH, HEIGHT = 240, 120
PLATE = Box(40, 30, 132, 70)
LINE = Box(60, 40, 120, 60)
BELOW = Box(60, 90, 120, 110)
INK, PAINT, WALL = (20, 20, 30), (220, 200, 150), (70, 110, 90)


def corners(box: Box) -> tuple[tuple[float, float], ...]:
    return ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))


def letters(box: Box) -> Mask:
    """Upright bars, as wide as the gaps between them."""
    bars = np.zeros((HEIGHT, WIDTH), bool)
    for left in range(box.left + 2, box.right - 4, 10):
        bars[box.top + 2 : box.bottom - 2, left : left + 5] = True
    return Mask(bars)


def sign(*lines: Box) -> np.ndarray:
    pixels = np.full((HEIGHT, WIDTH, 3), WALL, np.uint8)
    pixels[PLATE.slices] = PAINT
    for line in lines:
        pixels[letters(line).array] = INK
    return pixels


def said(before: np.ndarray, after: np.ndarray, becomes: str | None) -> str:
    place = {"corners": corners(LINE), "beside": (corners(BELOW),), "score": 0.9}
    words = ResolvedWords(text="OPEN", line="OPEN", first=0, last=4, becomes=becomes, **place)
    op = Text.model_validate({"targets": [EVERYTHING], "find": "OPEN", "replace_with": becomes})
    target = ResolvedTarget(mask=letters(LINE).to_ref(), writing=True)
    resolved = ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), words=(words,))
    (check,) = laid_well(resolved, before, after, TOOLBOX)
    assert check.passed
    return check.caution or ""


def test_words_on_their_own_ground_are_fine() -> None:
    assert said(sign(LINE, BELOW), sign(Box(50, 40, 130, 60), BELOW), "CLOSED") == ""
    assert said(sign(LINE, BELOW), sign(BELOW), None) == ""


def test_words_that_reach_over_the_edge_of_their_plate_are_told() -> None:
    wide = said(sign(LINE, BELOW), sign(Box(60, 40, 160, 60), BELOW), "CLOSED TODAY")
    assert wide.startswith("“CLOSED TODAY” may reach over the edge")


def test_a_line_beside_that_lost_a_part_is_told() -> None:
    after = sign(BELOW)
    after[90:110, 60:80] = WALL
    assert said(sign(LINE, BELOW), after, None).startswith("the words beside it may have lost a part")


def test_a_stain_is_told() -> None:
    after = sign(BELOW)
    after[letters(LINE).array] = (190, 165, 110)
    assert said(sign(LINE, BELOW), after, None).startswith("a stain may show where “OPEN” was")
