"""The harmonizer moves a foreign thing towards the light of the picture, and leaves the picture's own things alone."""

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.tools.backends.tone_poisson import TonePoisson, load

BOX = Box(100, 60, 180, 140)


def solid(colors: np.ndarray) -> np.ndarray:
    return np.dstack([colors, np.full(colors.shape[:2], 255, np.uint8)])


def inner(cutout: np.ndarray) -> np.ndarray:
    return cutout[12:-12, 12:-12, :3].astype(float)


def greys(low: int, high: int, tint: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
    ramp = np.linspace(low, high, 80)[None, :, None] + np.array(tint)
    return np.broadcast_to(ramp, (80, 80, 3)).clip(0, 255).astype(np.uint8)


def scenery(low: int, high: int, tint: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
    ramp = np.linspace(low, high, 300)[None, :, None] + np.array(tint)
    return np.broadcast_to(ramp, (200, 300, 3)).clip(0, 255).astype(np.uint8)


def test_a_thing_of_the_same_photo_stays_as_it_is() -> None:
    photo = data.coffee()
    thing = solid(photo[200:280, 300:380])
    assert np.abs(inner(load(None).harmonize(photo, thing, BOX)) - inner(thing)).max() <= 2


def test_a_bright_thing_in_a_dark_picture_gets_darker_but_no_more_than_declared() -> None:
    before, after = greys(150, 250), TonePoisson().harmonize(scenery(5, 90), solid(greys(150, 250)), BOX)
    change = inner(after).mean() - inner(before).mean()
    assert -70 < change < -10


def test_a_dark_thing_in_a_hazy_picture_gets_lighter() -> None:
    after = TonePoisson().harmonize(scenery(150, 230), solid(greys(5, 60)), BOX)
    assert inner(after).mean() > inner(greys(5, 60)).mean() + 4


def test_a_grey_thing_takes_on_the_tint_of_warm_light() -> None:
    after = inner(TonePoisson().harmonize(scenery(40, 220, (12, 0, -14)), solid(greys(60, 200)), BOX))
    assert after[..., 0].mean() > after[..., 2].mean() + 3


def test_a_red_thing_on_green_stays_red() -> None:
    meadow = np.broadcast_to(np.array([40, 150, 50], np.uint8), (200, 300, 3)).copy()
    red = np.broadcast_to(np.array([200, 30, 40], np.uint8), (80, 80, 3)).copy()
    after = inner(TonePoisson().harmonize(meadow, solid(red), BOX)).mean(axis=(0, 1))
    assert after[0] > 2.5 * max(after[1], after[2])


def test_the_rim_leans_to_what_lies_behind_and_the_middle_does_not() -> None:
    grey = np.full((80, 80, 3), 120, np.uint8)
    after = TonePoisson().harmonize(scenery(200, 201), solid(grey), BOX)[..., 0].astype(int)
    start = after[40, 40]
    assert after[0, 40] > start + 5
    assert abs(after[10, 40] - start) <= 1


def test_the_alpha_is_unchanged_and_the_bytes_are_the_same_each_time() -> None:
    cutout = np.random.default_rng(0).integers(0, 255, (80, 80, 4), np.uint8)
    one, other = (TonePoisson().harmonize(data.coffee(), cutout, BOX) for _ in range(2))
    assert np.array_equal(one[..., 3], cutout[..., 3])
    assert np.array_equal(one, other)


def test_it_may_reach_out_of_the_picture_and_be_transparent() -> None:
    photo = data.coffee()
    clear = np.zeros((80, 80, 4), np.uint8)
    assert np.array_equal(TonePoisson().harmonize(photo, clear, BOX), clear)
    thing = solid(photo[200:280, 300:380])
    assert TonePoisson().harmonize(photo, thing, BOX.shift(-160, 300)).shape == (80, 80, 4)


def test_a_cutout_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="box's size"):
        TonePoisson().harmonize(data.coffee(), np.zeros((10, 80, 4), np.uint8), BOX)
