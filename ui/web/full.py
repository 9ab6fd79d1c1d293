"""Where too much waits already, that is told in the page's own words."""

from __future__ import annotations

import json
from typing import Any

from . import texts
from .guard import App, Scope
from .showing import BROWSER, CALLER
from .streams import JOIN

CALL = "/call/"
FULL = b"full"
"""A word of what Gradio answers then, which is 503 to whoever asks, as it is when the server ends."""
SEVERAL = 429
"""To 503 the page in a browser has words of Gradio's whatever the answer says; of any other refusal it tells them."""


class Full:
    """ASGI middleware around Gradio's queue."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        joins = path.endswith(JOIN) or CALL in path
        await self.app(scope, receive, _Answer(scope, send).pass_on if joins else send)


class _Answer:
    """One answer, held back where it may be the one that is told otherwise."""

    def __init__(self, scope: Scope, send: Any) -> None:
        browser = dict(scope["headers"]).get(CALLER.encode()) == BROWSER.encode()
        self._status, self._send = SEVERAL if browser else 503, send
        self._begun: Any = None
        self._body = bytearray()

    async def pass_on(self, message: Any) -> None:
        if message["type"] == "http.response.start" and message["status"] == 503:
            self._begun = message
        elif self._begun is None:
            await self._send(message)
        else:
            self._body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await self._end()

    async def _end(self) -> None:
        begun, body = self._begun, bytes(self._body)
        if FULL in body:
            body = json.dumps({"detail": texts.BUSY}).encode()
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            begun = {"type": "http.response.start", "status": self._status, "headers": headers}
        await self._send(begun)
        await self._send({"type": "http.response.body", "body": body})
