"""A run does everything once, goes on where it was killed, and gives the same rows in one process and in several."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scenewright.evals.datasets import Dataset, load
from scenewright.evals.editors.controls import PastedBack
from scenewright.evals.editors.editor import Outcome, Task
from scenewright.evals.metrics import LOCALISATION, Chosen
from scenewright.evals.runs import Row, Run, cells
from scenewright.evals.runs.contestants import Contestant, Line
from scenewright.evals.runs.device import device, processor
from scenewright.evals.runs.run import Plan, run
from scenewright.evals.runs.work import units
from scenewright.scene.mask import Mask

CHOSEN = partial(Chosen, LOCALISATION, ())
"""Metrics that load no library."""


def dataset(folder: Path, samples: int = 3) -> Dataset:
    """Samples of 24×16 pixels with a mask each, the last one broken, and a session of two turns."""
    folder.mkdir(parents=True, exist_ok=True)
    mask = Image.new("L", (24, 16))
    mask.paste(255, (4, 4, 12, 12))
    mask.save(folder / "mask.png")
    rows: list[dict[str, Any]] = []
    for number in range(samples):
        Image.new("RGB", (24, 16), (number, 90, 90)).save(folder / f"{number}.png")
        rows.append({"id": f"s{number}", "photo": f"{number}.png", "instruction": f"do {number}", "mask": "mask.png"})
    rows += [
        {**rows[0], "id": f"talk/{turn}", "instruction": f"turn {turn}", "session": "talk", "turn": turn}
        for turn in (1, 2)
    ]
    rows.append({"id": "gone", "photo": "gone.png", "instruction": "x"})
    (folder / "set.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return load(folder / "set.jsonl")


@dataclass
class Painter:
    """Makes every pixel a little brighter, by the seed; notes what it was asked."""

    name: str = "painter"
    identity: str = "painter/1"
    asked: list[tuple[str, int]] = field(default_factory=list)
    talks: list[list[str]] = field(default_factory=list)

    def edit(self, task: Task) -> Outcome:
        self.asked.append((task.instruction, int(task.photo[0, 0, 1])))
        if task.instruction == "do 1":
            return Outcome("refused", chosen=Mask(np.zeros(task.photo.shape[:2], bool)), said="no")
        return Outcome("done", task.photo + np.uint8(1 + task.seed), Mask(task.photo[..., 1] > 0))


@dataclass
class Talker(Painter):
    """The same in conversations."""

    @contextmanager
    def conversation(self) -> Any:
        said: list[str] = []
        self.talks.append(said)
        yield _Talk(self, said)


@dataclass
class _Talk:
    editor: Talker
    said: list[str]
    name: str = "painter"
    identity: str = "painter/1"

    def edit(self, task: Task) -> Outcome:
        self.said.append(task.instruction)
        return self.editor.edit(task)


def plan(where: Path, *editors: Painter, **more: Any) -> Plan:
    line = [Contestant(editor) for editor in editors] + [Contestant(PastedBack(one), True) for one in editors]
    return Plan([dataset(where)], lambda: line, CHOSEN, **more)


def told(rows: Sequence[Row]) -> list[Row]:
    return [replace(row, seconds=0.0) for row in rows]


def test_every_sample_editor_and_seed_has_a_row_whatever_came_of_it(tmp_path: Path) -> None:
    made = run(plan(tmp_path / "set", Painter(), seeds=(0, 1)), tmp_path / "run")
    assert made.complete
    assert [(one.name, one.control) for one in made.editors] == [
        ("painter", False),
        ("painter + original background", True),
    ]
    assert (made.datasets[0].samples, made.datasets[0].broken) == (5, 1)
    assert len(made.rows) == 6 * 2 * 2
    assert [row.sample for row in made.first("painter")] == ["s0", "s1", "s2", "talk/1", "talk/2", "6"]
    status = {row.sample: row.status for row in made.first("painter")}
    assert (status["s1"], status["6"], status["s0"]) == ("refused", "broken", "done")
    refused = next(row for row in made.rows if row.sample == "s1")
    assert (refused.picture, refused.said) == (None, "no")
    assert refused.metrics["IoU of what changed"] == 0.0, "measured on the photo as it was"
    assert Run.load(tmp_path / "run") == made


def test_pictures_and_masks_lie_beside_the_rows(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    row = run(plan(tmp_path / "set", Painter()), folder).rows[0]
    before, after, truth, chosen = (
        np.asarray(Image.open(folder / str(name))) for name in (row.photo, row.picture, row.truth, row.chosen)
    )
    assert (after - before == 1).all()
    assert truth.sum() == 64 * 255
    assert chosen.all()


def test_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    first, again = Painter(), Painter()
    rows = run(plan(tmp_path / "set", first), tmp_path / "run").rows
    assert len(first.asked) == 6, "five samples, and the second turn of the control goes on from its own picture"
    assert run(plan(tmp_path / "set", again), tmp_path / "run").rows == rows
    assert again.asked == []
    other = Painter(identity="painter/2")
    run(plan(tmp_path / "set", other, seeds=(0,)), tmp_path / "run")
    assert len(other.asked) == 6


def test_turns_go_on_from_the_editors_own_result(tmp_path: Path) -> None:
    painter = Painter()
    made = run(plan(tmp_path / "set", painter), tmp_path / "run")
    assert ("turn 1", 90) in painter.asked
    assert ("turn 2", 91) in painter.asked
    second = next(row for row in made.of("painter") if row.sample == "talk/2")
    assert (second.session, second.turn, second.picture != second.photo) == ("talk", 2, True)


def test_single_turns_start_from_the_datasets_picture_and_know_of_no_other(tmp_path: Path) -> None:
    found = dataset(tmp_path / "set")
    talker = Talker()
    single = run(Plan([found], lambda: [Contestant(talker)], CHOSEN, turns="single"), tmp_path / "run")
    assert [talk for talk in talker.talks if talk[0].startswith("turn")] == [["turn 1"], ["turn 2"]]
    assert ("turn 2", 90) in talker.asked
    assert (single.turns, Run.load(tmp_path / "run").turns) == ("single", "single")
    assert [row.sample for row in single.rows] == ["s0", "s1", "s2", "talk/1", "talk/2", "6"]

    again = Talker()
    multi = run(Plan([found], lambda: [Contestant(again)], CHOSEN), tmp_path / "run")
    assert multi.turns == "multi"
    assert ("turn 2", 91) in again.asked, "an outcome of single turns is none of a conversation"
    assert _of(multi, "talk/2") != _of(single, "talk/2")


def test_a_run_from_before_there_was_a_choice_is_a_multi_turn_one(tmp_path: Path) -> None:
    made = run(plan(tmp_path / "set", Painter()), tmp_path / "run")
    manifest = tmp_path / "run" / "run.json"
    told = json.loads(manifest.read_text())
    del told["turns"]
    manifest.write_text(json.dumps(told))
    assert Run.load(tmp_path / "run") == made


def on_a_card() -> Sequence[Contestant]:
    """In a process of its own, as if it computed on a graphics card."""
    if multiprocessing.parent_process() is not None:
        cells.device = lambda: "Card 9"
    return [Contestant(Painter())]


def test_the_device_is_what_the_processes_ran_on_that_did_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[3])  # the processes import this file
    found = dataset(tmp_path / "set", 1)
    made = run(Plan([found], on_a_card, CHOSEN), tmp_path / "run", 2)
    assert {row.said for row in made.rows if row.status in ("broken", "failed")} <= {"gone.png is not there"}
    assert made.made_with["device"] == "Card 9"
    again = run(Plan([found], on_a_card, CHOSEN), tmp_path / "run")
    assert again.rows == made.rows, "what was done there is not said to have been done here"
    assert again.made_with["device"] == made.made_with["device"]
    assert run(Plan([found], on_a_card, CHOSEN), tmp_path / "here").made_with["device"] == device()


def test_the_card_is_told_once_something_has_run_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    cuda = SimpleNamespace(is_initialized=lambda: bool(begun), get_device_name=lambda: "Card 9")
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    assert device() == processor()
    begun.append("a tensor")
    assert device() == f"Card 9 and {processor()}"


def test_a_processor_is_called_by_its_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nmodel name\t: Example CPU @ 2.00GHz\nmodel name\t: another\n")
    monkeypatch.setattr("scenewright.evals.runs.device.CPUINFO", told)
    assert processor.__wrapped__() == "Example CPU @ 2.00GHz"
    told.write_text("")
    assert processor.__wrapped__()


def test_what_broke_is_tried_again(tmp_path: Path) -> None:
    class Broken(Painter):
        def edit(self, task: Task) -> Outcome:
            return Outcome("failed", said="no memory", settled=False)

    once = run(plan(tmp_path / "set", Broken()), tmp_path / "run")
    assert {row.status for row in once.of("painter")} == {"failed", "broken"}
    again = run(plan(tmp_path / "set", Painter()), tmp_path / "run")
    assert {row.status for row in again.of("painter")} == {"done", "refused", "broken"}


def test_a_later_turn_is_judged_at_the_size_that_the_editor_gave(tmp_path: Path) -> None:
    class Halver(Painter):
        def edit(self, task: Task) -> Outcome:
            return Outcome("done", np.ascontiguousarray(task.photo[::2, ::2] + np.uint8(1)))

    made = run(plan(tmp_path / "set", Halver()), tmp_path / "run")
    second = next(row for row in made.of("painter") if row.sample == "talk/2")
    assert np.asarray(Image.open(tmp_path / "run" / str(second.truth))).shape == (8, 12)
    assert second.metrics["IoU of what changed"] == pytest.approx(16 / 96)
    assert second.details == {"resized_from": [4, 6]}


def test_a_session_is_one_conversation_and_is_taken_up_again_in_the_middle(tmp_path: Path) -> None:
    talker = Talker()
    made = run(plan(tmp_path / "set", talker), tmp_path / "run")
    assert ["turn 1", "turn 2"] in talker.talks
    for outcome in (tmp_path / "run" / "outcomes").iterdir():
        if json.loads(outcome.read_text())["picture"] == _of(made, "talk/2"):
            outcome.unlink()
    again = Talker()
    assert told(run(plan(tmp_path / "set", again), tmp_path / "run").rows) == told(made.rows)
    assert ["turn 1", "turn 2"] in again.talks
    assert [one for talk in again.talks for one in talk].count("do 0") == 0


def _of(made: Run, sample: str) -> str | None:
    return next(row.picture for row in made.rows if row.sample == sample)


def test_first_sample_and_best_of_n_are_told_apart(tmp_path: Path) -> None:
    made = run(plan(tmp_path / "set", Painter(), seeds=(3, 0, 1)), tmp_path / "run")
    name = "change under the mask"
    assert {row.seed for row in made.first("painter")} == {3}
    best = {row.sample: row.seed for row in made.best("painter", name, "higher")}
    assert best == {"s0": 3, "s1": 3, "s2": 3, "talk/1": 3, "talk/2": 3, "6": 3}
    least = {row.sample: row.seed for row in made.best("painter", name, "lower")}
    assert (least["s0"], least["s1"]) == (0, 3)


def test_a_limit_counts_samples_and_cuts_no_session(tmp_path: Path) -> None:
    found = dataset(tmp_path)
    assert [[s.id for s in unit.samples] for unit in units([found], (0,), 4)][-1] == ["talk/1", "talk/2"]
    assert len(units([found], (0, 1), 2)) == 4


SCRIPT = """
import os, signal, sys
from functools import partial
from pathlib import Path
from scenewright.evals.datasets import load
from scenewright.evals.editors.editor import Outcome
from scenewright.evals.metrics import LOCALISATION, Chosen
from scenewright.evals.runs.contestants import Contestant
from scenewright.evals.runs.run import Plan, run
where, at = Path(sys.argv[1]), sys.argv[2]

class Fragile:
    name, identity = "fragile", "fragile/1"
    def edit(self, task):
        with open(where / "asked", "a") as log:
            log.write(task.sample.id + " ")
        if task.sample.id == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return Outcome("done", task.photo // 2)

plan = Plan([load(where / "set.jsonl")], lambda: [Contestant(Fragile())], partial(Chosen, LOCALISATION, ()))
print(len(run(plan, where / "run").rows))
"""


def test_a_run_that_was_killed_loses_the_sample_in_work_and_no_other(tmp_path: Path) -> None:
    dataset(tmp_path)

    def go(killed_at: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", SCRIPT, str(tmp_path), killed_at]
        return subprocess.run(command, capture_output=True, text=True, timeout=200)

    assert go("s2").returncode == -9
    half = Run.load(tmp_path / "run")
    assert (half.complete, [row.sample for row in half.rows]) == (False, ["s0", "s1"])
    with (tmp_path / "run" / "rows.jsonl").open("a") as file:
        file.write('{"dataset": "set", "sam')  # a line cut short by the kill
    assert len(Run.load(tmp_path / "run").rows) == 2
    done = go("nobody")
    assert done.stdout.strip() == "6", done.stderr
    assert (tmp_path / "asked").read_text().split() == ["s0", "s1", "s2", "s2", "talk/1", "talk/2"]
    assert Run.load(tmp_path / "run").complete


def test_several_processes_give_the_same_rows_as_one(tmp_path: Path) -> None:
    found, outputs = dataset(tmp_path / "set"), tmp_path / "outputs"
    outputs.mkdir()
    for name in ("s0", "s2", "talk_1"):
        Image.new("RGB", (24, 16), (200, 0, 0)).save(outputs / f"{name}.png")
    line = Line((f"folder:{outputs}",), ("nothing", "background", "blurred"))
    alone, beside = (run(Plan([found], line.open, CHOSEN), tmp_path / f"run-{jobs}", jobs) for jobs in (1, 2))
    assert told(alone.rows) == told(beside.rows)
    assert len(alone.rows) == 6 * 4
    missing = next(row for row in alone.rows if row.sample == "s1")
    assert (missing.status, missing.said) == ("failed", "there is no s1.png in outputs")


class Deadly(Painter):
    """Ends the process that it is in, but for the one of the tests."""

    def edit(self, task: Task) -> Outcome:
        if multiprocessing.parent_process() is None:
            raise AssertionError("meant for a process of its own")
        os._exit(1)


def deadly() -> Sequence[Contestant]:
    return [Contestant(Deadly())]


def test_a_process_that_dies_is_a_failed_sample_and_no_lost_one(tmp_path: Path) -> None:
    made = run(Plan([dataset(tmp_path / "set", 1)], deadly, CHOSEN), tmp_path / "run", 2)
    assert {row.status for row in made.rows if row.instruction} == {"failed"}
    assert len(made.rows) == 4
    assert "out of memory" in made.rows[0].said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Line(("magic",)), "an editor is toolset:NAME"),
        (Line(("folder:/no/such",)), "should be a folder of finished outputs"),
        (Line(ablations=("rounds=x",)), "rounds is a whole number"),
        (Line(("toolset:embedded", "toolset:embedded")), "two editors are called embedded"),
        (Line(("toolset:nonesuch",)), "there is no toolset 'nonesuch'"),
    ],
)
def test_words_that_name_no_editor_are_refused(line: Line, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        line.open()


def test_an_ablation_that_can_change_nothing_is_left_out_and_says_why() -> None:
    line = Line(("toolset:embedded",), ("nothing",), ("rounds=0", "specific=2"))
    assert [one.editor.name for one in line.open()] == ["embedded", "embedded, rounds=0", "do nothing"]
    (told,) = line.left_out()
    assert told.name == "embedded, specific=2"
    assert told.why == "the toolset embedded has no back-end that follows instructions (instruction_editor)"
    drawing = Line(("toolset:scripted",), ("nothing",), ("specific=2",))
    assert [one.editor.name for one in drawing.open()][1] == "scripted, specific=2"
    assert drawing.left_out() == ()


def test_a_line_holds_editors_ablations_and_controls() -> None:
    line = Line(("mine=toolset:embedded",), ablations=("rounds=0", "knowledge=off")).open()
    assert [(one.editor.name, one.control) for one in line] == [
        ("mine", False),
        ("mine, rounds=0", False),
        ("mine, knowledge=off", False),
        ("do nothing", True),
        ("blurred mask", True),
        ("mine + original background", True),
        ("mine + oracle mask", True),
    ]
    assert len({one.editor.identity for one in line}) == len(line)
    assert line[1].note.about["settings"]["reading"] == {"rounds": 0}
