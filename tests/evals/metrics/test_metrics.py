"""Metrics against literal values, their published flaws shown, and what becomes of infinite and missing ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenewright.evals.metrics import CAP, METRICS, Edit, summary
from scenewright.evals.metrics.background import RADIUS, changed, mse, psnr, ssim
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


def similarities(one: np.ndarray, other: np.ndarray, span: float) -> np.ndarray:
    """scikit-image's map of SSIM; beyond its edge a picture is mirrored about its last pixel, as torchmetrics does."""
    from skimage.metrics import structural_similarity

    padded = (np.pad(part, ((5, 5), (5, 5), (0, 0)), mode="reflect") for part in (one, other))
    gaussian = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    return structural_similarity(*padded, channel_axis=2, data_range=span, full=True, **gaussian)[1][5:-5, 5:-5]


@pytest.mark.parametrize("hidden", ["rim", "half", "corner"])
def test_ssim_is_scikit_images_map_where_its_window_lies_in_the_background(noise, hidden):
    after = np.clip(noise.astype(int) + np.random.default_rng(1).integers(-40, 40, noise.shape), 0, 255)
    truth = {"rim": frame(64), "half": half(), "corner": Mask.from_box(Box(50, 40, 64, 64), 64, 64)}[hidden]
    after[truth.array] = 0
    edit = Edit(noise, after.astype(np.uint8), truth)
    theirs = similarities(noise, edit.edited, 255)
    expected = theirs[~truth.grow(RADIUS).array].mean()
    assert ssim(edit) == pytest.approx(expected, abs=1e-5)
    assert abs(theirs[~truth.array].mean() - expected) > 1e-4, "where the windows lie matters here"


def frame(size: int) -> Mask:
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


@pytest.mark.parametrize("side", [256, 512])
@pytest.mark.parametrize("name", ["PSNR", "SSIM", "MSE"])
def test_the_published_numbers_are_torchmetrics_and_scikit_images_over_the_masked_pictures(noise, name, side):
    """SmartEdit's and CIELR's scorers, written out once: what they take is (1 − M)·picture, small."""
    import torch
    from PIL import Image
    from skimage import metrics
    from torchmetrics import MeanSquaredError
    from torchmetrics.image import PeakSignalNoiseRatio, StructuralSimilarityIndexMeasure

    after = np.roll(noise, 3, axis=0)
    stored = np.asarray(Image.fromarray(half().array.astype(np.uint8) * 255).rotate(20, Image.Resampling.BICUBIC))

    def seen(pixels: np.ndarray) -> np.ndarray:
        kept = 1 - np.asarray(Image.fromarray(stored).resize((side, side), Image.Resampling.NEAREST)) / 255
        small = np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC)) / 255
        return (small * kept[..., None]).astype(np.float32)

    def tensor(pixels: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(pixels.transpose(2, 0, 1)[None].copy())

    judges = {
        "PSNR": PeakSignalNoiseRatio(data_range=1.0),
        "SSIM": StructuralSimilarityIndexMeasure(),
        "MSE": MeanSquaredError(),
    }
    one, other = seen(noise), seen(after)
    span = max(float(np.ptp(one)), float(np.ptp(other)))
    independent = {
        "PSNR": lambda: metrics.peak_signal_noise_ratio(one, other, data_range=1.0),
        "SSIM": lambda: similarities(one, other, span).mean(),
        "MSE": lambda: metrics.mean_squared_error(one, other),
    }
    edit = Edit(noise, after, half(), stored=stored)
    ours = BY_NAME[f"background {name} @{side}, as published"].measure(edit)
    assert ours == pytest.approx(float(judges[name](tensor(other), tensor(one))), rel=1e-5)
    assert ours == pytest.approx(independent[name](), rel=2e-5)


def test_the_corrected_mse_and_psnr_are_scikit_images_over_the_background_pixels_alone(noise):
    from skimage import metrics

    after = np.roll(noise, 3, axis=0)
    outside = ~half().array
    one, other = noise[outside] / 255, after[outside] / 255
    edit = Edit(noise, after, half())
    assert mse(edit) == pytest.approx(metrics.mean_squared_error(one, other), rel=1e-12)
    assert psnr(edit) == pytest.approx(metrics.peak_signal_noise_ratio(one, other, data_range=1.0), rel=1e-12)


def test_iou_is_that_of_pycocotools_and_of_torchmetrics():
    import torch
    from pycocotools import mask as coco
    from torchmetrics.classification import BinaryJaccardIndex

    rng = np.random.default_rng(2)
    chosen, truth = (rng.random((40, 60)) < share for share in (0.3, 0.6))
    after = np.zeros((40, 60, 3), np.uint8)
    after[chosen, 1] = 9
    edit = Edit(np.zeros_like(after), after, Mask(truth), chosen=Mask(chosen))
    coded = [coco.encode(np.asfortranarray(one.astype(np.uint8))) for one in (chosen, truth)]
    theirs = [
        float(coco.iou([coded[0]], [coded[1]], [0])[0, 0]),
        float(BinaryJaccardIndex()(torch.from_numpy(chosen), torch.from_numpy(truth))),
    ]
    for name in ("IoU of what was chosen", "IoU of what changed"):
        assert [BY_NAME[name].measure(edit)] * 2 == [pytest.approx(one, abs=1e-7) for one in theirs]
