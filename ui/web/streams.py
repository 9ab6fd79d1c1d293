"""No answer is lost in the moment in which a browser's stream of answers ends."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from .guard import App, Scope

PAUSE = 0.1
"""Seconds that a browser gets to read that its stream has ended."""
STREAM, JOIN = "/queue/data", "/queue/join"
ENDING = b'"close_stream"'


class Unhurried:
    """ASGI middleware around Gradio's queue, which ends a browser's stream of answers as soon as no event of its is
    pending. A browser that hears that its next event was taken before it has read so expects the answers from the
    stream that is ending, opens no other, and waits for ever. So that an event was taken is told `pause` seconds after
    the last stream ended, or later."""

    def __init__(self, app: App, pause: float = PAUSE) -> None:
        self.app, self.pause = app, pause
        self._from = time.monotonic()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        path = scope["path"] if scope["type"] == "http" else ""

        async def streaming(message: Any) -> None:
            # Before it is sent: Gradio decides to end the stream and hands this over without letting others work.
            if ENDING in message.get("body", b""):
                self._from = time.monotonic() + self.pause
            await send(message)

        async def joining(message: Any) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(max(0.0, self._from - time.monotonic()))
            await send(message)

        watched = streaming if path.endswith(STREAM) else joining if path.endswith(JOIN) else send
        await self.app(scope, receive, watched)
