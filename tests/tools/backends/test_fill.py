"""The chooser sends each group of a hole to the filler that suits it."""

from dataclasses import dataclass

import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.fill import Fill


@dataclass
class Paint:
    """Paints holes in one grey and remembers what was barred."""

    value: int
    barred: list[int]

    def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0, watch=None):
        self.barred.append(barred.area if barred else 0)
        return np.where(hole.array[..., None], np.uint8(self.value), pixels)


def chooser() -> Fill:
    return Fill(Paint(1, []), Paint(2, []))


def a_hole(pixels: np.ndarray, *boxes: Box) -> Mask:
    array = np.zeros(pixels.shape[:2], bool)
    for box in boxes:
        array[box.slices] = True
    return Mask(array)


def gravel() -> np.ndarray:
    return np.repeat(data.gravel()[..., None], 3, axis=2)


def test_a_thing_among_things_is_imagined() -> None:
    pixels = data.coffee()
    assert chooser().explain(pixels, a_hole(pixels, Box(330, 120, 440, 300))) == "migan"


def test_what_covers_over_a_quarter_is_imagined_around_a_copied_core() -> None:
    pixels = data.coffee()
    hole = a_hole(pixels, Box(70, 20, 500, 400))
    assert chooser().explain(pixels, hole) == "both"
    filled = chooser().fill(pixels, hole)[..., 0]
    assert filled[210, 285] == 2, "the middle"
    assert set(np.unique(filled[hole.array])) == {1, 2}
    assert (filled[hole.minus(hole.grow(-60)).array] == 1).all(), "the rim"
    assert 0.02 < np.mean(filled[hole.array] == 2) < 0.25


def test_water_that_darkens_towards_the_viewer_is_one_texture() -> None:
    ripples = np.random.default_rng(1).normal(0, 9, (300, 400, 1))
    pixels = np.clip(np.linspace(200, 60, 300)[:, None, None] + ripples + [-20, 0, 20], 0, 255).astype(np.uint8)
    assert chooser().explain(pixels, a_hole(pixels, Box(150, 100, 220, 180))) == "patchmatch"


@pytest.mark.parametrize("name", ["gravel", "grass", "brick"])
def test_one_texture_is_copied(name: str) -> None:
    pixels = np.repeat(getattr(data, name)()[..., None], 3, axis=2)
    assert chooser().explain(pixels, a_hole(pixels, Box(200, 200, 300, 300))) == "patchmatch"


def test_a_flat_wall_has_no_texture_to_copy() -> None:
    pixels = np.full((300, 300, 3), 180, np.uint8)
    assert chooser().explain(pixels, a_hole(pixels, Box(100, 100, 160, 160))) == "migan"


def test_an_empty_hole_needs_neither() -> None:
    pixels = gravel()
    assert chooser().explain(pixels, Mask.empty(512, 512)) == "none"
    assert np.array_equal(chooser().fill(pixels, Mask.empty(512, 512)), pixels)


def test_each_group_goes_its_own_way_and_none_copies_from_another_hole() -> None:
    migan, patchmatch = Paint(1, []), Paint(2, [])
    pixels = np.hstack([gravel(), np.full((512, 700, 3), 180, np.uint8)])
    hole = a_hole(pixels, Box(100, 100, 200, 200), Box(1000, 200, 1060, 260))
    filled = Fill(migan, patchmatch).fill(pixels, hole)
    assert filled[150, 150, 0] == 2
    assert filled[230, 1030, 0] == 1
    assert (patchmatch.barred, migan.barred) == ([3600], [0])
    assert Fill(migan, patchmatch).explain(pixels, hole) == "migan+patchmatch"


def test_it_says_no_to_words_and_to_a_hole_without_surroundings() -> None:
    pixels = gravel()
    with pytest.raises(ValueError, match="no words"):
        chooser().fill(pixels, Mask.empty(512, 512), prompt="a cat")
    with pytest.raises(ValueError, match="whole picture"):
        chooser().fill(pixels, Mask.full(512, 512))
