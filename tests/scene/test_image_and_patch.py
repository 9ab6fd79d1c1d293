"""Pictures, patches and compositing: the only way in which pixels change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef, check_pixels, to_rgb, to_rgba
from scenewright.scene.patch import Overlaid, Patch, blend, composite

GREY = np.full((2, 3, 3), 100, np.uint8)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def solid(box: Box, color: tuple[int, ...], alpha: int = 255) -> Patch:
    pixels = np.broadcast_to(np.array(color, np.uint8), (box.height, box.width, len(color))).copy()
    return Patch(box, pixels, np.full((box.height, box.width), alpha, np.uint8))


def test_a_reference_depends_on_pixels_size_and_mode() -> None:
    ref = ImageRef.of(GREY)
    assert (ref.width, ref.height, ref.mode) == (3, 2, "RGB")
    assert ref == ImageRef.of(GREY.copy())
    assert ref.id != ImageRef.of(GREY.reshape(3, 2, 3)).id
    assert ref.id != ImageRef.of(to_rgba(GREY)).id
    assert ref.id == ImageRef.of(np.asfortranarray(GREY)).id


@pytest.mark.parametrize("bad", [np.zeros((2, 3)), np.zeros((2, 3, 2), np.uint8), np.zeros((0, 3, 3), np.uint8), "x"])
def test_what_is_no_picture_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="a picture is a uint8 array H×W×3 or H×W×4, but got"):
        check_pixels(bad)  # type: ignore[arg-type]


def test_alpha_is_added_opaque_and_taken_away() -> None:
    assert (to_rgba(GREY)[..., 3] == 255).all()
    assert np.array_equal(to_rgb(to_rgba(GREY)), GREY)


def test_a_patch_must_fit_its_box() -> None:
    with pytest.raises(ValueError, match=r"a patch of box \[0, 0, 3, 3\] needs pixels and uint8 alpha"):
        Patch(Box(0, 0, 3, 3), GREY, np.zeros((2, 3), np.uint8))
    with pytest.raises(ValueError, match="uint8 alpha"):
        Patch(Box(0, 0, 3, 2), GREY, np.zeros((2, 3)))  # type: ignore[arg-type]


def test_blending_is_exact_at_both_ends_and_rounded_between() -> None:
    below, above = np.full((1, 4, 3), 10, np.uint8), np.full((1, 4, 3), 20, np.uint8)
    mixed = blend(below, above, np.array([[0, 127, 128, 255]], np.uint8))
    assert mixed[0, :, 0].tolist() == [10, 15, 15, 20]


def test_later_patches_lie_above_earlier_ones() -> None:
    out = composite(GREY, [solid(Box(0, 0, 2, 1), RED), solid(Box(1, 0, 3, 1), BLUE)])
    assert out[0].tolist() == [[255, 0, 0], [0, 0, 255], [0, 0, 255]]
    assert out[1].tolist() == [[100, 100, 100]] * 3
    assert (GREY == 100).all()


def test_what_lies_over_a_picture_is_the_same_whenever_it_is_looked_at() -> None:
    base = np.zeros((1, 3, 3), np.uint8)
    patches = [
        Patch(Box(0, 0, 2, 1), np.full((1, 2, 3), 100, np.uint8), np.array([[255, 128]], np.uint8)),
        Patch(Box(1, 0, 3, 1), np.full((1, 2, 4), 200, np.uint8), np.array([[64, 255]], np.uint8)),
        Patch(Box(0, 0, 1, 1), np.full((1, 1, 3), 9, np.uint8), np.array([[128]], np.uint8)),
    ]
    expected = composite(base, patches)
    late = early = Overlaid(base)
    assert early.pixels is base
    for patch in patches:
        late, early = late.lay(patch), early.lay(patch)
        assert early.pixels is early.pixels
    assert np.array_equal(late.pixels, expected)
    assert np.array_equal(early.pixels, expected)
    assert not base.any()


def test_a_patch_may_reach_outside() -> None:
    out = composite(GREY, [solid(Box(-5, -5, 1, 1), RED), solid(Box(9, 9, 12, 12), BLUE)])
    assert out.shape == GREY.shape
    assert out[0, 0].tolist() == [255, 0, 0]
    assert (out.reshape(-1, 3)[1:] == 100).all()


def test_a_larger_canvas_is_transparent_where_nothing_is() -> None:
    out = composite(GREY, [solid(Box(3, 0, 4, 1), RED)], Box(-1, 0, 4, 2))
    assert out.shape == (2, 5, 4)
    assert out[0].tolist() == [[0, 0, 0, 0], *[[100, 100, 100, 255]] * 3, [255, 0, 0, 255]]


def test_a_canvas_that_misses_the_photo_shows_nothing_of_it() -> None:
    assert not composite(GREY, [], Box(10, 10, 12, 12)).any()


def test_a_transparent_patch_makes_the_picture_transparent_there() -> None:
    out = composite(GREY, [solid(Box(0, 0, 1, 1), (0, 0, 0, 0))])
    assert out[0, 0].tolist() == [0, 0, 0, 0]
    assert out[0, 1].tolist() == [100, 100, 100, 255]


def test_the_patch_between_two_pictures_is_as_small_as_its_alpha() -> None:
    after = GREY.copy()
    after[1, 2] = RED
    alpha = np.array([[0, 0, 0], [0, 0, 255]], np.uint8)
    patch = Patch.between(GREY, after, alpha)
    assert patch is not None
    assert patch.box == Box(2, 1, 3, 2)
    assert np.array_equal(composite(GREY, [patch]), after)
    assert Patch.between(GREY, after, np.zeros_like(alpha)) is None


@given(st.data())
def test_outside_every_alpha_no_pixel_changes(data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    height, width = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9))
    base = rng.integers(0, 256, (height, width, 3), np.uint8)
    touched = np.zeros((height, width), bool)
    patches = []
    for _ in range(data.draw(st.integers(0, 4))):
        left, top = data.draw(st.integers(-3, 9)), data.draw(st.integers(-3, 9))
        box = Box(left, top, left + data.draw(st.integers(1, 6)), top + data.draw(st.integers(1, 6)))
        alpha = rng.choice(np.array([0, 0, 1, 128, 255], np.uint8), (box.height, box.width))
        patches.append(Patch(box, rng.integers(0, 256, (box.height, box.width, 3), np.uint8), alpha))
        if part := patches[-1].crop(Box.of_size(width, height)):
            touched[part.box.slices] |= part.alpha > 0
    assert np.array_equal(composite(base, patches)[~touched], base[~touched])
