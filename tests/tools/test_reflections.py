"""A thing mirrored in water or on a polished floor is found; what merely lies below it is not."""

import numpy as np
import pytest
from skimage import data
from sklearn.datasets import load_sample_image

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.reflections import find_reflection

BOX = Box(120, 60, 220, 200)


def thing() -> np.ndarray:
    import cv2

    return np.asarray(cv2.resize(load_sample_image("china.jpg")[20:400, 80:340], BOX.size), np.uint8)


def lake(strength: float, ripple: float = 2.0, room: int = 400) -> tuple[np.ndarray, Mask]:
    """The thing on the shore of a grey lake that mirrors `strength` of it, blurred and wavering by `ripple` pixels."""
    import cv2

    pixels = np.full((room, 340, 3), (150, 165, 175), np.uint8)
    pixels[BOX.slices] = thing()
    mirrored = cv2.GaussianBlur(thing()[::-1], (0, 0), ripple).astype(float)
    rows = np.arange(BOX.height)
    wave = (np.arange(BOX.width)[None, :] + np.rint(ripple * np.sin(rows / 5))[:, None].astype(int)) % BOX.width
    below = Box(BOX.left, BOX.bottom, BOX.right, min(room, BOX.bottom + BOX.height))
    seen = mirrored[rows[:, None], wave][: below.height]
    pixels[below.slices] = np.rint(strength * seen + (1 - strength) * pixels[below.slices]).astype(np.uint8)
    return pixels, Mask.from_box(BOX, 340, room)


@pytest.mark.parametrize("strength", [0.35, 0.8])
def test_a_reflection_is_found_where_it_lies(strength: float) -> None:
    pixels, mask = lake(strength)
    found = find_reflection(pixels, mask)
    assert found is not None
    truth = Mask.from_box(Box(BOX.left, BOX.bottom, BOX.right, BOX.bottom + BOX.height), 340, 400)
    assert found.iou(truth) > 0.9
    assert not found.intersect(mask).area


def test_one_that_the_picture_cuts_off_is_found_as_far_as_it_is_seen() -> None:
    pixels, mask = lake(0.6, room=290)
    found = find_reflection(pixels, mask)
    assert found is not None
    assert found.box.bottom == 290


def test_other_things_are_never_part_of_it() -> None:
    pixels, mask = lake(0.8)
    boat = Mask.from_box(Box(100, 260, 180, 300), 340, 400)
    found = find_reflection(pixels, mask, boat)
    assert found is not None
    assert not found.intersect(boat).area


def test_where_nothing_is_mirrored_nothing_is_found() -> None:
    assert find_reflection(*lake(0.0)) is None
    pixels, mask = lake(0.0)
    pixels[BOX.bottom : BOX.bottom + BOX.height, BOX.left : BOX.right] = thing()
    assert find_reflection(pixels, mask) is None, "the same thing once more, upright"
    plain = np.full((400, 340, 3), 120, np.uint8)
    assert find_reflection(plain, mask) is None
    assert find_reflection(plain, Mask.empty(340, 400)) is None


@pytest.mark.parametrize("name", ["coffee", "chelsea", "astronaut", "rocket"])
def test_photos_without_reflections_have_none(name: str) -> None:
    pixels = getattr(data, name)()
    height, width = pixels.shape[:2]
    for left in range(0, width - 100, 60):
        for top in range(0, height - 160, 50):
            assert find_reflection(pixels, Mask.from_box(Box(left, top, left + 90, top + 80), width, height)) is None
