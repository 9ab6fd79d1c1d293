import numpy as np
import pytest

from scenewright.scene.mask import Mask
from scenewright.tools.flat_fill import EVEN, flat_fill, unevenness
from scenewright.tools.glyphs import glyph_mask, letters_in, smooth_ground
from scenewright.tools.laid_flat import lay_flat, line_mask
from scenewright.tools.ports import TextLine

from .signs import INK, only_line, sign

pytestmark = pytest.mark.models


def letters(pixels: np.ndarray, empty: np.ndarray) -> np.ndarray:
    return np.abs(pixels.astype(int) - empty).max(axis=2) > 60


@pytest.mark.parametrize("angle", [0, 9, -25])
def test_strokes_are_all_of_the_letters_and_little_else(toolbox, weights, angle):
    pixels, empty = sign("Way out", str(weights.path("tinos-regular.ttf")), angle=angle)
    mask, true = glyph_mask(pixels, only_line(pixels, toolbox)).array, letters(pixels, empty)
    assert (mask & true).sum() > 0.99 * true.sum()
    assert (mask & ~Mask(true).grow(5).array).sum() < 0.02 * mask.sum()


def test_a_part_of_a_line_ends_between_its_letters(toolbox, weights):
    pixels, empty = sign("SALE 50%", str(weights.path("arimo-bold.ttf")))
    line = only_line(pixels, toolbox)
    first, second, true = (
        glyph_mask(pixels, line, 0, 4).array,
        glyph_mask(pixels, line, 5).array,
        letters(pixels, empty),
    )
    assert not (first & second).any()
    assert ((first | second) & true).sum() > 0.99 * true.sum()
    assert np.flatnonzero(first.any(axis=0)).max() < np.flatnonzero(second.any(axis=0)).min()


def test_letters_over_a_photo_are_told_from_it(toolbox, weights):
    from PIL import Image, ImageDraw, ImageFont
    from sklearn.datasets import load_sample_image

    photo = load_sample_image("flower.jpg")
    picture = Image.fromarray(photo)
    font = ImageFont.truetype(weights.path("arimo-regular.ttf"), 30)
    ImageDraw.Draw(picture).text((380, 380), "Photo by Anna", font=font, fill=(255, 255, 255))
    pixels = np.asarray(picture)
    mask, true = glyph_mask(pixels, only_line(pixels, toolbox)).array, letters(pixels, photo)
    assert (mask & true).sum() > 0.95 * true.sum()
    assert mask.sum() < 0.6 * Mask(mask).box.area


def test_strokes_on_a_sign_are_filled_as_if_it_were_empty(toolbox, weights):
    pixels, empty = sign("CLOSED", str(weights.path("arimo-bold.ttf")), angle=8)
    hole = glyph_mask(pixels, only_line(pixels, toolbox)).grow(1)
    assert unevenness(pixels, hole) < EVEN
    filled = flat_fill(pixels, hole)
    assert np.array_equal(filled[~hole.array], pixels[~hole.array])
    off = np.abs(filled.astype(int) - empty)[hole.array]
    assert off.mean() < 4
    assert np.percentile(off, 99) < 16


def test_letters_in_another_colour_keep_their_edges(toolbox, weights):
    pixels, empty = sign("CLOSED", str(weights.path("arimo-bold.ttf")))
    out = letters_in(pixels, only_line(pixels, toolbox), (20, 60, 200))
    core = Mask(letters(pixels, empty)).grow(-2).array
    assert np.abs(np.median(out[core], axis=0) - (20, 60, 200)).max() < 12
    rim = Mask(letters(pixels, empty)).grow(3).array & ~Mask(letters(pixels, empty)).grow(1).array
    assert out[rim][:, 0].min() > INK[0] - 40


def test_a_line_laid_flat_is_upright_and_comes_back_to_its_place():
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (120, 200, 3), np.uint8)
    line = TextLine("x", ((60, 30), (140, 60), (130, 86), (50, 56)), 0.9)
    flat = lay_flat(pixels, line)
    inside = np.zeros(flat.pixels.shape[:2], np.float32)
    inside[flat.inner.slices] = 1
    back = Mask(flat.back(inside, 200, 120) > 0.5)
    assert back.iou(line_mask(line, 200, 120)) > 0.93


def test_ground_is_seen_through_what_covers_it():
    y, x = np.mgrid[0:40, 0:120].astype(np.float32)
    plane = np.stack([100 + 0.5 * x, 90 + y, 120 - 0.2 * x], axis=-1)
    covered = plane.copy()
    covered[10:30, 20:90] = 0
    known = np.ones((40, 120), bool)
    known[8:32, 18:92] = False
    assert np.abs(smooth_ground(covered, known) - plane).max() < 1
