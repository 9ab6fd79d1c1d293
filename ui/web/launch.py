"""Serve the page: to this machine, unless there is a password."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .. import texts
from .guard import LOOPBACK, OwnFiles, SameSite

if TYPE_CHECKING:
    import gradio as gr

    from ...agent.editor import Editor

MAX_UPLOAD = "100mb"
SERVED = "served"
"""The folder, beside the sessions, of what browsers brought and take away."""


class Refused(ValueError):
    """The page is not served this way; the message says how it would be."""


def serve(editor: Editor, host: str = "127.0.0.1", port: int = 7860, token: str | None = None) -> None:
    """Until interrupted. Raises Refused for an address that others can reach when there is no token."""
    _refuse_strangers(host, token)
    _keep_apart(editor.home / SERVED)
    page = start(editor, host, port, token)
    print(texts.SERVING.format(url=page.local_url), flush=True)
    try:
        page.block_thread()
    finally:
        page.close(verbose=False)


def start(
    editor: Editor,
    host: str = "127.0.0.1",
    port: int = 7860,
    token: str | None = None,
    waiting: int | None = None,
) -> gr.Blocks:
    """Serve from a thread and come back; the caller ends it with `.close()`. Port 0 is one that nobody uses. `waiting`:
    how many events may wait, where it is not as many as usual."""
    _refuse_strangers(host, token)
    # Gradio reads it when it is imported, and asks its home for news otherwise.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    from gradio.utils import get_upload_folder
    from starlette.middleware import Middleware

    from ...agent.editors import Editors
    from .full import Full
    from .page import HEAD, WAITING, build, style
    from .pictures import Pictures
    from .routes import routes
    from .saving import made
    from .seal import Seal
    from .streams import Attentive
    from .theme import theme

    hosts = LOOPBACK if host in LOOPBACK else None
    editors = Editors(editor)
    pictures = Pictures(editors, Seal.kept(editor.home))
    page = build(editors, pictures, own=hosts is not None, waiting=WAITING if waiting is None else waiting)
    served = made(Path(get_upload_folder()))
    page.launch(
        server_name=host,
        server_port=port or free_port(host),
        auth=_check(token) if token else None,
        auth_message=texts.LOGIN,
        theme=theme(),
        css=style(),
        head=HEAD,
        ssr_mode=False,
        # Nothing of these is taken from the environment: they would let others in, or send out what was done.
        share=False,
        run_history=False,
        mcp_server=False,
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size=MAX_UPLOAD,
        show_error=True,
        footer_links=[],
        quiet=True,
        prevent_thread_lock=True,
        _frontend=False,  # Not asked for within three seconds, which a busy machine may not keep; it was asked already.
        app_kwargs={
            "middleware": [
                Middleware(SameSite, hosts=hosts),
                Middleware(OwnFiles, served=served),
                Middleware(Full),
                Middleware(Attentive),
            ],
            "routes": routes(pictures),
        },
    )
    return page


def _refuse_strangers(host: str, token: str | None) -> None:
    if host not in LOOPBACK and not token:
        raise Refused(texts.NEEDS_TOKEN.format(host=host))


def _keep_apart(folder: Path) -> None:
    """Let Gradio keep its files in a folder that this person alone may read, unless another is named: its own is one
    for all programs and people of a machine. What earlier servers left there for longer than a day is deleted."""
    from ...agent.sessions.blobs import private_folder
    from .saving import KEPT, clear

    private_folder(folder)
    clear(folder, KEPT)
    os.environ.setdefault("GRADIO_TEMP_DIR", str(folder))


def free_port(host: str = "127.0.0.1") -> int:
    """A port that the system has to give away: of those that it gives in turn, not the next one from a known number on,
    which several programs that look at the same time all find free."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.bind(address)
        return int(probe.getsockname()[1])


def _check(token: str) -> Callable[[str, str], bool]:
    return lambda user, password: secrets.compare_digest(password.encode(), token.encode())
