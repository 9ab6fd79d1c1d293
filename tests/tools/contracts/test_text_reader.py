import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.tools.ports import TextReader

from .conftest import SIGN, every


@pytest.fixture(scope="module")
def street(weights) -> np.ndarray:
    """A tilted sign that says SALE 50% on a photo of coffee, where `SIGN` is."""
    from PIL import Image, ImageDraw, ImageFont
    from skimage import data

    picture = Image.fromarray(data.coffee())
    draw = ImageDraw.Draw(picture)
    draw.rectangle([50, 50, 350, 140], fill=(240, 230, 90))
    draw.text((70, 60), SIGN.text, font=ImageFont.truetype(weights.path("arimo-bold.ttf"), 56), fill=(180, 20, 20))
    return np.asarray(picture.rotate(8, resample=Image.Resampling.BICUBIC))


@every("text_reader")
def test_a_line_is_read_with_its_corners_clockwise_from_the_first_letter(lease, street):
    with lease() as reader:
        assert isinstance(reader, TextReader)
        (line,) = reader.read(street)
        assert line.text == SIGN.text
        assert 0 < line.score <= 1
        for (x, y), (u, v) in zip(line.corners, SIGN.corners, strict=True):
            assert abs(x - u) < 14
            assert abs(y - v) < 14
        assert line.centers == () or len(line.centers) == len(line.text)
        assert list(line.centers) == sorted(line.centers)


@every("text_reader")
def test_what_lies_outside_the_part_is_not_read_and_what_lies_inside_keeps_its_place(lease, street):
    with lease() as reader:
        (whole,) = reader.read(street)
        (part,) = reader.read(street, within=Box(20, 20, 400, 200))
        assert part.text == whole.text
        assert part.box.iou(whole.box) > 0.8
        assert reader.read(street, within=Box(300, 220, 600, 400)) == []
        assert reader.read(street, within=Box(700, 0, 800, 10)) == []


@every("text_reader")
def test_reading_twice_gives_the_same_and_leaves_the_picture_alone(lease, street):
    before = street.copy()
    with lease() as reader:
        assert reader.read(street) == reader.read(street.copy())
    assert np.array_equal(street, before)


@every("text_reader")
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (200, 3), (64, 64)])
def test_a_plain_picture_of_any_size_says_nothing(lease, size):
    with lease() as reader:
        assert reader.read(np.full((*size, 3), 200, np.uint8)) == []


@pytest.mark.models
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_turned_picture_is_read_with_the_corners_turned_along(toolbox, street, turns):
    turned = np.ascontiguousarray(np.rot90(street, turns))
    with toolbox.lease("text_reader") as reader:
        (upright,), (line,) = reader.read(street), reader.read(turned)
    height, width = street.shape[:2]
    x, y = upright.corners[0]
    wanted = [(x, y), (y, width - x), (width - x, height - y), (height - y, x)][turns]
    assert line.text == upright.text
    assert np.allclose(line.corners[0], wanted, atol=12)
