"""What long histories cost: measured on short ones here."""

from pathlib import Path

import pytest

from scenewright.evals.sessions import SIDE, Measured, measure, table


@pytest.mark.models
def test_a_history_is_made_opened_undone_and_dropped_from(tmp_path: Path) -> None:
    short = measure(tmp_path, turns=7, pixels=1_200_000)
    assert short.changed > 7 * SIDE * SIDE * 3
    assert short.disk > 0
    assert min(short.turn, short.said, short.opening, short.first_undo, short.undo, short.redo, short.drop) > 0


def test_the_table_compares_a_long_history_with_a_short_one() -> None:
    short = Measured(20, 1.0, 1.1, 0.5, 0.2, 0.1, 0.1, 0.4, 20_000_000, 10_000_000, 10**9)
    long = Measured(200, 1.2, 1.1, 0.6, 0.3, 0.1, 0.1, 0.4, 200_000_000, 100_000_000, 2 * 10**9)
    words = table(short, long)
    assert "| opening and showing | 0.500 | 0.600 | 1.20 | ≤ 1.3 |" in words
    assert "| a turn | 1.000 | 1.200 | 1.20 | ≤ 1.3 |" in words
    assert "1.00 MB on disk; its changed pixels alone are 0.50 MB" in words
    assert "1.00 GB and 2.00 GB" in words
