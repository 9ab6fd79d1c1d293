"""The learned measure says what its authors' own says, and nothing but arrays is read from its pickle."""

import io
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from scenewright.evals.lpips import NETS, Net, lpips, read_arrays, weights
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


@pytest.mark.models
@pytest.mark.parametrize("net", ["alex", "vgg"])
def test_the_value_is_that_of_torchmetrics_layers_and_heads_with_the_same_convolutions(net: Net) -> None:
    """Its heads come with it; it adds 1e-8 under the root of a length, the authors 1e-10 to the length."""
    cat = np.ascontiguousarray(data.chelsea()[60:180, 100:228])
    ours = lpips(cat, noisy(cat, 20), net=net)
    assert ours == pytest.approx(reference(net)(cat, noisy(cat, 20)), abs=2e-4)
    assert ours > 0.05


@pytest.mark.models
def test_over_vgg_noise_has_the_distance_that_others_publish() -> None:
    """0.3494 for ten pairs of NumPy's uniform noise with seed 123 (users of torchmetrics and `lpips` print it)."""
    chance = np.random.RandomState(123)
    ones, others = (np.rint(chance.rand(10, 3, 100, 100) * 255).astype(np.uint8) for _ in range(2))
    pairs = [(one.transpose(1, 2, 0), other.transpose(1, 2, 0)) for one, other in zip(ones, others, strict=True)]
    assert np.mean([lpips(*pair, net="vgg") for pair in pairs]) == pytest.approx(0.3494, abs=1e-4)


def reference(net: Net) -> Callable[[Pixels, Pixels], float]:
    """torchmetrics' LPIPS, its convolutions set to the kept ones."""
    import torch
    from safetensors.numpy import load_file

    from scenewright.tools.backends.torchvision_repair import repair

    repair()
    from torchmetrics.functional.image.lpips import _LPIPS

    model = _LPIPS(net=net, pnet_rand=True)
    arrays = load_file(weights(net))
    layers = [layer for layer in model.net.modules() if isinstance(layer, torch.nn.Conv2d)]
    for k, layer in enumerate(layers):
        kernel = arrays[f"{NETS[net].layout.prefix}/Conv_{k}/kernel"].transpose(3, 2, 0, 1)
        layer.weight.data = torch.from_numpy(np.ascontiguousarray(kernel))
        layer.bias.data = torch.from_numpy(arrays[f"{NETS[net].layout.prefix}/Conv_{k}/bias"])

    def compare(one: Pixels, other: Pixels) -> float:
        pair = [torch.from_numpy(np.array(x).transpose(2, 0, 1)[None]).float() / 127.5 - 1 for x in (one, other)]
        return float(model(*pair))

    return compare


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
