"""`scenewright bench readme`: every table of the README made again, in the form in which it stands there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ...scene.files import write_whole
from .compared import COMPARED
from .figure import Figure
from .measured import MEASURED
from .printed import read

FIGURES: tuple[Figure, ...] = (*MEASURED, *COMPARED)
WITHOUT = "needs --ciebench FOLDER: CIEBench’s photos come with no licence, so that nobody may pass them on"


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]…", type=click.Choice([one.name for one in FIGURES]))
@click.option(
    "--ciebench",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder laid out as CIEBench is.",
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="The folder; `--list` needs none."
)
@click.option("--list", "listing", is_flag=True, help="Only say which tables there are, and what makes them.")
def readme(names: tuple[str, ...], ciebench: Path | None, output: Path | None, listing: bool) -> None:
    """Run every benchmark that a table of the README comes from, one after the other, each in a process of its own (all
    of them take hours; NAMEs choose), and write the tables in the README’s form to figures.md in the folder.

    The same command goes on where it was interrupted: what a benchmark has printed is kept in the folder.
    """
    chosen = [one for one in FIGURES if not names or one.name in names]
    if listing:
        click.echo("\n".join(_listed(chosen)))
        return
    if output is None:
        raise click.UsageError("name the folder with -o, or ask for --list")
    output.mkdir(parents=True, exist_ok=True)
    parts, failed = [], []
    for figure in chosen:
        try:
            parts.append(section(figure, output, ciebench))
        except (ValueError, OSError, subprocess.CalledProcessError) as error:
            parts.append(f"**{figure.heading}**: not measured ({error})")
            failed.append(figure.name)
    text = "\n\n".join(parts)
    write_whole(output / "figures.md", (text + "\n").encode())
    click.echo(text)
    if failed:
        raise click.ClickException(f"not measured: {', '.join(failed)}")


def section(figure: Figure, folder: Path, ciebench: Path | None = None) -> str:
    """The figure's tables as they stand in the README; what was printed into the folder before is not measured again.

    Raises ValueError where it cannot be measured here, or prints something else than the README shows, and
    CalledProcessError where a benchmark fails.
    """
    if figure.needs_ciebench and ciebench is None:
        raise ValueError(WITHOUT)
    out = str(folder.resolve() / figure.name)
    printed = Path(figure.printed.replace("{out}", out))
    if not printed.is_file():
        for words in figure.filled(out, str(ciebench.resolve()) if ciebench else None):
            subprocess.run(
                [sys.executable, "-m", "scenewright", "bench", *words], check=True, stdout=subprocess.DEVNULL
            )
    tables = read(printed.read_text("utf-8"))
    return "\n\n".join([f"**{figure.heading}**", *(shape.made(tables) for shape in figure.tables)])


def _listed(figures: list[Figure]) -> Iterator[str]:
    for figure in figures:
        commands = "; ".join(" ".join(("bench", *words)) for words in figure.filled(figure.name, None))
        yield f"{figure.name}: {figure.heading}, {len(figure.tables)} tables ({commands})"
