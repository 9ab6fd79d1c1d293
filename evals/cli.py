"""`scenewright bench NAME`: run a benchmark and print its table."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from ..ui.cli import desk, options

BENCHMARKS = {
    "detection": "recall of the detector by object size, whole picture and tiles",
    "grounding": "what the grounder's scores are worth, and what it finds that is not there",
    "matting": "boundary error of soft edges on known alphas",
    "faces": "recall of the face detector by size, and false alarms where nobody is",
    "gallery": "every action on free photos: docs/gallery.md and its pictures, best and worst",
    "generate": "our call of a generator over diffusers' own, by size of photo, batched; memory (random weights)",
    "healing": "wires and spots under a rough brush stroke: found, and how near the truth they are filled",
    "upscaling": "enlarging twice against plain resampling",
    "filling": "MI-GAN, PatchMatch and the chooser on holes whose truth is known",
    "page": "how quick the page is in a real browser: first paint, first reply",
    "pasting": "moved and inserted things against the ideal picture: rim, shadow and tone, with controls",
    "recolor": "recoloured things against the ideal, a flat fill and a change of hue",
    "session": "what a long history costs: opening, undo and drop after 20 and 200 turns, memory, disk",
    "stuff": "sky, walls, grass …: IoU with outlines drawn by hand, and finds where there are none",
    "text": "words in pictures: read, taken off, replaced, on drawn signs and real photos",
    "understand": "instructions read right, by kinds, first and now; questions, silent errors, how sure, time",
    "turn": "what the agent costs beyond its tools, beside a plain script: turns, undo, large photos, processes",
    "verification": "faults that the checks catch, and false alarms on good edits",
}


MODULES = {"session": "sessions", "understand": "understanding"}
"""Where the module is called otherwise than the benchmark."""


@click.command()
@click.argument("name", type=click.Choice(sorted(BENCHMARKS)))
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Also write the table to a file.")
@click.option(
    "--cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="With `understand`: a further file of cases.",
)
@options.interpreter
@click.option(
    "--photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="With `understand`: a folder of photos, instructions and masks instead, laid out as CIEBench is.",
)
@click.option(
    "--sheet",
    type=click.Path(file_okay=False, path_type=Path),
    help="With `--photos`: a folder for contact sheets.",
)
def bench(name: str, output: str | None, cases: tuple[Path, ...], photos: Path | None, sheet: Path | None) -> None:
    """Measure something here and now and print a Markdown table.

    \b
    detection     recall of the detector by object size, whole picture and tiles
    gallery       every action on free photos: docs/gallery.md and its pictures
    grounding     what the grounder's scores are worth, and what it finds that is not there
    matting       boundary error of soft edges on known alphas
    faces         recall of the face detector by size, and false alarms where nobody is
    generate      our call of a generator over diffusers' own, large photos, batched, memory
    healing       wires and spots under a rough brush stroke
    upscaling     enlarging twice against plain resampling
    filling       MI-GAN, PatchMatch and the chooser on holes whose truth is known
    page          how quick the page is in a real browser: first paint, first reply
    recolor       recoloured things against the ideal, a flat fill and a change of hue
    pasting       moved and inserted things against the ideal picture: rim, shadow and tone
    session       what a long history costs: opening, undo and drop after 20 and 200 turns, memory, disk
    stuff         sky, walls, grass …: IoU with drawn outlines, and finds where there are none
    text          words in pictures: read, taken off, replaced, on drawn signs and real photos
    understand    instructions read right, by kinds, first and now; questions, silent errors, how sure, time
    turn          what the agent costs beyond its tools, beside a plain script
    verification  faults that the checks catch, and false alarms on good edits
    """
    chosen = bool(click.get_current_context().meta.get(options.MODEL))
    if (cases or photos or chosen) and name != "understand":
        raise click.UsageError("--cases, --photos and --interpreter go with `understand` only")
    if photos and chosen:
        raise click.UsageError("--interpreter goes with cases, not with --photos")
    if chosen:
        with desk.open_editor(quiet=True) as editor:
            desk.agree(editor)
            table: str = import_module(f"{__package__}.understanding").run(cases, editor.interpreter)
    elif photos:
        table = import_module(f"{__package__}.localisation").run(photos, sheet)
    else:
        module = import_module(f"{__package__}.{MODULES.get(name, name)}")
        table = module.run(cases) if cases else module.run()
    click.echo(table)
    if output:
        with click.open_file(output, "w", encoding="utf-8") as file:
            file.write(table + "\n")
