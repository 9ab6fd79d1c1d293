"""A language model on the command line: named with `--model`, agreed to once, what it lacks said with what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from scenewright.ui.cli.main import root

Run = Callable[..., Result]
BRIGHTER = {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}
PLAN = {"rationale": "as it was said", "status": "ready", "ops": [BRIGHTER]}
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OLLAMA_HOST", "OPENAI_BASE_URL")


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str]:
    """The scripted toolset, and a folder of the test's own."""
    return {"SCENEWRIGHT_HOME": str(tmp_path / "home"), "SCENEWRIGHT_TOOLSET": "scripted", "COLUMNS": "100"}


@pytest.fixture
def run(tmp_path: Path, own: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with what the environment says, in this process: the client's libraries are imported once."""
    monkeypatch.chdir(tmp_path)
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)

    def invoke(*words: object, **more: str) -> Result:
        return CliRunner().invoke(root, [str(word) for word in words], env={**own, **more})

    return invoke


@pytest.fixture
def answers(tmp_path: Path) -> str:
    (tmp_path / "answers.json").write_text(json.dumps([PLAN]))
    return "scripted:answers.json"


@pytest.fixture
def url(chat_server: Callable[..., Any]) -> str:
    """A server that speaks OpenAI's protocol and has one answer."""
    return f"{chat_server(lambda asked: PLAN).url}/v1"


def turn(done: Result) -> Any:
    (line,) = done.stdout.splitlines()
    return json.loads(line)


def test_a_model_behind_a_server_of_ones_own_edits_a_photo(own: dict[str, str], photo: Path, url: str) -> None:
    """As a process of its own."""
    words = ("edit", str(photo), "let there be light", "--model", "openai:m", "--base-url", url, "--yes", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "scenewright", *words],
        capture_output=True,
        text=True,
        cwd=photo.parent,
        env={**{name: value for name, value in os.environ.items() if name not in KEYS}, **own},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["plan"]["read_by"] == "llm/1 openai:m"
    assert (photo.parent / "park-edited.png").is_file()


def test_without_the_server_the_rules_stand_in_and_say_so(run: Run, photo: Path) -> None:
    done = run("edit", photo, "make it brighter", "--model", "openai:m", "--base-url", "http://127.0.0.1:9/v1")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(
        "Note: nothing answers at 127.0.0.1:9 (is the server for openai:m running there?); the"
    )


@pytest.mark.parametrize(
    ("words", "exit", "told"),
    [
        (["--model", "openai:gpt-4o"], 4, "needs a key in the environment variable OPENAI_API_KEY"),
        (["--model", "groq:llama"], 4, "to get it, run: pip install langchain-groq"),
        (["--model", "llama"], 4, "a model is named provider:model"),
        (["--compact"], 2, "--compact is about a language model: name one with --model"),
        (["--send-picture"], 2, "--send-picture is about a language model"),
        (["--model", "openai:m", "--base-url", "ftp://x"], 2, "base_url"),
    ],
)
def test_what_is_missing_is_told(run: Run, photo: Path, words: list[str], exit: int, told: str) -> None:
    done = run("edit", photo, "make it brighter", *words, "--json")
    assert done.exit_code == exit, done.stderr
    assert told in turn(done)["error"]


def test_nothing_leaves_before_a_yes(run: Run, photo: Path) -> None:
    words = ("edit", photo, "make it brighter", "--model", "openai:m", "--base-url", "http://model.invalid/v1")
    shut = {"HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
    done = run(*words, **shut)
    assert done.exit_code == 3
    assert "openai:m runs on model.invalid, not on this machine: what you say, a list of what is in" in done.stderr
    assert "but not the picture" in done.stderr
    assert "add --agree" in done.stderr
    agreed = run(*words, "--agree", **shut)
    assert "agreed, from now on: openai:m runs on model.invalid" in agreed.stderr
    assert agreed.exit_code == 0, agreed.stderr
    assert "nothing answers at model.invalid" in agreed.stdout
    again = run(*words, **shut)
    assert again.exit_code == 0, again.stderr
    assert "runs on" not in again.stderr
    assert run(*words, "--send-picture", **shut).exit_code == 3


def test_plans_and_batches_are_read_by_the_model_too(run: Run, answers: str, tmp_path: Path) -> None:
    scene = {"image": {"width": 90, "height": 60}, "objects": []}
    (tmp_path / "scene.json").write_text(json.dumps(scene))
    one = run("plan", "--scene", "scene.json", "let there be light", "--model", answers, "--json")
    assert turn(one)["read_by"] == f"llm/1 {answers}"
    (tmp_path / "cases.jsonl").write_text(f"{json.dumps({'scene': scene, 'text': 'light!'})}\nnot json\n")
    many = [json.loads(line) for line in run("plan", "--batch", "cases.jsonl", "--model", answers).stdout.splitlines()]
    assert [plan["status"] for plan in many] == ["ready", "cannot"]
    assert many[0]["read_by"] == f"llm/1 {answers}"


def test_settings_can_name_it(run: Run, photo: Path, answers: str) -> None:
    done = run("edit", photo, "light!", "--yes", "--json", SCENEWRIGHT_MODEL__NAME=answers)
    assert turn(done)["plan"]["read_by"] == f"llm/1 {answers}"


def test_compact_is_passed_on(run: Run, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text(json.dumps([{"choice": 11}, {"choice": 1}]))
    words = ("edit", photo, "fuzzy behind", "--model", "scripted:answers.json", "--compact", "--yes", "--json")
    assert turn(run(*words))["plan"]["read_by"] == "llm/1 compact scripted:answers.json"


@pytest.mark.parametrize(
    "words",
    [("scene", "PHOTO"), ("edit", "PHOTO", "make it brighter"), ("mcp",), ("ui", "--port", "0")],
    ids=lambda words: words[0],
)
def test_no_picture_leaves_to_be_described_before_a_yes(run: Run, photo: Path, words: tuple[str, ...]) -> None:
    far = {"SCENEWRIGHT_SEEING__NAME": "openai:m", "SCENEWRIGHT_SEEING__BASE_URL": "http://model.invalid/v1"}
    done = run(*(photo if word == "PHOTO" else word for word in words), **far, HTTP_PROXY="http://127.0.0.1:9")
    assert done.exit_code == 3, done.stderr
    assert "openai:m runs on model.invalid, not on this machine: the picture and parts of it" in done.stderr
    assert "add --agree" in done.stderr
