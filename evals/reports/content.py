"""A report as a value: what is said, the tables and the charts, out of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from ..metrics import CAP, MetricNote, Summary
from ..runs import Row, Run
from . import charts, figures, quoted
from .figures import Scores
from .tables import Cell, Table, number

FORMAT = "scenewright.report/1"
WARNING = "⚠"
OVER_ALL = (
    "What was not done is in every mean with the photo as it was, which is what the person then has; a broken sample "
    "has no figures, and “of n” stands where a metric has them of fewer samples. In brackets the 95 % bootstrap "
    "interval of the mean over samples (too narrow where they are few); an infinite PSNR counts as "
    f"{CAP:g} dB, and how many there were stands behind ∞. Bold: the best editor that is no control."
)
LEADING = ("background PSNR", "background LPIPS")
"""Of the corrected background metrics, those that are shown by category."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what belongs below it."""

    heading: str
    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[tuple[str, str], ...] = ()
    """Name and SVG."""
    about: bool = False
    """Whether it is about the run, not of its results: pictures come before it."""


@dataclass(frozen=True, slots=True)
class Report:
    """`data` is all of it for programs."""

    title: str
    parts: tuple[Part, ...]
    data: Mapping[str, Any]


def report(run: Run, more: Sequence[Part] = (), data: Mapping[str, Any] | None = None) -> Report:
    """What a run came to, dataset by dataset; `more` parts (votes, diversity) go before what the run did not measure,
    their `data` along with the rest."""
    several = len(run.datasets) > 1
    parts: list[Part] = []
    for dataset in run.datasets:
        told = _of_dataset(figures.narrowed(run, dataset))
        parts += [replace(part, heading=f"{dataset.name}: {part.heading}") for part in told] if several else told
    parts += [
        *more,
        _unmeasured(run),
        Part("Published rows, quoted", tables=quoted.tables(), about=True),
        _made_with(run),
    ]
    title = f"{' and '.join(one.name for one in run.datasets)}: {len(run.editors)} editors compared"
    return Report(title, tuple(parts), {**_data(run), **(data or {})})


def _of_dataset(run: Run) -> list[Part]:
    notes = figures.metrics_of(run)
    found = figures.scores(figures.first(run), notes)
    won = figures.won_by_idling(run, found, notes)
    return [
        _done(run),
        *(_group(run, name, given, found, won, k) for k, (name, given) in enumerate(figures.groups(notes).items())),
        *_offered(run),
        *([_samples(run, notes, found)] if len(run.seeds) > 1 else []),
        *_categories(run, notes),
        *_noted(run),
        _not_done(run),
    ]


def _names(run: Run) -> list[tuple[str, bool]]:
    return [(note.name, note.control) for note in run.editors]


def _done(run: Run) -> Part:
    told = [figures.done(run, note.name) for note in run.editors]
    shown = [status for status in figures.STATUSES if status != "broken" or any(status in one.statuses for one in told)]
    rows = tuple(
        (
            Cell(one.editor, weak=note.control),
            Cell(str(one.total)),
            *(Cell(str(one.statuses.get(status, 0))) for status in shown),
            Cell(f"{100 * one.share:.0f} %"),
            Cell("–" if one.seconds is None else f"{one.seconds:.1f}"),
            Cell("–" if one.seconds_all is None else f"{one.seconds_all:.0f}"),
            Cell(_cost(one)),
        )
        for one, note in zip(told, run.editors, strict=True)
    )
    columns = ("editor", "samples", *shown, "done, share", "seconds, median", "seconds, all", "US$ a sample")
    notes = tuple(f"{one.name}: not measured, since {one.why}." for one in run.left_out)
    table = Table("What came of the samples", columns, rows + _left_out(run, len(columns)), notes)
    words = ["" if run.complete else "The run is not complete: rows are missing.", *_turns(run)]
    chart = charts.statuses({one.editor: one.statuses for one in told})
    return Part("Done, asked, refused, failed", tuple(filter(None, words)), (table,), (("statuses", chart),))


TURNS = {
    "multi": "Sessions are multi-turn: each turn goes on from what the editor itself gave.",
    "single": "Sessions are single-turn: each turn starts from the dataset’s own picture of it.",
}


def _turns(run: Run) -> list[str]:
    """How sessions were gone through; nothing where there are none."""
    return [TURNS[run.turns]] if any(row.session for row in run.rows) else []


def _noted(run: Run) -> list[Part]:
    """What the dataset has to say of its samples; nothing where it says nothing."""
    noted = {row.sample: row for row in run.rows if row.notes}
    if not noted:
        return []
    rows = tuple((Cell(row.sample), Cell(row.notes), Cell(row.instruction)) for row in noted.values())
    words = f"{len(rows)} samples; they are in every figure above."
    table = Table("Notes", ("sample", "note", "instruction"), rows, words=True)
    return [Part("What the dataset says of its samples", (words,), (table,))]


def _left_out(run: Run, columns: int) -> tuple[tuple[Cell, ...], ...]:
    """Rows of so many columns for editors that could show nothing here."""
    unknown = (Cell("not measured", weak=True),) * (columns - 1)
    return tuple((Cell(one.name, weak=True), *unknown) for one in run.left_out)


def _cost(told: figures.Done) -> str:
    if told.cost is None:
        return "not measured"
    return f"{told.cost:.4f}" + (f" (of {told.priced})" if told.priced != told.total else "")


def _group(run: Run, name: str, notes: Sequence[MetricNote], found: Scores, won: frozenset[str], before: int) -> Part:
    words = [] if before else [OVER_ALL]
    marks = [note.name for note in notes if note.name in won]
    if marks:
        words.append(f"{WARNING} {', '.join(marks)}: no editor is better than doing nothing, so this ranks nobody.")
    table = _scores(run, notes, found, won)
    drawn = []
    for note in notes:
        lines = [charts.Line(editor, found[editor][note.name], control) for editor, control in _names(run)]
        drawn.append((note.name, charts.intervals(note, lines, note.name in won)))
    return Part(name[0].upper() + name[1:], tuple(words), (table,), tuple(drawn))


def _scores(run: Run, notes: Sequence[MetricNote], found: Scores, won: frozenset[str]) -> Table:
    leading = {
        note.name: frozenset() if note.name in won else figures.best(found, note, figures.contestants(run))
        for note in notes
    }
    rows = []
    for editor, control in _names(run):
        of = len(run.first(editor))
        cells = [
            Cell(number(found[editor][note.name], note.digits, of), editor in leading[note.name], control)
            for note in notes
        ]
        rows.append((Cell(editor, weak=control), *cells))
    columns = tuple(f"{_short(note)} {_arrow(note)}{f' {WARNING}' if note.name in won else ''}" for note in notes)
    defined = tuple(f"{note.name}: {note.definition}." for note in notes if note.definition)
    every = (*rows, *_left_out(run, len(columns) + 1))
    return Table("First sample of each", ("editor", *columns), every, defined)


def _offered(run: Run) -> list[Part]:
    """How near what a question offers is to the truth; nothing where no question offered anything."""
    told = [figures.offered(run, note.name) for note in run.editors]
    rows = tuple(
        (
            Cell(one.editor, weak=note.control),
            Cell(f"{one.asked} of {one.total}", weak=note.control),
            Cell(str(one.shown), weak=note.control),
            Cell(number(one.iou, 3, one.shown), weak=note.control),
            Cell(f"{one.right} of {one.asked}", weak=note.control),
        )
        for one, note in zip(told, run.editors, strict=True)
        if one.shown
    )
    if not rows:
        return []
    words = (
        "Of what was asked about, the best of what each question offers: a click would have taken it. Nobody clicks "
        "here, so that none of it counts as done."
    )
    columns = ("editor", "asked", "with a choice shown", "best IoU offered ↑", "IoU ≥ 0.5 offered")
    return [Part("What questions offer", (words,), (Table("Offers", columns, rows),))]


def _short(note: MetricNote) -> str:
    """Without what the heading of its table says."""
    if not note.group.startswith("background"):
        return note.name
    return note.name.removeprefix("background ").removesuffix(", as published")


def _arrow(note: MetricNote) -> str:
    return "↑" if note.better == "higher" else "↓"


def _samples(run: Run, notes: Sequence[MetricNote], found: Scores) -> Part:
    every = figures.averaged(run, notes)
    rows = []
    for note in notes:
        picked = figures.best_of_n(run, note)
        for editor in (one.name for one in figures.contestants(run)):
            of = len(run.first(editor))
            told = [number(scores[editor][note.name], note.digits, of) for scores in (found, every, picked)]
            rows.append((Cell(f"{note.name} {_arrow(note)}"), Cell(editor), *map(Cell, told)))
    count = len(run.seeds)
    columns = ("metric", "editor", "first sample", f"mean of {count}", f"best of {count}")
    words = (
        f"Best of {count} is picked sample by sample, by this metric and with the truth at hand: a bound, no result."
    )
    return Part(f"First sample and best of {count}", (words,), (Table("By metric", columns, tuple(rows)),))


def _categories(run: Run, notes: Sequence[MetricNote]) -> list[Part]:
    names = figures.categories(run)
    if len(names) < 2:
        return []
    shown = [note for note in notes if note.group in (figures.PLACE, "by models") or note.name in LEADING]
    tables = [_by_category(run, names, "share done, %", None)]
    tables += [_by_category(run, names, f"{note.name} {_arrow(note)}", note) for note in shown]
    return [Part("By category", tables=tuple(tables))]


def _by_category(run: Run, names: Sequence[str], title: str, note: MetricNote | None) -> Table:
    rows = []
    for editor, control in _names(run):
        cells = []
        for name in names:
            rows_here = [row for row in run.first(editor) if row.category == name]
            cells.append(Cell(_in_category(rows_here, note), weak=control))
        rows.append((Cell(editor, weak=control), *cells))
    counts = {name: sum(row.category == name for row in run.first(run.editors[0].name)) for name in names}
    return Table(title, ("editor", *(f"{name} ({counts[name]})" for name in names)), tuple(rows))


def _in_category(rows: Sequence[Row], note: MetricNote | None) -> str:
    if not rows:
        return "–"
    if note is None:
        return f"{100 * sum(row.done for row in rows) / len(rows):.0f}"
    told = figures.scores({"": rows}, [note])[""][note.name]
    return number(told, note.digits, len(rows))


def _not_done(run: Run) -> Part:
    missing = figures.not_done(run)
    rows = tuple(
        (Cell(row.sample), Cell(row.editor), Cell(row.status), Cell(row.instruction), Cell(row.said or "–"))
        for row in missing
    )
    total = sum(len(run.first(note.name)) for note in figures.contestants(run))
    words = f"{len(missing)} of {total}; all of them are in every denominator above."
    columns = ("sample", "editor", "status", "instruction", "what it said")
    return Part("Not done, by name", (words,), (Table("Samples not done", columns, rows, words=True),) if rows else ())


def _unmeasured(run: Run) -> Part:
    rows = tuple(
        (Cell(one.name), Cell(one.why)) for one in (*run.unmeasured, *figures.without_a_figure(run), *run.left_out)
    )
    if not rows:
        return Part("Not measured", ("The run does not say what it left unmeasured.",), about=True)
    table = Table("Metrics without a figure", ("metric", "why"), rows, words=True)
    return Part("Not measured", tables=(table,), about=True)


def _made_with(run: Run) -> Part:
    about = [
        (f"dataset {one.name}", f"{one.samples} samples, {one.broken} broken, {one.digest}") for one in run.datasets
    ]
    about += [(f"editor {one.name}", f"{one.identity} {_plain(one.about)}".strip()) for one in run.editors]
    about += [("seeds", ", ".join(map(str, run.seeds))), ("turns of a session", run.turns)]
    about += [(name, _plain(value)) for name, value in run.made_with.items()]
    rows = tuple((Cell(name), Cell(value)) for name, value in about)
    table = Table("Seeds, hashes, versions, device", ("what", "which"), rows, words=True)
    return Part("Made with", tables=(table,), about=True)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(one)}" for name, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)


def _data(run: Run) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "complete": run.complete,
        "editors": [asdict(one) for one in run.editors],
        "seeds": list(run.seeds),
        "turns": run.turns,
        "made_with": dict(run.made_with),
        "metrics": [asdict(note) for note in figures.metrics_of(run)],
        "datasets": [{**asdict(one), **_figures(figures.narrowed(run, one))} for one in run.datasets],
        "unmeasured": [asdict(one) for one in run.unmeasured],
        "left_out": [asdict(one) for one in run.left_out],
        "quoted": list(quoted.quoted()),
    }


def _figures(run: Run) -> dict[str, Any]:
    notes = figures.metrics_of(run)
    found = figures.scores(figures.first(run), notes)
    best = {note.name: figures.best_of_n(run, note) for note in notes} if len(run.seeds) > 1 else {}
    return {
        "done": [{**asdict(one), "share": one.share} for one in (figures.done(run, note.name) for note in run.editors)],
        "first_sample": _plain_scores(found),
        "best_of_n": {name: {e: _summary(one[e][name]) for e in one} for name, one in best.items()},
        "won_by_doing_nothing": sorted(figures.won_by_idling(run, found, notes)),
        "not_done": [
            {"sample": row.sample, "editor": row.editor, "status": row.status, "said": row.said}
            for row in figures.not_done(run)
        ],
    }


def _plain_scores(found: Scores) -> dict[str, dict[str, Any]]:
    return {editor: {name: _summary(told) for name, told in by.items()} for editor, by in found.items()}


def _summary(told: Summary | None) -> dict[str, Any] | None:
    return None if told is None else asdict(told)
