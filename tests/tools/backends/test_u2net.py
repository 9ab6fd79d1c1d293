"""U²-Net-p: what it sees on real photos, and when its nearer look counts."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from skimage import data
from sklearn.datasets import load_sample_image

from scenewright.scene.geometry import Box
from scenewright.tools.backends.u2net import NATIVE, U2Net
from scenewright.tools.ports import SubjectFinder
from scenewright.tools.toolbox import Toolbox, Toolset
from scenewright.tools.weights import WeightCache


class Looks:
    """A network that answers with these maps, one after the other."""

    inputs = ("image",)

    def __init__(self, *maps: np.ndarray) -> None:
        self._maps = iter(maps)

    def run(self, outputs: Any, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        assert feed["image"].shape == (1, 3, NATIVE, NATIVE)
        return [next(self._maps)[None, None]]


def seen(*boxes: Box) -> np.ndarray:
    out = np.zeros((NATIVE, NATIVE), np.float32)
    for box in boxes:
        out[box.slices] = 1
    return out


SMALL = Box(120, 120, 200, 200)
PIXELS = np.full((NATIVE, NATIVE, 3), 100, np.uint8)


def test_what_fills_the_picture_is_looked_at_once() -> None:
    found = U2Net(Looks(seen(Box(20, 20, 300, 300)))).subject(PIXELS)
    assert found[150, 150] == 1
    assert found[5, 5] == 0


def test_a_nearer_look_adds_what_was_too_fine_from_afar() -> None:
    # Around 80 pixels lie 12 on each side: the crop's 104 pixels are shown as 320.
    closer = seen(Box(30, 30, 290, 290), Box(150, 290, 170, 320))
    found = U2Net(Looks(seen(SMALL), closer)).subject(PIXELS)
    assert found[SMALL.slices].min() == 1
    assert found[206, 160] > 0.9
    assert found[206, 130] < 0.1


def test_a_nearer_look_at_something_else_does_not_count() -> None:
    found = U2Net(Looks(seen(SMALL), seen(Box(0, 0, 320, 40)))).subject(PIXELS)
    assert np.array_equal(found, seen(SMALL))


@pytest.fixture(scope="module")
def finder(weights: WeightCache) -> Iterator[SubjectFinder]:
    toolbox = Toolbox(Toolset("subject", MappingProxyType({"subject_finder": "u2net-p"})), weights=weights)
    with toolbox.lease("subject_finder") as finder:
        yield finder
    toolbox.close()


@pytest.mark.models
def test_a_cup_is_seen_with_its_saucer_and_spoon_and_the_table_is_not(finder: SubjectFinder) -> None:
    found = finder.subject(data.coffee())
    for x, y in ((300, 100), (160, 250), (320, 350), (346, 262)):  # coffee, saucer, its front, spoon
        assert found[y, x] > 0.9
    for x, y in ((30, 30), (560, 60), (40, 380)):
        assert found[y, x] < 0.1


@pytest.mark.models
def test_what_no_detector_here_knows_is_seen(finder: SubjectFinder) -> None:
    pagoda, dahlia = (finder.subject(load_sample_image(f"{name}.jpg")) for name in ("china", "flower"))
    assert pagoda[150:300, 120:260].mean() > 0.8
    assert pagoda[:100, 400:].max() < 0.1
    assert dahlia[150:250, 250:370].min() > 0.9
    assert dahlia[:, 450:].max() < 0.1


@pytest.mark.models
def test_in_even_ground_nothing_is(finder: SubjectFinder) -> None:
    assert finder.subject(data.gravel()[..., None].repeat(3, axis=2)).max() < 0.5
