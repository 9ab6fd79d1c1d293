"""Masks and their run-length encoding."""

from contextlib import suppress
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pycocotools import mask as coco
from pydantic import ValidationError

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask, MaskRef

MASKS = arrays.arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12))).map(Mask)
L_SHAPE = Mask(np.array([[1, 0, 0], [1, 1, 0]], bool))


def test_area_and_tight_box() -> None:
    assert L_SHAPE.area == 3
    assert L_SHAPE.box == Box(0, 0, 2, 2)
    assert Mask.empty(4, 3).box == Box(0, 0, 0, 0)
    assert Mask.full(4, 3).area == 12


def test_the_encoding_is_cocos() -> None:
    """Columns first, runs of outside and inside in turn (0, 2, 1, 1, 2), from the fourth on as differences."""
    assert L_SHAPE.to_ref() == MaskRef(size=(2, 3), counts="021O1")
    assert Mask.from_ref(MaskRef(size=(2, 3), counts="021O1")) == L_SHAPE


@given(MASKS)
def test_encoding_and_decoding_gives_the_mask_back(mask: Mask) -> None:
    ref = mask.to_ref()
    assert Mask.from_ref(ref) == mask
    assert Mask.from_ref(MaskRef.model_validate_json(ref.model_dump_json())) == mask


@given(MASKS)
def test_the_encoding_is_what_pycocotools_gives(mask: Mask) -> None:
    assert mask.to_ref().counts == coco.encode(np.asfortranarray(mask.array, np.uint8))["counts"].decode()


@given(st.text(st.characters(min_codepoint=32, max_codepoint=200), max_size=30), st.tuples(*[st.integers(1, 9)] * 2))
def test_any_other_encoding_is_refused_or_fills_its_size(counts: str, size: tuple[int, int]) -> None:
    ref = MaskRef(size=size, counts=counts)
    with suppress(ValueError):
        assert Mask.from_ref(ref).array.shape == size


@pytest.mark.parametrize("counts", ["", "05", "0215", "021é", "o" * 5000, "P" * 100_000, "00000000000"])
def test_runs_that_do_not_fill_the_size_are_refused(counts: str) -> None:
    with pytest.raises(ValueError, match="does not fill"):
        Mask.from_ref(MaskRef(size=(2, 3), counts=counts))


@pytest.mark.parametrize("size", [(0, 3), (3, -1), (100_000, 100_000)])
def test_an_impossible_or_enormous_size_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValidationError, match=r"a mask's size is \[height, width\]"):
        MaskRef(size=size, counts="")


@given(MASKS)
def test_set_algebra(mask: Mask) -> None:
    assert mask.union(mask.invert()).area == mask.array.size
    assert mask.intersect(mask.invert()).area == 0
    assert mask.minus(mask).area == 0
    assert mask.invert().invert() == mask
    assert mask.iou(mask) == (1 if mask.area else 0)


def test_masks_of_different_pictures_do_not_mix() -> None:
    with pytest.raises(ValueError, match=r"one size, but got \(2, 3\) and \(3, 2\)"):
        L_SHAPE.union(Mask.empty(2, 3))


@pytest.mark.parametrize("array", [np.zeros((2, 2), np.uint8), np.zeros((2, 2, 1), bool), [[True]]])
def test_a_mask_is_a_bool_array(array: object) -> None:
    with pytest.raises(ValueError, match="a mask is a bool array H×W"):
        Mask(array)  # type: ignore[arg-type]


def test_a_mask_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        L_SHAPE.array[0, 0] = False


@given(MASKS, st.integers(-3, 14), st.integers(-3, 14), st.integers(0, 8), st.integers(0, 8))
def test_a_crop_pasted_back_is_the_mask_inside_the_box(mask: Mask, x: int, y: int, w: int, h: int) -> None:
    box = Box(x, y, x + w, y + h)
    back = mask.crop(box).paste(mask.width, mask.height, x, y)
    assert back == mask.intersect(Mask.from_box(box, mask.width, mask.height))


def test_shifting_loses_what_leaves() -> None:
    assert L_SHAPE.shift(1, 0) == Mask(np.array([[0, 1, 0], [0, 1, 1]], bool))
    assert L_SHAPE.shift(-1, 0) == Mask(np.array([[0, 0, 0], [1, 0, 0]], bool))


def test_growing_by_a_disc_and_shrinking() -> None:
    dot = Mask.from_box(Box(3, 3, 4, 4), 7, 7)
    assert dot.grow(1).area == 5
    assert dot.grow(2).box == Box(1, 1, 6, 6)
    assert dot.grow(1).grow(-1) == dot
    assert dot.grow(0) is dot


@given(MASKS, st.integers(1, 4))
def test_growing_only_adds_and_shrinking_only_takes(mask: Mask, radius: int) -> None:
    assert mask.minus(mask.grow(radius)).area == 0
    assert mask.grow(-radius).minus(mask).area == 0


def test_a_feather_is_full_inside_and_falls_to_nothing_within_its_radius() -> None:
    alpha = Mask.from_box(Box(0, 0, 2, 1), 8, 1).feather(3)
    assert alpha.dtype == np.uint8
    assert alpha[0].tolist() == [255, 255, 191, 127, 63, 0, 0, 0]


@given(MASKS, st.floats(0, 4))
def test_a_feather_stays_within_the_grown_mask(mask: Mask, radius: float) -> None:
    alpha = mask.feather(radius)
    assert (alpha[mask.array] == 255).all()
    assert not alpha[~mask.grow(ceil(radius)).array].any()
