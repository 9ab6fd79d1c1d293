"""A thing from another photo in the light of this one."""

import numpy as np
from skimage import data

from scenewright.scene.image import Pixels
from scenewright.tools.filters.oklab import from_linear, to_linear
from scenewright.tools.filters.relight import MOST, Light, between, relit


def taken(photo: Pixels, *gains: float) -> Pixels:
    """The photo in other light: gains of red, green and blue."""
    return from_linear((to_linear(photo) * np.array(gains, np.float32)).astype(np.float32))


def test_like_light_changes_nothing() -> None:
    assert between(data.astronaut(), data.astronaut()) == Light()
    cutout = np.random.default_rng(1).integers(0, 256, (9, 9, 4), np.uint8)
    assert relit(cutout, Light()) is cutout


def test_what_comes_out_of_lamp_light_gets_colder_and_the_other_way_round() -> None:
    day, lamp = data.astronaut(), taken(data.astronaut(), 1, 0.8, 0.5)
    assert between(lamp, day).warmer < 0.85
    assert between(day, lamp).warmer > 1.15


def test_more_light_is_taken_over_in_part_and_less_of_it_too() -> None:
    day = data.astronaut()
    dusk = taken(day, 0.4, 0.4, 0.4)
    assert 1.2 < between(dusk, day).share <= MOST
    assert 0.35 <= between(day, dusk).share < 0.8


def test_white_stays_white_and_the_edge_stays() -> None:
    cutout = np.full((2, 2, 4), 255, np.uint8)
    cutout[0, :, :3] = 90
    cutout[:, 0, 3] = 100
    after = relit(cutout, Light(share=1.6))
    assert after[1, 1].tolist() == [255, 255, 255, 255]
    assert (after[0, 0, :3] > 100).all()
    assert np.array_equal(after[..., 3], cutout[..., 3])
