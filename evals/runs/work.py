"""What one process does: a sample, or a session of several turns, by every contestant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..datasets import BrokenSample, Dataset, Sample
from ..editors.controls import PastedBack
from ..editors.editor import talking
from ..metrics import Chosen
from .cells import Cached, Cells
from .contestants import Contestant
from .judging import Judging, Question
from .rows import Row, Turns

Opening = Callable[[], Sequence[Contestant]]
Choosing = Callable[[], Chosen]


@dataclass(frozen=True)
class Unit:
    """The turns of one session, or a sample without one, at one seed."""

    dataset: str
    samples: tuple[Sample, ...]
    seed: int


@dataclass(frozen=True)
class Held:
    """What a process opens once."""

    line: tuple[tuple[str, Cached], ...]
    """The contestants by name."""
    judging: Judging


@contextmanager
def opened(open_line: Opening, choose: Choosing, folder: Path) -> Iterator[Held]:
    """The contestants and the metrics, once for a process."""
    cells = Cells(folder)
    line = tuple((one.editor.name, _kept(one, cells)) for one in open_line())
    yield Held(line, Judging(choose().metrics, cells))


def _kept(one: Contestant, cells: Cells) -> Cached:
    """A contestant whose outcomes are kept, and those of the editor inside it: it is not asked twice."""
    inner = one.editor
    if isinstance(inner, PastedBack):
        inner = PastedBack(Cached(inner.editor, cells))
    return Cached(inner, cells, one.control)


def units(
    datasets: Sequence[Dataset], seeds: Sequence[int], limit: int | None = None, turns: Turns = "multi"
) -> list[Unit]:
    """All that is to be done, in order; `limit` counts the samples of each dataset, and cuts no session in two. Single
    turns are units of their own: each from the dataset's picture, in a conversation that knows of no other."""
    found = []
    for dataset in datasets:
        groups: dict[str, list[Sample]] = {}
        for sample in dataset.samples:
            together = f"session {sample.session}" if sample.session and turns == "multi" else f"sample {sample.id}"
            groups.setdefault(together, []).append(sample)
        begun, count = [], 0
        for group in groups.values():
            if limit is not None and count >= limit:
                break
            count += len(group)
            begun.append(tuple(sorted(group, key=lambda one: one.turn)))
        found += [Unit(dataset.name, group, seed) for group in begun for seed in seeds]
    return found


def do(held: Held, unit: Unit) -> list[Row]:
    """The rows of a unit."""
    return [row for name, cached in held.line for row in _turns(held, unit, name, cached)]


def _turns(held: Held, unit: Unit, name: str, cached: Cached) -> Iterator[Row]:
    """Turn after turn: each goes on from what the editor itself gave, and from the photo where it gave nothing."""
    photo = None
    with talking(cached) as talk:
        for sample in unit.samples:
            try:
                question = Question.of(unit.dataset, sample)
            except BrokenSample as error:
                yield broken(unit.dataset, sample.id, name, unit.seed, str(error))
                continue
            task = question.task(unit.seed, photo)
            outcome = talk.edit(task)
            photo = task.photo if outcome.picture is None else outcome.picture
            yield held.judging.row(question, task, name, outcome)


def broken(dataset: str, sample: str, editor: str, seed: int, reason: str) -> Row:
    """The row of a sample that cannot be read."""
    return Row(dataset, sample, editor, seed, "broken", said=reason)


def died(unit: Unit, editors: Sequence[str]) -> list[Row]:
    """The rows of a unit whose process ended in the middle."""
    said = "the process that worked on it ended (out of memory?); the same command tries it again"
    return [
        Row(unit.dataset, sample.id, name, unit.seed, "failed", said=said, instruction=sample.instruction)
        for name in editors
        for sample in unit.samples
    ]
