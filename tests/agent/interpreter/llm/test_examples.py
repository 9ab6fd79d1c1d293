"""The worked examples: each can be carried out on its scene, and those near to the words are chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.interpreter.llm.check import plan_of
from scenewright.agent.interpreter.llm.examples import Examples, examples, pieces, request_of
from scenewright.scene.plan import EditPlan
from scenewright.tools.toolbox import Toolbox

CASES = Path(__file__).parents[1] / "cases"
RUN = 4


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["say"])
def test_each_can_be_carried_out_on_its_scene(example: dict[str, object]) -> None:
    plan, _ = plan_of(example["answer"], request_of(example))  # type: ignore[arg-type]
    assert EditPlan.model_validate(plan.to_dict()) == plan


def test_every_action_and_every_status_is_shown() -> None:
    answers = [example["answer"] for example in examples()]
    assert {answer["status"] for answer in answers} == {"ready", "ask", "look", "command", "cannot"}
    shown = {op["op"] for answer in answers for op in answer.get("ops", ())}
    assert shown == {
        *("remove", "replace", "insert", "move", "resize", "duplicate", "swap", "recolor", "restyle"),
        *("background", "adjust", "obscure", "text", "transform", "instruct"),
    }


def test_none_shares_four_words_in_a_row_with_a_case() -> None:
    cases = _of_cases()
    assert [(example["say"], run) for example in examples() for run in _runs(example["say"]) & cases] == []


def _of_cases() -> set[tuple[str, ...]]:
    files = [file for file in sorted(CASES.glob("*.jsonl")) if "held" not in file.name]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    return {run for line in lines if line.strip() for run in _runs(json.loads(line).get("text", ""))}


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_the_nearest_stands_last() -> None:
    chosen = Examples(5).near("swap the mug and the plant, their spots")
    assert len(chosen) == 5
    assert chosen[-1]["say"] == "the mug and the plant exchange their positions"


def test_the_choice_is_the_same_each_time() -> None:
    assert Examples(6).near("hide the faces") == Examples(6).near("hide the faces")


@pytest.mark.parametrize("words", ["", "!!!", "日本", "x" * 5000])
def test_any_words_get_examples(words: str) -> None:
    assert len(Examples(3).near(words)) == 3
    assert np.isclose(np.linalg.norm(pieces(words)), 1)


def test_with_an_encoder_meanings_count() -> None:
    asked: list[list[str]] = []

    class Encoder:
        def encode(self, texts: list[str]) -> np.ndarray:
            asked.append(list(texts))
            birds = np.array([["gull" in text or "bird" in text, 0.1] for text in texts], np.float32)
            return birds / np.linalg.norm(birds, axis=1, keepdims=True)

    @contextmanager
    def lease() -> Iterator[Encoder]:
        yield Encoder()

    chosen = Examples(3, lease).near("away with the birds")  # type: ignore[arg-type]
    assert all("gull" in one["say"] or "bird" in one["say"] for one in chosen)
    assert [len(texts) for texts in asked] == [len(examples()), 1]


@pytest.mark.models
def test_the_real_encoder_chooses_by_meaning(toolbox: Toolbox) -> None:
    def lease() -> object:
        return toolbox.lease("text_encoder")

    for words, meant in (
        ("exchange the positions of chair and table", "the mug and the plant exchange their positions"),
        ("make the photograph lighter", "the whole shot wants a good deal more light"),
        ("anonymise everybody", "who these people are must stay unknown"),
    ):
        assert meant in [one["say"] for one in Examples(6, lease).near(words)]  # type: ignore[arg-type]
