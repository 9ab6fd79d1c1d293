import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from scenewright.tools.ports import TextLine, TextWriter, Undrawable

from .conftest import every

PLATE, INK = (240, 230, 90), (180, 20, 20)
LINE = TextLine("CLOSED", ((66, 40), (214, 40), (214, 84), (66, 84)), 0.99)


@pytest.fixture(scope="module")
def sign(weights) -> np.ndarray:
    """A plate that says CLOSED, 280×120."""
    picture = Image.new("RGB", (280, 120), PLATE)
    font = ImageFont.truetype(weights.path("arimo-bold.ttf"), 36)
    ImageDraw.Draw(picture).text((140, 75), LINE.text, font=font, fill=INK, anchor="ms")
    return np.asarray(picture)


@pytest.fixture
def ground() -> np.ndarray:
    return np.full((120, 280, 3), PLATE, np.uint8)


@every("text_writer")
def test_words_are_written_in_the_place_and_colour_of_the_old_ones(lease, sign, ground):
    with lease() as writer:
        assert isinstance(writer, TextWriter)
        out = writer.write(sign, LINE, "OPEN", ground)
    assert (out.shape, out.dtype) == (sign.shape, np.uint8)
    changed = np.argwhere(np.any(out != ground, axis=2))
    assert changed.size
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    assert 30 <= top < bottom <= 95
    assert 20 <= left < right <= 260
    darkest = out.reshape(-1, 3)[out.reshape(-1, 3).sum(axis=1).argmin()].astype(int)
    assert np.abs(darkest - INK).max() < 40


@every("text_writer")
def test_nothing_that_was_handed_over_changes_and_the_same_comes_again(lease, sign, ground):
    before, below = sign.copy(), ground.copy()
    with lease() as writer:
        once, twice = writer.write(sign, LINE, "OPEN", ground), writer.write(sign, LINE, "OPEN", ground)
    assert np.array_equal(once, twice)
    assert np.array_equal(sign, before)
    assert np.array_equal(ground, below)


@every("text_writer")
def test_letters_that_it_does_not_have_are_named(lease, sign, ground):
    with lease() as writer, pytest.raises(Undrawable, match="你"):
        writer.write(sign, LINE, "你好", ground)


@pytest.mark.models
class TestLettering:
    def test_right_to_left_writing_is_refused(self, toolbox, sign, ground):
        with toolbox.lease("text_writer") as writer, pytest.raises(Undrawable, match="right to left"):
            writer.write(sign, LINE, "שלום", ground)

    def test_greek_and_cyrillic_are_written(self, toolbox, sign, ground):
        with toolbox.lease("text_writer") as writer:
            for words in ("ΑΝΟΙΚΤΟ", "ОТКРЫТО"):
                assert np.any(writer.write(sign, LINE, words, ground) != ground)

    def test_capitals_stay_capitals_and_keep_their_height(self, toolbox, sign, ground):
        def rows(picture: np.ndarray) -> float:
            return float(np.ptp(np.flatnonzero((np.abs(picture.astype(int) - PLATE).max(axis=2) > 90).any(axis=1))))

        with toolbox.lease("text_writer") as writer:
            out = writer.write(sign, LINE, "hinder", ground)
        assert abs(rows(out) - rows(sign)) <= 2

    def test_what_is_too_long_is_made_narrower_and_stays_on_the_sign(self, toolbox, sign):
        around = np.full((120, 500, 3), (20, 60, 20), np.uint8)
        around[:, 110:390] = sign
        empty = around.copy()
        empty[:, 110:390] = PLATE
        with toolbox.lease("text_writer") as writer:
            out = writer.write(around, LINE.shift(110, 0), "OPEN ALL WEEK", empty)
            with pytest.raises(Undrawable, match="too long"):
                writer.write(around, LINE.shift(110, 0), "OPEN ALL WEEK AND ON EVERY OTHER DAY OF THE YEAR", empty)
        columns = np.flatnonzero(np.any(out != empty, axis=2).any(axis=0))
        assert 110 < columns[0] < columns[-1] < 390
