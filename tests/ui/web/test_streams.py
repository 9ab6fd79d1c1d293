"""No answer is lost in the moment in which a browser's stream of answers ends and its next one begins."""

import asyncio
import json

import pytest

from scenewright.ui.web.launch import start
from scenewright.ui.web.streams import JOIN, STREAM, Attentive

CLOSING = b'data: {"msg":"close_stream","event_id":null}\n\n'
DONE = b'data: {"msg":"process_completed","event_id":"1"}\n\n'


async def gradio(scope, receive, send) -> None:
    """Reads what is asked; a stream is of one answer, and ends."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for part in (DONE, CLOSING) if scope["path"].endswith(STREAM) else (b"taken",):
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Request:
    """What is asked, and what has come by now. It is hung up when `over` is set."""

    def __init__(self, path: str, session: str, body: bytes | None = None) -> None:
        self.scope = {"type": "http", "path": path, "query_string": f"session_hash={session}".encode()}
        body = json.dumps({"data": ["“session_hash”"], "session_hash": session}).encode() if body is None else body
        middle = len(body) // 2
        self.asked = [
            {"type": "http.request", "body": body[:middle], "more_body": True},
            {"type": "http.request", "body": body[middle:]},
        ]
        self.over = asyncio.Event()
        self.came: list[dict] = []

    async def receive(self) -> dict:
        if self.asked:
            return self.asked.pop(0)
        await self.over.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict) -> None:
        self.came.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.came)

    @property
    def whole(self) -> bool:
        return bool(self.came) and not self.came[-1].get("more_body", self.came[-1]["type"] == "http.response.start")

    def made(self, over: Attentive) -> asyncio.Task:
        return asyncio.create_task(over(self.scope, self.receive, self.send))


async def others_work() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize("prefix", ["", "/gradio_api"])
def test_that_an_event_was_taken_is_told_when_the_end_of_the_stream_was_read(prefix):
    async def told() -> None:
        over = Attentive(gradio)
        stream, join = Request(prefix + STREAM, "a"), Request(prefix + JOIN, "a")
        first = stream.made(over)
        await others_work()
        assert stream.body == DONE + CLOSING
        second = join.made(over)
        await others_work()
        assert join.came == []
        stream.over.set()
        await asyncio.gather(first, second)
        assert join.body == b"taken"
        assert join.whole

    asyncio.run(told())


@pytest.mark.parametrize(
    ("path", "session", "body"),
    [
        (JOIN, "b", None),
        (JOIN, "a", b"nonsense"),
        (JOIN, "a", b'["session_hash"]'),
        ("/gradio_api/upload", "a", None),
    ],
)
def test_nobody_else_waits(path, session, body):
    async def asked() -> None:
        over = Attentive(gradio)
        stream, other = Request(STREAM, "a"), Request(path, session, body)
        first = stream.made(over)
        await others_work()
        await other.made(over)
        assert other.body == b"taken"
        assert not stream.whole
        stream.over.set()
        await first

    asyncio.run(asked())


def test_a_client_that_never_hangs_up_is_answered_some_time_later():
    async def asked() -> None:
        over = Attentive(gradio, patience=0.05)
        stream, join = Request(STREAM, "a"), Request(JOIN, "a")
        first = stream.made(over)
        await others_work()
        await join.made(over)
        await first
        assert stream.whole
        assert join.whole

    asyncio.run(asked())


def test_a_stream_that_breaks_keeps_nobody_waiting():
    async def breaks(scope, receive, send) -> None:
        await gradio(scope, receive, send)
        if scope["path"] == STREAM:
            raise ConnectionError

    async def asked() -> None:
        over = Attentive(breaks)
        join = Request(JOIN, "a")
        with pytest.raises(ConnectionError):
            await Request(STREAM, "a").made(over)
        await join.made(over)
        assert join.whole

    asyncio.run(asked())


@pytest.mark.parametrize(("path", "kept"), [(STREAM, False), (JOIN, True)])
def test_a_browser_keeps_no_stream(path, kept):
    async def asked() -> None:
        over = Attentive(gradio)
        request = Request(path, "a")
        request.over.set()
        await request.made(over)
        assert ((b"cache-control", b"no-store") not in request.came[0]["headers"]) is kept

    asyncio.run(asked())


def test_what_is_no_request_is_none_of_its_business():
    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope["type"])

    asyncio.run(Attentive(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_the_page_is_served_so(scripted_editor, tmp_path):
    with scripted_editor(tmp_path) as editor:
        page = start(editor, port=0)
        assert Attentive in {one.cls for one in page.app.user_middleware}
        page.close(verbose=False)
