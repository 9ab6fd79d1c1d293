"""`scenewright mcp`: tools for other programs, over the Model Context Protocol on standard input and output."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from ... import texts
from .. import desk, options
from ..errors import Missing
from ..output import note

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
def mcp(folders: tuple[Path, ...]) -> None:
    if find_spec("mcp") is None:
        raise Missing(texts.NO_MCP, texts.MCP_COMMAND)
    from ...folders import Folders

    with desk.open_editor() as editor:
        desk.agree(editor)
        from ...toolkit import Toolkit

        allowed = Folders.allowed(folders or editor.settings.folders)
        note(texts.MCP_SERVING.format(folders=", ".join(map(str, allowed.roots)) or texts.NO_FOLDERS))
        import_module(SERVER).serve(Toolkit(editor, folders=allowed))
