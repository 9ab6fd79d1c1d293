"""Looks and the words for them."""

import numpy as np
import pytest
from skimage import data

from scenewright.scene.image import Pixels
from scenewright.tools.filters.looks import LOOKS, find_look, look

FACE: Pixels = np.ascontiguousarray(data.astronaut()[:256:2, 100:356:2])


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_changes_the_picture_and_is_the_same_every_time(name: str) -> None:
    drawn = look(FACE, name)
    assert drawn.shape == FACE.shape
    assert drawn.dtype == np.uint8
    assert np.abs(drawn.astype(int) - FACE).mean() > 4
    assert np.array_equal(drawn, look(FACE, name))


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (17, 3)])
@pytest.mark.parametrize("value", [0, 255])
def test_a_look_takes_any_size(name: str, shape: tuple[int, int], value: int) -> None:
    assert look(np.full((*shape, 3), value, np.uint8), name).shape == (*shape, 3)


@pytest.mark.parametrize("name", sorted(set(LOOKS) - {"negative", "emboss", "neon"}))
def test_the_picture_can_still_be_recognised(name: str) -> None:
    """What was light stays lighter than what was dark, at a glance (8×8 averages)."""

    def glance(pixels: Pixels) -> np.ndarray:
        return pixels.mean(axis=2).reshape(16, 8, 16, 8).mean(axis=(1, 3)).ravel()

    assert np.corrcoef(glance(FACE), glance(look(FACE, name)))[0, 1] > 0.6


@pytest.mark.parametrize("name", ["pencil", "charcoal", "ink", "black and white", "noir", "emboss"])
def test_drawings_and_films_without_colour_have_none(name: str) -> None:
    drawn = look(FACE, name).astype(int)
    assert np.ptp(drawn, axis=2).max() <= (20 if name == "charcoal" else 0)


def test_coloured_pencils_leave_dark_things_dark() -> None:
    dark = FACE.mean(axis=2) < 20
    assert look(FACE, "colour pencil").mean(axis=2)[dark].mean() < 130


def test_an_unknown_look_is_an_error_that_lists_them() -> None:
    with pytest.raises(KeyError, match="no look 'marble'; there are pencil, colour pencil"):
        look(FACE, "marble")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("watercolor painting", "watercolour"),
        ("a water colour", "watercolour"),
        ("pencil drawing", "pencil"),
        ("a Sketch", "pencil"),
        ("coloured pencil drawing", "colour pencil"),
        ("crayon", "colour pencil"),
        ("charcoal sketch", "charcoal"),
        ("black and white film", "black and white"),
        ("B&W", "black and white"),
        ("film noir", "noir"),
        ("oil painting", "oil"),
        ("a painting", "oil"),
        ("comic book", "comic"),
        ("anime", "cartoon"),
        ("pop art poster", "pop art"),
        ("old photo", "vintage"),
        ("70s", "vintage"),
        ("ink drawing", "ink"),
        ("greyscale", "black and white"),
    ],
)
def test_words_find_their_look(words: str, name: str) -> None:
    assert find_look(words) == name


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_is_found_by_its_own_name(name: str) -> None:
    assert find_look(name) == name


@pytest.mark.parametrize("words", ["marble", "", "boiled", "pinkish", "bwana", "made of gold", "fur"])
def test_other_words_find_none(words: str) -> None:
    assert find_look(words) is None
