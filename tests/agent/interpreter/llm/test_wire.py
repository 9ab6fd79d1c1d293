"""Over the wire: the real clients of OpenAI, Anthropic and Ollama against a server of this test on 127.0.0.1."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import langsmith
import numpy as np
import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.llm.opening import ModelChoice, open_model
from scenewright.agent.interpreter.llm.reader import LanguageModelInterpreter, Ways
from scenewright.agent.interpreter.llm.trouble import NotSetUp
from scenewright.agent.interpreter.port import Reading, ReadRequest
from scenewright.scene.instruction import Instruction

from .conftest import SCENE, ready, remove

DOG = ready(remove("dog-1"))
TEXT = "whatever barks may leave us"
Json = dict[str, Any]


class Server:
    """Answers each request with what `replies` holds next (the last again and again), and keeps what it was sent."""

    def __init__(self) -> None:
        self.replies: list[tuple[int, Any]] = []
        self.got: list[tuple[str, Json, dict[str, str]]] = []
        self.pause = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = _json(self.rfile.read(int(self.headers["content-length"])))
                outer.got.append((self.path, body, dict(self.headers)))
                time.sleep(outer.pause)
                status, reply = outer.replies[min(len(outer.got), len(outer.replies)) - 1]
                data = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                with suppress(ConnectionError):
                    self.wfile.write(data)

            def do_GET(self) -> None:
                self.send_error(404)

            def log_message(self, *words: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


def _json(body: bytes) -> Json:
    try:
        return dict(json.loads(body))
    except ValueError:
        return {}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    opened = Server()
    yield opened
    opened.close()


def openai(content: Any = None, **message: Any) -> Json:
    said = content if isinstance(content, str) or content is None else json.dumps(content)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said, **message}}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def anthropic(plan: Json) -> Json:
    content = [{"type": "tool_use", "id": "t1", "name": "edit_plan", "input": plan}]
    usage = {"input_tokens": 1, "output_tokens": 1}
    return {
        "id": "m1", "type": "message", "role": "assistant", "model": "m", "content": content,
        "stop_reason": "tool_use", "stop_sequence": None, "usage": usage,
    }  # fmt: skip


def ollama(plan: Json) -> str:
    line = {"model": "m", "created_at": "2026-01-01T00:00:00Z", "done": True, "done_reason": "stop"}
    return json.dumps({**line, "message": {"role": "assistant", "content": json.dumps(plan)}}) + "\n"


def interpreter(server: Server, name: str = "openai:m", seconds: float = 20.0, **ways: Any) -> LanguageModelInterpreter:
    url = f"{server.url}/v1" if name.startswith("openai") else server.url
    choice = ModelChoice(name, url, timeout=seconds)
    return LanguageModelInterpreter(
        name, lambda: open_model(choice), LexicalInterpreter(), ways=Ways(seconds=seconds, **ways)
    )


def read(asked: LanguageModelInterpreter, text: str = TEXT, **more: Any) -> Reading:
    return asked.read(ReadRequest(Instruction.of(text), SCENE, **more))


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("openai:m", openai(DOG)),
        ("openai:m", openai(f"Gladly.\n```json\n{json.dumps(DOG)}\n```")),
        ("anthropic:m", anthropic(DOG)),
        ("ollama:m", ollama(DOG)),
    ],
)
def test_each_protocol_brings_the_plan(server: Server, name: str, reply: Any) -> None:
    server.replies = [(200, reply)]
    asked = interpreter(server, name)
    assert asked.outgoing is None
    reading = read(asked)
    assert reading.plan.read_by == f"llm/1 {name}", reading.plan.notes
    assert [op.op for op in reading.plan.ops] == ["remove"]


def test_the_schema_goes_along_as_each_provider_wants_it(server: Server) -> None:
    server.replies = [(200, openai(DOG))]
    read(interpreter(server))
    assert server.got[-1][1]["response_format"]["json_schema"]["schema"]["required"] == ["rationale", "status"]
    server.replies = [(200, anthropic(DOG))]
    read(interpreter(server, "anthropic:m"))
    (tool,) = server.got[-1][1]["tools"]
    assert tool["input_schema"]["required"] == ["rationale", "status"]
    server.replies = [(200, ollama(DOG))]
    read(interpreter(server, "ollama:m"))
    assert server.got[-1][1]["format"]["required"] == ["rationale", "status"]


@pytest.mark.parametrize("name", ["openai:m", "anthropic:m", "ollama:m"])
def test_the_picture_goes_along_as_each_provider_wants_it(server: Server, name: str) -> None:
    server.replies = [(200, {"openai": openai, "anthropic": anthropic, "ollama": ollama}[name.partition(":")[0]](DOG))]
    asked = interpreter(server, name, picture=True)
    read(asked, picture=lambda: np.full((30, 40, 3), 99, np.uint8))
    assert "/9j/" in json.dumps(server.got[-1][1]["messages"][-1])


def test_no_key_of_the_environment_reaches_a_server_of_ones_own(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-only-for-openai")
    server.replies = [(200, openai(DOG))]
    read(interpreter(server))
    assert "sk-only-for-openai" not in json.dumps(server.got)


@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "does not accept the key"), (403, "does not accept the key"), (404, "has no model 'm', or no such address")],
)
def test_what_the_person_has_to_set_up_is_said(server: Server, status: int, told: str) -> None:
    server.replies = [(status, {"error": {"message": "key sk-abcdef0123456789 is bad", "type": "x"}})]
    with pytest.raises(NotSetUp, match=told) as error:
        read(interpreter(server))
    assert "abcdef" not in str(error.value)


def test_a_model_that_ollama_has_not_pulled_is_named_with_the_command(server: Server) -> None:
    server.replies = [(404, {"error": "model 'm' not found"})]
    with pytest.raises(NotSetUp, match="ollama pull m"):
        read(interpreter(server, "ollama:m"))


@pytest.mark.parametrize(
    ("status", "reply", "told"),
    [
        (429, {"error": {"message": "slow down"}}, "takes no more requests for now"),
        (500, {"error": {"message": "oops"}}, r"answered with an error \(500\)"),
        (503, "<html>gone</html>", r"answered with an error \(503\)"),
        (200, "<html>hello</html>", "failed with|error"),
        (200, openai(None, refusal="I cannot help with that."), "declined"),
        (200, openai("I'd rather talk about the weather."), "no plan that can be carried out"),
        (200, openai(ready(remove("unicorn-1"))), "no object 'unicorn-1'"),
        (200, openai("x" * 300_000), "more than 60000 letters"),
        (200, openai('{"rationale": "' + "x" * 300_000), "more than 60000 letters"),
    ],
)
def test_a_server_that_fails_leaves_the_words_to_the_rules(server: Server, status: int, reply: Any, told: str) -> None:
    server.replies = [(status, reply)]
    reading = read(interpreter(server), "remove the dog")
    assert reading.plan.read_by == "lexical/1"
    assert [op.op for op in reading.plan.ops] == ["remove"]
    assert re.search(told, reading.plan.notes[0]), reading.plan.notes


def test_a_wrong_plan_goes_back_over_the_wire(server: Server) -> None:
    server.replies = [(200, openai(ready(remove("unicorn-1")))), (200, openai(DOG))]
    reading = read(interpreter(server))
    assert [op.op for op in reading.plan.ops] == ["remove"]
    assert "no object 'unicorn-1'" in server.got[1][1]["messages"][-1]["content"]


def test_a_server_that_takes_no_schema_is_asked_without(server: Server) -> None:
    server.replies = [(400, {"error": {"message": "response_format is not supported"}}), (200, openai(DOG))]
    asked = interpreter(server)
    assert read(asked).plan.read_by == "llm/1 openai:m"
    assert "response_format" not in server.got[1][1]
    read(asked)
    assert len(server.got) == 3
    assert "response_format" not in server.got[2][1]


def test_a_server_that_takes_no_picture_is_asked_without(server: Server) -> None:
    refusal = (500, {"error": {"message": "image input is not supported - hint: you may need to provide the mmproj"}})
    server.replies = [refusal, refusal, (200, openai(DOG))]
    asked = interpreter(server, picture=True)
    pixels = np.full((30, 40, 3), 99, np.uint8)
    assert read(asked, picture=lambda: pixels).plan.read_by == "llm/1 openai:m"
    assert "/9j/" in json.dumps(server.got[0][1])
    assert json.loads(server.got[-1][1]["messages"][-1]["content"])["say"] == TEXT
    count = len(server.got)
    read(asked, picture=lambda: pixels)
    assert len(server.got) == count + 1
    assert "/9j/" not in json.dumps(server.got[-1][1])


def test_a_server_that_is_not_there_is_said(server: Server) -> None:
    server.close()
    reading = read(interpreter(server), "remove the dog")
    assert "nothing answers at 127.0.0.1" in reading.plan.notes[0]
    assert reading.plan.ops


def test_a_slow_server_is_not_waited_for(server: Server) -> None:
    server.replies, server.pause = [(200, openai(DOG))], 3.0
    started = time.monotonic()
    reading = read(interpreter(server, seconds=0.5), "remove the dog")
    assert "did not answer within 0.5 seconds" in reading.plan.notes[0]
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("allowed", [False, True])
def test_nothing_is_traced_unless_it_is_set(server: Server, monkeypatch: pytest.MonkeyPatch, allowed: bool) -> None:
    """Another program's LangSmith variables in the environment send nothing of ours anywhere."""
    from langsmith.utils import get_env_var

    traces = Server()
    traces.replies = [(200, {})]
    get_env_var.cache_clear()
    langsmith.configure(client=None)
    for name, value in (("TRACING", "true"), ("ENDPOINT", traces.url), ("API_KEY", "lsv2_x"), ("PROJECT", "p")):
        monkeypatch.setenv(f"LANGSMITH_{name}", value)
    server.replies = [(200, openai(DOG))]
    assert read(interpreter(server, tracing=allowed)).plan.ops
    from langchain_core.tracers.langchain import wait_for_all_tracers

    wait_for_all_tracers()
    get_env_var.cache_clear()
    langsmith.configure(client=None)
    monkeypatch.undo()
    sent = [path for path, _, _ in traces.got]
    traces.close()
    assert bool(sent) == allowed
