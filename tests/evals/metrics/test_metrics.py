"""Metrics against literal values, their published flaws shown, and what becomes of infinite and missing ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenewright.evals.metrics import CAP, METRICS, Edit, summary
from scenewright.evals.metrics.background import changed, mse, psnr, ssim
from scenewright.evals.metrics.metric import paired
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask

BY_NAME = {metric.name: metric for metric in METRICS}


def grey(value: int, size: int = 64) -> np.ndarray:
    return np.full((size, size, 3), value, np.uint8)


def half(size: int = 64) -> Mask:
    return Mask.from_box(Box(0, 0, size // 2, size), size, size)


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)


def test_an_error_of_a_fifth_has_the_psnr_that_arithmetic_gives_it():
    edit = Edit(grey(100), grey(151), half())
    assert mse(edit) == pytest.approx(0.04)
    assert psnr(edit) == pytest.approx(-10 * math.log10(0.04))
    assert changed(edit) == 100


def test_what_changes_under_the_mask_is_nobodys_damage(noise):
    after = noise.copy()
    after[:, :32] = 0
    edit = Edit(noise, after, half())
    assert psnr(edit) == math.inf
    assert mse(edit) == changed(edit) == 0
    assert ssim(edit) == pytest.approx(1)
    assert BY_NAME["change under the mask"].measure(edit) == pytest.approx(noise[:, :32].mean() / 255)


def test_the_published_psnr_grows_with_the_mask_and_the_corrected_one_does_not():
    """By 10·log10(1/(1 − share)): 3.01 dB for half a picture."""
    published = BY_NAME["background PSNR @256, as published"].measure
    small, large = (Edit(grey(100), grey(151), mask) for mask in (Mask.empty(64, 64), half()))
    gain = published(large) - published(small)  # type: ignore[operator]
    assert gain == pytest.approx(10 * math.log10(2), abs=0.01)
    assert psnr(large) == psnr(small)


def test_ssim_agrees_with_scikit_image(noise):
    from skimage.metrics import structural_similarity

    after = np.clip(noise.astype(int) + np.random.default_rng(1).integers(-40, 40, noise.shape), 0, 255)
    edit = Edit(noise, after.astype(np.uint8), Mask.empty(64, 64))
    theirs = structural_similarity(
        noise, edit.edited, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )[1]
    inner = theirs[5:-5, 5:-5].mean()
    ours = ssim(Edit(noise, edit.edited, frame(64, 5)))
    assert ours == pytest.approx(inner, abs=0.02)


def frame(size: int, width: int) -> Mask:
    """A mask that hides the rim, whose windows reach out of the picture."""
    return Mask.from_box(Box(1, 1, size - 1, size - 1), size, size).invert()


def test_l1_and_l2_are_those_of_magicbrush():
    edit = Edit(grey(0), grey(51), target=grey(102))
    assert BY_NAME["L1 to target"].measure(edit) == pytest.approx(0.2)
    assert BY_NAME["L2 to target"].measure(edit) == pytest.approx(0.04)


def test_places_are_judged_by_what_was_chosen_and_by_what_changed(noise):
    after = noise.copy()
    after[:, :16] = 255 - after[:, :16]
    quarter = Mask.from_box(Box(0, 0, 16, 64), 64, 64)
    edit = Edit(noise, after, half(), chosen=quarter)
    assert BY_NAME["IoU of what was chosen"].measure(edit) == pytest.approx(0.5)
    assert BY_NAME["IoU of what changed"].measure(edit) == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_where_nothing_is_known_nothing_is_measured(metric, noise):
    assert metric.measure(Edit(noise, noise)) is None


@pytest.mark.parametrize("name", [name for name in BY_NAME if name.startswith("background")])
def test_a_mask_of_the_whole_photo_leaves_no_background_to_measure(name):
    assert BY_NAME[name].measure(Edit(grey(90), grey(200), Mask.from_box(Box(0, 0, 64, 64), 64, 64))) is None


def test_ssim_over_the_data_range_of_one_colour_is_no_number_and_left_out():
    assert BY_NAME["background SSIM @256, as published"].measure(Edit(grey(90), grey(200), Mask.empty(64, 64))) is None


def test_infinite_values_are_capped_and_counted_and_missing_ones_left_out():
    told = summary([math.inf, 20.0, None, 40.0])
    assert told is not None
    assert (told.mean, told.count, told.infinite) == ((CAP + 60) / 3, 3, 1)
    assert told.low <= told.mean <= told.high
    assert summary([None]) is None


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="no number"):
        summary([math.nan])


def test_runs_are_compared_sample_by_sample():
    told = paired([1.0, 2.0, None, 5.0], [0.5, 1.5, 3.0, None])
    assert told is not None
    assert (told.mean, told.low, told.high, told.count) == (0.5, 0.5, 0.5, 2)


def test_pictures_of_other_sizes_are_refused():
    with pytest.raises(ValueError, match="original's size"):
        Edit(grey(0), grey(0, 32))


def test_as_published_a_stored_masks_greys_weigh_and_corrected_they_do_not():
    """A grey of 127 in 255 lets half of an error through; cut in two it is background."""
    stored = np.full((64, 64), 127, np.uint8)
    edit = Edit(grey(100), grey(151), Mask.empty(64, 64), stored=stored)
    published = BY_NAME["background MSE @256, as published"].measure(edit)
    assert published == pytest.approx(0.04 * (128 / 255) ** 2, rel=1e-4)
    assert mse(edit) == pytest.approx(0.04)


def test_the_published_numbers_are_torchmetrics_own_over_the_masked_pictures(noise):
    """SmartEdit's scorer, written out once: what it takes is (1 − M)·picture, small, and torchmetrics judges."""
    import torch
    from PIL import Image
    from torchmetrics.image import PeakSignalNoiseRatio, StructuralSimilarityIndexMeasure

    after = np.roll(noise, 3, axis=0)
    edit = Edit(noise, after, half())

    def seen(pixels: np.ndarray) -> torch.Tensor:
        kept = 1 - np.asarray(Image.fromarray(half().array.astype(np.uint8)).resize((256, 256), 0))[..., None]
        small = np.asarray(Image.fromarray(pixels).resize((256, 256), Image.Resampling.BICUBIC)) / 255
        return torch.from_numpy((small * kept).transpose(2, 0, 1)[None].astype(np.float32))

    theirs = {"PSNR": PeakSignalNoiseRatio(data_range=1.0), "SSIM": StructuralSimilarityIndexMeasure()}
    for name, judge in theirs.items():
        value = float(judge(seen(after), seen(noise)))
        assert BY_NAME[f"background {name} @256, as published"].measure(edit) == pytest.approx(value, abs=1e-4)
