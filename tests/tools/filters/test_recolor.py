"""Recolouring: the colour changes, shading and texture stay."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage import data

from scenewright.scene.image import Pixels
from scenewright.tools.filters.oklab import from_oklab, to_oklab
from scenewright.tools.filters.recolor import recolor
from scenewright.tools.filters.window import RIM

COLORS = {
    "red": (200, 20, 30),
    "navy": (0, 0, 128),
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "yellow": (255, 220, 0),
}
BYTES = st.integers(0, 255)


def ball(color: tuple[int, int, int], size: int = 64) -> tuple[Pixels, np.ndarray]:
    """A shaded ball with fine texture on grey, and its mask."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    inside = x * x + y * y < 0.7
    light = np.clip(0.85 - 0.35 * x - 0.35 * y, 0.15, 1) + 0.04 * np.sin(40 * x)
    shaded = np.where(inside[..., None], np.clip(light, 0, 1)[..., None] * np.array(color), 128)
    return shaded.astype(np.uint8), inside


def lightness(pixels: Pixels) -> np.ndarray:
    return to_oklab(pixels)[..., 0]


@given(st.tuples(BYTES, BYTES, BYTES))
def test_oklab_and_back_is_the_same_colour(color: tuple[int, int, int]) -> None:
    pixel = np.array([[color]], np.uint8)
    assert np.abs(from_oklab(to_oklab(pixel)).astype(int) - pixel).max() <= 1


def test_oklab_has_its_published_values() -> None:
    assert to_oklab(np.array([255, 255, 255], np.uint8)) == pytest.approx([1, 0, 0], abs=1e-3)
    assert to_oklab(np.array([255, 0, 0], np.uint8)) == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)


def test_a_colour_outside_srgb_keeps_lightness_and_hue() -> None:
    wild = np.array([[0.6, 0.3, 0.2]], np.float32)
    shown = to_oklab(from_oklab(wild))[0]
    assert shown[0] == pytest.approx(0.6, abs=0.01)
    assert np.arctan2(shown[2], shown[1]) == pytest.approx(np.arctan2(0.2, 0.3), abs=0.03)


@pytest.mark.parametrize("before", [(240, 240, 235), (25, 25, 28), (220, 90, 40), (40, 90, 200)])
@pytest.mark.parametrize("name", COLORS)
def test_light_dark_and_coloured_things_take_the_colour(before: tuple[int, int, int], name: str) -> None:
    pixels, inside = ball(before)
    goal = to_oklab(np.array(COLORS[name], np.uint8))
    middle = np.median(to_oklab(recolor(pixels, inside, COLORS[name]))[inside], axis=0)
    assert np.hypot(*(middle[1:] - goal[1:])) < 0.07
    assert abs(middle[0] - np.clip(goal[0], 0.2, 0.93)) < 0.04


@pytest.mark.parametrize("before", [(240, 240, 235), (25, 25, 28), (220, 90, 40)])
@pytest.mark.parametrize("name", COLORS)
def test_shading_stays(before: tuple[int, int, int], name: str) -> None:
    pixels, inside = ball(before)
    after = lightness(recolor(pixels, inside, COLORS[name]))[inside]
    ranks = [np.argsort(np.argsort(values)) for values in (lightness(pixels)[inside], after)]
    assert np.corrcoef(*ranks)[0, 1] > 0.95
    assert np.percentile(after, 95) - np.percentile(after, 5) > 0.05


def test_a_mirror_like_highlight_stays_white() -> None:
    pixels, inside = ball((60, 20, 20))
    pixels[28:32, 28:32] = 252
    assert (recolor(pixels, inside, COLORS["navy"])[29, 29] > 220).all()


def test_black_pixels_of_a_light_thing_stay_dark() -> None:
    pixels, inside = ball((230, 230, 230))
    pixels[30:34, 30:34] = 5
    assert recolor(pixels, inside, COLORS["yellow"])[31, 31].max() < 40


def test_far_from_the_mask_nothing_changes() -> None:
    photo = data.coffee()[::4, ::4]
    inside = np.zeros(photo.shape[:2], bool)
    inside[40:50, 60:70] = True
    changed = (recolor(photo, inside, COLORS["red"]) != photo).any(axis=2)
    changed[40 - RIM : 50 + RIM, 60 - RIM : 70 + RIM] = False
    assert not changed.any()


def test_an_alpha_serves_as_a_mask_and_an_empty_one_changes_nothing() -> None:
    pixels, inside = ball((220, 90, 40))
    alpha = np.where(inside, 255, 100).astype(np.uint8)
    assert np.array_equal(recolor(pixels, alpha, (0, 0, 128)), recolor(pixels, inside, (0, 0, 128)))
    assert np.array_equal(recolor(pixels, np.zeros_like(inside), (0, 0, 128)), pixels)


def test_a_mask_of_another_size_is_refused() -> None:
    pixels, inside = ball((220, 90, 40))
    with pytest.raises(ValueError, match="a mask of the picture's size"):
        recolor(pixels, inside[1:], (0, 0, 0))
    with pytest.raises(ValueError, match="uint8 RGB pixels"):
        recolor(pixels.astype(float), inside, (0, 0, 0))  # type: ignore[arg-type]
