import numpy as np
import pytest

from scenewright.tools.smooth_fill import smooth_fill


def hole(height: int = 40, width: int = 60) -> np.ndarray:
    out = np.zeros((height, width), bool)
    out[10:25, 20:45] = True
    return out


def test_nothing_of_the_hole_is_left_and_nothing_else_changes():
    rng = np.random.default_rng(4)
    pixels = rng.integers(0, 256, (40, 60, 3), np.uint8)
    other = np.where(hole()[..., None], 255 - pixels, pixels)
    filled = smooth_fill(pixels, hole())
    assert np.array_equal(filled, smooth_fill(other, hole()))
    assert np.array_equal(filled[~hole()], pixels[~hole()])


def test_one_colour_is_continued():
    pixels = np.full((40, 60, 3), (10, 120, 240), np.uint8)
    pixels[hole()] = 0
    assert np.abs(smooth_fill(pixels, hole()).astype(int) - (10, 120, 240)).max() <= 1


def test_between_two_colours_lies_a_mix():
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 32:] = 200
    column = smooth_fill(pixels, hole())[17, 20:45, 0].astype(int)
    assert column[0] < 70 < 130 < column[-1]


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (8, 8)])
def test_where_all_is_hole_it_is_gray(size):
    assert (smooth_fill(np.zeros((*size, 3), np.uint8), np.ones(size, bool)) == 127).all()
