"""What a run came to: every sample in the denominators, seeds apart, and metrics that doing nothing wins."""

from __future__ import annotations

import dataclasses
import math

import pytest

from scenewright.evals.metrics import CAP, MetricNote
from scenewright.evals.reports import figures
from scenewright.evals.runs import EditorNote, Row, Run

PSNR = MetricNote("background PSNR", "", "higher", 2, "background, corrected")
ERROR = MetricNote("L1 to target", "", "lower", 4)


def told(editor: str, sample: str, psnr: float | None, seed: int = 0, error: float | None = None) -> Row:
    return Row("d", sample, editor, seed, "done", {PSNR.name: psnr, ERROR.name: error})


def run_of(run: Run, *rows: Row, editors: tuple[str, ...] = ("a", "b", "do nothing"), seeds: int = 1) -> Run:
    notes = tuple(EditorNote(name, name, control=name == "do nothing") for name in editors)
    return dataclasses.replace(run, rows=rows, editors=notes, seeds=tuple(range(seeds)))


def test_what_was_not_done_or_broken_is_in_the_denominator(run):
    done = figures.done(run, "ours")
    assert (done.total, done.share) == (4, 0.25)
    assert done.statuses == {"done": 1, "asked": 1, "refused": 1, "broken": 1}
    assert done.seconds == 1.5
    assert done.seconds_all == 4.5
    assert done.cost is None


def test_a_cost_is_the_mean_of_those_that_are_known_and_says_of_how_many(run):
    rows = [
        dataclasses.replace(told("a", name, 1.0), cost=cost) for name, cost in (("x", 0.5), ("y", 0.0), ("z", None))
    ]
    done = figures.done(run_of(run, *rows), "a")
    assert (done.cost, done.priced, done.total) == (0.25, 2, 3)


def test_of_each_question_the_best_offer_counts_and_those_without_any_stay_in_the_denominator(run):
    asked = {"x": [0.2, 0.9], "y": [0.1], "z": None}
    rows = [
        dataclasses.replace(told("a", name, 1.0), status="asked", details={"offered_iou": offers} if offers else {})
        for name, offers in asked.items()
    ]
    found = figures.offered(run_of(run, *rows, told("a", "w", 1.0)), "a")
    assert (found.total, found.asked, found.shown, found.right) == (4, 3, 2, 1)
    assert found.iou is not None
    assert found.iou.mean == 0.5


def test_a_refusal_counts_with_the_photo_as_it_was(run):
    notes = figures.metrics_of(run)
    chosen = figures.scores(figures.first(run), notes)["ours"]["IoU of what was chosen"]
    assert chosen is not None
    assert (round(chosen.mean, 4), chosen.count) == (round(50 / 60 / 3, 4), 3)


def test_the_first_sample_the_mean_and_the_best_of_n_are_three_things(run):
    rows = (told("a", "x", 20.0), told("a", "x", 40.0, 1), told("a", "y", 10.0), told("a", "y", math.inf, 1))
    several = run_of(run, *rows, editors=("a",), seeds=2)
    first = figures.scores(figures.first(several), [PSNR])["a"][PSNR.name]
    mean = figures.averaged(several, [PSNR])["a"][PSNR.name]
    best = figures.best_of_n(several, PSNR)["a"][PSNR.name]
    assert first is not None
    assert mean is not None
    assert best is not None
    assert (first.mean, mean.mean, best.mean) == (15, (30 + (10 + CAP) / 2) / 2, (40 + CAP) / 2)
    assert (first.count, mean.count, best.count) == (2, 2, 2)


def test_a_metric_that_nobody_does_better_than_doing_nothing_is_marked(run):
    rows = (told("a", "x", 30, error=0.1), told("b", "x", 40, error=0.3), told("do nothing", "x", math.inf, error=0.2))
    some = run_of(run, *rows)
    found = figures.scores(figures.first(some), [PSNR, ERROR])
    assert figures.won_by_idling(some, found, [PSNR, ERROR]) == {PSNR.name}
    assert figures.best(found, PSNR, figures.contestants(some)) == {"b"}
    assert figures.best(found, ERROR, figures.contestants(some)) == {"a"}


def test_without_that_control_nothing_is_marked(run):
    some = run_of(run, told("a", "x", 30), told("b", "x", 40), editors=("a", "b"))
    assert figures.won_by_idling(some, figures.scores(figures.first(some), [PSNR]), [PSNR]) == frozenset()


def test_everything_that_an_editor_did_not_do_is_listed_and_no_control(run):
    assert [(row.sample, row.editor, row.status) for row in figures.not_done(run)] == [
        ("cup", "ours", "asked"),
        ("rocket", "ours", "refused"),
        ("torn", "ours", "broken"),
    ]


@pytest.mark.parametrize("name", ["IoU of what was chosen", "background PSNR"])
def test_metrics_are_told_as_the_run_tells_them(run, name):
    assert name in {note.name for note in figures.metrics_of(run)}
    assert "L1 to target" not in {note.name for note in figures.metrics_of(run)}
