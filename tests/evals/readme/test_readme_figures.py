"""Every table of the README's figures belongs to one entry of the command that makes them again, and the other way."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from scenewright.evals import (
    cautions,
    detection,
    faces,
    grounding,
    healing,
    localisation_compared,
    matting,
    pasting,
    recolor,
    stuff,
    text,
    verification,
)
from scenewright.evals.cli import bench
from scenewright.evals.made import ambiguity_bench, placement_bench, removal_bench, shadow_bench
from scenewright.evals.readme.cli import FIGURES, WITHOUT, section
from scenewright.evals.readme.printed import read
from scenewright.evals.readme.shapes import AsPrinted, Crossed, Picked
from scenewright.evals.reports import quoted

README = (Path(__file__).parents[3] / "README.md").read_text("utf-8")
PART = README[README.index("\n## Figures") : README.index("\n## Tested on")]
HEADING = re.compile(r"^(?:\*\*(.+?)\*\*|\*([A-Z][\w ]*)\*)", re.MULTILINE)
BY_NAME = {figure.name: figure for figure in FIGURES}
PRINTED = {
    "verification": lambda: "\n\n".join((verification.table(verification.Tally(1, (), {})), cautions.table([]))),
    "understand-photos": lambda: localisation_compared.table({name: [] for name in localisation_compared.LEFT_OUT}),
    "detection": lambda: detection.table([]),
    "grounding": lambda: grounding.table([]),
    "matting": lambda: matting.table([]),
    "pasting": lambda: pasting.table([], [], []),
    "recolor": lambda: f"{recolor.table({})}\n\n{recolor.real_table({})}",
    "faces": lambda: faces.table([], faces.Alarms(1, 0, 0.0)),
    "stuff": lambda: stuff.table([]),
    "healing": lambda: healing.table([]),
    "text": lambda: text.table([]),
    "quoted": quoted.run,
    "placement": lambda: "\n\n".join(
        one([]) for one in (placement_bench.by_way, placement_bench.by_operation, placement_bench.by_interpreter)
    ),
    "ambiguity": lambda: ambiguity_bench.table([]),
    "removal": lambda: removal_bench.table([]),
    "shadow": lambda: shadow_bench.table([]),
}
"""What benchmarks print where nothing was measured: the heads of their tables."""


def shown() -> Counter[tuple[str, tuple[str, ...]]]:
    """The heading and the head of every table in the README's part."""
    found, heading, before = Counter[tuple[str, tuple[str, ...]]](), "", ""
    for line in PART.splitlines():
        if named := HEADING.match(line):
            heading = named[1] or named[2]
        if re.fullmatch(r"\|( ?:?-+:? ?\|)+", line):
            (table,) = read(f"{before}\n{line}")
            found[heading, table.columns] += 1
        before = line
    return found


def test_each_table_is_one_of_the_commands_and_each_of_those_is_shown() -> None:
    made = Counter((figure.heading, tuple(shape.columns)) for figure in FIGURES for shape in figure.tables)
    assert shown() == made


def test_each_entry_runs_commands_that_there_are() -> None:
    assert len(BY_NAME) == len(FIGURES)
    for figure in FIGURES:
        for name, *rest in figure.filled("/tmp/out", "/tmp"):
            command = bench.get_command(None, name)  # type: ignore[arg-type]
            assert command is not None, name
            known = {option for one in command.params for option in one.opts}
            assert {word for word in rest if word.startswith("-")} <= known, figure.name


@pytest.mark.parametrize("name", PRINTED)
def test_each_table_is_made_of_what_its_benchmark_prints(name: str) -> None:
    printed = read(PRINTED[name]())
    for shape in BY_NAME[name].tables:
        (made,) = read(shape.made(printed))
        assert made.columns == tuple(shape.columns)


def test_the_published_rows_are_those_that_are_quoted() -> None:
    printed = read(quoted.run())
    for shape in BY_NAME["quoted"].tables:
        for row in read(shape.made(printed))[0].rows:
            assert "| " + " | ".join(row) + " |" in PART


def test_columns_are_renamed_joined_picked_and_crossed_and_marks_go_along() -> None:
    printed = read("## One\n\n| a | b ⚠ | c |\n| --- | ---: | --- |\n| *x* | 1 | 2 |\n| y | \\[3\\] | 4 |\n")
    picked = Picked({"what": "{a}", "both": "{b} of {c}"}, rows="y", under="One").made(printed)
    assert picked == "| what | both ⚠ |\n| --- | --- |\n| y | [3] of 4 |"
    crossed = Crossed("who", "all", "{a}", "{c}", {"first": "x", "third": "z"}).made(printed)
    assert crossed == "| who | first | third |\n| --- | --- | --- |\n| all | 2 | – |"
    assert AsPrinted(("d", "e", "f")).made(printed).startswith("| d | e ⚠ | f |")


def test_a_benchmark_that_prints_something_else_is_told() -> None:
    printed = read("| a |\n| --- |\n| 1 |\n")
    with pytest.raises(ValueError, match="no column is called b: a"):
        Picked({"x": "{b}"}).made(printed)
    with pytest.raises(ValueError, match="table 2 should be printed, there are 1"):
        Picked({"x": "{a}"}, table=1).made(printed)
    with pytest.raises(ValueError, match="2 columns should be printed, got a"):
        AsPrinted(("x", "y")).made(printed)
    with pytest.raises(ValueError, match="a row should have 1 cells"):
        read("| a |\n| --- |\n| 1 | 2 |\n")


def test_the_list_needs_no_folder_and_names_every_table_and_what_makes_it() -> None:
    listed = CliRunner().invoke(bench, ["readme", "--list"])
    assert listed.exit_code == 0, listed.output
    assert [line.partition(":")[0] for line in listed.output.splitlines()] == list(BY_NAME)
    assert "upscaling: Enlarging twice, 1 tables (bench upscaling -o upscaling.md)" in listed.output

    wrong = CliRunner().invoke(bench, ["readme", "upscaling"])
    assert (wrong.exit_code, "name the folder with -o" in wrong.output) == (2, True)


def test_what_was_printed_before_is_not_measured_again_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "upscaling.md").write_text("| way | PSNR, dB | LPIPS |\n| --- | --- | --- |\n| ours | 30 | 0.1 |\n")
    done = CliRunner().invoke(bench, ["readme", "upscaling", "ciebench", "-o", str(tmp_path)])
    assert done.exit_code == 1
    told = (tmp_path / "figures.md").read_text("utf-8")
    assert "**Enlarging twice**\n\n| way | PSNR, dB | LPIPS |\n| --- | --- | --- |\n| ours | 30 | 0.1 |" in told
    assert f"**CIEBench**: not measured ({WITHOUT})" in told
    assert "not measured: ciebench" in done.output


def test_ablations_hold_the_number_of_specific_instructions_and_every_control() -> None:
    _, words = BY_NAME["ablations"].commands
    assert {"specific=1", "specific=2", "specific=3"} <= set(words)
    assert not {"--control", "--no-controls"} & set(words)


@pytest.mark.models
def test_edges_are_measured_again(tmp_path: Path) -> None:
    told = section(BY_NAME["matting"], tmp_path)
    (made,) = read(told)
    assert "| " + " | ".join(made.rows[0]) + " |" in PART
