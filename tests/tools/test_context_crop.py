"""Fillers see crops with context; what comes back changes the hole and nothing else."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.context_crop import (
    CropRule,
    check_fill,
    fill_in_crops,
    fill_reduced,
    hole_crops,
    reads,
    shrink_mask,
)
from scenewright.tools.detail import enlarge_with_detail, nearest, shrink

RULE = CropRule(native=32, context=2.0)
MASKS = hnp.arrays(bool, st.tuples(st.integers(5, 90), st.integers(5, 90)), elements=st.booleans(), fill=st.just(False))


def spots(width: int, height: int, *boxes: Box) -> Mask:
    array = np.zeros((height, width), bool)
    for box in boxes:
        array[box.slices] = True
    return Mask(array)


def white(pixels, hole, barred):
    return np.full_like(pixels, 255)


def test_a_window_is_square_twice_the_hole_and_at_least_native() -> None:
    frame = Box.of_size(1000, 800)
    assert CropRule(100, 2.0).window(Box(500, 400, 510, 420), frame) == Box(455, 360, 555, 460)
    assert CropRule(100, 2.0).window(Box(400, 300, 600, 400), frame).size == (400, 400)


def test_a_window_moves_inside_the_picture_and_shrinks_only_where_the_picture_ends() -> None:
    assert CropRule(100, 2.0).window(Box(0, 0, 10, 10), Box.of_size(300, 60)) == Box(0, 0, 100, 60)


def test_far_parts_get_a_crop_each_and_close_ones_share_one() -> None:
    assert len(hole_crops(spots(400, 100, Box(5, 5, 12, 12), Box(380, 80, 390, 90)), RULE)) == 2
    assert len(hole_crops(spots(400, 100, Box(5, 5, 9, 9), Box(12, 12, 16, 16)), RULE)) == 1


def test_the_larger_part_comes_first() -> None:
    first, second = hole_crops(spots(400, 100, Box(5, 5, 9, 9), Box(350, 50, 390, 90)), RULE)
    assert (first.box, second.box) == (Box(350, 50, 390, 90), Box(5, 5, 9, 9))


def test_a_thousand_specks_cost_a_few_crops() -> None:
    specks = np.random.default_rng(0).random((600, 800)) < 0.002
    assert 1 <= len(hole_crops(Mask(specks), RULE)) <= 24


def test_an_empty_hole_has_no_crops() -> None:
    assert hole_crops(Mask.empty(20, 10), RULE) == ()


@settings(deadline=None, max_examples=60)
@given(MASKS)
def test_the_crops_share_out_the_hole_and_each_sees_what_it_fills(array) -> None:
    hole = Mask(array)
    crops = hole_crops(hole, RULE)
    covered = sum(
        (crop.own.paste(hole.width, hole.height, *crop.box.as_list()[:2]).array.astype(int) for crop in crops),
        start=np.zeros(array.shape, int),
    )
    assert np.array_equal(covered, array.astype(int))
    assert all(crop.window.covers(crop.box) for crop in crops)


@settings(deadline=None, max_examples=60)
@given(MASKS)
def test_only_the_hole_changes_whatever_the_filler_returns(array) -> None:
    if array.all():
        array[0, 0] = False
    pixels = np.random.default_rng(1).integers(0, 200, (*array.shape, 3), np.uint8)
    before = pixels.copy()
    filled = fill_in_crops(pixels, Mask(array), None, RULE, white)
    assert np.array_equal(filled[~array], before[~array])
    assert (filled[array] == 255).all()
    assert np.array_equal(pixels, before)


def test_a_twelve_megapixel_photo_costs_the_filler_its_native_size() -> None:
    seen = []

    def filler(crop, gap, shut):
        return fill_reduced(crop, gap, shut, 512, lambda small, *masks: seen.append(small.shape) or small)

    photo = np.zeros((3000, 4000, 3), np.uint8)
    hole = spots(4000, 3000, Box(1000, 1000, 1900, 2200), Box(3600, 100, 3700, 160))
    fill_in_crops(photo, hole, None, CropRule(512, 2.0), filler)
    assert sorted(seen) == [(512, 512, 3), (512, 512, 3)]


def test_later_groups_are_still_hole_and_earlier_ones_filled() -> None:
    pixels = np.zeros((40, 200, 3), np.uint8)
    hole = spots(200, 40, Box(10, 10, 40, 30), Box(80, 10, 90, 20))
    seen = []

    def filler(crop, gap, shut):
        seen.append((np.count_nonzero(gap), bool(crop.any())))
        return np.full_like(crop, 9)

    fill_in_crops(pixels, hole, None, CropRule(100, 4.0), filler)
    assert seen == [(700, False), (100, True)]


def test_a_window_without_anything_to_go_by_is_widened() -> None:
    hole = Mask.from_box(Box(20, 20, 180, 180), 200, 200)
    shapes = []
    barred = Mask.from_box(Box(0, 0, 195, 200), 200, 200).minus(hole)

    def filler(crop, gap, shut):
        shapes.append(crop.shape[:2])
        return crop

    fill_in_crops(np.zeros((200, 200, 3), np.uint8), hole, barred, CropRule(16, 1.0), filler)
    assert shapes == [(200, 200)]


def test_detail_is_the_surroundings_own_where_the_fill_is_enlarged() -> None:
    rng = np.random.default_rng(3)
    texture = np.repeat(rng.normal(128, 25, (256, 256, 1)).clip(0, 255), 3, axis=2).astype(np.uint8)
    gap = Mask.from_box(Box(64, 64, 192, 192), 256, 256).array
    small = shrink(np.where(gap[..., None], 128, texture).astype(np.uint8), (64, 64))
    filled = enlarge_with_detail(small, texture, shrink(texture, (64, 64)), gap, np.zeros_like(gap))
    assert filled[gap].std() == pytest.approx(texture[gap].std(), rel=0.2)
    assert fill_reduced(texture, gap, ~gap & gap, 64, lambda crop, *_: crop).shape == texture.shape


def test_detail_is_never_taken_from_barred_pixels() -> None:
    crop = np.full((128, 128, 3), 100, np.uint8)
    crop[:, 100:] = np.where(np.indices((128, 28)).sum(axis=0)[..., None] % 2, 0, 255)
    gap = Mask.from_box(Box(40, 40, 80, 80), 128, 128).array
    shut = Mask.from_box(Box(98, 0, 128, 128), 128, 128).array
    small = shrink(crop, (32, 32))
    filled = enlarge_with_detail(small, crop, small, gap, shut)
    assert np.abs(filled[gap].astype(int) - 100).max() <= 1


def test_a_mask_of_one_pixel_may_be_asked_for_in_any_size() -> None:
    assert shrink_mask(np.ones((1, 1), bool), (4, 3)).tolist() == [[True] * 4] * 3
    assert shrink_mask(np.array([[True], [False]]), (2, 5)).tolist() == [[True] * 2] * 3 + [[False] * 2] * 2


@given(st.integers(1, 90), st.integers(1, 90), st.floats(0.1, 1), st.integers(0, 9))
def test_a_reduced_mask_is_true_wherever_a_part_of_a_pixel_was(high: int, wide: int, scale: float, seed: int) -> None:
    mask = np.random.default_rng(seed).random((high, wide)) < 0.1
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    averaged = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    assert np.array_equal(shrink_mask(mask, size), averaged > 0)


@pytest.mark.parametrize(
    ("pixels", "hole", "barred", "prompt", "says"),
    [
        (np.zeros((4, 4, 4), np.uint8), Mask.empty(4, 4), None, None, "RGB"),
        (np.zeros((4, 4, 3), np.uint8), Mask.empty(4, 5), None, None, "hole mask"),
        (np.zeros((4, 4, 3), np.uint8), Mask.empty(4, 4), Mask.empty(5, 4), None, "barred mask"),
        (np.zeros((4, 4, 3), np.uint8), Mask.empty(4, 4), None, "a cat", "a cat"),
        (np.zeros((4, 4, 3), np.uint8), Mask.full(4, 4), None, None, "whole picture"),
    ],
)
def test_what_cannot_be_filled_is_said(pixels, hole, barred, prompt, says) -> None:
    with pytest.raises(ValueError, match=says):
        check_fill(pixels, hole, barred, prompt)


def test_the_nearest_block_is_the_one_that_a_plain_search_finds_the_first_of_equals() -> None:
    import cv2

    random = np.random.default_rng(5)
    sources = random.integers(0, 4, (900, 6)).astype(np.float32) * 80
    looks = random.integers(0, 255, (700, 6)).astype(np.float32)
    matches = cv2.BFMatcher(cv2.NORM_L2).match(looks, sources)
    found, distances = nearest(looks, sources)
    np.testing.assert_array_equal(found, [match.trainIdx for match in matches])
    np.testing.assert_array_equal(distances, np.array([match.distance for match in matches], np.float32))


@settings(deadline=None, max_examples=80)
@given(MASKS, MASKS, st.sampled_from([RULE, CropRule(16, 3.0)]), st.data())
def test_no_filler_looks_beyond_what_it_says(hole: np.ndarray, other: np.ndarray, rule: CropRule, draw) -> None:
    barred = np.zeros_like(hole)
    rows, columns = min(len(hole), len(other)), min(hole.shape[1], other.shape[1])
    barred[:rows, :columns] = other[:rows, :columns] & ~hole[:rows, :columns]
    if not hole.any() or (hole | barred).all():
        return
    part = hole & draw.draw(hnp.arrays(bool, hole.shape, elements=st.booleans(), fill=st.just(True)))
    said, seen = reads(Mask(hole), Mask(barred), rule), []
    photo = np.random.default_rng(0).integers(0, 255, (*hole.shape, 3), np.uint8)
    marked = photo.copy()
    marked[...] = 7
    marked[said.slices] = photo[said.slices]

    def note(pixels, gap, shut):
        seen.append(pixels.copy())
        return np.full_like(pixels, 9)

    for picture in (photo, marked):
        fill_in_crops(picture, Mask(part), Mask(barred | (hole & ~part)), rule, note)
    half = len(seen) // 2
    assert all(np.array_equal(one, two) for one, two in zip(seen[:half], seen[half:], strict=True))


def test_a_small_hole_in_a_large_picture_is_filled_from_a_part_of_it() -> None:
    hole = spots(900, 800, Box(400, 300, 420, 330))
    assert reads(hole, None, RULE) == Box(340, 240, 480, 390)
    assert reads(hole, Mask.full(900, 800).minus(hole), RULE) == Box(0, 0, 900, 800)
