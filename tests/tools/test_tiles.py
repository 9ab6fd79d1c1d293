import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.scene.geometry import Box
from scenewright.tools.ports import Detection
from scenewright.tools.tiles import agreed, is_cut, merge, pooled, tiles


@given(st.integers(1, 400), st.integers(1, 300), st.integers(1, 200), st.floats(0, 0.8))
def test_tiles_cover_the_frame_and_overlap_enough(width, height, side, overlap):
    frame = Box(7, 3, 7 + width, 3 + height)
    if width * height > 100 * side * side:
        return
    found = tiles(frame, side, overlap)
    assert all(frame.covers(tile) and max(tile.size) <= side for tile in found)
    for low, high, key in ((7, 7 + width, 0), (3, 3 + height, 1)):
        starts = sorted({tile.as_list()[key] for tile in found})
        assert starts[0] == low
        assert starts[-1] + min(side, high - low) == high
        steps = [after - before for before, after in itertools.pairwise(starts)]
        assert all(step <= max(1, side * (1 - overlap)) + 1 for step in steps)


def test_a_frame_smaller_than_a_tile_is_one_tile():
    assert tiles(Box(0, 0, 20, 10), 64) == [Box(0, 0, 20, 10)]


def test_senseless_tiles_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        tiles(Box(0, 0, 9, 9), 0)


FRAME, TILE = Box(0, 0, 300, 200), Box(100, 0, 200, 100)


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(120, 20, 180, 80), False),
        (Box(100, 20, 150, 80), True),
        (Box(150, 20, 199, 80), True),
        (Box(120, 50, 150, 100), True),
        (Box(120, 0, 150, 50), False),
    ],
)
def test_a_box_is_cut_by_edges_of_its_tile_but_not_by_those_of_the_picture(box, cut):
    assert is_cut(box, TILE, FRAME) is cut


def one(label: str, score: float, *box: int) -> Detection:
    return Detection(label, Box(*box), score)


def test_of_two_boxes_of_one_thing_the_better_stays():
    better, worse = one("cat", 0.9, 0, 0, 100, 100), one("cat", 0.8, 10, 5, 105, 100)
    assert merge([worse, better]) == [better]


def test_of_two_names_for_one_place_the_better_stays():
    couch, chair = one("couch", 0.9, 0, 0, 100, 100), one("chair", 0.7, 0, 0, 100, 98)
    assert merge([chair, couch]) == [couch]
    assert merge([couch, one("cat", 0.7, 20, 20, 60, 60)])[1].label == "cat"


def test_a_piece_seen_in_a_tile_is_dropped_even_if_it_scores_better():
    person, head = one("person", 0.6, 50, 0, 100, 200), one("person", 0.99, 60, 0, 90, 30)
    assert merge([person], [head]) == [person]


def test_a_corner_of_a_thing_is_no_second_thing():
    bicycle, rear = one("bicycle", 0.97, 60, 70, 440, 316), one("bicycle", 0.72, 64, 113, 285, 308)
    assert merge([bicycle, rear]) == [bicycle]


def test_two_in_the_whole_picture_both_stay_though_one_stands_before_the_other():
    far, near = one("person", 0.9, 0, 0, 100, 200), one("person", 0.8, 20, 100, 60, 200)
    assert merge([far, near]) == [far, near]


def test_what_only_a_tile_showed_is_added_in_the_order_of_scores():
    person, ball = one("person", 0.7, 0, 0, 100, 200), one("sports ball", 0.9, 150, 150, 160, 160)
    assert merge([person], [ball]) == [ball, person]


def test_what_a_single_look_saw_is_not_believed():
    kite, cat = one("kite", 0.9, 0, 0, 50, 50), one("cat", 0.6, 100, 100, 160, 160)
    again, elsewhere = one("cat", 0.35, 102, 98, 160, 158), one("kite", 0.9, 200, 0, 250, 50)
    assert agreed([kite, cat], [kite, cat, again, elsewhere]) == [cat]
    assert agreed([], [kite]) == []


def test_unsure_looks_that_agree_make_each_other_likelier_but_never_certain():
    first, again, elsewhere = (
        one("mouse", 0.3, 0, 0, 20, 20),
        one("mouse", 0.2, 1, 0, 20, 21),
        one("mouse", 0.25, 90, 90, 110, 110),
    )
    both, alone = pooled([elsewhere, again, first])
    assert (both.box, both.score) == (first.box, pytest.approx(0.3 + 0.7 * 0.2 / 2))
    assert alone == elsewhere
    assert max(one.score for one in pooled([one("mouse", 0.5, 0, 0, 20, 20)] * 50)) <= 0.75


def test_pooling_tells_labels_apart():
    assert len(pooled([one("mouse", 0.3, 0, 0, 20, 20), one("remote", 0.2, 0, 0, 20, 20)])) == 2
