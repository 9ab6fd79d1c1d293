"""Hiding what must not be seen, and blurring what is behind."""

import numpy as np
import pytest
from skimage import data
from skimage.metrics import structural_similarity
from skimage.transform import resize

from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.filters.blur import behind
from scenewright.tools.filters.obscure import Method, obscure
from scenewright.tools.filters.window import RIM

FACE: Pixels = np.ascontiguousarray(data.astronaut()[30:190, 150:290])


def scaled(height: int) -> tuple[Pixels, np.ndarray]:
    """The face at a size, and the mask of the head."""
    width = round(height * 140 / 160)
    pixels = (resize(FACE, (height, width), anti_aliasing=True) * 255).astype(np.uint8)
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return pixels, x * x + y * y < 0.7


def colours(pixels: Pixels) -> int:
    return len(np.unique(pixels.reshape(-1, 3), axis=0))


@pytest.mark.parametrize("height", [24, 80, 320])
@pytest.mark.parametrize("method", ["blur", "pixelate", "fill"])
def test_a_face_of_any_size_is_hidden(height: int, method: Method) -> None:
    pixels, inside = scaled(height)
    hidden = obscure(pixels, inside, method)
    before, after = ((resize(p, (40, 35), anti_aliasing=True) * inside_small(inside)) for p in (pixels, hidden))
    detail = [p - resize(resize(p, (5, 5), anti_aliasing=True), p.shape) for p in (before, after)]
    inner = Mask(inside_small(inside)[..., 0] > 0.5).grow(-5).array
    assert np.abs(detail[1][inner]).mean() < 0.8 * np.abs(detail[0][inner]).mean()
    assert structural_similarity(pixels, hidden, channel_axis=2) < 0.85


def inside_small(inside: np.ndarray) -> np.ndarray:
    return resize(inside.astype(float), (40, 35))[..., None]


@pytest.mark.parametrize("height", [24, 80, 320])
def test_pixelating_leaves_only_a_handful_of_colours(height: int) -> None:
    pixels, inside = scaled(height)
    assert colours(obscure(pixels, inside, "pixelate")[inside][None]) <= 60


def test_what_is_hidden_depends_on_averages_alone() -> None:
    """Shuffling pixels inside each cell changes nothing: finer detail cannot be recovered from either."""
    flat = np.zeros((60, 60, 3), np.uint8)
    inside = np.zeros((60, 60), bool)
    inside[16:44, 16:44] = True
    one, other = flat.copy(), flat.copy()
    one[16:44:2, 16:44], other[17:44:2, 16:44] = 200, 200
    for method in ("blur", "pixelate"):
        results = [obscure(p, inside, method, 0.9).astype(int) for p in (one, other)]  # type: ignore[arg-type]
        assert np.abs(results[0] - results[1]).max() <= 16


def test_surroundings_do_not_run_in_and_detail_does_not_run_out() -> None:
    pixels = np.full((60, 60, 3), 255, np.uint8)
    inside = np.zeros((60, 60), bool)
    inside[20:40, 20:40] = True
    pixels[inside] = (10, 20, 30)
    for method in ("blur", "pixelate"):
        hidden = obscure(pixels, inside, method)  # type: ignore[arg-type]
        assert np.abs(hidden[inside].astype(int) - (10, 20, 30)).max() <= 1


def test_more_is_coarser() -> None:
    pixels, inside = scaled(160)
    few, many = (colours(obscure(pixels, inside, "pixelate", a)[inside][None]) for a in (1.0, 0.0))
    assert few < many
    with pytest.raises(ValueError, match="amount of hiding is 0…1"):
        obscure(pixels, inside, "blur", 1.5)


def test_fill_paints_one_colour_black_unless_told() -> None:
    pixels, inside = scaled(80)
    assert not obscure(pixels, inside, "fill")[inside].any()
    assert (obscure(pixels, inside, "fill", color=(1, 2, 3))[inside] == (1, 2, 3)).all()


def test_each_part_of_a_mask_is_hidden_at_its_own_scale() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (120, 240, 3), np.uint8)
    inside = np.zeros((120, 240), bool)
    inside[10:110, 10:110] = True
    inside[50:70, 190:210] = True
    hidden = obscure(pixels, inside, "pixelate")
    for box in (Box(10, 10, 110, 110), Box(190, 50, 210, 70)):
        assert 4 <= colours(hidden[box.slices]) <= 64


@pytest.mark.parametrize("method", ["blur", "pixelate", "fill"])
def test_far_from_the_mask_nothing_changes(method: Method) -> None:
    pixels, inside = scaled(160)
    small = inside & Mask.from_box(Box(60, 60, 80, 80), *inside.shape[::-1]).array
    changed = (obscure(pixels, small, method) != pixels).any(axis=2)
    changed[60 - RIM : 80 + RIM, 60 - RIM : 80 + RIM] = False
    assert not changed.any()
    assert np.array_equal(obscure(pixels, np.zeros_like(inside), method), pixels)


def red_on_lines() -> tuple[Pixels, np.ndarray]:
    pixels = np.zeros((120, 160, 3), np.uint8)
    pixels[:, ::4] = (0, 160, 0)
    inside = np.zeros((120, 160), bool)
    inside[40:80, 60:100] = True
    pixels[inside] = (255, 0, 0)
    return pixels, inside


@pytest.mark.parametrize("amount", [0.3, 0.6, 1.0])
def test_the_hidden_thing_does_not_bleed(amount: float) -> None:
    pixels, inside = red_on_lines()
    blurred = behind(pixels, Mask(inside).grow(2).array, amount)
    assert blurred[inside][:, 0].max() == 0, "behind it lies what is around it"
    outside = ~Mask(inside).grow(3).array
    assert blurred[outside][:, 0].max() == 0
    assert blurred[outside][:, 1].std() < pixels[outside][:, 1].std() * 0.7


def test_more_blur_is_blurrier_and_none_is_nothing() -> None:
    photo = data.coffee()[::4, ::4]
    keep = np.zeros(photo.shape[:2], bool)
    keep[30:60, 50:80] = True
    detail = [np.abs(np.diff(behind(photo, keep, a).astype(int), axis=1)).mean() for a in (0, 0.3, 0.6, 1)]
    assert detail == sorted(detail, reverse=True)
    assert np.array_equal(behind(photo, keep, 0), photo)
    assert np.array_equal(behind(photo, np.ones_like(keep), 1), photo)


def test_a_point_of_light_becomes_an_even_disc() -> None:
    """As behind a lens; a Gaussian would have a bright middle."""
    pixels = np.zeros((101, 101, 3), np.uint8)
    pixels[48:53, 48:53] = 255
    disc = behind(pixels, np.zeros((101, 101), bool), 1.0)[50, :, 0].astype(int)
    assert disc[50] > 0
    assert abs(disc[49] - disc[51]) <= 2
    assert np.flatnonzero(disc).size < 16


def test_an_amount_of_blur_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match="amount of blur is 0…1"):
        behind(FACE, np.zeros(FACE.shape[:2], bool), -0.1)
