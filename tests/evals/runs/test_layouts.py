"""ClickDiffusion's examples are benched like any dataset: drawn plainly, read by our agent, scored as layouts too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from scenewright.evals.cli import bench
from scenewright.evals.datasets import BrokenSample, load
from scenewright.evals.datasets.layouts import CANVAS, Thing, drawn
from scenewright.evals.editors.editor import Outcome
from scenewright.evals.runs import Run
from scenewright.evals.runs.layout_scores import measured, paired
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask

DOG, TREE = ("dog", 0.1, 0.5, 0.2, 0.2), ("tree", 0.7, 0.1, 0.2, 0.5)
MOVED = ("dog", 0.4, 0.7, 0.2, 0.2)
TO_BOX = "Move {'x': 0.1, 'y': 0.5, 'width': 0.2, 'height': 0.2} to {'x': 0.4, 'y': 0.7, 'width': 0.2, 'height': 0.2}"


def layout(*things: tuple[str, float, float, float, float]) -> dict[str, Any]:
    boxes = [
        {"unique_id": n, "name": name, "box": {"x": x, "y": y, "width": width, "height": height}}
        for n, (name, x, y, width, height) in enumerate(things)
    ]
    return {"prompt": "A park.", "boxes": boxes}


def example(way: str, said: str, after: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": way,
        "instruction": said,
        "input_scene_graph": layout(DOG, TREE),
        "output_scene_graph": after,
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Both files as they are published, the older form of one of them beside it."""
    place = tmp_path / "examples"
    place.mkdir()
    told = [example("both", TO_BOX, layout(MOVED, TREE)), example("text", "Remove the tree.", layout(DOG))]
    (place / "train_jsonified.json").write_text(json.dumps({"examples": told}))
    (place / "train.json").write_text(json.dumps({"examples": []}))
    told = [example("text", "Polish the doorknob.", layout(DOG, TREE)), {"instruction": "x"}]
    (place / "test_jsonified.json").write_text(json.dumps({"examples": told}))
    return place


def test_a_folder_of_examples_is_a_dataset_of_drawn_layouts(folder: Path) -> None:
    dataset = load(folder)
    assert dataset.name == "clickdiffusion"
    assert [one.id for one in dataset.samples] == ["train/0", "train/1", "test/0"]
    assert [(one.id, one.reason.partition(":")[0]) for one in dataset.broken] == [("test/1", "KeyError")]
    moved, removed, same = dataset.samples
    assert (moved.category, moved.instruction) == ("both", "Move [A] to [B]")
    before, after, truth = moved.pixels(), moved.edited(), moved.truth()
    assert after is not None
    assert truth is not None
    assert truth.area == 2 * 200 * 200, "where the dog was, and where it comes to"
    assert not (before != after).any(axis=2)[~truth.array].any()
    assert removed.layout_after == (("dog", Box(100, 500, 300, 700)),)
    assert (same.masks, np.array_equal(same.pixels(), same.edited())) == ((), True)
    assert [one.id for one in load(folder / "test_jsonified.json").samples] == ["test/0"]


def test_nothing_of_a_thing_is_drawn_outside_its_box() -> None:
    thin = Thing("0", "a very long name indeed", Box(300, 400, 340, 900))
    differs = (drawn((thin,)) != drawn(())).any(axis=2)
    assert Mask(differs) == Mask.from_box(thin.box, CANVAS, CANVAS)
    other = drawn((Thing("0", "another long name indeed", thin.box),))
    assert (drawn((thin,)) != other).any(axis=2)[450:890, 310:330].all(), "another name is another colour"


def test_a_file_without_examples_is_told(tmp_path: Path) -> None:
    (tmp_path / "train.json").write_text('{"examples": 3}')
    with pytest.raises(BrokenSample, match="should hold a list of examples, got int"):
        load(tmp_path)
    (tmp_path / "train.json").write_text("[]")
    with pytest.raises(BrokenSample, match=r"train\.json should be a JSON object with a list of examples"):
        load(tmp_path)


def test_our_agent_reads_it_and_the_report_scores_the_layouts(folder: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    done = CliRunner().invoke(bench, ["edit", str(folder), "--editor", "toolset:scripted", "-o", str(run)])
    assert done.exit_code == 0, done.output
    made = Run.load(run)
    names = [note.name for note in made.editors]
    assert names == ["scripted", "do nothing", "blurred mask", "scripted + original background"]
    rows = {row.sample: row for row in made.of("scripted")}
    assert {sample: row.status for sample, row in rows.items()} == {
        "train/0": "done",
        "train/1": "done",
        "test/0": rows["test/0"].status,
        "test/1": "broken",
    }
    assert rows["test/0"].status in ("asked", "refused")
    assert [rows[one].metrics["layout right"] for one in ("train/0", "train/1", "test/0")] == [1, 1, 1]
    assert rows["train/0"].metrics["IoU of what changed"] == pytest.approx(1, abs=0.01)
    assert rows["train/0"].metrics["L1 to target"] == 0
    idle = {row.sample: row.metrics.get("layout right") for row in made.of("do nothing")}
    assert (idle["train/0"], idle["train/1"], idle["test/0"]) == (0, 0, 1)
    report = (run / "report" / "report.md").read_text("utf-8")
    assert "## Layout" in report
    assert "| editor | layout IoU ↑ | layout right ↑ |" in report
    assert "| scripted | 1.000 \\[1.000, 1.000\\] (of 3) | 1.000" in report


def test_a_picture_alone_has_no_layout_and_what_was_refused_has_the_old_one(folder: Path) -> None:
    sample = load(folder).samples[0]
    picture = np.zeros((CANVAS, CANVAS, 3), np.uint8)
    assert set(measured(sample, Outcome("done", picture)).values()) == {None}
    refused = measured(sample, Outcome("refused"))
    assert refused["layout right"] == 0
    assert refused["layout IoU"] == pytest.approx(0.5)


def test_things_are_paired_by_name_and_each_but_once() -> None:
    one, other = Box(0, 0, 10, 10), Box(20, 0, 30, 10)
    assert paired([("Cup", one)], [("cup", one)]) == [1.0]
    assert paired([("dog", one)], [("cup", one)]) == [0.0]
    assert paired([("cup", one), ("cup", one)], [("cup", one), ("cup", other)]) == [1.0, 0.0]
    assert paired([("cup", one), ("cup", other)], [("cup", one)]) == [1.0, 0.0]
    assert paired([], []) == []
