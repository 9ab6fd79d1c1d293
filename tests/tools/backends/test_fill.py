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

    def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0):
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


@dataclass
class Continue:
    """Fills a hole with what lies beside it; `thing` appears in the middle of what is filled."""

    thing: int | None

    def fill(self, pixels, hole, *, barred=None, prompt=None, seed=0):
        box, out = hole.box, pixels.copy()
        out[box.slices] = pixels[box.slices[0], box.left - 1 : box.left]
        if self.thing is not None:
            out[box.pad(-min(box.size) // 5).slices] = [self.thing, 0, 255 - self.thing]
        return np.where(hole.array[..., None], out, pixels)


def a_wall_with_a_floor() -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 4, (300, 400, 3))
    wall = np.where(np.arange(300)[:, None, None] < 150, [150, 160, 170], [110, 80, 60])
    return np.clip(wall + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("thing", "copied"), [(None, False), (250, True)])
def test_what_was_imagined_over_a_quarter_is_dropped_where_a_thing_came_from_nowhere(thing, copied) -> None:
    pixels = a_wall_with_a_floor()
    hole = a_hole(pixels, Box(90, 40, 330, 260))
    copier = Paint(2, [])
    filled = Fill(Continue(thing), copier).fill(pixels, hole)
    assert bool(copier.barred) == copied
    assert (filled[150, 200] == 2).all() == copied


def test_a_small_hole_is_not_looked_at_again() -> None:
    copier = Paint(2, [])
    pixels = a_wall_with_a_floor()
    Fill(Continue(250), copier).fill(pixels, a_hole(pixels, Box(180, 120, 240, 180)))
    assert not copier.barred


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
