import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.matting import guided_filter, soft_alpha

MASK = Mask.from_box(Box(20, 15, 45, 40), 60, 50)


def two_colours(mask: Mask) -> np.ndarray:
    return np.where(mask.array[..., None], (200, 40, 40), (30, 60, 160)).astype(np.uint8)


def test_only_the_band_is_soft():
    noise = np.random.default_rng(1).integers(0, 256, (50, 60, 3), np.uint8)
    alpha = soft_alpha(noise, MASK, 3)
    assert (alpha[MASK.grow(-5).array] == 255).all()
    assert (alpha[~MASK.grow(5).array] == 0).all()
    assert ((alpha > 0) & (alpha < 255)).any()


def test_a_mask_that_is_a_pixel_off_is_drawn_where_the_colours_change():
    alpha = soft_alpha(two_colours(MASK), MASK.shift(1, 0), 4)
    assert np.array_equal(alpha > 127, MASK.array)


def test_the_edge_of_the_picture_is_no_boundary():
    mask = Mask.from_box(Box(0, 0, 30, 50), 60, 50)
    alpha = soft_alpha(two_colours(mask), mask, 4)
    assert (alpha[:, :20] == 255).all()


@pytest.mark.parametrize("mask", [Mask.empty(60, 50), Mask.full(60, 50)])
def test_nothing_and_everything_stay_hard(mask):
    alpha = soft_alpha(two_colours(MASK), mask, 5)
    assert alpha.dtype == np.uint8
    assert np.array_equal(alpha == 255, mask.array)
    assert set(np.unique(alpha)) <= {0, 255}


def test_radius_zero_gives_the_mask():
    assert np.array_equal(soft_alpha(two_colours(MASK), MASK, 0), np.where(MASK.array, 255, 0))


def test_another_size_is_refused():
    with pytest.raises(ValueError, match=r"got \(50, 60\)"):
        soft_alpha(np.zeros((10, 10, 3), np.uint8), MASK, 2)


def test_the_filter_gives_the_same_on_the_wanted_pixels_as_on_all():
    rng = np.random.default_rng(2)
    guide, source = rng.random((30, 40, 3), np.float32), rng.random((30, 40), np.float32)
    where = np.zeros((30, 40), bool)
    where[10:13, 5:30] = True
    part, whole = guided_filter(guide, source, 3, where=where), guided_filter(guide, source, 3)
    assert np.allclose(part[where], whole[where], atol=1e-4)


def test_the_filter_keeps_an_affine_function_of_its_guide():
    guide = np.random.default_rng(3).random((40, 40, 3), np.float32)
    source = (guide @ np.array([0.5, -0.2, 0.3], np.float32) + np.float32(0.1)).astype(np.float32)
    assert np.allclose(guided_filter(guide, source, 4, epsilon=1e-6), source, atol=1e-3)
