"""Things on the plain ground of a shop's photo come free of it, through their holes too; others have no such ground."""

import numpy as np
import pytest
from skimage import data

from scenewright.tools.plain_ground import off_plain_ground


def ring(ground: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A ring in two colours on slightly noisy ground, and where it is."""
    y, x = np.mgrid[:200, :260]
    distance = np.hypot(x - 130, y - 100)
    thing = (distance < 70) & (distance > 35)
    pixels = np.full((200, 260, 3), ground) + np.random.default_rng(0).integers(-2, 3, (200, 260, 1))
    pixels[thing] = (30, 90, 160)
    pixels[thing & (x > 130)] = (180, 60, 40)
    return np.clip(pixels, 0, 255).astype(np.uint8), thing


@pytest.mark.parametrize("ground", [(255, 255, 255), (20, 20, 24), (200, 220, 210)])
def test_what_is_not_the_ground_is_the_thing(ground: tuple[int, int, int]) -> None:
    pixels, thing = ring(ground)
    found = off_plain_ground(pixels)
    assert found is not None
    assert (found.array & thing).sum() > 0.99 * thing.sum()
    assert (found.array & ~thing).sum() < 0.02 * thing.sum(), "the hole of the ring is ground"


def test_specks_are_left_out() -> None:
    pixels, _ = ring((255, 255, 255))
    pixels[10:14, 10:14] = 0
    found = off_plain_ground(pixels)
    assert found is not None
    assert not found.array[10:14, 10:14].any()


@pytest.mark.parametrize("name", ["coffee", "chelsea", "astronaut", "rocket"])
def test_other_photos_have_no_plain_ground(name: str) -> None:
    assert off_plain_ground(getattr(data, name)()) is None


def test_nothing_on_plain_ground_is_nothing() -> None:
    assert off_plain_ground(np.full((50, 60, 3), 240, np.uint8)) is None
