"""Names of colours: paint, not the light of a screen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor

from scenewright.scene.color import is_named
from scenewright.tools.filters.oklab import to_oklab
from scenewright.tools.filters.pigment import MOST_VIVID, asked_for, in_light, pigment, vividness

NEUTRAL = np.full((40, 40, 3), np.linspace(20, 240, 40, dtype=np.uint8)[:, None, None], np.uint8)
PURE = ("red", "lime", "blue", "yellow", "cyan", "magenta", "orange")
EASY = ("pink", "tan", "beige", "lavender", "steelblue", "olive", "brown", "white", "black", "gray")


def lch(color: tuple[int, int, int]) -> tuple[float, float, float]:
    lightness, a, b = to_oklab(np.array(color, np.uint8))
    return float(lightness), float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


@pytest.mark.parametrize("name", PURE)
def test_pure_colours_become_paint_of_their_hue(name: str) -> None:
    screen, paint = lch(ImageColor.getrgb(name)[:3]), lch(pigment(ImageColor.getrgb(name)[:3]))
    assert paint[1] < 0.2
    assert paint[1] > 0.4 * screen[1]
    assert paint[0] <= screen[0] + 0.01
    assert abs((paint[2] - screen[2] + 180) % 360 - 180) < 15


@pytest.mark.parametrize("name", EASY)
def test_colours_that_paint_has_stay(name: str) -> None:
    color = ImageColor.getrgb(name)[:3]
    assert np.abs(np.subtract(pigment(color), color)).max() <= 12


@given(st.sampled_from(sorted(ImageColor.colormap)))
def test_a_paint_goes_by_the_same_name_as_paint(name: str) -> None:
    """Painting what is paint already hardly changes it."""
    once = pigment(ImageColor.getrgb(name)[:3])
    first, again = to_oklab(np.array(once, np.uint8)), to_oklab(np.array(pigment(once), np.uint8))
    assert np.linalg.norm(first - again) < 0.04


def test_the_strongest_colours_stay_apart() -> None:
    paints = [to_oklab(np.array(pigment(ImageColor.getrgb(name)[:3]), np.uint8)) for name in (*PURE, "green", "navy")]
    away = [np.linalg.norm(a - b) for i, a in enumerate(paints) for b in paints[:i]]
    assert min(away) > 0.08


def test_a_vivid_photo_shows_stronger_paint_and_a_wall_weaker_one() -> None:
    red = (255, 0, 0)
    assert lch(pigment(red, MOST_VIVID))[1] > lch(pigment(red))[1] > lch(pigment(red, share=0.5))[1]
    assert vividness(NEUTRAL) == 1
    loud = NEUTRAL.copy()
    loud[:10] = (255, 30, 0)
    assert vividness(loud) == MOST_VIVID


def test_white_in_warm_light_is_warm() -> None:
    warm = np.rint(NEUTRAL * np.array([1.0, 0.93, 0.8])).astype(np.uint8)
    red, green, blue = in_light((255, 255, 255), warm)
    assert red >= green > blue > 180
    assert np.ptp(in_light((255, 255, 255), NEUTRAL)) <= 2


def test_only_names_are_taken_for_paint() -> None:
    assert is_named("#ff0000")
    assert not is_named("#fe0102")
    assert asked_for("#ff0000", False, NEUTRAL, 0.02) != (255, 0, 0)
    assert asked_for("#ff0000", True, NEUTRAL, 0.02) == (255, 0, 0)
    assert asked_for("#00ff00", False, NEUTRAL, 0.02) == (0, 255, 0)
    assert asked_for("#fe0102", False, NEUTRAL, 0.02) == (254, 1, 2)
