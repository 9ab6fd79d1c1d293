"""`scenewright weights`: the model files of this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ... import texts
from .. import options
from ..errors import Exit
from ..output import note, print_json

if TYPE_CHECKING:
    from ....tools.weights import WeightStatus


@click.group(help=texts.COMMAND_HELP["weights"])
def weights() -> None:
    pass


@weights.command("list", help="The files there are, where they come from, and whether they are here.")
@options.as_json
def list_(as_json: bool) -> int:
    from ....tools.weights import WeightCache

    _tell(WeightCache().status(), as_json)
    return Exit.DONE


@weights.command(help="Fetch what is not here (or only the files named); what has arrived is kept.")
@click.argument("names", nargs=-1)
def download(names: tuple[str, ...]) -> int:
    from ....tools.weights import TextProgress, WeightCache

    cache = WeightCache()
    cache.download(names or None, TextProgress(sys.stderr))
    note(f"the weights are in {cache.root}")
    return Exit.DONE


@weights.command(help="Read every byte of the files here and compare them with the manifest.")
@click.argument("names", nargs=-1)
@options.as_json
def verify(names: tuple[str, ...], as_json: bool) -> int:
    from ....tools.errors import DOWNLOAD_COMMAND
    from ....tools.weights import WeightCache

    found = WeightCache().verify(names or None)
    _tell(found, as_json)
    good = all(status.state == "present" for status in found)
    if not good:
        note(f"to fetch what is missing or damaged, run: {DOWNLOAD_COMMAND}")
    return Exit.DONE if good else Exit.NEEDS_INSTALL


def _tell(found: tuple[WeightStatus, ...], as_json: bool) -> None:
    if as_json:
        print_json({"weights": [_row(status) for status in found]})
        return
    for status in found:
        size = f"{status.file.bytes / 1e6:7.1f} MB" if status.file.bytes else "       ? MB"
        click.echo(f"{status.state:<8} {size}  {status.file.name}  ({status.file.licence})")


def _row(status: WeightStatus) -> dict[str, object]:
    file = status.file
    return {
        "name": file.name,
        "state": status.state,
        "path": str(status.path),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "licence": file.licence,
        "sources": [str(source) for source in file.sources],
    }
