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


def test_the_glint_of_a_vivid_thing_stays_white_in_its_new_colour() -> None:
    """A broad highlight mixes lamp and paint: its share of the lamp's light remains."""
    pixels, inside = ball((200, 30, 30))
    y, x = np.mgrid[-1 : 1 : 64 * 1j, -1 : 1 : 64 * 1j]
    gloss = np.exp(-((x + 0.3) ** 2 + (y + 0.3) ** 2) / 0.02)[..., None] * inside[..., None]
    shiny = np.clip(pixels + gloss * 200, 0, 255).astype(np.uint8)
    after = to_oklab(recolor(shiny, inside, (30, 60, 200)))
    middle = np.unravel_index(gloss[..., 0].argmax(), gloss.shape[:2])
    assert after[middle][0] > 0.85
    assert np.hypot(*after[middle][1:]) < 0.06
    assert np.hypot(*np.median(after[inside], axis=0)[1:]) > 0.12


@pytest.mark.parametrize("color", [(190, 190, 190), (20, 20, 22), (40, 90, 190), (215, 170, 140)])
def test_another_material_on_a_thing_keeps_its_colour(color: tuple[int, int, int]) -> None:
    """Chrome, rubber, a print, a hand: a patch unlike the paint is no paint."""
    pixels, inside = ball((200, 40, 30), size=128)
    pixels[50:74, 52:76] = color
    after = recolor(pixels, inside, (40, 150, 60))
    assert np.abs(after[54:70, 56:72].astype(int) - pixels[54:70, 56:72]).max() <= 12
    assert after[90, 64, 1] > after[90, 64, 0]


def test_the_paint_of_a_thing_made_of_many_parts_is_its_vivid_one() -> None:
    """A motorcycle: restless greys, and a red tank on a sixth of it."""
    pixels, inside = ball((120, 120, 120), size=128)
    rng = np.random.default_rng(3)
    parts = np.kron(rng.integers(20, 230, (32, 32)), np.ones((4, 4)))[..., None]
    pixels = np.where(inside[..., None], parts.repeat(3, axis=2), 128).astype(np.uint8)
    pixels[50:70, 30:90] = (190, 25, 30)
    after = recolor(pixels, inside, (30, 60, 200))
    assert np.median(after[54:66, 34:86].reshape(-1, 3), axis=0).argmax() == 2
    greys = inside.copy()
    greys[44:76, 24:96] = False
    assert np.abs(after.astype(int) - pixels)[greys].mean() < 3


def test_a_fine_pattern_is_coloured_along_and_keeps_its_differences() -> None:
    pixels, inside = ball((200, 190, 170), size=128)
    stripes = (np.arange(128) // 3 % 2 == 0)[None, :, None]
    pixels = np.where(stripes & inside[..., None], (pixels * 0.55).astype(np.uint8), pixels)
    after = to_oklab(recolor(pixels, inside, (30, 60, 200)))
    hue = np.degrees(np.arctan2(after[..., 2], after[..., 1]))[inside]
    assert np.percentile(np.abs(hue - np.median(hue)), 90) < 8
    on, off = (after[..., 0][inside & (stripes[..., 0] == side)].mean() for side in (True, False))
    assert off > on + 0.05


def test_noise_of_a_dark_thing_does_not_become_grain_when_it_is_made_light() -> None:
    pixels, inside = ball((40, 40, 44), size=128)
    noise = np.random.default_rng(1).normal(0, 3, pixels.shape[:2])[..., None]
    noisy = np.clip(pixels + noise * inside[..., None], 0, 255).astype(np.uint8)
    grain = [lightness(recolor(one, inside, COLORS["white"])) for one in (pixels, noisy)]
    before = lightness(noisy) - lightness(pixels)
    assert (grain[1] - grain[0])[inside].std() < 1.5 * before[inside].std()


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
