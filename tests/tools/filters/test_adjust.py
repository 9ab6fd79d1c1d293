"""Adjustments: smooth, in the right direction, nothing at zero."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage import data

from scenewright.scene.image import Pixels
from scenewright.tools.filters.adjust import adjust

PHOTO: Pixels = np.ascontiguousarray(data.coffee()[::5, ::5])
FACE: Pixels = np.ascontiguousarray(data.astronaut()[::4, ::4])
NAMES = ("brightness", "contrast", "saturation", "temperature", "sharpness", "shadows", "highlights")
AMOUNTS = st.floats(-1, 1)


def ramp() -> Pixels:
    return np.repeat(np.tile(np.arange(256, dtype=np.uint8), (8, 1))[..., None], 3, axis=2)


def saturation(pixels: Pixels) -> float:
    return float(np.ptp(pixels.astype(int), axis=2).mean())


def test_zero_leaves_every_byte() -> None:
    assert np.array_equal(adjust(PHOTO), PHOTO)
    assert adjust(PHOTO) is not PHOTO
    assert np.array_equal(adjust(PHOTO, **dict.fromkeys(NAMES, 0.0)), PHOTO)


@pytest.mark.parametrize("name", NAMES)
def test_a_tiny_amount_changes_little(name: str) -> None:
    changed = adjust(PHOTO, **{name: 0.02})
    assert np.abs(changed.astype(int) - PHOTO).max() <= 12


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("amount", [-1.01, 2.0, float("nan")])
def test_an_amount_outside_its_range_is_refused(name: str, amount: float) -> None:
    with pytest.raises(ValueError, match="is −1…1"):
        adjust(PHOTO, **{name: amount})


@settings(max_examples=25, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(NAMES, AMOUNTS)), st.booleans())
def test_any_amounts_give_the_same_picture_twice(amounts: dict[str, float], auto: bool) -> None:
    small = PHOTO[::3, ::3]
    once = adjust(small, auto=auto, **amounts)
    assert once.shape == small.shape
    assert once.dtype == np.uint8
    assert np.array_equal(once, adjust(small, auto=auto, **amounts))


@pytest.mark.parametrize("name", ["brightness", "contrast"])
@pytest.mark.parametrize("amount", [-1, -0.5, 0.5, 1])
def test_tone_curves_rise_everywhere_and_flatten_nothing(name: str, amount: float) -> None:
    curve = adjust(ramp(), **{name: amount})[0, :, 0].astype(int)
    assert (np.diff(curve) >= 0).all()
    assert len(np.unique(curve[32:224])) > (30 if name == "contrast" and amount < 0 else 90)


@pytest.mark.parametrize("amount", [-1, -0.3, 0.3, 1])
def test_brightness_and_shadows_and_highlights_keep_black_and_white(amount: float) -> None:
    for name in ("brightness", "shadows", "highlights"):
        curve = adjust(ramp(), **{name: amount})[0, :, 0]
        assert (curve[0], curve[255]) == (0, 255)


def test_each_amount_goes_its_way() -> None:
    grey = PHOTO.mean()
    assert adjust(PHOTO, brightness=0.5).mean() > grey + 10 > grey > adjust(PHOTO, brightness=-0.5).mean() + 10
    assert adjust(PHOTO, contrast=0.5).std() > PHOTO.std() > adjust(PHOTO, contrast=-0.5).std()
    assert saturation(adjust(PHOTO, saturation=0.5)) > saturation(PHOTO) > saturation(adjust(PHOTO, saturation=-0.5))
    for amount, sign in ((0.5, 1), (-0.5, -1)):
        balance = adjust(PHOTO, temperature=amount).astype(int) - PHOTO
        assert sign * (balance[..., 0].mean() - balance[..., 2].mean()) > 10
        assert abs(balance.mean()) < 15


def test_saturation_at_its_least_is_grey() -> None:
    assert saturation(adjust(PHOTO, saturation=-1)) == 0


def test_shadows_lift_the_dark_and_highlights_tame_the_bright() -> None:
    dark, bright = PHOTO.mean(axis=2) < 50, PHOTO.mean(axis=2) > 190
    lifted = adjust(PHOTO, shadows=0.8).astype(int) - PHOTO
    tamed = adjust(PHOTO, highlights=-0.8).astype(int) - PHOTO
    assert lifted[dark].mean() > 5
    assert abs(lifted[bright].mean()) < 3
    assert tamed[bright].mean() < -5
    assert abs(tamed[dark].mean()) < 3


def test_sharpening_adds_detail_without_halos_and_softening_takes_it() -> None:
    def detail(pixels: Pixels) -> float:
        return float(np.abs(np.diff(pixels.astype(int), axis=1)).mean())

    assert detail(adjust(PHOTO, sharpness=0.8)) > 1.1 * detail(PHOTO)
    assert detail(adjust(PHOTO, sharpness=-0.8)) < 0.9 * detail(PHOTO)
    step = np.full((20, 40, 3), 80, np.uint8)
    step[:, 20:] = 170
    sharp = adjust(step, sharpness=1)
    assert sharp.min() >= 80 - 25
    assert sharp.max() <= 170 + 25


def greyish_cast(pixels: Pixels, truth: Pixels) -> float:
    greyish = (np.ptp(truth.astype(int), axis=2) < 25) & (truth.mean(axis=2) > 60)
    return float(np.ptp(pixels[greyish].mean(axis=0)))


def test_auto_takes_a_cast_and_dullness_away() -> None:
    dull = (PHOTO * np.array([0.62, 0.5, 0.42]) + 20).astype(np.uint8)
    better = adjust(dull, auto=True)

    def cast(pixels: Pixels) -> float:
        greyish = np.ptp(PHOTO.astype(int), axis=2) < 25
        return float(np.ptp(pixels[greyish].mean(axis=0)))

    assert cast(better) < 0.8 * cast(dull)
    assert np.ptp(np.percentile(better, (1, 99))) > 1.2 * np.ptp(np.percentile(dull, (1, 99)))


@pytest.mark.parametrize("cast", [(0.82, 0.95, 1.0), (1.0, 0.92, 0.7), (0.85, 1.0, 0.85)])
def test_auto_takes_a_cast_away(cast: tuple[float, float, float]) -> None:
    tinted = (FACE * np.array(cast)).astype(np.uint8)
    assert greyish_cast(adjust(tinted, auto=True), FACE) < 0.65 * greyish_cast(tinted, FACE)


def test_auto_gives_a_flat_photo_contrast_and_a_dark_one_light() -> None:
    foggy = (FACE * 0.35 + 110).astype(np.uint8)
    better = adjust(foggy, auto=True)
    assert np.ptp(np.percentile(better, (1, 99))) > 1.8 * np.ptp(np.percentile(foggy, (1, 99)))
    dark = (FACE * 0.4).astype(np.uint8)
    assert adjust(dark, auto=True).mean() > 1.6 * dark.mean()


@pytest.mark.parametrize("photo", [FACE, np.ascontiguousarray(data.coffee()[::5, ::5])])
def test_auto_leaves_a_good_photo_nearly_alone(photo: Pixels) -> None:
    assert np.abs(adjust(photo, auto=True).astype(int) - photo).mean() < 12


def test_auto_keeps_the_evening_warm_the_night_dark_and_snow_bright() -> None:
    y = np.linspace(0, 1, 80)[:, None, None]
    noise = np.random.default_rng(5).normal(0, 4, (80, 120, 3))
    evening = np.clip((1 - y) * np.array([250, 150, 70]) + y * np.array([90, 40, 50]) + noise, 0, 255).astype(np.uint8)
    warm = adjust(evening, auto=True).astype(int)
    assert (warm[..., 0] - warm[..., 2]).mean() > 0.8 * (evening[..., 0].astype(int) - evening[..., 2]).mean()
    night = np.clip(np.full((80, 120, 3), 14.0) + noise, 0, 255).astype(np.uint8)
    night[10:16, ::12] = 250
    assert adjust(night, auto=True).mean() < 2 * night.mean()
    snow = np.clip(np.full((80, 120, 3), 225.0) + 4 * noise, 0, 255).astype(np.uint8)
    assert adjust(snow, auto=True).mean() > 200


def test_auto_keeps_a_grey_photo_grey() -> None:
    grey = np.repeat(FACE.mean(axis=2).astype(np.uint8)[..., None], 3, axis=2)
    assert saturation(adjust(grey, auto=True)) == 0


def test_strips_of_a_tall_picture_show_no_seams() -> None:
    tall = np.repeat(np.repeat(np.linspace(10, 240, 400).astype(np.uint8)[:, None], 60, 1)[..., None], 3, axis=2)
    for amounts in ({"shadows": 0.7}, {"temperature": 0.5, "saturation": 0.4}, {"sharpness": 0.8}):
        curve = adjust(tall, **amounts)[:, 30].astype(int)
        assert np.abs(np.diff(curve, axis=0)).max() <= 4


def test_auto_measures_inside_the_mask() -> None:
    inside = np.zeros(PHOTO.shape[:2], bool)
    inside[20:50, 40:70] = True
    assert not np.array_equal(adjust(PHOTO, auto=True, mask=inside), adjust(PHOTO, auto=True))
    assert adjust(PHOTO, auto=True, mask=np.zeros_like(inside)).shape == PHOTO.shape


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_flat_picture_survives_everything(value: int) -> None:
    flat = np.full((6, 7, 3), value, np.uint8)
    out = adjust(flat, auto=True, **dict.fromkeys(NAMES, 0.7))
    assert np.ptp(out.reshape(-1, 3), axis=0).tolist() == [0, 0, 0]
