"""`scenewright mcp`: tools for other programs, over the Model Context Protocol on standard input and output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import click

from ... import texts
from .. import desk, options
from ..errors import Missing
from ..output import note
from ..signals import ended_by, serving

SERVER = "scenewright.ui.mcp.server"


@click.command(help=texts.COMMAND_HELP["mcp"])
@click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Photos are read and written below it; may be given several times (default: `folders` of the settings, else "
    "the working folder, unless that is the home folder or the whole disk).",
)
@options.model
@serving()
def mcp(folders: tuple[Path, ...]) -> None:
    if find_spec("mcp") is None:
        raise Missing(texts.NO_MCP, texts.MCP_COMMAND)
    from ...folders import Folders

    with desk.open_editor() as editor:
        desk.agree(editor)
        from ...toolkit import Toolkit

        allowed = Folders.allowed(folders or editor.settings.folders)
        note(texts.MCP_SERVING.format(folders=", ".join(map(str, allowed.roots)) or texts.NO_FOLDERS))
        with _input_that_a_signal_ends():
            import_module(SERVER).serve(Toolkit(editor, folders=allowed))


@contextmanager
def _input_that_a_signal_ends() -> Iterator[None]:
    """Standard input comes through a pipe, which a signal closes: the server then ends as it does with its client,
    when what it works on is over."""
    if os.name == "nt" or not _is_standard_input():
        yield
        return
    client, (coming, pipe), (signalled, tell) = os.dup(0), os.pipe(), os.pipe()
    os.dup2(coming, 0)
    os.close(coming)
    Thread(target=_pass_on, args=(client, pipe, signalled), daemon=True).start()
    with ended_by(lambda: os.write(tell, b".")):
        yield


def _is_standard_input() -> bool:
    with suppress(OSError, ValueError):
        return sys.stdin.fileno() == 0
    return False


def _pass_on(client: int, pipe: int, signalled: int) -> None:
    """What the client says, until it or a signal ends it."""
    from select import select

    while signalled not in select([client, signalled], [], [])[0] and (said := os.read(client, 2**16)):
        left = memoryview(said)
        while left:
            left = left[os.write(pipe, left) :]
    os.close(pipe)
