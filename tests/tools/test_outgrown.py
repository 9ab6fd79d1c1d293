"""Boxes that cut a thing off: what reaches beyond them is asked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.outgrown import fill_box, is_outgrown
from scenewright.tools.ports import Prompt, Region
from scenewright.tools.toolbox import Toolbox

TIGHT, HALF_WAY, WHOLE = Box(40, 50, 80, 150), Box(40, 40, 80, 150), Box(40, 30, 80, 150)


class Answers:
    """A segmenter that was told what it draws for each box, and keeps what it was asked."""

    def __init__(self, drawn: Mapping[Box, Box]) -> None:
        self._drawn, self.asked = drawn, list[Box]()

    def segment(self, embedding: object, prompts: Sequence[Prompt]) -> list[Region]:
        boxes = [prompt.box for prompt in prompts if prompt.box is not None]
        self.asked += boxes
        return [Region(Mask.from_box(self._drawn[box], 200, 160), 0.9) for box in boxes]


def test_what_reaches_beyond_its_box_is_asked_for_again() -> None:
    segmenter = Answers({TIGHT: HALF_WAY, HALF_WAY: WHOLE})
    found = fill_box(segmenter, None, TIGHT)
    assert found.mask.box == WHOLE
    assert found.box == HALF_WAY


@pytest.mark.parametrize("filled", [TIGHT, TIGHT.pad(-3), TIGHT.pad(1)])
def test_what_keeps_to_its_box_is_asked_for_once(filled: Box) -> None:
    segmenter = Answers({TIGHT: filled})
    assert fill_box(segmenter, None, TIGHT) == (Mask.from_box(filled, 200, 160), TIGHT)
    assert segmenter.asked == [TIGHT]


@pytest.mark.parametrize("drawn", [Box(40, 140, 80, 160), Box(20, 30, 80, 150)], ids=["another", "with a neighbour"])
def test_another_thing_is_not_taken(drawn: Box) -> None:
    segmenter = Answers({TIGHT: HALF_WAY, HALF_WAY: drawn})
    assert fill_box(segmenter, None, TIGHT) == (Mask.from_box(HALF_WAY, 200, 160), TIGHT)


def test_where_nothing_is_found_nothing_more_is_asked() -> None:
    segmenter = Answers({TIGHT: Box(0, 0, 0, 0)})
    assert not fill_box(segmenter, None, TIGHT).mask.area
    assert segmenter.asked == [TIGHT]


@pytest.mark.parametrize("side", range(4))
def test_every_side_counts(side: int) -> None:
    move = [0, 0, 0, 0]
    move[side] = -5 if side < 2 else 5
    assert is_outgrown(TIGHT, Box(*(a + b for a, b in zip(TIGHT.as_list(), move, strict=True))))


@pytest.mark.models
def test_a_rocket_keeps_its_nose(toolbox: Toolbox) -> None:
    """The box that a coarse search gives of a rocket on its pad ends below the nose."""
    from skimage import data

    coarse, nose = Box(286, 158, 358, 412), (136, 321)
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(np.ascontiguousarray(data.rocket()))
        (once,) = segmenter.segment(embedding, [Prompt(box=coarse)])
        assert not once.mask.array[nose]
        assert fill_box(segmenter, embedding, coarse).mask.array[nose]
