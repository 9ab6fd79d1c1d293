"""A share of the verification benchmark: broken tools are caught, good edits pass."""

import pytest

from scenewright.evals.verification import FAULTS, count
from scenewright.tools.backends.scripted import InputInpainter


def test_every_fault_spoils_a_picture():
    import numpy as np

    from scenewright.scene.geometry import Box
    from scenewright.scene.mask import Mask

    pixels = np.full((60, 80, 3), 90, np.uint8)
    hole = Mask.from_box(Box(10, 10, 30, 30), 80, 60)
    assert np.array_equal(FAULTS["returns its input"](pixels, hole), InputInpainter().fill(pixels, hole))
    assert not np.array_equal(FAULTS["noise"](pixels, hole)[hole.array], pixels[hole.array])
    elsewhere = FAULTS["changes the wrong place"](pixels, hole)
    assert np.array_equal(elsewhere[hole.array], pixels[hole.array])
    assert not np.array_equal(elsewhere, pixels)


@pytest.mark.models
@pytest.mark.parametrize("pictures", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_broken_fillers_are_caught_and_false_alarms_are_counted(toolbox, pictures):
    tally = count(toolbox, pictures)
    assert tally.good == 10 * pictures
    assert len(tally.alarms) <= 1, tally.alarms
    for fault, caught in tally.caught.items():
        assert len(caught) == 3 * pictures
        assert all(caught), fault
