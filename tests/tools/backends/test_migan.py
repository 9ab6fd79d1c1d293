"""MI-GAN on real weights: it fills the hole (and not the rest), the same each time."""

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.ports import Inpainter
from scenewright.tools.toolbox import Toolbox, Toolset
from scenewright.tools.weights import WeightCache

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def migan(weights: WeightCache) -> Iterator[Inpainter]:
    toolbox = Toolbox(Toolset("migan", MappingProxyType({"inpainter": "migan"})), weights=weights)
    with toolbox.lease("inpainter") as inpainter:
        yield inpainter
    toolbox.close()


def sky(height: int = 200, width: int = 260) -> np.ndarray:
    ramp = np.linspace(120, 200, height)[:, None, None] + np.array([-40, 0, 40])
    return np.broadcast_to(ramp, (height, width, 3)).astype(np.uint8)


def test_a_red_box_in_a_sky_becomes_sky(migan: Inpainter) -> None:
    pixels, hole = sky(), Mask.from_box(Box(100, 80, 150, 130), 260, 200)
    painted = np.where(hole.array[..., None], np.array([255, 0, 0], np.uint8), pixels)
    filled = migan.fill(painted, hole)
    assert np.abs(filled[hole.array].astype(int) - pixels[hole.array]).mean() < 12
    assert np.array_equal(filled[~hole.array], painted[~hole.array])


def test_the_same_bytes_each_time_for_any_seed(migan: Inpainter) -> None:
    pixels, hole = data.astronaut()[:256, :256], Mask.from_box(Box(60, 40, 120, 110), 256, 256)
    assert np.array_equal(migan.fill(pixels, hole, seed=1), migan.fill(pixels, hole, seed=2))


def test_a_barred_neighbour_is_not_continued(migan: Inpainter) -> None:
    pixels = sky()
    pixels[60:140, 60:100] = (255, 0, 0)
    hole = Mask.from_box(Box(100, 60, 130, 140), 260, 200)
    barred = Mask.from_box(Box(60, 60, 100, 140), 260, 200)
    filled = migan.fill(pixels, hole, barred=barred)
    red = filled[hole.array][:, 0].astype(int) - filled[hole.array][:, 2]
    assert red.max() < 60


def test_words_are_refused(migan: Inpainter) -> None:
    with pytest.raises(ValueError, match="no words"):
        migan.fill(sky(), Mask.empty(260, 200), prompt="a cat")
