"""Boxes: half-open pixel rectangles and their algebra."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenewright.scene.geometry import Box, BoxField, Point

NUMBERS = st.integers(-60, 60)


@st.composite
def boxes(draw: st.DrawFn, smallest: int = 0) -> Box:
    left, top = draw(NUMBERS), draw(NUMBERS)
    return Box(left, top, left + draw(st.integers(smallest, 60)), top + draw(st.integers(smallest, 60)))


def pixels_of(box: Box) -> set[tuple[int, int]]:
    return {(x, y) for x in range(box.left, box.right) for y in range(box.top, box.bottom)}


def test_a_box_knows_its_size_centre_corners_and_slices() -> None:
    box = Box(2, 3, 6, 5)
    assert (box.width, box.height, box.size, box.area) == (4, 2, (4, 2), 8)
    assert box.center == Point(4, 4)
    assert box.corners == ((2, 3), (6, 3), (6, 5), (2, 5))
    assert box.slices == (slice(3, 5), slice(2, 6))
    assert box.as_list() == [2, 3, 6, 5]


def test_left_and_top_are_inside_and_right_and_bottom_are_not() -> None:
    box = Box(2, 3, 6, 5)
    assert box.contains((2, 3))
    assert box.contains((5.9, 4.9))
    assert not box.contains((6, 4))
    assert not box.contains((4, 5))


@pytest.mark.parametrize("numbers", [(3, 0, 2, 5), (0, 5, 2, 4)])
def test_a_box_turned_inside_out_is_refused(numbers: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="left ≤ right and top ≤ bottom"):
        Box(*numbers)


def test_parse_rounds_outwards() -> None:
    assert Box.parse([0.2, 0.9, 3.1, 4.0]) == Box(0, 0, 4, 4)


@pytest.mark.parametrize(
    "value", [[1, 2, 3], "1,2,3,4", [1, 2, 3, "4"], [0, 0, True, 1], None, [0, 0, math.inf, 1], [math.nan, 0, 1, 1]]
)
def test_parse_refuses_what_is_no_box(value: object) -> None:
    with pytest.raises(ValidationError, match="a box"):
        TypeAdapter(BoxField).validate_python(value)


def test_as_a_field_a_box_is_a_list() -> None:
    adapter = TypeAdapter(BoxField)
    assert adapter.dump_json(adapter.validate_json("[1, 2, 3, 4]")) == b"[1,2,3,4]"
    assert adapter.json_schema()["minItems"] == 4


@given(boxes(), boxes())
def test_the_intersection_is_the_common_pixels(one: Box, other: Box) -> None:
    assert pixels_of(one.intersect(other)) == pixels_of(one) & pixels_of(other)


@given(boxes(), boxes())
def test_the_union_covers_both_and_order_does_not_matter(one: Box, other: Box) -> None:
    union = one.union(other)
    assert union == other.union(one)
    assert pixels_of(one) | pixels_of(other) <= pixels_of(union)


@given(boxes(smallest=1), boxes(smallest=1))
def test_iou_is_the_share_of_common_pixels(one: Box, other: Box) -> None:
    common, either = pixels_of(one) & pixels_of(other), pixels_of(one) | pixels_of(other)
    assert one.iou(other) == pytest.approx(len(common) / len(either))
    assert one.iou(one) == 1


@given(boxes(), boxes())
def test_covers_says_whether_no_pixel_is_left_out(one: Box, other: Box) -> None:
    assume(other.area)
    assert one.covers(other) == (pixels_of(other) <= pixels_of(one))


@given(boxes(), st.integers(0, 20), st.integers(0, 20))
def test_padding_and_unpadding_gives_the_box_back(box: Box, x: int, y: int) -> None:
    assert box.pad(x, y).pad(-x, -y) == box


@given(boxes(), st.integers(-90, 0))
def test_a_box_never_shrinks_below_nothing(box: Box, amount: int) -> None:
    smaller = box.pad(amount)
    assert box.intersect(smaller) == smaller


@given(boxes(), NUMBERS, NUMBERS)
def test_shifting_back_gives_the_box_back(box: Box, dx: int, dy: int) -> None:
    assert box.shift(dx, dy).shift(-dx, -dy) == box
    assert box.shift(dx, dy).size == box.size


@given(boxes(smallest=1), boxes(smallest=1))
def test_moving_inside_keeps_the_size_and_fits_what_can_fit(box: Box, frame: Box) -> None:
    moved = box.move_inside(frame)
    assert moved.size == box.size
    if box.width <= frame.width and box.height <= frame.height:
        assert frame.covers(moved)
    if frame.covers(box):
        assert moved == box


@given(boxes(), st.floats(0.1, 5), st.floats(0.1, 5))
def test_scaling_holds_every_scaled_corner(box: Box, x: float, y: float) -> None:
    scaled = box.scale(x, y)
    for corner in box.corners:
        assert scaled.left <= corner.x * x <= scaled.right
        assert scaled.top <= corner.y * y <= scaled.bottom


def test_resizing_keeps_the_centre_and_at_least_a_pixel() -> None:
    assert Box(10, 10, 20, 30).resize(2) == Box(5, 0, 25, 40)
    assert Box(10, 10, 20, 30).resize(0.001).size == (1, 1)


def test_around_holds_every_point() -> None:
    assert Box.around([(1.5, 2), (4, 2.5)]) == Box(1, 2, 4, 3)
    assert Box.centered((5, 5), 4, 2) == Box(3, 4, 7, 6)
