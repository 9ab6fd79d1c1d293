import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.tools.ports import Harmonizer

from .conftest import every


def cutout(height: int = 30, width: int = 40) -> np.ndarray:
    out = np.full((height, width, 4), 120, np.uint8)
    out[..., 3] = 0
    out[4:-4, 4:-4, 3] = 255
    out[3, 4:-4, 3] = 100
    return out


@every("harmonizer")
@pytest.mark.parametrize("box", [Box(50, 40, 90, 70), Box(-10, -5, 30, 25), Box(140, 100, 180, 130)])
def test_size_and_alpha_stay(lease, photo, box):
    given = cutout()
    with lease() as harmonizer:
        assert isinstance(harmonizer, Harmonizer)
        out = harmonizer.harmonize(photo, given, box)
    assert out.shape == given.shape
    assert out.dtype == np.uint8
    assert np.array_equal(out[..., 3], given[..., 3])
    assert np.array_equal(given, cutout())


@every("harmonizer")
def test_the_same_input_gives_the_same_bytes(lease, photo):
    with lease() as harmonizer:
        box = Box(50, 40, 90, 70)
        assert np.array_equal(harmonizer.harmonize(photo, cutout(), box), harmonizer.harmonize(photo, cutout(), box))


@every("harmonizer")
def test_a_cutout_of_another_size_is_refused(lease, photo):
    with lease() as harmonizer, pytest.raises(ValueError, match="got"):
        harmonizer.harmonize(photo, cutout(), Box(0, 0, 10, 10))
