"""Views: what is shown maps exactly to the original and back."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.view import View

WIDTH, HEIGHT = 7, 5


def picture(width: int = WIDTH, height: int = HEIGHT) -> Pixels:
    """Every pixel different."""
    y, x = np.mgrid[:height, :width]
    return np.stack([x, y, x + 10 * y], axis=-1).astype(np.uint8)


def smooth(width: int, height: int) -> Pixels:
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 200 / width, y * 200 / height, 60 + 0 * x], axis=-1).astype(np.uint8)


Change = tuple[str, Callable[[View], View], Callable[[Pixels], Pixels]]
EXACT: tuple[Change, ...] = (
    ("flip horizontally", lambda v: v.flip(True), lambda p: p[:, ::-1]),
    ("flip vertically", lambda v: v.flip(False), lambda p: p[::-1]),
    ("turn clockwise", lambda v: v.rotate(90), lambda p: np.rot90(p, -1)),
    ("turn anticlockwise", lambda v: v.rotate(-90), lambda p: np.rot90(p)),
    ("turn upside down", lambda v: v.rotate(180), lambda p: np.rot90(p, 2)),
    ("crop", lambda v: v.crop(Box(1, 1, v.width, v.height)), lambda p: p[1:, 1:]),
)
CHANGES = st.lists(st.sampled_from(EXACT), max_size=4)


def test_untouched_it_shows_the_photo_itself() -> None:
    view = View.of(WIDTH, HEIGHT)
    assert view.exact
    assert np.array_equal(view.render(picture()), picture())


@given(CHANGES)
def test_crops_flips_and_quarter_turns_only_pick_pixels(changes: list[Change]) -> None:
    view, expected = View.of(WIDTH, HEIGHT), picture()
    for _, change, same in changes:
        view, expected = change(view), same(expected)
    shown = view.render(picture())
    assert view.exact
    assert (view.height, view.width) == expected.shape[:2]
    assert np.array_equal(shown, expected)


@given(CHANGES, st.integers(0, 2**35 - 1))
def test_masks_go_the_way_of_the_pixels_and_come_back(changes: list[Change], bits: int) -> None:
    array = np.array([bits >> n & 1 for n in range(WIDTH * HEIGHT)], bool).reshape(HEIGHT, WIDTH)
    view, expected = View.of(WIDTH, HEIGHT), array
    for _, change, same in changes:
        view, expected = change(view), same(expected)
    shown = view.mask_to_view(Mask(array))
    assert np.array_equal(shown.array, expected)
    visible = view.mask_to_original(Mask.full(view.width, view.height))
    assert view.mask_to_original(shown) == Mask(array).intersect(visible)


@given(CHANGES, st.integers(0, 2), st.integers(0, 1))
def test_boxes_and_points_come_back_exactly(changes: list[Change], x: int, y: int) -> None:
    view = View.of(WIDTH, HEIGHT)
    for _, change, _ in changes:
        view = change(view)
    box = Box(x, y, x + 1, y + 1)
    assert view.box_to_view(view.box_to_original(box)) == box
    assert view.to_view(view.to_original((x + 0.25, y + 0.5))) == pytest.approx((x + 0.25, y + 0.5))


@given(CHANGES)
def test_a_pixel_is_found_where_its_box_is_shown(changes: list[Change]) -> None:
    view = View.of(WIDTH, HEIGHT)
    for _, change, _ in changes:
        view = change(view)
    shown = view.render(picture())
    original = view.box_to_original(Box(0, 0, 1, 1))
    assert original.area == 1
    assert shown[0, 0].tolist() == picture()[original.top, original.left].tolist()


def test_two_flips_and_four_turns_are_nothing() -> None:
    view = View.of(WIDTH, HEIGHT)
    assert view.flip(True).flip(True) == view
    assert view.rotate(90).rotate(90).rotate(90).rotate(90) == view
    assert view.rotate(360) == view


def test_turning_grows_the_frame_or_keeps_inside() -> None:
    view = View.of(200, 100)
    assert (view.rotate(90).width, view.rotate(90).height) == (100, 200)
    around, inside = view.rotate(10), view.rotate(10, keep_inside=True)
    assert around.width > 200
    assert inside.width < 200
    assert around.render(smooth(200, 100)).shape[2] == 4
    assert inside.render(smooth(200, 100)).shape == (inside.height, inside.width, 3)


@given(st.floats(-44, 44), st.integers(20, 90), st.integers(20, 90))
def test_kept_inside_every_shown_pixel_comes_from_the_photo(degrees: float, width: int, height: int) -> None:
    view = View.of(width, height).rotate(degrees, keep_inside=True)
    for corner in view.frame.corners:
        x, y = view.to_original(corner)
        assert -0.01 <= x <= width + 0.01
        assert -0.01 <= y <= height + 0.01


def test_a_clockwise_turn_moves_the_top_to_the_right() -> None:
    view = View.of(100, 100).rotate(20)
    top = view.to_view((50, 0))
    assert top.x > view.width / 2


@pytest.mark.parametrize("degrees", [10, -33, 45])
def test_a_turned_point_and_mask_come_back(degrees: float) -> None:
    view = View.of(60, 40).rotate(degrees)
    assert view.to_original(view.to_view((12.5, 30))) == pytest.approx((12.5, 30))
    mask = Mask.from_box(Box(20, 10, 40, 30), 60, 40)
    assert view.mask_to_original(view.mask_to_view(mask)).iou(mask) > 0.9


def test_a_turned_opaque_picture_has_no_dark_rim() -> None:
    white = np.full((40, 60, 3), 255, np.uint8)
    shown = View.of(60, 40).rotate(17).render(white)
    covered = shown[shown[..., 3] > 8]
    assert covered[:, :3].min() >= 250


def test_transparent_pixels_do_not_colour_their_neighbours() -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[10:30, 10:30] = (255, 255, 255, 255)
    shown = View.of(40, 40).rotate(30).render(pixels)
    assert shown[shown[..., 3] > 8][:, :3].min() >= 225


def test_scaling_down_averages_detail_instead_of_picking_it() -> None:
    board = np.indices((64, 64)).sum(axis=0) % 2 * 255
    pixels = np.repeat(board[..., None], 3, axis=2).astype(np.uint8)
    for view in (View.of(64, 64), View.of(64, 64).flip(True), View.of(64, 64).rotate(90), View.of(64, 64).rotate(7)):
        small = view.scale(0.25)
        centre = small.render(pixels)[4:-4, 4:-4, :3].astype(int)
        assert np.abs(centre - 127).max() < 40


@pytest.mark.parametrize("factor", [0.3, 0.5, 2.0])
@pytest.mark.parametrize("turned", [lambda v: v, lambda v: v.flip(True), lambda v: v.rotate(90)])
def test_a_scaled_picture_looks_like_the_picture(factor: float, turned: Callable[[View], View]) -> None:
    view = turned(View.of(80, 60)).scale(factor)
    shown = view.render(smooth(80, 60))
    assert shown.shape == (view.height, view.width, 3)
    for x, y in ((0.25, 0.25), (0.5, 0.75), (0.75, 0.5)):
        at = view.to_original((x * view.width, y * view.height))
        expected = smooth(80, 60)[int(at.y), int(at.x)].astype(int)
        assert np.abs(shown[int(y * view.height), int(x * view.width)] - expected).max() <= 8


def test_perspective_makes_the_four_points_the_corners() -> None:
    quad = [(10, 5), (50, 8), (55, 35), (8, 30)]
    view = View.of(60, 40).straighten_quad(quad)
    for point, corner in zip(quad, view.frame.corners, strict=True):
        assert view.to_view(point) == pytest.approx(corner, abs=1e-3)
        assert view.to_original(corner) == pytest.approx(point, abs=1e-3)
    assert view.render(smooth(60, 40)).shape[:2] == (view.height, view.width)


def test_perspective_without_an_area_is_refused() -> None:
    with pytest.raises(ValueError, match="four points clockwise"):
        View.of(60, 40).straighten_quad([(1, 1)] * 4)


def test_extending_grows_the_canvas_and_keeps_the_photo() -> None:
    view = View.of(WIDTH, HEIGHT).extend(left=2, bottom=1)
    assert view.canvas == Box(-2, 0, WIDTH, HEIGHT + 1)
    assert (view.width, view.height) == (WIDTH + 2, HEIGHT + 1)
    assert view.to_original((2, 0)) == (0, 0)
    canvas = np.full((HEIGHT + 1, WIDTH + 2, 3), 9, np.uint8)
    canvas[:HEIGHT, 2:] = picture()
    assert np.array_equal(view.render(canvas), canvas)


def test_extending_a_turned_picture_grows_the_right_side_of_the_original() -> None:
    view = View.of(WIDTH, HEIGHT).rotate(90).extend(top=3)
    assert view.canvas == Box(-3, 0, WIDTH, HEIGHT)


def test_a_crop_outside_the_picture_is_refused_and_one_across_its_border_is_cut() -> None:
    view = View.of(WIDTH, HEIGHT)
    assert (view.crop(Box(5, -3, 50, 2)).width, view.crop(Box(5, -3, 50, 2)).height) == (2, 2)
    with pytest.raises(ValueError, match="must share pixels"):
        view.crop(Box(20, 20, 30, 30))


def test_a_shown_shift_is_turned_with_the_picture() -> None:
    view = View.of(100, 50).rotate(90).scale(2)
    assert view.offset_to_original((20, 0), (50, 50)) == pytest.approx((0, -10))


def test_opaque_drops_an_alpha_that_says_nothing() -> None:
    rgba = np.dstack([picture(), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    view = View.of(WIDTH, HEIGHT)
    assert view.render(rgba, opaque=True).shape[2] == 3
    rgba[0, 0, 3] = 0
    assert view.render(rgba, opaque=True).shape[2] == 4


def test_a_view_survives_json() -> None:
    view = View.of(60, 40).rotate(12.3).scale(0.7).crop(Box(3, 4, 20, 20)).extend(top=2)
    assert View.model_validate_json(view.model_dump_json()) == view


def test_an_enlarged_picture_averaged_down_again_is_the_picture():
    import cv2
    from skimage import data

    photo = data.astronaut()[50:250, 100:300]
    large = View.of(200, 200).scale(2).render(photo)
    plain = cv2.resize(photo, (400, 400), interpolation=cv2.INTER_CUBIC)
    error, usual = (
        np.abs(cv2.resize(shown, (200, 200), interpolation=cv2.INTER_AREA).astype(float) - photo).mean()
        for shown in (large, plain)
    )
    assert error < 0.35 * usual


def test_what_is_enlarged_stays_flat_where_it_is_flat_and_changes_only_near_a_change():
    flat = np.full((60, 80, 3), 77, np.uint8)
    view = View.of(80, 60).scale(2)
    assert (view.render(flat) == 77).all()
    changed = flat.copy()
    changed[25:35, 30:45] = 200
    near = np.zeros((120, 160), bool)
    near[2 * 25 - 14 : 2 * 35 + 14, 2 * 30 - 14 : 2 * 45 + 14] = True
    assert (view.render(changed)[~near] == 77).all()


def test_a_turn_without_enlarging_is_resampled_as_before():
    from scenewright.scene.view import crisp

    picture = np.random.default_rng(0).integers(0, 255, (20, 20, 3), np.uint8)
    assert crisp(picture, 1.0) is picture
    assert crisp(picture, 0.5) is picture
