"""What an edit costs: the tokens that chat models told of, times the price that the person says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from langchain_core.messages import AIMessage, HumanMessage

from scenewright.agent.interpreter.llm.chat import Chat
from scenewright.agent.interpreter.llm.opening import wrap
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.setup.settings import ModelSettings, Settings
from scenewright.evals.datasets import Sample
from scenewright.evals.editors.editor import Outcome, Task, talking
from scenewright.evals.editors.price import Price
from scenewright.evals.editors.toolset import ToolsetEditor
from scenewright.evals.runs.cells import Cached, Cells
from scenewright.tools.catalogue import SCRIPTED
from scenewright.tools.toolbox import Toolbox

PRICE = Price(2.0, 10.0)
PLAN = {
    "rationale": "brighter",
    "status": "ready",
    "ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2}],
}


def editor(tmp_path: Path | None = None, price: Price | None = None) -> ToolsetEditor:
    """Read by rules, or by a scripted model where there is a folder for its answers."""
    model = ModelSettings()
    if tmp_path is not None:
        (tmp_path / "answers.json").write_text(json.dumps([PLAN]))
        model = ModelSettings(name=f"scripted:{tmp_path / 'answers.json'}")
    return ToolsetEditor(Settings(toolset="scripted", model=model), tools=Toolbox(SCRIPTED), price=price)


def task() -> Task:
    pixels = np.random.default_rng(0).integers(0, 200, (48, 64, 3), np.uint8)
    return Task(Sample("1", b"", "lift the whole thing up a notch"), pixels, "lift the whole thing up a notch")


def test_each_turn_costs_its_own_tokens(tmp_path: Path) -> None:
    with talking(editor(tmp_path, PRICE)) as talk:
        first, second = talk.edit(task()), talk.edit(task())
    for outcome in (first, second):
        tokens = outcome.details["tokens"]
        assert tokens["answers"] == 1
        assert tokens["read"] > tokens["written"] > 0
        assert outcome.cost == pytest.approx((2 * tokens["read"] + 10 * tokens["written"]) / 1e6)


def test_without_a_price_the_cost_is_not_known_and_what_asks_no_model_costs_nothing(tmp_path: Path) -> None:
    asked = editor(tmp_path).edit(task())
    assert asked.details["tokens"]["read"] > 0
    assert asked.cost is None
    read_by_rules = editor(price=PRICE).edit(task())
    assert "tokens" not in read_by_rules.details
    assert read_by_rules.cost == 0.0


def test_what_was_kept_is_priced_anew_and_nobody_is_asked_again(tmp_path: Path) -> None:
    cells, one = Cells(tmp_path / "cells"), editor(tmp_path)
    unpriced = Cached(one, cells).edit(task())
    (tmp_path / "answers.json").unlink()
    priced = Cached(replace(one, price=PRICE), cells).edit(task())
    assert unpriced.cost is None
    assert priced.cost == PRICE.of(priced.details["tokens"])


def test_an_answer_that_does_not_tell_leaves_the_sum_unknown() -> None:
    told = AIMessage('{"a": 1}', usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10})
    chat = Chat(wrap(ScriptedChatModel(answers=[told, told, AIMessage('{"a": 2}')]), "scripted:test"))
    for _ in range(2):
        chat.ask([HumanMessage("how many?")], {})
    assert chat.until(None).usage.tokens == {"answers": 2, "read": 14, "written": 6}
    chat.until(None).ask([HumanMessage("how many?")], {})
    assert chat.usage.tokens is None
    outcome = Outcome("done", details={"tokens": chat.usage.tokens})
    assert (
        replace(editor(price=PRICE), settings=Settings(model=ModelSettings(name="openai:m"))).priced(outcome).cost
        is None
    )


@pytest.mark.parametrize("text", ["1", "1,2,3", "a,b", "-1,2", "inf,1", "nan,1", ""])
def test_words_that_are_no_price_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="US\\$ a million tokens"):
        Price.parse(text)
