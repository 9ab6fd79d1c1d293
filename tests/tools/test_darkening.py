import numpy as np
import pytest

from scenewright.tools.darkening import darkening


def test_how_much_darker_on_average_and_how_far_a_channel_is_from_that():
    level = np.full((1, 2, 3), 1.0, np.float32)
    logs = np.array([[[0.5, 0.5, 0.5], [0.1, 0.4, 0.4]]], np.float32)
    mean, tint = darkening(level, logs)
    assert mean.shape == tint.shape == (1, 2)
    assert mean[0] == pytest.approx([0.5, 0.7])
    assert tint[0] == pytest.approx([0.0, 0.2], abs=1e-6)
