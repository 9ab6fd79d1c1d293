"""What the checks measure."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.agent.verify import correlation


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([1, 2, 3], [2, 4, 6], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([5, 5, 5], [5, 5, 5], 1.0),
        ([1, 200, 3], [9, 9, 9], 0),
    ],
)
def test_correlation(a: list[float], b: list[float], expected: float) -> None:
    assert correlation(np.array(a, float), np.array(b, float)) == pytest.approx(expected)
