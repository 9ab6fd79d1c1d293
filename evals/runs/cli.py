"""`scenewright bench edit`: datasets by editors by seeds, into a folder that a report is made of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import get_args

import click

from ...agent.editor import Editor as Agent
from ...agent.interpreter.llm.opening import ModelChoice
from ...tools.checkpoints import Checkpoint
from ...ui import texts
from ...ui.cli.errors import NeedsAnswer
from ..datasets import BrokenSample, Dataset, load
from ..editors.toolset import ToolsetEditor
from ..metrics import Models, chosen
from ..metrics.judge import JudgeChoice, check
from ..reports import write
from .contestants import CONTROLS, SPECS, WITHOUT_MASKS, WITHOUT_PLACES, Line
from .rows import Row, Run, Turns
from .run import Plan, run


@click.command()
@click.argument("datasets", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--editor", "editors", multiple=True, metavar="SPEC", help=f"Who edits: {SPECS}. [toolset:embedded]")
@click.option(
    "--control",
    "controls",
    multiple=True,
    type=click.Choice(CONTROLS),
    help="Only these controls. [all, or nothing alone where no sample has a mask]",
)
@click.option("--no-controls", is_flag=True, help="No controls at all.")
@click.option(
    "--ablate",
    "ablations",
    multiple=True,
    metavar="NAME=VALUE[,…]",
    help="Each toolset again with rounds=0…3, reasoning=off, knowledge=off, fill=BACK-END, growth=PIXELS, specific=N.",
)
@click.option("--price", metavar="READ,WRITTEN", help="US$ a million tokens that a toolset’s language model costs.")
@click.option("--seeds", type=click.IntRange(1, 100), default=1, help="How many seeds, from 0. [1]")
@click.option("--limit", type=click.IntRange(1), help="Only so many samples of each dataset; no session is cut in two.")
@click.option(
    "--turns",
    type=click.Choice(get_args(Turns)),
    default="multi",
    help="Of sessions: each turn from the editor's own result (multi), or from the dataset's picture (single). [multi]",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Processes side by side. [1]")
@click.option("--clip", metavar="MODEL", help="Measure CLIP scores too, by this model (a folder, or owner/name).")
@click.option("--dino", metavar="MODEL", help="Measure DINO-I too, by this model.")
@click.option("--vgg", is_flag=True, help="Measure LPIPS over VGG too (slow).")
@click.option("--judge", metavar="PROVIDER:MODEL", help="Have a chat model that sees judge results, after IDCS.")
@click.option("--judge-url", metavar="URL", help="Of a server that speaks the provider's protocol.")
@click.option("--agree-pictures", is_flag=True, help="Agree that photos and results leave this machine for the judge.")
@click.option("--agree", is_flag=True, help="Agree that words leave this machine for a language model that is named.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="The run's folder."
)
def edit(
    datasets: tuple[Path, ...],
    editors: tuple[str, ...],
    controls: tuple[str, ...],
    no_controls: bool,
    ablations: tuple[str, ...],
    price: str | None,
    seeds: int,
    limit: int | None,
    turns: Turns,
    jobs: int,
    clip: str | None,
    dino: str | None,
    vgg: bool,
    judge: str | None,
    judge_url: str | None,
    agree_pictures: bool,
    agree: bool,
    output: Path,
) -> None:
    """Have editors edit the samples of datasets, measure every result, and keep it all in a folder.

    The same command goes on where it was interrupted; what was done before is not done again.
    """
    given = opened(datasets)
    kept = () if no_controls else controls or usual_controls(given)
    line = Line(editors or Line().editors, kept, ablations, price, agree)
    try:
        line = _agreed(line)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    judging = None if judge is None else JudgeChoice(ModelChoice(judge, judge_url), agree_pictures)
    if judging is not None:
        check(judging)
    models = Models(_checkpoint(clip), _checkpoint(dino), judging, vgg)
    plan = Plan(given, line.open, partial(chosen, models), tuple(range(seeds)), limit, turns, line.left_out())
    made = run(plan, output, jobs, _progress)
    write(made, output / "report")
    click.echo(summary(made))


def _agreed(line: Line) -> Line:
    """The line with what the person agreed to, now or before. Raises NeedsAnswer where words would leave without, and
    ValueError for words that name no editor."""
    remote = [
        one.editor for one in line.open() if isinstance(one.editor, ToolsetEditor) and one.editor.settings.model.name
    ]
    for editor in remote if not line.agreed else ():
        with Agent.open(editor.settings) as agent:
            if not agent.agreed:
                raise NeedsAnswer(texts.HOW_TO_AGREE.format(outgoing=agent.outgoing))
    return replace(line, agreed=line.agreed or bool(remote))


def _checkpoint(name: str | None) -> Checkpoint | None:
    return None if name is None else Checkpoint(name)


def opened(places: Sequence[Path]) -> list[Dataset]:
    """The datasets; those of one name are told apart by their folders'."""
    try:
        found = [load(place) for place in places]
    except BrokenSample as error:
        raise click.UsageError(str(error)) from error
    names = [dataset.name for dataset in found]
    return [
        dataset
        if names.count(dataset.name) == 1
        else Dataset(f"{dataset.name} ({place})", dataset.samples, dataset.broken)
        for dataset, place in zip(found, places, strict=True)
    ]


def usual_controls(datasets: Sequence[Dataset]) -> tuple[str, ...]:
    """All of them; where no sample has a mask, or all are layouts, those that do without what these lack, since the
    others could only fail."""
    samples = [sample for dataset in datasets for sample in dataset.samples]
    if samples and all(sample.layout is not None for sample in samples):
        return WITHOUT_PLACES
    return CONTROLS if any(sample.masks for sample in samples) else WITHOUT_MASKS


def _progress(over: int, count: int, rows: Sequence[Row]) -> None:
    told = ", ".join(f"{row.editor}: {row.status}" for row in rows)
    print(f"{over}/{count} {rows[0].sample if rows else ''} – {told}", file=sys.stderr, flush=True)


def summary(made: Run) -> str:
    """How many of each editor's rows ended how: every row is in it."""
    kinds = ("done", "nothing", "refused", "asked", "failed", "broken")
    lines = [f"| editor | rows | {' | '.join(kinds)} |", f"| --- | --- |{' --- |' * len(kinds)}"]
    for note in made.editors:
        rows = made.of(note.name)
        counts = [sum(row.status == kind for row in rows) for kind in kinds]
        control = " (control)" if note.control else ""
        lines.append(f"| {note.name}{control} | {len(rows)} | {' | '.join(map(str, counts))} |")
    return "\n".join([*lines, f"\nThe run is in {made.folder}, its report in {made.folder / 'report'}."])
