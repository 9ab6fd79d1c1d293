"""A chat model as a judge: what it is asked, what its answers count, and that no picture leaves unasked."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from scenewright.agent.interpreter.llm.destination import Destination
from scenewright.agent.interpreter.llm.opening import ModelChoice, OpenModel, wrap
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.interpreter.llm.trouble import NoAnswer, NotAgreed
from scenewright.evals.metrics import Edit, Models, chosen
from scenewright.evals.metrics.judge import Judge, JudgeChoice

BEFORE = np.zeros((64, 96, 3), np.uint8)
AFTER = np.full((64, 96, 3), 200, np.uint8)
EDIT = Edit(BEFORE, AFTER, instruction="turn the light on")


def judge(*answers: object) -> tuple[Judge, ScriptedChatModel]:
    model = ScriptedChatModel(answers=list(answers))
    return Judge(wrap(model), lambda outgoing: False), model


def test_it_sees_both_pictures_and_not_the_wish_then_the_wish_and_no_picture():
    asked, model = judge({"changes": "the wall became bright"}, {"score": 4})
    assert asked.score(EDIT) == 4
    looking, scoring = (messages[-1].content for messages in model.asked)
    assert [block["type"] for block in looking] == ["image", "image", "text"]
    assert "turn the light on" not in looking[-1]["text"]
    assert [block["type"] for block in scoring] == ["text"]
    assert "turn the light on" in scoring[0]["text"]
    assert "the wall became bright" in scoring[0]["text"]


def test_the_photo_itself_scores_one_and_nobody_is_asked():
    asked, model = judge({"score": 5})
    assert asked.score(Edit(BEFORE, BEFORE, instruction="turn the light on")) == 1
    assert model.asked == []


@pytest.mark.parametrize("score", [0, 6, True, "five", None])
def test_what_is_no_score_counts_as_none(score):
    asked, _ = judge({"changes": "brighter"}, {"score": score})
    assert asked.score(EDIT) is None


def test_a_model_that_does_not_answer_gives_no_score():
    asked, _ = judge(NoAnswer("the server is asleep"))
    assert asked.score(EDIT) is None


def test_without_an_instruction_there_is_nothing_to_judge():
    asked, model = judge({"score": 5})
    assert asked.score(Edit(BEFORE, AFTER)) is None
    assert model.asked == []


def test_pictures_leave_only_with_consent():
    model = ScriptedChatModel(answers=[{"changes": "brighter"}, {"score": 5}])
    away = OpenModel(model, "cloud:seer", Destination("api.example.org"))
    with pytest.raises(NotAgreed, match=r"api\.example\.org"):
        Judge(away, lambda outgoing: False).score(EDIT)
    assert model.asked == []
    assert Judge(away, lambda outgoing: outgoing.picture).score(EDIT) == 5


def test_a_named_judge_is_a_metric_that_other_processes_can_have(tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text('{"second the same photo": {"changes": "brighter"}, "Asked for": {"score": 3}}')
    choice = JudgeChoice(ModelChoice(f"scripted:{answers}"))
    metric = chosen(Models(judge=choice)).metrics[-1]
    assert pickle.dumps(metric)
    assert metric.name == f"judged score [scripted:{answers}]"
    assert metric.measure(EDIT) == 3
