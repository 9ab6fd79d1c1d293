"""Where more waits than may, that is told in the page's own words, and what waited goes on."""

import asyncio
import json
import time
from collections.abc import Callable

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from gradio_client.utils import QueueError

from scenewright.ui.web import texts
from scenewright.ui.web.full import Full
from scenewright.ui.web.launch import start
from scenewright.ui.web.page import AT_ONCE, WAITING


@pytest.fixture(scope="module")
def editor(tmp_path_factory, scripted_editor):
    with scripted_editor(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(editor):
    """Where one event may wait."""
    page = start(editor, port=0, waiting=1)
    yield page
    page.close(verbose=False)


def until(comes: Callable[[], object]) -> None:
    """Come back when this has come."""
    latest = time.monotonic() + 60
    while not comes():
        assert time.monotonic() < latest
        time.sleep(0.05)


def joined(page, visitor: Client, **headers: str) -> httpx.Response:
    """The answer to an event of this visitor, asked for as the page in a browser does."""
    say = next(one for one in page.config["dependencies"] if one["api_name"] == "say")
    data = {"data": ["", "brighter", {"marks": {}}, False, "auto", 0], "fn_index": say["id"]}
    asked = {**data, "session_hash": visitor.session_hash}
    return httpx.post(f"{page.local_url}gradio_api/queue/join", json=asked, headers=headers, timeout=60)


def test_what_comes_when_too_much_waits_is_refused_with_words_and_all_that_waited_is_done(page, editor, photo):
    visitors = [Client(page.local_url, verbose=False) for _ in range(AT_ONCE + 2)]
    for visitor in visitors:
        visitor.predict(handle_file(photo), api_name="/open")
    *begun, late = visitors
    editor.interpreter.gate.clear()
    try:
        jobs = []
        for visitor in begun:
            jobs.append(visitor.submit("wait, then brighter", api_name="/say"))
            if visitor is not begun[-1]:
                until(jobs[-1].outputs)
        until(lambda: httpx.get(f"{page.local_url}gradio_api/queue/status", timeout=60).json()["queue_size"] == 1)
        in_browser, by_program = joined(page, late, **{"x-gradio-user": "app"}), joined(page, late)
        called = httpx.post(f"{page.local_url}gradio_api/call/undo", json={"data": []}, timeout=60)
        with pytest.raises(QueueError):
            late.predict("brighter", api_name="/say")
    finally:
        editor.interpreter.gate.set()
    assert [one.status_code for one in (in_browser, by_program, called)] == [429, 503, 503]
    assert [one.json() for one in (in_browser, by_program, called)] == [{"detail": texts.BUSY}] * 3
    said = [job.result(timeout=60)[0][2]["content"][0]["text"] for job in jobs]
    assert all(text.startswith("Done") for text in said)
    out = late.predict("brighter", api_name="/say")
    assert [message["content"][0]["text"] for message in out[0] if message["role"] == "user"] == ["brighter"]


def test_by_itself_there_is_room_for_many(scripted_editor, tmp_path):
    with scripted_editor(tmp_path) as editor:
        page = start(editor, port=0)
        assert page._queue.max_size == WAITING >= 8 * AT_ONCE
        page.close(verbose=False)


def test_other_refusals_are_told_as_they_are(page):
    with pytest.raises(AppError, match=texts.NO_PHOTO):
        Client(page.local_url, verbose=False).predict("brighter", api_name="/say")


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/call/say"])
@pytest.mark.parametrize("parts", [[b"Queue is stopped."], [b"Queue ", b"is full."], []])
def test_of_what_is_503_only_a_full_queue_is_told_otherwise(path, parts):
    sent: list[dict] = []

    async def gradio(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"x", b"y")]})
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})

    async def send(message) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "headers": [(b"x-gradio-user", b"app")]}
    asyncio.run(Full(gradio)(scope, None, send))
    begun, ended = sent
    body = b"".join(parts)
    if b"full" in body:
        assert (begun["status"], json.loads(ended["body"])) == (429, {"detail": texts.BUSY})
    else:
        assert (begun["status"], begun["headers"], ended["body"]) == (503, [(b"x", b"y")], body)


def test_what_is_no_event_passes_at_once():
    scope = {"type": "lifespan"}
    seen = []

    async def app(*given) -> None:
        seen.append(given)

    asyncio.run(Full(app)(scope, None, asked := object()))
    assert seen == [(scope, None, asked)]
