"""How far what is said to be sure can be relied on; and that the curves that ship are those of the fit."""

from __future__ import annotations

import json

import pytest

from scenewright.evals.confidence import CURVES, DRAWN, crossed, fit
from scenewright.evals.confidence_readings import FIRST, FirstReading, kept
from scenewright.evals.reliability import Told, bins, brier, calibration_error, diagram, table, wilson

EVEN = [Told(0.75, right) for right in (True, True, True, False)]


def test_what_comes_out_as_often_as_it_was_said_has_no_calibration_error() -> None:
    assert calibration_error(EVEN) == pytest.approx(0.0)
    assert calibration_error([Told(0.75, False)] * 4) == pytest.approx(0.75)


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    assert brier(EVEN) == pytest.approx((3 * 0.25**2 + 0.75**2) / 4)


def test_bins_hold_every_reading_once_and_their_intervals_hold_their_share() -> None:
    told = [Told(sure / 20, sure % 3 > 0) for sure in range(21)]
    found = bins(told)
    assert sum(one.held for one in found) == len(told)
    assert all(one.low <= one.share <= one.high for one in found)


def test_an_interval_is_wilsons() -> None:
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert wilson(0, 5)[0] == 0.0 < wilson(0, 5)[1] < 0.5


def test_the_table_and_the_diagram_show_the_counts() -> None:
    assert "| 60 %–80 % | 4 | 75 % | 75 % (30 %–95 %) |" in table(EVEN)
    assert diagram(EVEN, "Even").count("<circle") == 1


def test_the_held_out_cases_have_no_part_in_the_fit() -> None:
    assert {row.file for row in kept()} == set(FIRST)
    assert not {"heldout", "unseen4"} & set(FIRST)


def test_the_curves_that_ship_are_fitted_to_the_readings_that_are_kept() -> None:
    shipped = json.loads(CURVES.read_text(encoding="utf-8"))["curves"]
    again = {way: {"start": curve.start, "weights": curve.weights} for way, curve in fit(kept()).curves.items()}
    assert set(shipped) == set(again)
    for way, curve in again.items():
        assert shipped[way]["start"] == pytest.approx(curve["start"], abs=0.02)
        assert shipped[way]["weights"] == pytest.approx(curve["weights"], abs=0.02)


def test_no_scene_is_predicted_by_a_fit_that_saw_it_and_the_diagram_is_of_that() -> None:
    rows = kept()
    told = crossed(rows)
    assert len(told) == len(rows)
    assert calibration_error(told) < 0.03
    assert brier(told) < 0.1
    assert f">{len([one for one in told if one.sure >= 0.95])}</text>" in DRAWN.read_text(encoding="utf-8")


def test_a_weight_that_would_make_a_reading_surer_is_left_out() -> None:
    rows = [
        FirstReading("unseen3", f"g{n}", n % 4 > 0, "ready", {"words": 0.0, "stray": float(n % 4 > 0)})
        for n in range(40)
    ]
    assert "stray" not in fit(rows).curves["ready"].weights
