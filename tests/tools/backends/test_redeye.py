"""Red eyes: what a flash does to a pupil is found, brown irises and skin are not."""

import numpy as np

from scenewright.scene.geometry import Point
from scenewright.tools.backends.redeye import red_pupil
from scenewright.tools.ports import Eye

EYE = Eye(Point(20, 20), 6.0)


def drawn(pupil: tuple[int, int, int], iris: tuple[int, int, int] = (90, 60, 40)) -> np.ndarray:
    """An eye of 40×40: skin, white, an iris of 6 pixels, a pupil of 3, and the glint of the flash in it."""
    import cv2

    out = np.full((40, 40, 3), (205, 160, 135), np.uint8)
    cv2.ellipse(out, (20, 20), (13, 8), 0, 0, 360, (230, 225, 220), -1)
    cv2.circle(out, (20, 20), 6, iris, -1)
    cv2.circle(out, (20, 20), 3, pupil, -1)
    out[19, 19] = 255
    return out


def test_the_red_of_a_flash_is_found_with_its_glint_and_stays_in_the_iris():
    found = red_pupil(drawn((190, 40, 45)), EYE)
    assert found is not None
    assert found.array[20, 20]
    assert found.array[19, 19]
    assert 25 <= found.area <= 90


def test_dark_brown_blue_and_warm_eyes_are_not_red():
    for pupil, iris in [
        ((20, 15, 15), (90, 60, 40)),
        ((30, 20, 15), (120, 70, 40)),
        ((20, 20, 25), (90, 130, 170)),
        ((60, 30, 20), (160, 100, 60)),
    ]:
        assert red_pupil(drawn(pupil, iris), EYE) is None


def test_an_eye_without_a_known_iris_or_outside_the_picture_has_none():
    red = drawn((190, 40, 45))
    assert red_pupil(red, Eye(Point(20, 20))) is None
    assert red_pupil(red, Eye(Point(300, 20), 6.0)) is None


def test_red_far_from_the_iris_is_one_only_where_the_other_eye_is_red():
    aside = Eye(Point(27.5, 20), 6.0)
    assert red_pupil(drawn((190, 40, 45)), aside) is None
    found = red_pupil(drawn((190, 40, 45)), aside, paired=True)
    assert found is not None
    assert found.array[20, 20]
    assert red_pupil(drawn((30, 20, 15), (120, 70, 40)), aside, paired=True) is None
