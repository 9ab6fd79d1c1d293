"""`scenewright bench made NAME` writes a made dataset; `bench placement`, `drift`, `shadow` … measure on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import click

from ..cli import give
from .writing import fewer

SIZES: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "placement": (2, "pictures of each number of things"),
        "drift": (2, "sessions"),
        "shadow": (18, "pictures"),
        "ambiguity": (14, "pictures, seven questions about each"),
        "removal": (24, "pictures"),
    }
)
"""How large each dataset is unless it is said, and of what."""
ABOUT = MappingProxyType(
    {
        "placement": "how exactly one of 1 to 50 things is moved, resized, swapped or copied by words, boxes and hand",
        "drift": "how far untouched pixels move over long sessions of edits and their undoing",
        "shadow": "how much of a cast shadow is left after its thing was removed",
        "ambiguity": "asking where nobody can know what is meant, and not asking where the words say it",
        "removal": "what comes into the place of removed things against what was there",
    }
)

FOLDER = click.Path(file_okay=False, path_type=Path)
SEED = click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
HALF = click.option(
    "--half",
    type=click.Choice(("develop", "report", "free")),
    default="report",
    show_default=True,
    help="Which photos; whatever is chosen is chosen on the other half. free: those that anybody may pass on, to show.",
)
SIZE = click.option("--size", type=click.IntRange(1), help="How many pictures or sessions.")
TURNS = click.option("--turns", type=click.IntRange(2), help="Of drift: turns of a session, an even number.")


def build(name: str, folder: Path, half: str, seed: int, size: int | None, turns: int | None) -> Path:
    """The dataset's JSONL file; raises click.UsageError for turns of anything but drift."""
    if turns and (name != "drift" or turns % 2):
        raise click.UsageError("--turns goes with drift, and is an even number")
    make: Callable[..., Path] = import_module(f".{name}", __package__).build
    return make(folder, seed, size or SIZES[name][0], half, **({"turns": turns} if turns else {}))


@click.command()
@click.argument("name", type=click.Choice(tuple(SIZES)))
@click.option("-o", "--output", type=FOLDER, required=True, help="The folder to write it to.")
@HALF
@SEED
@SIZE
@TURNS
def made(name: str, output: Path, half: str, seed: int, size: int | None, turns: int | None) -> None:
    """Write a dataset whose right answers are known exactly, made of free photos: a JSONL file and PNG pictures.

    The same seed gives the same bytes. `made.json` names every photo's licence and package.
    """
    click.echo("\n".join(filter(None, [str(build(name, output, half, seed, size, turns)), fewer(output)])))


def measuring(name: str) -> click.Command:
    """The command that makes a dataset and measures on it."""
    size, what = SIZES[name]

    @HALF
    @SEED
    @click.option("--size", type=click.IntRange(1), default=size, show_default=True, help=f"How many {what}.")
    @click.option("--keep", type=FOLDER, help="Keep pictures and answers here; what is there is not done again.")
    @click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True), help="Also write it to a file.")
    @click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Best and worst as a .png or .webp.")
    def run(
        half: str, seed: int, size: int, keep: Path | None, output: str | None, sheet: Path | None, **more: Any
    ) -> None:
        bench = import_module(f".{name}_bench", __package__)
        with _kept(keep) as place:
            folder = place / f"{name}-{half}-{seed}-{size}"
            build(name, folder, half, seed, size, more.pop("turns", None))
            line = bench.line(folder, **more)
            give("\n\n".join(filter(None, [bench.run(folder, place / "answers", line, sheet), fewer(folder)])), output)

    return click.command(name, help=f"Measure on a dataset made here: {ABOUT[name]}.")(_more(name)(run))


def _more(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options of one benchmark alone."""
    if name == "drift":
        return click.option("--turns", type=click.IntRange(2), default=200, show_default=True, help="An even number.")
    if name == "placement":
        return click.option("--model", help="A language model as PROVIDER:MODEL, measured beside the rules.")
    if name == "ambiguity":
        return click.option("--photo/--no-photo", default=True, help="Also from the photo alone, which takes long.")
    return lambda run: run


@contextmanager
def _kept(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory(prefix="scenewright-made-") as temporary:
        yield Path(temporary)


placement, drift, shadow, ambiguity, removal = (measuring(name) for name in ABOUT)
