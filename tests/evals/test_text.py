import numpy as np
import pytest

from scenewright.evals.text import Row, measure, signs, table

pytestmark = pytest.mark.models


def test_the_truth_of_a_sign_differs_from_it_at_its_words_alone(toolbox):
    for sign in signs(28, toolbox):
        words, others = (np.abs(one.astype(int) - sign.empty).max(axis=2) > 60 for one in (sign.pixels, sign.changed))
        assert 200 < words.sum() < 0.1 * words.size
        assert 200 < others.sum() < 0.1 * others.size


def test_words_on_drawn_signs_are_read_taken_off_and_replaced(toolbox):
    (row,) = measure(toolbox, heights=(18,))
    assert (row.read, row.letters, row.removed, row.replaced) == (1, 1, 1, 1)
    assert row.removal < 0.1 * row.untouched
    assert row.height < 0.1


def test_the_table_has_a_line_for_each_row():
    row = Row("8 px", 4, 1.0, 1.0, 1.0, 4.9, 76.0, 1.0, 0.02, 7.0)
    assert table([row, row]).splitlines()[-1] == "| 8 px | 4 | 100% | 100% | 100% | 4.9 (76) | 100% | 2% | 7 |"
