"""Seams of known shape under a thing on real ground are found; plain ground, dark floors and textures have none."""

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.contact import find_contact
from scenewright.tools.shadows import find_shadow, lift_shadow

BOX = Box(180, 160, 300, 340)


def ground(name: str) -> np.ndarray:
    """Gravel, grass and bricks, faded as an overcast day does."""
    grey = getattr(data, name)().astype(float)
    return np.repeat(np.clip(grey * 0.4 + 100, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def standing(pixels: np.ndarray, depth: float, tint: tuple[float, float, float] = (1, 1, 1)) -> tuple[np.ndarray, Mask]:
    """A red box with a soft dark seam under it that lets `1 − depth` of the light through at the sole."""
    import cv2

    seam = np.zeros(pixels.shape[:2], np.float32)
    seam[BOX.bottom - 6 : BOX.bottom + 9, BOX.left - 2 : BOX.right + 2] = 1
    soft = cv2.GaussianBlur(seam, (0, 0), 3)[..., None]
    out = np.clip(pixels * (1 - depth * soft * np.array(tint)), 0, 255).astype(np.uint8)
    out[BOX.slices] = (170, 40, 50)
    return out, Mask.from_box(BOX, pixels.shape[1], pixels.shape[0])


@pytest.mark.parametrize("name", ["gravel", "grass", "brick"])
def test_a_seam_is_found_where_it_is(name: str) -> None:
    pixels, thing = standing(ground(name), 0.6)
    seam = find_contact(pixels, thing)
    assert seam is not None
    assert seam.minus(Mask.from_box(BOX.pad(18), 512, 512)).area == 0
    right_under = Mask.from_box(Box(BOX.left + 10, BOX.bottom, BOX.right - 10, BOX.bottom + 5), 512, 512)
    assert seam.intersect(right_under).area > 0.7 * right_under.area
    assert not seam.intersect(thing).area
    assert find_shadow(pixels, thing) is not None, "the search for shadows reports it too"


@pytest.mark.parametrize("name", ["gravel", "grass", "brick"])
def test_ground_without_one_has_none(name: str) -> None:
    pixels, thing = standing(ground(name), 0.0)
    assert find_contact(pixels, thing) is None


def test_a_dark_floor_is_no_seam() -> None:
    pixels, thing = standing(ground("gravel"), 0.0)
    pixels[BOX.bottom - 40 :] = (pixels[BOX.bottom - 40 :] * 0.5).astype(np.uint8)
    pixels[BOX.slices] = (170, 40, 50)
    assert find_contact(pixels, thing) is None


def test_a_coloured_stripe_under_it_is_no_seam() -> None:
    pixels, thing = standing(ground("brick"), 0.6, tint=(1.0, 0.1, 0.1))
    assert find_contact(pixels, thing) is None


def test_other_things_are_never_part_of_it() -> None:
    pixels, thing = standing(ground("gravel"), 0.6)
    barred = Mask.from_box(Box(0, 0, 240, 512), 512, 512).minus(thing)
    seam = find_contact(pixels, thing, barred)
    assert seam is None or not seam.intersect(barred).area


@pytest.mark.parametrize("at", [0, 490])
def test_at_the_edge_of_the_picture_nothing_breaks(at: int) -> None:
    thing = Mask.from_box(Box(at, at, at + 22, at + 22), 512, 512)
    assert find_contact(np.full((512, 512, 3), 150, np.uint8), thing) is None
    assert find_contact(ground("gravel"), Mask.empty(512, 512)) is None


def test_what_is_lifted_of_a_seam_is_judged_by_the_ground_and_goes_on_under_the_thing() -> None:
    """The thing above is darker than the ground: were it taken for lit ground, the seam would count as none."""
    pixels, thing = standing(ground("gravel"), 0.6)
    pixels[BOX.slices] = 20
    seam = find_contact(pixels, thing)
    assert seam is not None
    shadow = lift_shadow(pixels, seam, thing)
    row = BOX.bottom - 2 - shadow.box.top
    assert shadow.ratio[row + 4, shadow.ratio.shape[1] // 2].mean() < 0.75
    assert shadow.ratio[row, shadow.ratio.shape[1] // 2].mean() < 0.75, "no lit seam between the thing and its shadow"
