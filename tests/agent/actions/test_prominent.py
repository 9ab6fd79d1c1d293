"""What stands before the background: what a picture is about, with the things that belong to it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, resolve
from scenewright.agent.actions.masks import foreground
from scenewright.agent.actions.prominent import pieces, salient, standing_out, subject
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends.scripted import ScriptedSegmenter
from scenewright.tools.backends.scripted_seeing import ScriptedSubjectFinder
from scenewright.tools.ports import SubjectFinder

from .conftest import BOOK, CUP, HEIGHT, WIDTH, disc
from .test_evaluate import op_of

ABOUT_CUP = Box(16, 24, 50, 66)
"""The cup and what belongs to it: 34×42 of 120×80 pixels."""


class Faint:
    """Sees the cup's place, and about as much that it is not sure of."""

    def subject(self, pixels: Pixels) -> np.ndarray:
        found = np.zeros(pixels.shape[:2], np.float32)
        found[ABOUT_CUP.slices] = 0.9
        found[ABOUT_CUP.shift(40, 0).slices] = 0.4
        return found


def about(situation: Situation, *boxes: Box, finder: SubjectFinder | None = None) -> Situation:
    situation.toolbox.provide(subject_finder=finder or ScriptedSubjectFinder(boxes))
    return situation


def box_mask(*boxes: Box) -> Mask:
    mask = Mask.empty(WIDTH, HEIGHT)
    for box in boxes:
        mask = mask.union(Mask.from_box(box, WIDTH, HEIGHT))
    return mask


def bare(situation: Situation) -> Situation:
    return replace(situation, scene=situation.scene.model_copy(update={"objects": ()}))


def two_grounds(situation: Situation) -> Situation:
    """The same, on a ground that is not plain."""
    pixels = situation.pixels.copy()
    pixels[:40] //= 2
    return replace(situation, pixels=pixels)


def test_what_stands_out_stands_before_the_background_with_all_things(situation: Situation) -> None:
    assert foreground(about(situation, ABOUT_CUP))[0] == box_mask(ABOUT_CUP, BOOK)


def test_without_a_tool_that_tells_the_things_alone_do(situation: Situation) -> None:
    assert salient(situation) is None
    assert foreground(situation)[0] == disc(CUP).union(box_mask(BOOK))


def test_what_stands_out_faintly_does_not_count(situation: Situation) -> None:
    assert salient(about(situation, finder=Faint())) is None
    assert foreground(situation)[0] == disc(CUP).union(box_mask(BOOK))


def test_where_nothing_was_recognised_what_stands_out_is_kept(situation: Situation) -> None:
    found = two_grounds(bare(about(situation, ABOUT_CUP)))
    assert subject(found) == standing_out(found) == foreground(found)[0] == box_mask(ABOUT_CUP)


@pytest.mark.parametrize("fields", [{"op": "background", "color": "white"}, {"op": "adjust", "brightness": -0.4}])
def test_the_background_of_what_stands_out_is_changed_alone(situation: Situation, fields: dict[str, Any]) -> None:
    found = two_grounds(bare(about(situation, ABOUT_CUP)))
    if fields["op"] == "adjust":
        fields = {**fields, "targets": [{"background": True}]}
    resolved, _ = resolve(op_of(fields), found)
    assert Mask.from_ref(resolved.targets[0].mask) == box_mask(ABOUT_CUP).invert()


def test_that_nothing_was_recognised_is_said(situation: Situation) -> None:
    found = two_grounds(about(situation, ABOUT_CUP))
    op = op_of({"op": "background", "color": "white"})
    assert not resolve(op, found)[0].remarks
    assert "nothing in it was recognised" in resolve(op, bare(found))[0].remarks[0]


def test_a_plain_ground_tells_better_than_a_network(situation: Situation) -> None:
    flat = np.where(disc(CUP).array[..., None], np.array([170, 40, 40], np.uint8), np.uint8(240))
    found = bare(about(replace(situation, pixels=flat), ABOUT_CUP))
    assert subject(found) == disc(CUP)


def test_where_the_segmenter_sees_the_same_its_edges_are_taken(situation: Situation) -> None:
    found = two_grounds(bare(about(situation, ABOUT_CUP, BOOK)))
    finer = box_mask(BOOK).minus(box_mask(Box(BOOK.left, BOOK.top, BOOK.left + 1, BOOK.top + 9)))
    other = box_mask(ABOUT_CUP).minus(box_mask(Box(16, 24, 30, 30)))
    found.toolbox.provide(segmenter=ScriptedSegmenter([finer, other]))
    assert salient(found) == finer.union(box_mask(ABOUT_CUP))


def test_pieces_come_largest_first_without_specks() -> None:
    large, small, speck = Box(0, 0, 40, 40), Box(60, 10, 70, 20), Box(100, 70, 102, 72)
    assert pieces(box_mask(small, speck, large)) == [box_mask(large), box_mask(small)]
    assert pieces(Mask.empty(WIDTH, HEIGHT)) == []
