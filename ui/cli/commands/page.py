"""`scenewright ui`: start the chat page."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from ... import texts
from .. import desk, options
from ..errors import Missing, WrongInput
from ..signals import serving

PAGE = "scenewright.ui.web.launch"


@click.command(help=texts.COMMAND_HELP["ui"])
@click.option("--host", default="127.0.0.1", show_default=True, help="Any but this machine's needs --token.")
@click.option("--port", type=click.IntRange(0, 65535), default=7860, show_default=True, help="0: any that is free.")
@click.option("--token", envvar="SCENEWRIGHT_TOKEN", help="The password that visitors must give.")
@options.model
@serving()
def ui(host: str, port: int, token: str | None) -> None:
    if find_spec("gradio") is None:
        raise Missing(texts.NO_PAGE, texts.PAGE_COMMAND)
    page = import_module(PAGE)
    with desk.open_editor() as editor:
        desk.agree(editor)
        try:
            page.serve(editor, host=host, port=port, token=token)
        except page.Refused as error:
            raise WrongInput(str(error)) from error
