"""A report in a folder: what stands in its Markdown, its JSON and its page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scenewright.evals.metrics import Summary
from scenewright.evals.reports import quoted, write
from scenewright.evals.reports.tables import Cell, Table, html, markdown, number

pytestmark = pytest.mark.models
"""The diversity of several seeds is measured by LPIPS."""


@pytest.fixture(scope="module")
def written(run, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write(run, folder)
    return folder


@pytest.fixture(scope="module")
def words(written) -> str:
    return (written / "report.md").read_text("utf-8")


@pytest.fixture(scope="module")
def told(written):
    return json.loads((written / "report.json").read_text("utf-8"))


def test_localisation_stands_apart_from_how_it_looks_and_before_it(words):
    assert words.index("## Localisation") < words.index("## Background, corrected")
    place = words[words.index("## Localisation") : words.index("## Background, corrected")]
    assert "IoU of what was chosen" in place
    assert "PSNR |" not in place


def test_what_doing_nothing_wins_is_marked_in_words_tables_and_data(words, told):
    assert "| PSNR ↑ ⚠ |" in words
    assert "IoU of what was chosen ↑ ⚠" not in words
    assert "background PSNR" in told["datasets"][0]["won_by_doing_nothing"]
    assert "IoU of what was chosen" not in told["datasets"][0]["won_by_doing_nothing"]


def test_nobody_is_best_by_what_doing_nothing_wins(run):
    from dataclasses import replace

    from scenewright.evals.reports.content import report

    twice = [replace(row, editor="theirs", metrics={**row.metrics, "background PSNR": 9.0}) for row in run.of("ours")]
    both = replace(run, editors=(*run.editors, replace(run.editors[0], name="theirs")), rows=(*run.rows, *twice))
    tables = [table for part in report(both).parts for table in part.tables if table.title == "First sample of each"]
    cells = [cell for table in tables for row in table.rows for cell in row]
    marked = [row[n] for t in tables for n, name in enumerate(t.columns) if "⚠" in name for row in t.rows]
    assert marked
    assert any(cell.text.startswith("9.00 ") for cell in cells)
    assert not any(cell.strong for cell in marked)


def test_an_editor_that_could_show_nothing_has_a_row_in_every_table_that_says_so_and_why(run):
    from dataclasses import replace

    from scenewright.evals.metrics import Unmeasured
    from scenewright.evals.reports.content import report
    from scenewright.evals.reports.writing import markdown as whole

    told = whole(report(replace(run, left_out=(Unmeasured("ours, specific=2", "nothing follows it"),))))
    rows = [line for line in told.splitlines() if line.startswith("| *ours, specific=2*")]
    headed = [
        line
        for line in told.splitlines()
        if line.startswith(("| editor | samples |", "| editor | IoU", "| editor | PSNR ↑"))
    ]
    assert len(rows) >= len(headed) >= 3
    assert all(set(row.split(" | ")[1:]) <= {"*not measured*", "*not measured* |"} for row in rows)
    assert "ours, specific=2: not measured, since nothing follows it." in told
    assert "| ours, specific=2 | nothing follows it |" in told


def test_what_questions_offer_stands_apart_and_a_cost_that_nobody_knows_is_not_measured(words):
    assert "| ours | 1 of 4 | 1 | 0.750 \\[0.750, 0.750\\] | 1 of 1 |" in words
    assert "| 25 % | 1.5 | 4 | not measured |" in words


def test_not_done_is_listed_by_name_with_what_was_said(words, told):
    assert "| rocket | ours | refused | make the rocket brighter | Which \\| one? \\<b> |" in words
    assert len(told["datasets"][0]["not_done"]) == 3


def test_unmeasured_metrics_and_published_rows_are_told_as_such(words):
    assert "DreamSim diversity" in words
    assert "Quoted from SmartEdit" in words
    assert "| *SmartEdit-13B* | *23.596* | *0.751* | *0.068* |" in words
    assert "not run here" in words


def test_seeds_hashes_versions_and_device_are_stated(words):
    made = words[words.index("## Made with") :]
    for one in ("a1b2", "d1", "0, 1", "CPU, 2 cores", "numpy"):
        assert one in made


def test_the_first_sample_and_the_best_of_n_stand_apart(words, told):
    assert "| first sample | mean of 2 | best of 2 |" in words
    found = told["datasets"][0]
    first, best = (found[name] for name in ("first_sample", "best_of_n"))
    name = "IoU of what was chosen"
    assert first["ours"][name]["mean"] < best[name]["ours"]["mean"]


def test_by_category_and_diversity_stand_in_it(words, told):
    assert "| editor | animals (1) | things (2) |" in words
    assert "## Diversity" in words
    assert told["diversity"]["ours"]["LPIPS diversity (AlexNet)"]["count"] == 1


def test_every_chart_is_there_and_is_xml(words, written):
    names = re.findall(r"!\[[^]]*\]\(([^)]+)\)", words)
    assert len(names) > 5
    for name in names:
        assert ElementTree.parse(written / name).getroot().tag.endswith("svg")


class Addresses(HTMLParser):
    """Everything in a page that could be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [str(value) for name, value in attrs if name in ("src", "srcset") or (tag == "link" and value)]


def test_the_page_loads_nothing_and_what_datasets_say_is_words(written):
    page = (written / "report.html").read_text("utf-8")
    addresses = Addresses()
    addresses.feed(page)
    assert addresses.found
    assert all(address.startswith("data:image/jpeg;base64,") for address in addresses.found)
    assert "default-src 'none'" in page
    assert "<b>" not in page
    assert "Which | one? &lt;b&gt;" in page


def test_quoted_rows_have_a_value_for_every_column_and_say_their_definition():
    for one in quoted.quoted():
        assert all(len(values) == len(one["columns"]) for values in one["rows"].values())
        assert one["definition"]
        assert one["source"]
        assert one["dataset"]


def test_a_number_tells_its_interval_how_many_and_how_many_were_infinite():
    assert number(Summary(31.2, 30.1, 32.44, 4, 0), 2, 4) == "31.20 [30.10, 32.44]"
    assert number(Summary(31.2, 30.1, 32.44, 3, 2), 1, 4) == "31.2 [30.1, 32.4] (of 3) ∞×2"
    assert number(None, 2, 4) == "–"


def test_nothing_in_a_cell_is_markup():
    table = Table("t", ("a|b",), ((Cell("x | y\n**z** <i>"),),))
    assert "| a\\|b |" in markdown(table)
    assert "| x \\| y \\*\\*z\\*\\* \\<i> |" in markdown(table)
    assert "<i>" not in html(table)
