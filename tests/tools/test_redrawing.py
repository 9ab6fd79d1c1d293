"""Pictures drawn anew at a smaller size, back at their own."""

import numpy as np
import pytest

from scenewright.tools.errors import ToolError
from scenewright.tools.redrawing import as_pixels, brought_back, resized


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A photo with fine detail, 256×320."""
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[:256, :320])


def sharpness(pixels: np.ndarray) -> float:
    return float(np.abs(np.diff(pixels.astype(np.float32), axis=1)).mean())


def test_what_was_not_drawn_otherwise_comes_back_nearly_as_it_was(photo):
    seen = resized(photo, (80, 64))
    back, plain = brought_back(seen, seen, photo), resized(seen, (320, 256))
    errors = [np.abs(one.astype(int) - photo).mean() for one in (back, plain)]
    assert errors[0] < errors[1] / 2


def test_a_change_of_tone_keeps_the_detail_of_the_photo(photo):
    seen = resized(photo, (80, 64))
    dark = (seen // 2).astype(np.uint8)
    back, plain = brought_back(dark, seen, photo), resized(dark, (320, 256))
    assert sharpness(back) > 1.3 * sharpness(plain)
    assert abs(back.mean() - photo.mean() / 2) < 2


def test_what_was_drawn_otherwise_shows_nothing_of_the_photo(photo):
    seen = resized(photo, (80, 64))
    flat = np.full_like(seen, 128)
    assert np.abs(brought_back(flat, seen, photo).astype(int) - 128).max() <= 1


def test_a_picture_of_the_models_own_size_passes_untouched(photo):
    assert resized(photo, (320, 256)) is photo
    assert brought_back(photo, photo, photo) is photo


def test_numbers_that_are_no_picture_are_told_as_what_they_are():
    with pytest.raises(ToolError, match="bfloat16"):
        as_pixels(np.array([[[np.nan, 0, 0]]]))
