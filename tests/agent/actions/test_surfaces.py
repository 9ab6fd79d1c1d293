"""On a table is on its top and not before its legs; on a chair is on its seat."""

import numpy as np

from scenewright.agent.actions.surfaces import standing_on
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask

CUP = Box(0, 0, 30, 40)


def table(top: int = 20) -> Mask:
    """A table seen from a low angle: a thin top over two legs."""
    array = np.zeros((300, 400), bool)
    array[100 : 100 + top, 50:350] = True
    array[100:250, 60:75] = True
    array[100:250, 325:340] = True
    return Mask(array)


def test_a_cup_stands_on_the_top_and_not_before_the_legs() -> None:
    for top in (12, 20, 60):
        spot = standing_on(CUP, "dining table", table(top), ())
        assert 100 < spot.bottom < 100 + top, "its foot is within the top"
        assert spot.size == CUP.size
        assert abs(spot.center.x - 200) < 15, "in the middle"


def test_it_stands_where_nothing_else_stands() -> None:
    laptop = Box(150, 60, 250, 115)
    spot = standing_on(CUP, "dining table", table(), (laptop,))
    assert spot.intersect(laptop).area == 0
    assert 50 <= spot.left <= spot.right <= 350


def test_it_does_not_hang_over_what_the_table_lacks() -> None:
    round_top = np.zeros((300, 400), bool)
    y, x = np.mgrid[:300, :400]
    round_top[((x - 200) / 150) ** 2 + ((y - 120) / 30) ** 2 <= 1] = True
    spot = standing_on(CUP, None, Mask(round_top), (Box(170, 90, 230, 130),))
    assert round_top[spot.bottom - 2, spot.left : spot.right].all()


def test_one_sits_on_seats_and_stands_on_top_of_the_rest() -> None:
    chair = Mask.from_box(Box(100, 50, 200, 250), 400, 300)
    assert standing_on(CUP, "chair", chair, ()).bottom == 150
    assert standing_on(CUP, "armchair", chair, ()).bottom == 150
    assert standing_on(CUP, "sofa", chair, ()) == standing_on(CUP, "couch", chair, ())
    assert standing_on(CUP, "suitcase", chair, ()).bottom == 66


def test_a_lawn_is_flat_whatever_its_shape() -> None:
    lawn = np.zeros((300, 150), bool)
    lawn[150:] = True
    high = standing_on(CUP, "grass", Mask(lawn), ())
    low = standing_on(CUP, "grass", Mask(lawn), (), flat=True)
    assert high.bottom < 170
    assert 200 < low.bottom < 270
