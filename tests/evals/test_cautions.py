"""What is planted to see whether doubts are told, and a share of the benchmark itself."""

import numpy as np
import pytest

from scenewright.evals import pasted
from scenewright.evals.cautions import CHOSEN_ON, FILLS, MASKS, REPORTED_ON, Row, measure, table
from scenewright.evals.pasted import Pasted, paste
from scenewright.evals.photos import photos
from scenewright.scene.mask import Mask

BALL = Mask(np.hypot(*(np.mgrid[:120, :160] - np.array([[[60]], [[80]]]))) < 30)


def case() -> Pasted:
    """A blue square on coarse grey grain."""
    grain = np.random.default_rng(1).integers(90, 150, (30, 40, 1))
    truth = np.kron(grain, np.ones((4, 4, 3), int)).astype(np.uint8)
    thing = np.full((40, 40, 4), (30, 60, 200, 255), np.uint8)
    return paste(truth, thing, 0.08, np.random.default_rng(3))


def test_photos_of_one_half_are_in_no_other_and_none_holds_a_pasted_thing_of_its_own():
    known = {photo.name for photo in photos()}
    assert set(CHOSEN_ON) <= known
    assert set(REPORTED_ON) <= known
    assert not set(CHOSEN_ON) & set(REPORTED_ON)
    assert len(CHOSEN_ON) == 20
    assert len(REPORTED_ON) == 19
    assert not (set(CHOSEN_ON) & set(pasted.THINGS))


@pytest.mark.parametrize("what", MASKS)
def test_masks_go_wrong_as_they_say(what):
    wrong = MASKS[what](BALL, np.random.default_rng(0))
    lost, gained = BALL.minus(wrong).area / BALL.area, wrong.minus(BALL).area / BALL.area
    if what == "the neighbour goes along":
        assert (lost == 0, 0.19 < gained < 0.51) == (True, True)
    else:
        assert gained == 0
        assert 0.1 < lost < 0.51


@pytest.mark.parametrize("what", FILLS)
def test_fills_are_spoilt_in_the_hole_and_nowhere_else(what):
    one = case()
    spoilt = FILLS[what](one.truth, one, np.random.default_rng(0))
    changed = np.any(spoilt != one.truth, axis=2)
    assert changed[one.mask.array].mean() > 0.1
    assert not changed[~one.mask.grow(9).array].any()


def test_the_table_has_the_right_things_first():
    text = table([Row("a smear", True, 4, 3), Row("the truth as a fill", False, 4, 0)]).splitlines()
    assert text[2] == "| right: the truth as a fill | 4 | 0 (0%) |"
    assert text[3] == "| wrong: a smear | 4 | 3 (75%) |"


@pytest.mark.models
@pytest.mark.parametrize("names", [("sea",), pytest.param(("sea", "coffee-beans"), marks=pytest.mark.slow)])
def test_wrong_masks_and_spoilt_fills_are_told_and_right_ones_are_not(toolbox, names):
    rows = measure(toolbox, names, {"middle (8 %)": 0.08})
    assert [row.what for row in rows if not row.fault and row.told] == []
    assert sum(row.told for row in rows if row.fault) >= 0.6 * sum(row.cases for row in rows if row.fault)
    assert {row.what for row in rows} >= {*MASKS, *FILLS, "the truth as a fill", "painted"}
