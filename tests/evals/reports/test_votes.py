"""Votes: a blind page, its key, and what people said, read back into the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scenewright.evals.cli import bench
from scenewright.evals.reports import make_votes, read_votes
from scenewright.evals.reports.voted import by_editor, voted


@pytest.fixture
def page(run, tmp_path) -> Path:
    make_votes([run], tmp_path / "votes.html")
    return tmp_path / "votes.html"


def key_of(page: Path) -> list[dict[str, object]]:
    return json.loads(page.with_suffix(".key.json").read_text("utf-8"))["results"]


def ballot(file: Path, page: Path, **votes: object) -> Path:
    given = [{"id": key_of(page)[0]["id"], **votes}]
    file.write_text(json.dumps({"format": "scenewright.votes/1", "voter": file.stem, "votes": given}), "utf-8")
    return file


def test_the_page_does_not_say_whose_a_result_is_and_the_key_does(page):
    text = page.read_text("utf-8")
    assert "make the cat brighter" in text
    for name in ("ours", "do nothing", "photos", "first"):
        assert f'"{name}' not in text
    assert [(one["editor"], one["sample"]) for one in key_of(page)] == [("ours", "cat")]
    assert str(key_of(page)[0]["id"]) in text


def test_the_order_is_by_chance_and_the_same_seed_gives_the_same_page(run, tmp_path):
    pages = [tmp_path / f"{k}.html" for k in range(3)]
    for page, seed in zip(pages, (5, 5, 6), strict=True):
        make_votes([run], page, seed)
    same, again, other = (page.read_text("utf-8") for page in pages)
    assert same == again != other


def test_people_are_averaged_on_a_sample_and_then_over_samples(run, page, tmp_path):
    files = [
        ballot(tmp_path / "ann.json", page, alignment=5, quality=2),
        ballot(tmp_path / "bo.json", page, alignment=4),
    ]
    found = by_editor(run, read_votes(files, page.with_suffix(".key.json")))["ours"]
    alignment, quality = found["alignment"], found["quality"]
    assert alignment is not None
    assert quality is not None
    assert (alignment.mean, alignment.count, quality.mean) == (4.5, 1, 2.0)


def test_what_was_not_done_of_the_samples_voted_on_has_alignment_one(run, page, tmp_path):
    """Another editor's result was voted on, and ours had asked: whoever only does what is easy gains nothing."""
    entry, *_ = read_votes([ballot(tmp_path / "ann.json", page, alignment=5)], page.with_suffix(".key.json"))
    from dataclasses import replace

    (place, vote), *_ = entry.votes
    elsewhere = replace(entry, votes=((replace(place, sample="cup", editor="theirs"), vote),))
    found = by_editor(run, [elsewhere])["ours"]["alignment"]
    assert found is not None
    assert (found.mean, found.count) == (1, 1)


def test_votes_stand_in_the_report(run, page, tmp_path):
    ballots = read_votes([ballot(tmp_path / "ann.json", page, alignment=5, quality=3)], page.with_suffix(".key.json"))
    part, told = voted(run, ballots)
    assert part.tables[0].rows[0][0].text == "ours"
    assert told["by_editor"]["ours"]["quality"]["mean"] == 3
    assert told["voters"] == [{"voter": "ann", "votes": 1}]


@pytest.mark.parametrize(("votes", "said"), [({"alignment": 6}, "from 1 to 5"), ({"quality": True}, "from 1 to 5")])
def test_what_is_no_vote_is_refused(page, tmp_path, votes, said):
    with pytest.raises(ValueError, match=said):
        read_votes([ballot(tmp_path / "ann.json", page, **votes)], page.with_suffix(".key.json"))


def test_votes_on_another_page_and_other_files_are_refused(page, tmp_path):
    stray = tmp_path / "stray.json"
    stray.write_text('{"format": "scenewright.votes/1", "votes": [{"id": "ffff"}]}')
    with pytest.raises(ValueError, match="no result of this page"):
        read_votes([stray], page.with_suffix(".key.json"))
    stray.write_text('{"format": "something/1"}')
    with pytest.raises(ValueError, match=r"scenewright\.votes/1"):
        read_votes([stray], page.with_suffix(".key.json"))


@pytest.mark.models
def test_the_commands_make_a_page_and_read_its_votes(folder, tmp_path):
    page, out = tmp_path / "page.html", tmp_path / "report"
    made = CliRunner().invoke(bench, ["votes", str(folder), "-o", str(page)])
    assert made.exit_code == 0, made.output
    file = ballot(tmp_path / "ann.json", page, alignment=4, quality=5)
    given = ["report", str(folder), "-o", str(out), "--votes", str(file), "--key", str(page.with_suffix(".key.json"))]
    told = CliRunner().invoke(bench, [*given, "--shown", "0"])
    assert told.exit_code == 0, told.output
    assert "Votes of people" in (out / "report.md").read_text("utf-8")
    alone = CliRunner().invoke(bench, ["report", str(folder), "--votes", str(file)])
    assert alone.exit_code == 2
