"""LangGraph reports to LangSmith where the environment asks for it, for any program: a turn of ours is not reported."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import langsmith
import pytest
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith.utils import get_env_var

from scenewright.agent.editor import Editor
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.setup.settings import ModelSettings, Settings
from scenewright.scene.image import Pixels


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What reaches a LangSmith of this test, which the environment names."""
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"] or 0))
            got.append(self.path)
            self.send_response(202)
            self.send_header("content-length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *words: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    own = {"TRACING": "true", "ENDPOINT": f"http://127.0.0.1:{http.server_port}", "API_KEY": "lsv2_x", "PROJECT": "p"}
    for name, value in own.items():
        monkeypatch.setenv(f"LANGSMITH_{name}", value)
    get_env_var.cache_clear()
    langsmith.configure(client=None)
    yield got
    monkeypatch.undo()
    get_env_var.cache_clear()
    langsmith.configure(client=None)
    http.shutdown()
    http.server_close()


@pytest.mark.parametrize("tracing", [False, True])
def test_a_turn_is_reported_only_where_the_settings_say_so(
    reports: list[str], tmp_path: Path, helpers: SimpleNamespace, photo: Pixels, tracing: bool
) -> None:
    settings = Settings(model=ModelSettings(tracing=tracing))
    with Editor.open(
        settings, toolbox=helpers.toolbox(), interpreter=LexicalInterpreter(), home=tmp_path / "home"
    ) as editor:
        assert editor.new_session(photo).say("remove the dog").status == "done"
    wait_for_all_tracers()
    assert bool(reports) == tracing
