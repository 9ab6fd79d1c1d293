"""No answer is lost in the moment in which a browser's stream of answers ends and its next one begins."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from .guard import App, Scope

PATIENCE = 3.0
"""Seconds that a client has to hang up, for one behind a proxy that keeps this to itself."""
STREAM, JOIN = "/queue/data", "/queue/join"
ENDING = b'"close_stream"'
UNKEPT = (b"cache-control", b"no-store")
"""All streams of a page have one address. When one is hung up whose answer a browser would keep, and the next begins in
the same moment, Chromium asks for that twice and reads one of the two: what is told to the other is lost, and when it
is hung up some seconds later, Gradio forgets all that the page waits for."""


class Attentive:
    """ASGI middleware around Gradio's queue, which ends a client's stream of answers as soon as no event of its is
    pending. A client that hears that its next event was taken before it has read so expects the answers from the stream
    that is ending, opens no other, and waits for ever. Whoever has read that a stream ends hangs up; until then, or for
    `patience` seconds, they are not told that an event was taken."""

    def __init__(self, app: App, patience: float = PATIENCE) -> None:
        self.app, self.patience = app, patience
        self._ending: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        if path.endswith(STREAM):
            await self._stream(scope, receive, send)
        elif path.endswith(JOIN):
            await self._join(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Any, send: Any) -> None:
        (session,) = parse_qs(scope["query_string"].decode()).get("session_hash", [""])[:1]
        read, ends = asyncio.Event(), False

        async def passing(message: Any) -> None:
            nonlocal ends
            if ENDING in message.get("body", b""):
                # Before it is sent: Gradio decides this and hands it over without letting others work.
                self._ending[session], ends = read, True
                await send({**message, "more_body": True})
            elif message["type"] == "http.response.start":
                await send({**message, "headers": [*message["headers"], UNKEPT]})
            elif not ends:
                await send(message)

        try:
            await self.app(scope, receive, passing)
            if ends:
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(_hung_up(receive), self.patience)
                await send({"type": "http.response.body", "body": b""})
        finally:
            read.set()
            if self._ending.get(session) is read:
                del self._ending[session]

    async def _join(self, scope: Scope, receive: Any, send: Any) -> None:
        asked = bytearray()

        async def reading() -> Any:
            message = await receive()
            asked.extend(message.get("body", b""))
            return message

        async def telling(message: Any) -> None:
            if message["type"] == "http.response.start" and (read := self._ending.get(_session(asked))):
                await read.wait()
            await send(message)

        await self.app(scope, reading, telling)


async def _hung_up(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _session(body: bytes | bytearray) -> str:
    """Whose event this is; nobody's for what is none."""
    try:
        asked = json.loads(body)
    except ValueError:
        return ""
    return str(asked.get("session_hash", "")) if isinstance(asked, dict) else ""
