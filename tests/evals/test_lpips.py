"""The learned measure says what its authors' own says, and nothing but arrays is read from its pickle."""

import io
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from scenewright.evals.lpips import lpips, read_arrays
from scenewright.scene.image import Pixels
from scenewright.tools.errors import BadContent


def noisy(pixels: Pixels, spread: float) -> Pixels:
    noise = np.random.default_rng(0).normal(0, spread, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def mean_square(one: Pixels, other: Pixels) -> float:
    return float(np.mean((other.astype(float) - one) ** 2))


@pytest.mark.models
def test_equal_pictures_are_alike_and_the_order_does_not_matter() -> None:
    one, other = data.chelsea(), noisy(data.chelsea(), 20)
    assert lpips(one, one) == 0
    assert lpips(one, other) == pytest.approx(lpips(other, one), abs=1e-6)


@pytest.mark.models
def test_more_noise_is_farther_and_another_photo_farthest() -> None:
    cat, astronaut = data.chelsea(), data.astronaut()[:300, :451]
    values = [lpips(cat, noisy(cat, 5)), lpips(cat, noisy(cat, 20)), lpips(cat, astronaut)]
    assert values == sorted(values)


@pytest.mark.models
def test_a_pixel_of_offset_matters_less_than_a_blur_although_it_changes_more() -> None:
    import cv2

    cat = data.chelsea()
    blurred, shifted = cv2.GaussianBlur(cat, (0, 0), 1.5), np.roll(cat, 1, axis=1)
    assert mean_square(cat, shifted) > 0.9 * mean_square(cat, blurred)
    assert lpips(cat, shifted) < 0.5 * lpips(cat, blurred)


@pytest.mark.models
def test_the_value_is_the_one_that_the_reference_gave() -> None:
    """Computed once in PyTorch 2.13.0: the same weights, the reference's layers, the heads of `lpips` 0.1.4."""
    cat = data.chelsea()
    assert lpips(cat, data.astronaut()[:300, :451]) == pytest.approx(0.7719523, abs=1e-5)


def test_pictures_of_two_sizes_or_too_small_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="got"):
        lpips(np.zeros((80, 80, 3), np.uint8), np.zeros((80, 81, 3), np.uint8))
    with pytest.raises(ValueError, match="64 pixels"):
        lpips(np.zeros((60, 80, 3), np.uint8), np.zeros((60, 80, 3), np.uint8))


def test_arrays_are_read_by_their_paths() -> None:
    tree = {"net": {"kernel": np.arange(4, dtype=np.float32), "deeper": {"bias": np.ones((2, 2), np.float32)}}}
    found = read_arrays(io.BytesIO(pickle.dumps(tree, protocol=3).replace(b"numpy._core", b"numpy.core")))
    assert found["net/kernel"].tolist() == [0, 1, 2, 3]
    assert found["net/deeper/bias"].shape == (2, 2)


class Trap:
    """What an attacker would put into the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (self.path,)


def test_a_pickle_that_wants_to_run_something_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    bomb = pickle.dumps({"kernel": Trap(tmp_path / "ran")})
    with pytest.raises(BadContent, match="no part of an array"):
        read_arrays(io.BytesIO(bomb))
    assert not (tmp_path / "ran").exists()
