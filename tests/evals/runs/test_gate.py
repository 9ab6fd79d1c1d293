"""The gate is open for what scores as committed, and shut, with a reason, for what got worse beyond the noise."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner

from scenewright.evals.gate import AS_EXPECTED, BASELINE, CASES, gate, idle, judged, measure, suite
from scenewright.evals.runs import Row

BASE = {
    "scores": {
        AS_EXPECTED: {"value": 1.0, "noise": 0.0, "better": "higher"},
        "IoU of what was chosen": {"value": 0.9, "noise": 0.02, "better": "higher"},
        "background changed %": {"value": 1.0, "noise": 0.1, "better": "lower"},
    },
    "cases": {"named": "done"},
}


def row(status: str = "done", iou: float = 0.9, changed: float = 1.0) -> Row:
    metrics = {"IoU of what was chosen": iou, "background changed %": changed}
    metrics |= {"IoU of what changed": 0.5, "L1 to target": 0.0}
    return Row("gate", "named", "x", 0, status, metrics, instruction="remove it", category="done", said="why")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "worse"),
    [
        (row(), []),
        (row(iou=0.885, changed=1.09), []),
        (row(iou=0.99, changed=0.1), []),
        (row(iou=0.87), ["IoU of what was chosen: 0.8700, was 0.9000 ± 0.0200 – worse by 0.0300"]),
        (row(changed=1.2), ["background changed %: 1.2000, was 1.0000 ± 0.1000 – worse by 0.2000"]),
    ],
)
def test_only_what_is_worse_beyond_its_noise_counts(now: Row, worse: list[str]) -> None:
    verdict = judged([now], BASE)
    assert list(verdict.worse) == worse
    assert len(verdict.lines) == 3


def test_a_case_that_ends_otherwise_is_named_with_what_was_said() -> None:
    worse = judged([row("asked")], BASE).worse
    assert worse[-1] == "case 'named' (remove it): asked, was done: why"
    assert worse[0].startswith(f"{AS_EXPECTED}: 0.0000")


def test_who_does_nothing_does_not_get_through() -> None:
    verdict = judged(measure(idle), json.loads(BASELINE.read_text("utf-8")))
    named = " ".join(verdict.worse)
    assert AS_EXPECTED in named
    assert "IoU of what was chosen" in named
    assert "case 'named'" in named


def test_the_truth_of_the_suite_is_what_was_laid_in() -> None:
    for case, sample in zip(CASES, suite().samples, strict=True):
        truth, target, photo = sample.truth(), sample.edited(), sample.pixels()
        assert (truth is None) is (case.meant == 0)
        if truth is not None and target is not None:
            other = (photo != target).any(axis=2)
            assert (other & ~truth.grow(3).array).sum() == 0
            assert other[truth.array].mean() > 0.9
    assert not np.array_equal(suite().samples[0].pixels(), suite(4).samples[0].pixels())


@pytest.mark.models
def test_the_gate_is_open(weights: object) -> None:
    """Once in `make test`: the embedded toolset is as good as when its scores were committed."""
    done = CliRunner().invoke(gate)
    assert done.exit_code == 0, done.output
    assert "WORSE" not in done.output


def test_a_shut_gate_is_an_exit_status() -> None:
    done = CliRunner().invoke(gate, ["--control"])
    assert done.exit_code == 1, done.output
    assert "WORSE" in done.output
