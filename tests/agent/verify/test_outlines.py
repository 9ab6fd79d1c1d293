"""Whether all of a thing, and nothing else, was meant: doubts are told and never undo anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenewright.agent.verify.checks import verify
from scenewright.agent.verify.doubts import doubted
from scenewright.agent.verify.outlines import cut_out, cut_short, kept_whole
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.mask import Mask
from scenewright.scene.ops import Background, Duplicate, EditOp, Insert, Move, Recolor, Remove
from scenewright.scene.records import ResolvedOp, ResolvedReference, ResolvedTarget
from scenewright.scene.view import View

from .edits import TOOLBOX, outcome

WIDTH, HEIGHT = 200, 160
CHAIR = Box(60, 40, 130, 120)
RIGHT = Mask.from_box(CHAIR, WIDTH, HEIGHT)
TARGET = {"object": "chair-1"}
REMOVE = Remove.model_validate({"targets": [TARGET]})


def room() -> np.ndarray:
    """A red chair, evenly lit, before a grey wall with a fine grain."""
    grain = np.random.default_rng(0).normal(0, 2, (HEIGHT, WIDTH, 1))
    pixels = np.full((HEIGHT, WIDTH, 3), 120) + grain
    pixels[CHAIR.slices] = np.array([180, 40, 30]) + grain[CHAIR.slices]
    return pixels.round().clip(0, 255).astype(np.uint8)


def caution(mask: Mask = RIGHT, op: EditOp = REMOVE, **more: Any) -> str | None:
    target = ResolvedTarget(mask=mask.to_ref(), label="chair", **{"seen": mask.box, **more})
    resolved = ResolvedOp(op=op, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=4)
    checks = doubted(resolved, room(), room(), TOOLBOX)
    assert all(check.passed for check in checks)
    return checks[0].caution if checks else None


def test_a_right_outline_is_not_doubted() -> None:
    assert caution() is None
    assert caution(sure=0.97) is None


def test_a_part_that_looks_like_the_thing_and_lies_beside_its_hole_was_left() -> None:
    upper = Mask.from_box(Box(60, 40, 130, 90), WIDTH, HEIGHT)
    assert caution(upper) == "parts of the chair may be left at the bottom; paint over them and I will take them out"


def test_a_mask_that_takes_the_wall_along_ends_where_no_edge_is() -> None:
    said = caution(RIGHT.union(Mask.from_box(Box(130, 50, 180, 110), WIDTH, HEIGHT)))
    assert said is not None
    assert said.startswith("it is hard to see where the chair ends at the right")


def test_legs_that_the_detector_saw_are_missed() -> None:
    said = caution(seen=Box(60, 40, 130, 150))
    assert said is not None
    assert said.startswith("parts of the chair may be left at the bottom")


def test_what_stands_before_the_thing_is_no_part_of_it() -> None:
    seen, table = Box(60, 40, 130, 150), Mask.from_box(Box(50, 120, 140, 160), WIDTH, HEIGHT)
    resolved = ResolvedOp(op=REMOVE, view=View.of(WIDTH, HEIGHT))
    assert cut_short(seen, RIGHT.box, resolved) is not None
    assert cut_short(seen, RIGHT.box, resolved.model_copy(update={"barred": table.to_ref()})) is None


def test_a_mask_that_the_segmenter_doubts_is_doubted() -> None:
    assert caution(sure=0.8) is not None


def test_what_the_person_drew_is_what_is_meant() -> None:
    assert caution(Mask.from_box(Box(60, 40, 130, 90), WIDTH, HEIGHT), seen=None) is None


@pytest.mark.parametrize(
    ("op", "words"),
    [
        (Move.model_validate({"target": TARGET, "to": {"offset": [9, 0]}}), "may have stayed behind"),
        (Duplicate.model_validate({"target": TARGET}), "the copy may lack parts"),
        (Recolor.model_validate({"targets": [TARGET], "color": "blue"}), "may have kept their look"),
    ],
)
def test_the_sentence_says_what_that_means_for_the_action(op: EditOp, words: str) -> None:
    assert words in str(caution(op=op, seen=Box(60, 40, 130, 150)))


@pytest.mark.parametrize(("flipped", "side"), [(False, "left"), (True, "right")])
def test_sides_are_those_of_the_picture_as_it_is_shown(flipped: bool, side: str) -> None:
    view = View.of(WIDTH, HEIGHT)
    target = ResolvedTarget(mask=RIGHT.to_ref(), label="chair", seen=Box(20, 40, 130, 120))
    resolved = ResolvedOp(op=REMOVE, view=view.flip(True) if flipped else view, targets=(target,), growth=4)
    (check,) = doubted(resolved, room(), room(), TOOLBOX)
    assert f" at the {side};" in str(check.caution)


@pytest.mark.parametrize(("sure", "doubted"), [(0.98, False), (0.7, True)])
def test_cut_outs_and_backgrounds_are_doubted_with_their_masks(sure: float, doubted: bool) -> None:
    insert = Insert.model_validate({"reference": {"file": "b.png"}, "at": {"edge": "center"}})
    taken = ResolvedReference(image=ImageRef.of(room()), mask=RIGHT.to_ref(), label="chair", sure=sure)
    put = ResolvedOp(op=insert, view=View.of(WIDTH, HEIGHT), reference=taken)
    assert [check.caution is not None for check in cut_out(put, room(), room(), TOOLBOX)] == [doubted]
    behind = ResolvedTarget(mask=RIGHT.invert().to_ref(), label="background", sure=sure)
    blurred = ResolvedOp(op=Background(blur=0.5), view=View.of(WIDTH, HEIGHT), targets=(behind,))
    assert [check.caution is not None for check in kept_whole(blurred, room(), room(), TOOLBOX)] == [doubted]


def test_doubts_do_not_make_an_action_not_done() -> None:
    target = ResolvedTarget(mask=RIGHT.to_ref(), label="chair", seen=RIGHT.box, sure=0.5)
    resolved = ResolvedOp(op=REMOVE, view=View.of(WIDTH, HEIGHT), targets=(target,), growth=4)
    after = room()
    after[CHAIR.pad(2).slices] = room()[0:84, 0:74]
    checks = verify(resolved, room(), after, outcome(RIGHT.grow(4)), TOOLBOX)
    assert all(check.passed for check in checks)
    assert any(check.caution for check in checks)
