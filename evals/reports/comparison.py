"""Two runs, or two editors, compared sample by sample: the mean difference of each metric with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..metrics import CAP, MetricNote, Summary
from ..metrics.metric import paired
from ..runs import Row, Run
from . import figures
from .content import WARNING
from .tables import Cell, Table, markdown

FORMAT = "scenewright.comparison/1"
INTRO = (
    "Of each pair of rows (the same dataset, sample and seed) the second minus the first; in brackets the 95 % "
    f"bootstrap interval of the mean difference over samples, infinite PSNR counted as {CAP:g} dB. What was not done "
    "counts with the photo as it was. Better and worse count pairs; an interval that holds 0 shows no difference, "
    f"and of few samples it is too narrow. {WARNING}: in neither run does anybody do better than who does nothing, so "
    "that this ranks nobody."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric of two editors over the rows that both have."""

    metric: str
    better: str
    digits: int
    difference: Summary
    """Second minus first."""
    improved: int
    worsened: int
    idle_wins: bool = False
    """Whether in neither run any editor does better than who does nothing."""

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or `no difference shown`: of the second against the first."""
        told = self.difference
        if told.low <= 0 <= told.high:
            return "no difference shown"
        return "better" if (told.mean > 0) == (self.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first` and `second` say which editor of which run; `unmatched` are rows that only one of them has."""

    first: str
    second: str
    pairs: int
    unmatched: int
    changed: Mapping[str, int]
    """`asked → done` and the like, where a pair's statuses differ."""
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()


def compare(one: Run, other: Run, editor: str, against: str | None = None) -> Comparison:
    """`editor` of the first run with `against` (the same name where None) of the second. Raises ValueError where
    either run has no such editor, or where no row is in both."""
    second = against or editor
    before, after = ({row.key: row for row in _rows(run, name)} for run, name in ((one, editor), (other, second)))
    both = [key for key in before if key in after]
    if not both:
        raise ValueError(f"no sample of {editor} in {one.folder} is in {other.folder} too")
    rows = [(before[key], after[key]) for key in both]
    won = _won_by_idling(one) & _won_by_idling(other)
    return Comparison(
        f"{editor} ({one.folder.name})",
        f"{second} ({other.folder.name})",
        len(rows),
        len(before) + len(after) - 2 * len(rows),
        _changed(rows),
        tuple(
            replace(told, idle_wins=told.metric in won)
            for note in figures.metrics_of(one)
            if (told := _difference(note, rows)) is not None
        ),
        tuple(_remarks(one, other)),
    )


def _won_by_idling(run: Run) -> frozenset[str]:
    notes = figures.metrics_of(run)
    return figures.won_by_idling(run, figures.scores(figures.first(run), notes), notes)


def _rows(run: Run, editor: str) -> tuple[Row, ...]:
    names = [note.name for note in run.editors]
    if editor not in names:
        raise ValueError(f"{run.folder} holds no editor {editor!r}; it holds {', '.join(names)}")
    return run.of(editor)


def _difference(note: MetricNote, rows: Sequence[tuple[Row, Row]]) -> Difference | None:
    """Over samples: of several seeds their mean first, so that an interval is not too small."""
    groups: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for before, after in rows:
        values = (before.metrics.get(note.name), after.metrics.get(note.name))
        if values[0] is not None and values[1] is not None:
            groups.setdefault((before.dataset, before.sample), []).append((_capped(values[0]), _capped(values[1])))
    means = [tuple(sum(side) / len(pairs) for side in zip(*pairs, strict=True)) for pairs in groups.values()]
    told = paired([after for _, after in means], [before for before, _ in means])
    if told is None:
        return None
    sign = 1 if note.better == "higher" else -1
    steps = [sign * (after - before) for before, after in means]
    counts = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return Difference(note.name, note.better, note.digits, told, *counts)


def _capped(value: float) -> float:
    return min(CAP, max(-CAP, value))


def _changed(rows: Sequence[tuple[Row, Row]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for before, after in rows:
        if before.status != after.status:
            name = f"{before.status} → {after.status}"
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _remarks(one: Run, other: Run) -> list[str]:
    mine, theirs = ({note.name: note.digest for note in run.datasets} for run in (one, other))
    told = [
        f"The dataset {name} is not the same in both." for name in mine if theirs.get(name, mine[name]) != mine[name]
    ]
    if one.turns != other.turns:
        told.append(f"{one.folder.name} is {one.turns}-turn, {other.folder.name} is {other.turns}-turn.")
    told += [f"The run {run.folder.name} is not complete." for run in (one, other) if not run.complete]
    return told


def tables(found: Comparison) -> tuple[Table, ...]:
    """The differences, and what became of whom."""
    rows = tuple(
        (
            Cell(one.metric + (" ↑" if one.better == "higher" else " ↓") + (f" {WARNING}" if one.idle_wins else "")),
            Cell(_signed(one)),
            Cell(str(one.difference.count)),
            Cell(f"{one.improved} / {one.worsened}"),
            Cell(one.verdict, strong=one.verdict != "no difference shown"),
        )
        for one in found.differences
    )
    columns = ("metric", "second − first [95 %]", "samples", "better / worse", "second is")
    notes = (f"{found.pairs} pairs; {found.unmatched} rows are in one run alone.", *found.remarks)
    told = Table(f"{found.second} against {found.first}", columns, rows, notes)
    if not found.changed:
        return (told,)
    changed = tuple((Cell(name), Cell(str(count))) for name, count in found.changed.items())
    return told, Table("Other outcomes", ("first → second", "pairs"), changed)


def _signed(one: Difference) -> str:
    told, digits = one.difference, one.digits
    mean, low, high = (f"{round(one, digits) or 0.0:+.{digits}f}" for one in (told.mean, told.low, told.high))
    return f"{mean} [{low}, {high}]"


def as_markdown(found: Sequence[Comparison]) -> str:
    """All of them, with what the figures mean."""
    parts = [INTRO, *(markdown(table) for one in found for table in tables(one))]
    return "\n\n".join(parts)


def as_data(found: Sequence[Comparison]) -> dict[str, Any]:
    """The same for programs."""
    told = []
    for one in found:
        differences = [{**asdict(told), "verdict": told.verdict} for told in one.differences]
        told.append({**asdict(one), "differences": differences})
    return {"format": FORMAT, "comparisons": told}
