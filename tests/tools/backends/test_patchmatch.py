"""PatchMatch copies from where it may, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.patchmatch import PatchMatch, load

RED = (255, 0, 0)


def stripes(height: int = 64, width: int = 64) -> np.ndarray:
    rows = (np.arange(height) // 4 % 2 * 120 + 60).astype(np.uint8)
    return np.repeat(np.repeat(rows[:, None, None], width, axis=1), 3, axis=2)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 23), st.integers(1, 23), st.integers(0, 2**40))
def test_only_the_hole_changes(left, top, width, height, seed) -> None:
    pixels = np.random.default_rng(2).integers(0, 255, (64, 64, 3), np.uint8)
    hole = Mask.from_box(Box(left, top, left + width, top + height), 64, 64)
    filled = PatchMatch().fill(pixels, hole, seed=seed)
    assert np.array_equal(filled[~hole.array], pixels[~hole.array])


def test_the_same_seed_gives_the_same_bytes() -> None:
    pixels = np.random.default_rng(2).integers(0, 255, (80, 80, 3), np.uint8)
    hole = Mask.from_box(Box(20, 20, 50, 50), 80, 80)
    one, other = (PatchMatch().fill(pixels, hole, seed=7) for _ in range(2))
    assert np.array_equal(one, other)


def test_the_pattern_goes_on() -> None:
    pixels = stripes()
    hole = Mask.from_box(Box(24, 24, 40, 40), 64, 64)
    holed = np.where(hole.array[..., None], np.array(RED, np.uint8), pixels)
    filled = load(None).fill(holed, hole)
    assert np.abs(filled.astype(int) - pixels).mean() < 2


def test_barred_pixels_are_no_source() -> None:
    pixels = stripes()
    pixels[:, :20] = RED
    barred = Mask.from_box(Box(0, 0, 20, 64), 64, 64)
    hole = Mask.from_box(Box(20, 10, 44, 54), 64, 64)
    filled = PatchMatch().fill(pixels, hole, barred=barred)
    inside = filled[hole.array].astype(int)
    assert (inside[:, 0] - inside[:, 1]).max() == 0, "no trace of red"


def test_large_holes_keep_the_texture_sharp() -> None:
    rng = np.random.default_rng(5)
    pixels = np.repeat(rng.normal(128, 30, (700, 700, 1)).clip(0, 255), 3, axis=2).astype(np.uint8)
    hole = Mask.from_box(Box(250, 250, 450, 450), 700, 700)
    filled = PatchMatch().fill(pixels, hole)
    assert filled[hole.array].std() > 0.7 * pixels[hole.array].std()


def test_what_was_in_a_large_hole_leaves_no_trace() -> None:
    pixels = np.random.default_rng(5).integers(0, 255, (500, 630, 3), np.uint8)
    hole = Mask.from_box(Box(201, 150, 367, 353), 630, 500)
    painted = np.where(hole.array[..., None], np.array(RED, np.uint8), pixels)
    assert np.array_equal(PatchMatch().fill(pixels, hole), PatchMatch().fill(painted, hole))


def test_an_empty_hole_returns_the_picture() -> None:
    pixels = stripes()
    assert np.array_equal(PatchMatch().fill(pixels, Mask.empty(64, 64)), pixels)


def test_it_follows_no_words_and_needs_sources() -> None:
    with pytest.raises(ValueError, match="no words"):
        PatchMatch().fill(stripes(), Mask.empty(64, 64), prompt="a cat")
    with pytest.raises(ValueError, match="whole picture"):
        PatchMatch().fill(stripes(), Mask.full(64, 64))
