"""`scenewright bench`: benchmarks by name; each prints a table, or says what it wrote."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from ..ui.cli import desk, options
from ..ui.cli.lazy import CommandRow, LazyGroup

BENCHMARKS = {
    "detection": "recall of the detector by object size, whole picture and tiles",
    "faces": "recall of the face detector by size, and false alarms where nobody is",
    "filling": "MI-GAN, PatchMatch and the chooser on holes whose truth is known",
    "gallery": "every action on free photos: docs/gallery.md and its pictures, best and worst",
    "generate": "our call of a generator over diffusers' own, by size of photo, batched; memory (random weights)",
    "grounding": "what the grounder's scores are worth, and what it finds that is not there",
    "healing": "wires and spots under a rough brush stroke: found, and how near the truth they are filled",
    "matting": "boundary error of soft edges on known alphas",
    "page": "how quick the page is in a real browser: first paint, first reply",
    "pasting": "moved and inserted things against the ideal picture: rim, shadow and tone, with controls",
    "quoted": "nothing: rows that papers print, under which definition",
    "recolor": "recoloured things against the ideal, a flat fill and a change of hue",
    "session": "what a long history costs: opening, undo and drop after 20 and 200 turns, memory, disk",
    "stuff": "sky, walls, grass …: IoU with outlines drawn by hand, and finds where there are none",
    "text": "words in pictures: read, taken off, replaced, on drawn signs and real photos",
    "turn": "what the agent costs beyond its tools, beside a plain script: turns, undo, large photos, processes",
    "upscaling": "enlarging twice against plain resampling",
    "verification": "faults that the checks catch, and false alarms on good edits",
}
"""Benchmarks that have nothing to choose: `run()` of the module of that name gives a table."""

MODULES = {"quoted": "reports.quoted", "session": "sessions"}
"""Where the module is called otherwise than the benchmark."""

COMMANDS = {
    "compare": CommandRow(
        "scenewright.evals.reports.commands:compare", "two runs sample by sample, with intervals: RUN RUN"
    ),
    "edit": CommandRow(
        "scenewright.evals.runs.cli:edit", "datasets by editors by seeds, into a folder: DATASET… -o DIR"
    ),
    "gate": CommandRow("scenewright.evals.gate:gate", "a small fixed suite: fails where a score got worse"),
    "readme": CommandRow(
        "scenewright.evals.readme.cli:readme", "every table of the README again, in its form: [NAME…] -o DIR"
    ),
    "report": CommandRow(
        "scenewright.evals.reports.commands:report", "what a run came to, as Markdown, JSON and a page: RUN"
    ),
    "made": CommandRow("scenewright.evals.made.cli:made", "write a dataset made here, its truth exact: NAME -o DIR"),
    "placement": CommandRow(
        "scenewright.evals.made.cli:placement", "one of 1 to 50 things moved, resized, swapped, copied: how exactly"
    ),
    "drift": CommandRow("scenewright.evals.made.cli:drift", "how far untouched pixels move in 200 turns"),
    "shadow": CommandRow("scenewright.evals.made.cli:shadow", "cast shadows left behind when their thing goes"),
    "ambiguity": CommandRow("scenewright.evals.made.cli:ambiguity", "asks when it should, and not when it should not"),
    "removal": CommandRow(
        "scenewright.evals.made.cli:removal", "what is under removed things, with controls and fills"
    ),
    "understand": CommandRow(
        "scenewright.evals.cli:understand",
        "instructions read right, by kinds, first and now; questions, silent errors, how sure, time",
    ),
    "votes": CommandRow(
        "scenewright.evals.reports.commands:votes", "a page for people to vote on results, blind: RUN… -o PAGE"
    ),
}
"""Benchmarks with options of their own: where each command is, and what it is for. Loaded when it runs."""

OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Also write the table to a file."
)


def give(table: str, output: str | None) -> None:
    """Print a table, and write it to a file where one is named."""
    click.echo(table)
    if output:
        with click.open_file(output, "w", encoding="utf-8") as file:
            file.write(table + "\n")


class Benchmarks(LazyGroup):
    """Commands that are loaded when they run, and those that only print the table of a module."""

    def __init__(self, *args: Any, **more: Any):
        rows = {
            name: CommandRow(f"{__package__}.{MODULES.get(name, name)}:run", BENCHMARKS[name]) for name in BENCHMARKS
        }
        super().__init__(*args, rows={**rows, **COMMANDS}, **more)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _plain(cmd_name) if cmd_name in BENCHMARKS else super().get_command(ctx, cmd_name)


def _plain(name: str) -> click.Command:
    def run(output: str | None) -> None:
        give(import_module(f".{MODULES.get(name, name)}", __package__).run(), output)

    return click.command(name, help=f"Measure here and now: {BENCHMARKS[name]}.")(OUTPUT(run))


@click.group(cls=Benchmarks, no_args_is_help=True)
def bench() -> None:
    """Measure something here and now: a Markdown table, or a report in a folder."""


@click.command()
@OUTPUT
@click.option(
    "--cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A further file of cases.",
)
@options.interpreter
@click.option(
    "--photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of photos, instructions and masks instead, laid out as CIEBench is.",
)
@click.option(
    "--sheet",
    type=click.Path(file_okay=False, path_type=Path),
    help="With `--photos`: a folder for contact sheets.",
)
@click.option("--leave-out", is_flag=True, help="With `--photos`: knowledge, reasoning and looking left out in turn.")
def understand(
    output: str | None, cases: tuple[Path, ...], photos: Path | None, sheet: Path | None, leave_out: bool
) -> None:
    """Instructions read right, by their kinds, first and now; questions, silent errors, how sure, time."""
    chosen = bool(click.get_current_context().meta.get(options.MODEL))
    if leave_out and not photos:
        raise click.UsageError("--leave-out goes with --photos")
    if photos and chosen:
        raise click.UsageError("--interpreter goes with cases, not with --photos")
    if chosen:
        from . import understanding

        with desk.open_editor(quiet=True) as editor:
            desk.agree(editor)
            table = understanding.run(cases, editor.interpreter)
    elif photos:
        from . import localisation, localisation_compared

        table = localisation_compared.run(photos) if leave_out else localisation.run(photos, sheet)
    else:
        from . import understanding

        table = understanding.run(cases) if cases else understanding.run()
    give(table, output)
