"""A real language model over the wire: SmolLM2 with 135 million parameters behind a server of llama.cpp on 127.0.0.1.

It is much too small to plan well. Only the protocol is judged: what comes out can be carried out on the scene, and says
who read it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.llm.check import plan_of
from scenewright.agent.interpreter.llm.opening import ModelChoice, open_model
from scenewright.agent.interpreter.llm.reader import LanguageModelInterpreter, Ways
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.evals.small_llm import MODEL, weights
from scenewright.evals.understanding import run
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene
from scenewright.tools.weights import default_root

from .conftest import SCENE

FETCH = "from scenewright.evals.small_llm import weights; weights()"
SMALL = Scene.model_validate({**SCENE.model_dump(), "objects": SCENE.model_dump()["objects"][:3], "relations": []})
PATIENCE = 250.0


SERVE = """
import sys, xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx, params.n_parallel, params.cpuparams.n_threads, params.verbosity = 6144, 1, 2, 0
server = xllamacpp.Server(params)
print("at", server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a process that serves the model; fetched by another one where it is not here yet."""
    pytest.importorskip("xllamacpp", reason="llama.cpp's server comes with the dev extra")
    if not (default_root() / MODEL.name).is_file():
        subprocess.run([sys.executable, "-c", FETCH], check=True, timeout=580)
    command = [sys.executable, "-c", SERVE, str(weights())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next((line for line in server.stdout if line.startswith("at http://127.0.0.1:")), "")
        assert found, "the server did not start"
        yield f"{found.split()[1]}/v1"
        server.kill()


def interpreter(url: str, **ways: object) -> LanguageModelInterpreter:
    choice = ModelChoice("openai:smollm2", url, timeout=PATIENCE, max_tokens=250)
    return LanguageModelInterpreter(
        choice.name, lambda: open_model(choice), LexicalInterpreter(), ways=Ways(seconds=PATIENCE, **ways)  # type: ignore[arg-type]
    )  # fmt: skip


def check(asked: LanguageModelInterpreter, text: str) -> str:
    request = ReadRequest(Instruction.of(text), SMALL)
    reading = asked.read(request)
    assert asked.outgoing is None
    assert reading.plan.read_by in (asked.id, "lexical/1")
    assert bool(reading.plan.notes) or reading.plan.read_by == asked.id
    assert 0 <= reading.confidence <= 1
    answer = reading.plan.model_dump(mode="json", exclude={"read_by", "notes"}, exclude_none=True)
    assert plan_of(answer, request)[0].ops == reading.plan.ops
    return str(reading.plan.read_by)


@pytest.mark.models
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    "texts", [("remove the dog",), pytest.param(("make the red cup blue", "remove the dog"), marks=pytest.mark.slow)]
)
def test_by_menus_a_small_model_gives_plans_that_can_be_carried_out(url: str, texts: tuple[str, ...]) -> None:
    asked = interpreter(url, compact=True)
    assert asked.id in [check(asked, text) for text in texts]


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_whole_plan_comes_back_in_json_or_the_rules_stand_in(url: str) -> None:
    asked = interpreter(url, examples=0)
    check(asked, "remove the dog")
    check(asked, "make the whole thing brighter")


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_benchmark_of_understanding_runs_over_the_wire(url: str, tmp_path: Path) -> None:
    (tmp_path / "scene.json").write_text(SMALL.model_dump_json())
    case = {"tag": "direct", "text": "remove the dog", "scene": "scene.json", "expect": {"status": "ready"}}
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(case))
    asked = interpreter(url, compact=True)
    table = run((cases,), asked)
    assert table.startswith(f"Read by {asked.id}.")
    assert "| all | 1 | " in table
