"""Shadows of known shape on real ground are found; things without one have none; other things are never taken."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.shadows import carry_shadow, find_shadow, lift_shadow


@dataclass
class Scene:
    pixels: np.ndarray
    thing: Mask
    shadow: Mask
    ground: np.ndarray


def grounds() -> dict[str, np.ndarray]:
    """Gravel, grass and bricks as they are, faded and tinted, and unevenly lit."""
    import cv2

    out = {}
    for name in ("gravel", "grass", "brick"):
        grey = np.repeat(getattr(data, name)()[..., None], 3, axis=2)
        ramp = np.linspace(0.7, 1.15, 512)[None, :, None] * np.array([0.9, 1, 0.85])
        out[name] = grey
        out[f"{name}, faded"] = np.clip((grey * 0.5 + 90) * np.array([1.1, 0.95, 0.75]), 0, 255).astype(np.uint8)
        out[f"{name}, uneven"] = np.clip(cv2.GaussianBlur(grey, (0, 0), 2) * ramp, 0, 255).astype(np.uint8)
    return out


def scene(ground: np.ndarray, seed: int, light: float = 0.55) -> Scene:
    """An ellipse of flower petals standing on the ground, with its sheared shadow letting `light` through."""
    import cv2
    from sklearn.datasets import load_sample_image

    rng = np.random.default_rng(seed)
    height, width = ground.shape[:2]
    tall = int(height * rng.uniform(0.25, 0.4))
    wide = int(tall * rng.uniform(0.3, 0.8))
    x, y = int(width * rng.uniform(0.3, 0.7)), int(height * rng.uniform(0.5, 0.75))
    thing = cv2.ellipse(
        np.zeros((height, width), np.uint8), (x, y - tall // 2), (wide // 2, tall // 2), 0, 0, 360, 1, -1
    )
    lean, flat = rng.uniform(0.3, 1.1) * rng.choice([-1, 1]), rng.uniform(0.15, 0.4) * rng.choice([-1, 1])
    cast = cv2.warpAffine(thing * 255, np.array([[1, -lean, lean * y], [0, flat, y - flat * y]]), (width, height))
    soft = cv2.GaussianBlur(cast, (0, 0), 2)[..., None] / 255
    petals = cv2.resize(load_sample_image("flower.jpg")[100:330, 160:400], (width, height))
    shaded = (ground * (1 - soft * (1 - light))).astype(np.uint8)
    pixels = np.where(thing[..., None] > 0, petals, shaded)
    return Scene(pixels, Mask(thing > 0), Mask((soft[..., 0] > 0.5) & (thing == 0)), ground)


def test_shadows_are_found_and_false_alarms_are_rare() -> None:
    found, right, false = 0, [], 0
    for ground, seed in product(grounds().values(), range(4)):
        with_shadow, without = scene(ground, seed), scene(ground, seed, light=1.0)
        shadow = find_shadow(with_shadow.pixels, with_shadow.thing)
        if shadow is not None:
            right.append(shadow.iou(with_shadow.shadow))
        found += shadow is not None and right[-1] > 0.3
        false += find_shadow(without.pixels, without.thing) is not None
    assert found >= 30, f"{found} of 36"
    assert np.mean(right) > 0.6
    assert false <= 1


def test_other_things_are_never_taken_for_a_shadow() -> None:
    case = scene(grounds()["brick, faded"], 1)
    free = find_shadow(case.pixels, case.thing)
    assert free is not None
    barred = Mask.from_box(Box(0, 0, free.box.left + free.box.width // 2, 512), 512, 512).minus(case.thing)
    rest = find_shadow(case.pixels, case.thing, barred)
    assert rest is None or not rest.intersect(barred).area


def test_the_shadow_is_none_of_the_things_own_pixels() -> None:
    case = scene(grounds()["gravel, faded"], 3)
    shadow = find_shadow(case.pixels, case.thing)
    assert shadow is not None
    assert shadow.intersect(case.thing).area == 0


def test_a_black_thing_beside_it_is_no_shadow() -> None:
    case = scene(grounds()["gravel, faded"], 3, light=1.0)
    foot = case.thing.box
    pixels = case.pixels.copy()
    pixels[foot.bottom - 30 : foot.bottom, foot.right - 4 : foot.right + 40] = (12, 12, 14)
    assert find_shadow(pixels, case.thing) is None


def test_a_blue_thing_beside_it_is_no_shadow() -> None:
    case = scene(grounds()["gravel, faded"], 3, light=1.0)
    foot = case.thing.box
    pixels = case.pixels.copy()
    pixels[foot.bottom - 30 : foot.bottom, foot.right - 4 : foot.right + 40] = (60, 80, 140)
    assert find_shadow(pixels, case.thing) is None


def test_a_sky_is_no_ground() -> None:
    pixels = np.full((200, 200, 3), (120, 160, 220), np.uint8)
    thing = Mask.from_box(Box(80, 80, 120, 120), 200, 200)
    pixels[thing.array] = 30
    assert find_shadow(pixels, thing) is None
    assert find_shadow(pixels, Mask.empty(200, 200)) is None


@pytest.mark.parametrize("light", [0.4, 0.7])
def test_a_lifted_shadow_says_how_much_light_it_lets_through(light: float) -> None:
    case = scene(grounds()["brick, faded"], 1, light)
    shadow = lift_shadow(case.pixels, case.shadow)
    core = case.shadow.grow(-4).crop(shadow.box).array
    assert shadow.ratio[core].mean() == pytest.approx(light, abs=0.1)
    assert shadow.ratio.max() <= 1
    assert (shadow.ratio[0] > 0.97).all()


def test_a_carried_shadow_darkens_the_new_place_alike_and_nothing_else() -> None:
    case = scene(grounds()["brick, faded"], 1)
    shadow = lift_shadow(case.pixels, case.shadow)
    there = case.thing.box.shift(-80, 20)
    after, touched = carry_shadow(case.ground, shadow, case.thing.box, there)
    moved = case.shadow.shift(-80, 20)
    core = moved.grow(-4).array
    assert (after[core].mean() / case.ground[core].mean()) == pytest.approx(0.55, abs=0.1)
    assert np.array_equal(after[~touched.array], case.ground[~touched.array])
    assert touched.minus(moved.grow(20)).area == 0


def test_it_scales_with_its_thing_and_may_leave_the_picture() -> None:
    case = scene(grounds()["brick, faded"], 1)
    shadow = lift_shadow(case.pixels, case.shadow)
    box = case.thing.box
    twice = Box(box.left, box.bottom - 2 * box.height, box.left + 2 * box.width, box.bottom)
    once = carry_shadow(np.full_like(case.ground, 200), shadow, box, box)[1]
    larger = carry_shadow(np.full_like(case.ground, 200), shadow, box, twice)[1]
    assert larger.area == pytest.approx(4 * once.area, rel=0.25)
    away, touched = carry_shadow(case.ground, shadow, box, box.shift(5000, 0))
    assert touched.area == 0
    assert np.array_equal(away, case.ground)


def test_no_shadow_cannot_be_lifted() -> None:
    with pytest.raises(ValueError, match="no shadow"):
        lift_shadow(np.zeros((5, 5, 3), np.uint8), Mask.empty(5, 5))
