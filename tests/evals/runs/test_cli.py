"""`scenewright bench edit`: what it takes, what it refuses, and the count of every row."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner
from PIL import Image

from scenewright.evals.cli import BENCHMARKS, COMMANDS, bench
from scenewright.evals.runs import Run


def dataset(folder: Path) -> Path:
    Image.new("RGB", (24, 16), (9, 90, 90)).save(folder / "0.png")
    Image.new("RGB", (24, 16), (200, 90, 90)).save(folder / "outputs" / "a.png")
    rows = [{"id": "a", "photo": "0.png", "instruction": "x"}, {"id": "b", "photo": "none.png", "instruction": "x"}]
    (folder / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder / "set.jsonl"


def test_a_run_of_finished_outputs_counts_every_row(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    words = ["edit", str(dataset(tmp_path)), "--editor", f"theirs=folder:{tmp_path / 'outputs'}"]
    done = CliRunner().invoke(bench, [*words, "--control", "nothing", "-o", str(tmp_path / "run")])
    assert done.exit_code == 0, done.output
    assert "| theirs | 2 | 1 | 0 | 0 | 0 | 0 | 1 |" in done.output
    assert "| do nothing (control) | 2 | 0 | 1 | 0 | 0 | 0 | 1 |" in done.output
    made = Run.load(tmp_path / "run")
    assert (made.complete, [row.status for row in made.of("theirs")]) == (True, ["done", "broken"])
    assert {one.name for one in made.unmeasured} >= {"DINO-I"}


def test_without_masks_no_control_takes_part_that_could_only_fail(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    words = ["edit", str(dataset(tmp_path)), "--editor", f"theirs=folder:{tmp_path / 'outputs'}"]
    run = tmp_path / "run"
    assert CliRunner().invoke(bench, [*words, "-o", str(run)]).exit_code == 0
    assert [note.name for note in Run.load(run).editors] == ["theirs", "do nothing"]
    told = (run / "report" / "report.md").read_text("utf-8")
    assert "IoU of what changed, change under the mask | no sample says where the edit belongs" in told
    assert "| L1 to target, L2 to target | no sample has the photo as somebody edited it" in told.replace(
        "| to what somebody made of it: ", "| "
    )

    Image.new("L", (24, 16), 255).save(tmp_path / "mask.png")
    (tmp_path / "set.jsonl").write_text('{"id": "a", "photo": "0.png", "instruction": "x", "mask": "mask.png"}')
    assert CliRunner().invoke(bench, [*words, "-o", str(tmp_path / "masked")]).exit_code == 0
    assert len(Run.load(tmp_path / "masked").editors) == 4


def test_how_long_finished_outputs_took_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    words = ["edit", str(dataset(tmp_path)), "--editor", f"theirs=folder:{tmp_path / 'outputs'}", "--no-controls"]
    for _ in range(2):
        assert CliRunner().invoke(bench, [*words, "-o", str(tmp_path / "run")]).exit_code == 0
    told = (tmp_path / "run" / "report" / "report.md").read_text("utf-8")
    assert "| theirs | 2 | 1 | 0 | 0 | 0 | 0 | 1 | 50 % | – | – | not measured |" in told
    assert "theirs: done<" in (tmp_path / "run" / "report" / "report.html").read_text("utf-8")


def test_turns_are_chosen_and_the_report_says_which_and_what_the_dataset_notes(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    Image.new("RGB", (24, 16), (9, 90, 90)).save(tmp_path / "0.png")
    Image.new("L", (24, 16), 255).save(tmp_path / "mask.png")
    row = {"image path": "0.png", "instruction": "Remove it.", "mask path": ["mask.png"], "notes": "special case"}
    (tmp_path / "benchmark.json").write_text(json.dumps({"0": row, "1": {**row, "notes": ""}}))
    rows = [{"id": str(turn), "photo": "0.png", "instruction": "x", "session": "s", "turn": turn} for turn in (1, 2)]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    words = ["edit", str(tmp_path), str(tmp_path / "set.jsonl"), "--editor", f"theirs=folder:{tmp_path / 'outputs'}"]
    for turns in ("single", "multi"):
        run = tmp_path / turns
        done = CliRunner().invoke(bench, [*words, "--turns", turns, "--no-controls", "-o", str(run)])
        assert done.exit_code == 0, done.output
        report, page = ((run / "report" / f"report.{kind}").read_text("utf-8") for kind in ("md", "html"))
        assert f"Sessions are {turns}-turn" in report
        assert f"| turns of a session | {turns} |" in report
        assert report.count("Sessions are ") == 1, "CIEBench has none"
        assert "| 0 | special case | Remove it. |" in report
        assert report.count("special case") == 1
        assert "The dataset notes: special case" in page
    both = CliRunner().invoke(bench, ["compare", str(tmp_path / "single"), str(tmp_path / "multi")])
    assert "single is single-turn, multi is multi-turn." in both.output


def test_words_that_name_nothing_are_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    place = str(dataset(tmp_path))
    for words, said in (
        (["--editor", "magic"], "an editor is toolset:NAME"),
        (["--ablate", "color=red"], "an ablation is NAME=VALUE"),
        (["--control", "luck"], "Invalid value for '--control'"),
    ):
        done = CliRunner().invoke(bench, ["edit", place, *words, "-o", str(tmp_path / "run")])
        assert (done.exit_code, said in done.output) == (2, True), done.output
    done = CliRunner().invoke(bench, ["edit", str(tmp_path / "outputs"), "-o", str(tmp_path / "run")])
    assert (done.exit_code, "holds no dataset that is known here" in done.output) == (2, True)


def test_every_benchmark_is_a_command_of_its_own() -> None:
    listed = CliRunner().invoke(bench, ["--help"]).output
    assert all(f"\n  {name} " in listed for name in (*BENCHMARKS, *COMMANDS))
    helped = CliRunner().invoke(bench, ["stuff", "--help"]).output
    assert "--output" in helped
    assert "--cases" not in helped
