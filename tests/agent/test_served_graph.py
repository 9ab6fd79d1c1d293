"""The graph that `langgraph.json` names: in this process, and behind LangGraph's own development server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from scenewright.agent.errors import BadInput, SessionNotFound
from scenewright.agent.graph import build_graph, build_served, served_graph
from scenewright.agent.session import Session

ROOT = Path(__file__).parents[2]
NAME = "scenewright"


def test_langgraph_json_names_a_factory_without_arguments():
    """The server takes no other, or one that wants nothing but its own types."""
    import inspect

    named = json.loads((ROOT / "langgraph.json").read_text())
    assert named["graphs"] == {NAME: "scenewright.agent.graph:served_graph"}
    assert not inspect.signature(served_graph).parameters


@pytest.fixture
def run(editor):
    """A run on one thread of the served graph, over the scripted services."""
    compiled = build_served(editor._services, InMemorySaver())
    config = {"configurable": {"thread_id": "1"}}
    return lambda given: compiled.invoke(given, config)


def test_turns_follow_one_another_on_one_thread(run, session: Session, photo):
    done = run({"session": session.id, "text": "brighter"})
    assert (done["status"], done["report"]["turn"], done["report"]["status"]) == ("done", 1, "done")
    bright = session.pixels.copy()
    again = run({"session": session.id, "text": "brighter"})
    assert again["report"]["turn"] == 2
    assert not np.array_equal(session.pixels, bright)
    assert run({"session": session.id, "text": "undo"})["report"]["status"] == "command"
    assert np.array_equal(session.pixels, bright)
    given = {"ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    assert run({"session": session.id, "given": given})["report"]["actions"][0]["op"]["op"] == "remove"
    assert run({"session": session.id, "text": "blue ball"})["report"]["actions"][0]["op"]["op"] == "recolor"


def test_what_a_killed_run_left_is_not_taken_for_the_next_ones(run, session, editor, photo):
    """A killed run leaves records under the number that the next turn gets."""
    other = editor.new_session(photo)
    other.say("remove the dog")
    (left,) = other.records
    session._store.append(session.id, left)
    assert run({"session": session.id, "text": "brighter"})["report"]["turn"] == 1
    (stands,) = session.records
    assert stands.op.op == "adjust"


def test_the_bytes_are_those_of_a_session(run, session, editor, photo):
    other = editor.new_session(photo)
    run({"session": session.id, "text": "remove the dog"})
    other.say("remove the dog")
    assert np.array_equal(session.pixels, other.pixels)


def test_a_question_interrupts_and_the_answer_goes_on(run, session, interpreter, helpers):
    hide = helpers.op("obscure", targets=[helpers.thing("ball-1")], method="fill", color="red")
    asking = {"text": "Which?", "options": [{"label": "the ball", "ops": [hide]}]}
    interpreter.plans["hide it"] = type(helpers.ready(hide)).model_validate({"status": "ask", "question": asking})
    waiting = run({"session": session.id, "text": "hide it"})
    assert waiting["__interrupt__"][0].value["kind"] == "ask"
    assert run(Command(resume=1))["report"]["status"] == "done"
    assert run({"session": session.id, "text": "brighter"})["report"]["status"] == "done"


def test_a_session_that_is_not_there_is_an_error(run):
    with pytest.raises(SessionNotFound):
        run({"session": "../../etc", "text": "brighter"})


def test_what_is_no_plan_and_what_are_no_marks_is_told(run, session):
    with pytest.raises(BadInput, match="this plan cannot be read"):
        run({"session": session.id, "given": {"ops": [{"op": "explode"}]}})
    with pytest.raises(BadInput, match="these marks cannot be read"):
        run({"session": session.id, "text": "hide [A]", "marks": {"A": {"circle": 1}}, "given": None})


def test_a_graph_of_ones_own_needs_no_server(editor, session):
    state = build_graph(editor._services).invoke({"session": session.id, "text": "brighter"})
    assert state["status"] == "done"


# -- behind the server

OPENING = """
import sys
import numpy as np
from scenewright import Editor
photo = np.random.default_rng(0).integers(60, 180, (64, 96, 3)).astype(np.uint8)
print(Editor.open().new_session(photo).id)
"""


class Server:
    """LangGraph's development server in a process of its own, over scripted tools and the interpreter that ships."""

    def __init__(self, folder: Path) -> None:
        quiet = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false", "PYTHONDONTWRITEBYTECODE": "1"}
        own = {"SCENEWRIGHT_HOME": str(folder / "home"), "SCENEWRIGHT_TOOLSET": "scripted"}
        self.environment = {**os.environ, **quiet, **own}
        self.folder = folder
        shutil.copy(ROOT / "langgraph.json", folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def __enter__(self) -> "Server":
        command = [str(Path(sys.executable).with_name("langgraph")), "dev", "--no-browser", "--no-reload"]
        self.log = (self.folder / "log.txt").open("wb")
        self.process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(self.port)],
            **{"cwd": self.folder, "env": self.environment, "start_new_session": True},
            **{"stdin": subprocess.DEVNULL, "stdout": self.log, "stderr": subprocess.STDOUT},
        )
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                if self.call("/ok", method="GET")["ok"]:
                    return self
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        raise AssertionError((self.folder / "log.txt").read_text()[-3000:])

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(60)
        self.log.close()

    def call(self, path: str, body: Any = None, method: str = "POST") -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return json.loads(answer.read())

    def new_session(self) -> str:
        command = [sys.executable, "-c", OPENING]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=120)
        return done.stdout.strip()


def test_the_development_server_answers(tmp_path):
    with Server(tmp_path) as server:
        session = server.new_session()
        assert [one["graph_id"] for one in server.call("/assistants/search", {})] == [NAME]
        thread = server.call("/threads", {})["thread_id"]

        def say(words: str) -> Any:
            given = {"assistant_id": NAME, "input": {"session": session, "text": words}}
            return server.call(f"/threads/{thread}/runs/wait", given)["report"]

        first = say("make it brighter")
        assert (first["format"], first["status"], first["turn"]) == ("scenewright.turn/1", "done", 1)
        assert say("a bit warmer")["turn"] == 2
        assert say("undo")["image"]["id"] == first["image"]["id"]
