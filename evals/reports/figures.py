"""The figures of a run: what was done, each metric over all samples with its interval, and what doing nothing wins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import get_args

from ..metrics import CAP, CORRECTED, PUBLISHED, TO_TARGET, MetricNote, Summary, Unmeasured, chosen, summary
from ..runs import DatasetNote, EditorNote, Row, Run
from ..runs.rows import RowStatus

STATUSES: tuple[str, ...] = get_args(RowStatus)
IDLE = "do nothing"
"""The control that gives the photo back, by its name."""

GOOD = 0.5
"""IoU from which a mask is the thing."""
PLACE = "localisation"
"""The group of metrics that say where was edited."""
NEEDS_MASK = "no sample says where the edit belongs (a mask)"
NEEDS_OTHERS = "no sample has what it compares with (a mask, a label, captions, an edited photo)"
NEEDS: Mapping[str, str] = {
    PLACE: NEEDS_MASK,
    PUBLISHED[0].group: NEEDS_MASK,
    CORRECTED[0].group: NEEDS_MASK,
    TO_TARGET[0].group: "no sample has the photo as somebody edited it (a target)",
}
"""What metrics of a group cannot do without."""

Scores = Mapping[str, Mapping[str, Summary | None]]
"""By editor, then by metric."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an editor's samples. `total` holds broken ones too."""

    editor: str
    total: int
    statuses: Mapping[str, int]
    seconds: float | None
    """The median of what it was asked; None where it was asked nothing, or nobody knows."""
    seconds_all: float | None
    cost: float | None
    """US dollars a sample, over the `priced` ones; None where no cost is known."""
    priced: int = 0

    @property
    def share(self) -> float:
        return self.statuses.get("done", 0) / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Offered:
    """What an editor's questions offer. `shown` of the `asked` offer something that has a mask; `iou` is over them, of
    each the best; `right` of them offer what is meant (IoU ≥ 0.5)."""

    editor: str
    total: int
    asked: int
    shown: int
    iou: Summary | None
    right: int


def offered(run: Run, editor: str) -> Offered:
    """Over the first sample of each."""
    rows = run.first(editor)
    asked = [row for row in rows if row.status == "asked"]
    best = [float(max(row.details["offered_iou"])) for row in asked if row.details.get("offered_iou")]
    right = sum(iou >= GOOD for iou in best)
    return Offered(editor, len(rows), len(asked), len(best), summary(best) if best else None, right)


def narrowed(run: Run, dataset: DatasetNote) -> Run:
    """The run on one dataset alone."""
    return replace(run, datasets=(dataset,), rows=tuple(row for row in run.rows if row.dataset == dataset.name))


def metrics_of(run: Run) -> tuple[MetricNote, ...]:
    """The metrics of a run that apply to any row, in their order; unknown names last, taken to be better higher."""
    known = run.metrics or tuple(metric.note for metric in chosen().metrics)
    used = dict.fromkeys(name for row in run.rows for name, value in row.metrics.items() if value is not None)
    named = {note.name for note in known}
    others = tuple(MetricNote(name, "", "higher") for name in used if name not in named)
    return tuple(note for note in (*known, *others) if note.name in used)


def without_a_figure(run: Run) -> tuple[Unmeasured, ...]:
    """The metrics of a run that apply to none of its rows, by the tables they would stand in."""
    used = {note.name for note in metrics_of(run)}
    missing = groups([note for note in run.metrics if note.name not in used])
    return tuple(
        Unmeasured(f"{name}: {', '.join(note.name for note in notes)}", NEEDS.get(name, NEEDS_OTHERS))
        for name, notes in missing.items()
    )


def groups(notes: Sequence[MetricNote]) -> dict[str, tuple[MetricNote, ...]]:
    """By the tables they stand in; whether the right place was edited comes before how it looks."""
    names = sorted(dict.fromkeys(note.group or "others" for note in notes), key=lambda name: name != PLACE)
    return {name: tuple(note for note in notes if (note.group or "others") == name) for name in names}


def contestants(run: Run) -> tuple[EditorNote, ...]:
    """The editors that are no controls; all of them where there are only controls."""
    return tuple(note for note in run.editors if not note.control) or run.editors


def done(run: Run, editor: str) -> Done:
    """Over the first sample of each."""
    rows = run.first(editor)
    asked = [row.seconds for row in rows if row.status != "broken" and row.seconds is not None]
    costs = [row.cost for row in rows if row.cost is not None]
    return Done(
        editor,
        len(rows),
        dict(Counter(row.status for row in rows)),
        median(asked) if asked else None,
        sum(asked) if asked else None,
        sum(costs) / len(costs) if costs else None,
        len(costs),
    )


def scores(rows: Mapping[str, Sequence[Row]], notes: Sequence[MetricNote]) -> Scores:
    """Each metric over each editor's rows: what was not done counts with the photo as it was."""
    return {
        editor: {note.name: summary([row.metrics.get(note.name) for row in given]) for note in notes}
        for editor, given in rows.items()
    }


def first(run: Run) -> dict[str, tuple[Row, ...]]:
    """The first sample of each, by editor."""
    return {note.name: run.first(note.name) for note in run.editors}


def averaged(run: Run, notes: Sequence[MetricNote]) -> Scores:
    """Each metric over samples, of each sample the mean over its seeds (infinite values capped)."""
    return {
        editor.name: {note.name: summary(_means(run.of(editor.name), note.name)) for note in notes}
        for editor in run.editors
    }


def _means(rows: Sequence[Row], name: str) -> list[float | None]:
    found: dict[str, list[float]] = {row.sample: [] for row in rows}
    for row in rows:
        if (value := row.metrics.get(name)) is not None:
            found[row.sample].append(min(CAP, max(-CAP, value)))
    return [sum(values) / len(values) if values else None for values in found.values()]


def best_of_n(run: Run, note: MetricNote) -> Scores:
    """For this metric, each sample's best one: picked by who knows the truth."""
    rows = {editor.name: run.best(editor.name, note.name, note.better) for editor in run.editors}
    return scores(rows, [note])


def best(found: Scores, note: MetricNote, editors: Sequence[EditorNote]) -> frozenset[str]:
    """Which editors that are no controls are best by a metric; none where all are equal, or there is only one."""
    known = {one.name: found[one.name][note.name] for one in editors}
    means = {name: told.mean for name, told in known.items() if told is not None}
    if len(set(means.values())) < 2:
        return frozenset()
    top = (max if note.better == "higher" else min)(means.values())
    return frozenset(name for name, mean in means.items() if mean == top)


def won_by_idling(run: Run, found: Scores, notes: Sequence[MetricNote]) -> frozenset[str]:
    """The metrics by which no contestant is better than who does nothing: they do not tell good editors apart."""
    if IDLE not in found or all(one.name == IDLE for one in contestants(run)):
        return frozenset()
    return frozenset(note.name for note in notes if _idle_wins(found, note, contestants(run)))


def _idle_wins(found: Scores, note: MetricNote, editors: Sequence[EditorNote]) -> bool:
    idle = found[IDLE][note.name]
    others = [found[one.name][note.name] for one in editors]
    known = [one for one in others if one is not None]
    return idle is not None and bool(known) and not any(one.better_than(idle, note.better) for one in known)


def categories(run: Run) -> tuple[str, ...]:
    """In the order in which they come; none where the samples have none."""
    return tuple(dict.fromkeys(row.category for row in run.rows if row.category))


def not_done(run: Run) -> tuple[Row, ...]:
    """Every first sample that an editor, controls apart, did not do."""
    names = {note.name for note in contestants(run)}
    return tuple(row for row in run.rows if row.editor in names and row.seed == run.seeds[0] and not row.done)
