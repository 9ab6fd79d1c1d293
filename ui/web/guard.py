"""Who may talk to the page: the machine's own browser, coming from the page itself; and what it gets of Gradio's."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from . import texts

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
LOOPBACK = ("127.0.0.1", "localhost", "::1")


API = "/gradio_api/"
EVENTS = ("call", "cancel", "heartbeat", "info", "queue", "reset", "startup-events")
NAMES = (*EVENTS, "app_id", "upload", "upload_progress")
"""What of Gradio's own interface is let in, by the first word of its address. Not `proxy=`, `run-history`, `stream` and
whatever a later Gradio adds: some of it fetches addresses that a client names."""
FILE = "file="
ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]+:[/\\]|[/\\]{2})", re.IGNORECASE)
NOSNIFF = (b"x-content-type-options", b"nosniff")


class SameSite:
    """ASGI middleware. `hosts` are the names it answers to (None: any), against DNS rebinding; a request that another
    site's page started (`Origin`, `Sec-Fetch-Site`) is refused, whatever it asks. A link there may lead to the page."""

    def __init__(self, app: App, hosts: tuple[str, ...] | None = LOOPBACK) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket") and not self.allows(scope):
            if scope["type"] == "http":
                await refuse(send, texts.OWN_ADDRESS)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)

    def allows(self, scope: Scope) -> bool:
        """Whether this request may pass."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        if self.hosts is not None and _name(f"//{host}") not in self.hosts:
            return False
        origin = headers.get(b"origin")
        if origin is not None and _place(origin.decode("latin-1")) != host:
            return False
        # A browser says so of requests that have no `Origin` too, such as those of pictures and frames.
        return headers.get(b"sec-fetch-site", b"none") in (b"none", b"same-origin") or _is_link(scope, headers)


class OwnFiles:
    """ASGI middleware around Gradio's routes. Of files only those in `served` are given out, where nobody but this
    program writes; no route that would fetch something for a client is reached; and a browser takes everything for
    what it is said to be."""

    def __init__(self, app: App, served: Path) -> None:
        self.app, self.served = app, served

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not self.allows(scope["path"]):
            await refuse(send, texts.NOT_SERVED)
        else:
            await self.app(scope, receive, _not_sniffed(send))

    def allows(self, path: str) -> bool:
        """Whether this path of an address, decoded, is one of those that are reached."""
        _, api, asked = path.partition(API)
        if not api:
            return True
        if asked.startswith(FILE):
            return self.gives(asked.removeprefix(FILE))
        return asked.partition("/")[0] in NAMES

    def gives(self, file: str) -> bool:
        """Whether this is a file of those that are served, wherever its links lead."""
        if is_address(file):
            return False
        try:
            found = Path(file).resolve(strict=True)
        except (OSError, ValueError):
            return False
        return found.is_file() and found.is_relative_to(self.served.resolve())


def is_address(path: object) -> bool:
    """Whether this leads to another machine: a URL of any scheme, or a share of a Windows network."""
    return isinstance(path, str) and ADDRESS.match(path) is not None


def names_address(value: Any) -> bool:
    """Whether in what a client sent an address stands where a file's path is expected."""
    if isinstance(value, Mapping):
        return is_address(value.get("path")) or any(map(names_address, value.values()))
    return isinstance(value, list | tuple) and any(map(names_address, value))


def _is_link(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Whether it is the page that is asked for, to be shown in a window of its own."""
    asked = headers.get(b"sec-fetch-mode"), headers.get(b"sec-fetch-dest")
    root = scope.get("root_path", "").rstrip("/")
    return asked == (b"navigate", b"document") and scope["method"] == "GET" and scope["path"].rstrip("/") in ("", root)


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _place(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _not_sniffed(send: Any) -> Any:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            others = [one for one in message.get("headers", ()) if one[0].lower() != NOSNIFF[0]]
            message = {**message, "headers": [*others, NOSNIFF]}
        await send(message)

    return sending


async def refuse(send: Any, words: str) -> None:
    headers = [(b"content-type", b"text/plain"), NOSNIFF]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})
