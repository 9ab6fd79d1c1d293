"""The measures of the pasting benchmark tell what they say they tell, and the real toolset is near the ideal."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.evals.pasting import errors, moved_by, moves, samples, table, tone_errors
from scenewright.tools.toolbox import Toolbox


def test_the_ideal_is_perfect_and_leaving_all_as_it_was_is_not() -> None:
    one = next(iter(samples()))
    assert errors(one, one.ideal) == pytest.approx((0, 0, 0), abs=0.05)
    rim, stays, missing = errors(one, one.before)
    assert rim > 20
    assert stays == pytest.approx(1)
    assert missing == pytest.approx(1, abs=0.05)


def test_a_hard_edge_brings_the_old_ground_along() -> None:
    one = next(iter(samples()))
    from scenewright.tools.catalogue import EMBEDDED

    hard = errors(one, moved_by(one, "hard mask", Toolbox(EMBEDDED)))
    assert hard[0] > 1
    assert hard[1] == pytest.approx(0)


@pytest.mark.models
def test_what_the_toolset_moves_is_nearer_to_the_ideal_than_the_controls(toolbox: Toolbox) -> None:
    rows = {row.way: row for row in moves(toolbox, list(samples())[1:6:4])}
    ours = rows["ours"]
    assert ours.rim < 0.8 * rows["hard mask"].rim
    assert abs(ours.stays) < 0.2
    assert ours.missing < 0.4
    assert rows["ours, shadows not followed"].stays > 0.9
    assert "| ours |" in table(list(rows.values()), [])


@pytest.mark.models
def test_the_tone_of_what_fits_is_left_alone(toolbox: Toolbox) -> None:
    from skimage import data

    photo = np.ascontiguousarray(data.chelsea()[20:260, 40:400])
    _, ours = tone_errors(photo, np.ones(3), toolbox)
    assert ours < 1.5
