"""Two runs sample by sample."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from scenewright.evals.cli import bench
from scenewright.evals.metrics import Summary
from scenewright.evals.reports import compare
from scenewright.evals.reports.comparison import as_markdown
from scenewright.evals.runs import Run


@pytest.fixture(scope="module")
def found(run, stronger):
    return compare(run, Run.load(stronger), "ours")


def test_each_metric_is_the_mean_difference_over_samples_with_a_verdict(found):
    by = {one.metric: one for one in found.differences}
    change = by["change under the mask"]
    assert change.difference.mean > 0
    assert (change.improved, change.worsened, change.difference.count) == (2, 0, 3)
    chosen = by["IoU of what was chosen"]
    assert (chosen.difference.mean, chosen.improved, chosen.worsened) == (0, 0, 0)
    assert chosen.verdict == "no difference shown"


def test_better_depends_on_the_metric(run):
    idle = compare(run, run, "ours", "do nothing")
    by = {one.metric: one for one in idle.differences}
    assert by["background MSE"].difference.mean < 0 < by["background PSNR"].difference.mean
    assert (by["background MSE"].improved, by["background MSE"].worsened) == (2, 0)
    assert idle.changed == {"done → nothing": 3, "asked → nothing": 1, "refused → nothing": 2}


def test_what_doing_nothing_wins_in_both_runs_is_marked(found):
    marked = {one.metric for one in found.differences if one.idle_wins}
    assert "background PSNR" in marked
    assert "IoU of what was chosen" not in marked
    told = as_markdown([found])
    assert "| background PSNR ↑ ⚠ |" in told
    assert "| IoU of what was chosen ↑ |" in told


def test_a_difference_that_rounds_to_nothing_has_no_minus(run):
    same = replace(compare(run, run, "ours").differences[0], digits=3, difference=Summary(-1e-9, -1e-9, 0.2, 4, 0))
    told = as_markdown([replace(compare(run, run, "ours"), differences=(same,))])
    assert "+0.000 \\[+0.000, +0.200\\]" in told


def test_a_run_is_as_good_as_itself(run):
    same = compare(run, run, "ours")
    assert {one.verdict for one in same.differences} == {"no difference shown"}
    assert (same.pairs, same.unmatched, same.changed) == (8, 0, {})


def test_other_contents_of_the_dataset_are_told(found):
    assert found.remarks == ("The dataset photos is not the same in both.",)


def test_an_editor_that_is_not_there_is_told_with_those_that_are(run):
    with pytest.raises(ValueError, match="ours, do nothing"):
        compare(run, run, "theirs")


def test_the_command_prints_a_table_and_writes_json(folder, stronger, tmp_path):
    out = tmp_path / "told.json"
    done = CliRunner().invoke(bench, ["compare", str(folder), str(stronger), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "ours (second) against ours (first)" in done.output
    told = json.loads(out.read_text("utf-8"))
    assert told["comparisons"][0]["differences"][0]["verdict"]


def test_the_command_says_what_it_cannot_compare(folder, tmp_path):
    told = CliRunner().invoke(bench, ["compare", str(folder), str(folder), "--editor", "theirs"])
    assert told.exit_code == 2
    assert "holds no editor" in told.output
    told = CliRunner().invoke(bench, ["compare", str(folder), str(tmp_path)])
    assert told.exit_code == 2
    assert "should hold a run" in told.output


def test_runs_without_a_common_editor_say_which_they_have(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    told = json.loads((folder / "run.json").read_text("utf-8"))
    told["editors"][0]["name"] = "theirs"
    (other / "run.json").write_text(json.dumps(told), "utf-8")
    done = CliRunner().invoke(bench, ["compare", str(folder), str(other)])
    assert done.exit_code == 2
    assert f"{folder} has ours, do nothing; {other} has theirs, do nothing" in " ".join(done.output.split())
