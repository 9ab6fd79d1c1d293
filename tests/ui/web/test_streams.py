"""No answer is lost in the moment in which a browser's stream of answers ends."""

import asyncio
import time

import pytest

from scenewright.ui.web.launch import start
from scenewright.ui.web.streams import JOIN, STREAM, Unhurried

PAUSE = 0.2
CLOSING = b'data: {"msg":"close_stream","event_id":null}\n\n'
DONE = b'data: {"msg":"process_completed","event_id":"1"}\n\n'


def unhurried(body: bytes = b"") -> Unhurried:
    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    return Unhurried(app, PAUSE)


async def ask(over: Unhurried, path: str, kind: str = "http") -> list[tuple[float, dict]]:
    """What comes, each with the moment in which it came."""
    came: list[tuple[float, dict]] = []

    async def send(message) -> None:
        came.append((time.monotonic(), message))

    await over({"type": kind, "path": path}, None, send)
    return came


@pytest.mark.parametrize("prefix", ["", "/gradio_api"])
def test_that_an_event_was_taken_is_told_some_time_after_the_stream_ended(prefix):
    over = unhurried(DONE + CLOSING)

    async def both() -> float:
        ended, _ = (await ask(over, prefix + STREAM))[-1]
        told, _ = (await ask(over, prefix + JOIN))[0]
        return told - ended

    assert asyncio.run(both()) >= PAUSE - 0.02


def test_nothing_waits_but_for_a_stream_that_ends():
    over = unhurried(DONE)

    async def waited() -> float:
        await ask(over, STREAM)
        before = time.monotonic()
        await ask(over, JOIN)
        await ask(over, "/gradio_api/upload")
        return time.monotonic() - before

    assert asyncio.run(waited()) < PAUSE


def test_everything_passes_unchanged():
    over = unhurried(CLOSING)
    for path in (STREAM, JOIN, "/config"):
        came = [message for _, message in asyncio.run(ask(over, path))]
        assert [message["type"] for message in came] == ["http.response.start", "http.response.body"]
        assert came[1]["body"] == CLOSING


def test_what_is_no_request_is_none_of_its_business():
    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope["type"])

    asyncio.run(Unhurried(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_the_page_is_served_so(scripted_editor, tmp_path):
    with scripted_editor(tmp_path) as editor:
        page = start(editor, port=0)
        assert Unhurried in {one.cls for one in page.app.user_middleware}
        page.close(verbose=False)
