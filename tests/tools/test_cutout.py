"""Cut-outs: soft, without the old background's colour, resized and laid down without fringes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.cutout import contact_shadow, cut_out, fit, flip, foreground_colors, paste, rim_radius, rotate

GREEN, RED = np.array([30, 160, 40]), np.array([210, 30, 30])


def disc(size: int = 120, radius: float = 35.0) -> np.ndarray:
    """An alpha H×W uint8 of a disc with a soft rim of six pixels."""
    y, x = np.mgrid[:size, :size] - size / 2
    return (255 * np.clip((radius + 3 - np.hypot(x, y)) / 6, 0, 1)).astype(np.uint8)


def red_on_green(alpha: np.ndarray) -> np.ndarray:
    weight = alpha[..., None] / 255
    return np.rint(RED * weight + GREEN * (1 - weight)).astype(np.uint8)


def a_cutout() -> np.ndarray:
    alpha = disc()
    return cut_out(red_on_green(alpha), Mask(alpha > 127), alpha)[0]


def test_the_box_is_tight_around_the_soft_thing() -> None:
    alpha = disc()
    rgba, box = cut_out(red_on_green(alpha), Mask(alpha > 127), alpha)
    assert box == Mask(alpha > 0).box
    assert rgba.shape == (box.height, box.width, 4)
    assert np.array_equal(rgba[..., 3], alpha[box.slices])


def test_the_rim_has_the_things_own_colour() -> None:
    rgba = a_cutout()
    rim = (rgba[..., 3] > 20) & (rgba[..., 3] < 255)
    assert np.abs(rgba[rim][:, :3].astype(int) - RED).max() < 25
    mixed = red_on_green(disc())[Mask(disc() > 0).box.slices][rim]
    assert np.abs(mixed.astype(int) - RED).max() > 90, "the photo itself is green there"


def test_on_another_ground_no_fringe_of_the_old_one_shows() -> None:
    alpha = disc()
    rgba, box = cut_out(red_on_green(alpha), Mask(alpha > 127), alpha)
    white = np.full((120, 120, 3), 255, np.uint8)
    pasted, through = paste(white, rgba, box)
    weight = alpha[..., None] / 255
    assert np.abs(pasted - (RED * weight + 255 * (1 - weight))).max() < 16
    assert np.array_equal(through, alpha)


def test_pixels_that_are_wholly_inside_or_outside_keep_their_bytes() -> None:
    alpha = disc()
    pixels = np.random.default_rng(0).integers(0, 255, (120, 120, 3), np.uint8)
    colours = foreground_colors(pixels, Mask(alpha > 127), alpha)
    certain = (alpha == 0) | (alpha == 255)
    assert np.array_equal(colours[certain], pixels[certain])


def test_an_alpha_is_found_where_none_is_given() -> None:
    truth = disc()
    rgba, box = cut_out(red_on_green(truth), Mask(truth > 127))
    found = np.zeros_like(truth)
    found[box.slices] = rgba[..., 3]
    assert np.abs(found.astype(int) - truth).mean() < 5


def test_the_rim_widens_with_the_thing() -> None:
    assert rim_radius(Mask.full(50, 50)) == 2
    assert rim_radius(Mask.full(1000, 400)) == 6


def test_nothing_cannot_be_cut_out() -> None:
    with pytest.raises(ValueError, match="empty"):
        cut_out(np.zeros((5, 5, 3), np.uint8), Mask.empty(5, 5))


def test_resizing_leaves_no_dark_fringe() -> None:
    cutout = np.zeros((40, 40, 4), np.uint8)
    cutout[10:30, 10:30] = (255, 255, 255, 255)
    for size in (13, 97):
        small = fit(cutout, size, size)
        assert small.shape == (size, size, 4)
        assert small[small[..., 3] > 40][:, :3].min() > 240


def test_the_same_size_keeps_every_byte() -> None:
    cutout = a_cutout()
    assert fit(cutout, cutout.shape[1], cutout.shape[0]) is cutout


def test_turning_four_times_and_mirroring_twice_changes_nothing() -> None:
    cutout = np.random.default_rng(1).integers(0, 255, (7, 11, 4), np.uint8)
    turned = cutout
    for _ in range(4):
        turned = rotate(turned, 90)
    assert np.array_equal(turned, cutout)
    assert np.array_equal(flip(flip(cutout, True), True), cutout)
    assert np.array_equal(flip(cutout, False), cutout[::-1])


def test_it_turns_clockwise() -> None:
    cutout = np.zeros((2, 3, 4), np.uint8)
    cutout[0, 0] = 255
    assert rotate(cutout, 90)[0, -1, 0] == 255


@settings(deadline=None, max_examples=50)
@given(st.integers(-60, 60), st.integers(-60, 60))
def test_pasting_changes_only_what_its_alpha_says(left: int, top: int) -> None:
    cutout = np.random.default_rng(1).integers(0, 255, (20, 30, 4), np.uint8)
    pixels = np.random.default_rng(2).integers(0, 255, (40, 50, 3), np.uint8)
    pasted, alpha = paste(pixels, cutout, Box(left, top, left + 30, top + 20))
    assert np.array_equal(pasted[alpha == 0], pixels[alpha == 0])
    assert pasted.shape == pixels.shape


def legs() -> np.ndarray:
    """A table: a board on two legs."""
    cutout = np.zeros((60, 80, 4), np.uint8)
    cutout[10:25, :, 3] = 255
    cutout[10:60, 5:15, 3] = 255
    cutout[10:60, 65:75, 3] = 255
    return cutout


def test_the_contact_shadow_is_darkest_under_the_feet() -> None:
    place = Box(60, 70, 140, 120)
    alpha = contact_shadow(legs(), place, 200, 160)
    row = alpha[119]
    assert row[70] > 60
    assert row[130] > 60
    assert row[100] < 0.25 * row[70], "between the legs the light gets through"
    assert alpha[:100].max() == 0
    assert alpha[:, :40].max() == 0


def test_the_contact_shadow_may_reach_out_of_the_picture() -> None:
    assert contact_shadow(legs(), Box(-40, 70, 40, 120), 100, 110).shape == (110, 100)
    assert contact_shadow(legs(), Box(300, 300, 380, 350), 100, 110).max() == 0


def test_what_is_transparent_casts_no_shadow() -> None:
    assert contact_shadow(np.zeros((10, 10, 4), np.uint8), Box(0, 0, 10, 10), 50, 50).max() == 0
