"""The healing benchmark knows what it drew, and its measures tell a good fill from none."""

import numpy as np
import pytest

from scenewright.evals import healing
from scenewright.evals.healing import Case, Row, found_in, measure, stroked, table


@pytest.fixture
def case() -> Case:
    truth = np.full((120, 200, 3), 150, np.uint8)
    return healing._wired(truth, np.random.default_rng(3))


def test_the_flaw_is_where_the_picture_differs_and_the_stroke_lies_on_it(case):
    differs = np.any(case.pixels != case.truth, axis=2)
    assert (case.flaw <= differs).all()
    assert (stroked(case).array & case.flaw).sum() > 0.85 * case.flaw.sum()
    assert found_in(case) is not None


@pytest.mark.models
def test_a_perfect_fill_leaves_no_error_and_doing_nothing_leaves_all(case):
    def perfect(pixels, hole):
        return np.where(hole.array[..., None], case.truth, pixels)

    good = measure("wires", [case], perfect)
    idle = measure("wires", [case], lambda pixels, hole: pixels)
    assert good.error < 0.1 * good.untouched
    assert idle.error == pytest.approx(idle.untouched)
    assert (good.found, good.cases) == (1, 1)
    assert good.lpips < idle.lpips


def test_the_table_has_a_row_for_each_kind():
    text = table([Row("wires", 11, 10, 0.98, 14.9, 56.7, 19.4, 0.013, 0.021)])
    assert "| wires | 10 of 11 | 0.98 | 14.9 | 56.7 | 19.4 | 0.013 | 0.021 |" in text
