"""Sky between strands of hair goes with the sky; what has the thing's colour, and what nobody can tell, stays."""

import numpy as np

from scenewright.scene.mask import Mask
from scenewright.tools.shedding import shown

SKY, HAIR = (150, 190, 235), (50, 35, 30)


def head(ground: tuple[int, int, int] = SKY, noise: float = 3) -> tuple[np.ndarray, np.ndarray, Mask]:
    """A dark disc on a ground; its mask holds a patch of the ground at its rim (the second array)."""
    rng = np.random.default_rng(2)
    y, x = np.mgrid[:160, :160]
    inside = np.hypot(x - 80, y - 80) < 55
    patch = np.hypot(x - 80, y - 24) < 7
    pixels = np.where(inside[..., None], HAIR, ground) + rng.normal(0, noise, (160, 160, 1))
    return pixels.clip(0, 255).astype(np.uint8), patch & ~inside, Mask(inside | patch)


def test_a_patch_of_sky_goes_and_the_thing_stays() -> None:
    pixels, patch, mask = head()
    left = shown(pixels, mask)
    assert left is not None
    assert left[patch].mean() < 0.15
    assert left[mask.array & ~patch].mean() > 0.99


def test_a_thing_of_the_grounds_colour_is_left_alone() -> None:
    pixels, _, mask = head(ground=HAIR)
    left = shown(pixels, mask)
    assert left is None or left[mask.array].min() > 0.9


def test_a_restless_ground_tells_nothing() -> None:
    pixels, patch, mask = head(noise=45)
    left = shown(pixels, mask)
    assert left is None or left[patch].mean() > 0.8


def test_where_half_of_it_would_go_nothing_goes() -> None:
    pixels, _, mask = head()
    assert shown(pixels, mask.grow(16)) is None


def test_a_pale_trim_in_the_things_own_colours_stays() -> None:
    pixels, _, mask = head()
    pixels[60:100:4] = np.where(mask.array[60:100:4, :, None], SKY, pixels[60:100:4])
    left = shown(pixels, mask)
    assert left is None or left[60:100:4][mask.array[60:100:4]].mean() > 0.8


def test_a_speck_deep_in_the_thing_is_no_sky_however_alike() -> None:
    pixels, patch, mask = [one.repeat(3, axis=0).repeat(3, axis=1) for one in (*head()[:2], head()[2].array)]
    tooth = np.zeros_like(mask)
    tooth[240:245, 92:97] = True
    pixels[tooth] = SKY
    left = shown(pixels, Mask(mask))
    assert left is not None
    assert left[tooth].min() == 1
    assert left[patch].mean() < 0.15
