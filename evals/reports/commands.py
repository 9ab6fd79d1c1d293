"""`scenewright bench report`, `compare` and `votes`: what a run came to, two of them side by side, people's votes."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..runs import Run

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("folder", metavar="RUN", type=FOLDER)
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Into this folder. [RUN/report]")
@click.option("--votes", type=FILE, multiple=True, help="Votes that a page of `bench votes` gave; needs --key.")
@click.option("--key", type=FILE, help="The key that `bench votes` wrote beside its page.")
@click.option("--shown", type=click.IntRange(0), default=40, help="Samples of a dataset on contact sheets. [40]")
def report(folder: Path, output: Path | None, votes: tuple[Path, ...], key: Path | None, shown: int) -> None:
    """What a run came to: report.md with charts, report.json, and report.html with contact sheets."""
    from .voted import read
    from .writing import write

    if bool(votes) != (key is not None):
        raise click.UsageError("--votes and --key go together")
    try:
        ballots = read(votes, key) if key is not None else ()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    place = output or folder / "report"
    made = write(_loaded(folder), place, ballots, shown)
    click.echo(f"{made.title}: {place / 'report.html'}")


@click.command()
@click.argument("one", metavar="RUN", type=FOLDER)
@click.argument("other", metavar="RUN", type=FOLDER)
@click.option("--editor", "editors", multiple=True, help="Only this editor. [every one that both runs have]")
@click.option("--against", help="With one --editor: another editor of the second run (which may be the same run).")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Also write it as JSON.")
def compare(one: Path, other: Path, editors: tuple[str, ...], against: str | None, output: Path | None) -> None:
    """Two runs sample by sample: the mean difference of each metric with its interval, and what is done now or was."""
    from .comparison import as_data, as_markdown
    from .comparison import compare as compared

    first, second = _loaded(one), _loaded(other)
    if against and len(editors) != 1:
        raise click.UsageError("--against goes with one --editor")
    theirs = {note.name for note in second.editors}
    names = editors or tuple(note.name for note in first.editors if not note.control and note.name in theirs)
    if not names:
        held = "; ".join(f"{run.folder} has {', '.join(note.name for note in run.editors)}" for run in (first, second))
        raise click.UsageError(
            f"no editor is in both runs ({held}); name one with --editor, and the other with --against"
        )
    try:
        found = [compared(first, second, name, against) for name in names]
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(as_markdown(found))
    if output:
        output.write_text(json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n", "utf-8")


@click.command()
@click.argument("folders", metavar="RUN…", nargs=-1, required=True, type=FOLDER)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The page.")
@click.option("--seed", type=int, default=0, help="Of the order and of the samples drawn. [0]")
@click.option("--most", type=click.IntRange(1), help="Only so many samples, drawn by chance.")
@click.option("--controls", is_flag=True, help="Controls are voted on too.")
def votes(folders: tuple[Path, ...], output: Path, seed: int, most: int | None, controls: bool) -> None:
    """A page for people to vote on results: blind, shuffled, by keyboard; it gives the votes as a JSON file.

    Which result is whose stands in a key beside the page: do not pass it on. `bench report RUN --votes FILE --key KEY`
    reads the votes.
    """
    from .votes import make

    try:
        key = make([_loaded(folder) for folder in folders], output, seed, controls, most)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{output}, and its key {key}")


def _loaded(folder: Path) -> Run:
    try:
        return Run.load(folder)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
