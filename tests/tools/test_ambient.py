"""A thing from daylight is dimmed for a dark photo; nothing is ever lightened, and like light changes nothing."""

import numpy as np
import pytest
from skimage import data

from scenewright.tools.ambient import dimmed, dimming


def test_like_light_changes_nothing() -> None:
    day = data.coffee()
    assert dimming(day, day) == 1
    assert dimming(day, (day * 0.9).astype(np.uint8)) == 1


def test_a_dark_photo_dims_and_a_bright_one_does_not_lighten() -> None:
    day = data.coffee()
    night = (day * 0.35).astype(np.uint8)
    assert 0.3 < dimming(day, night) < 0.6
    assert dimming(night, day) == 1


def test_no_thing_is_made_black() -> None:
    assert dimming(data.coffee(), np.zeros((40, 40, 3), np.uint8)) == pytest.approx(0.35)


def test_light_is_taken_evenly_and_the_edge_stays() -> None:
    cutout = np.random.default_rng(0).integers(0, 256, (20, 30, 4), np.uint8)
    dark = dimmed(cutout, 0.5)
    assert np.array_equal(dark[..., 3], cutout[..., 3])
    assert (dark[..., :3] <= cutout[..., :3]).all()
    assert dimmed(np.full((1, 1, 4), 255, np.uint8), 0.5)[0, 0].tolist() == [188, 188, 188, 255], "half of the light"
    assert dimmed(cutout, 1.0) is cutout
