"""What describes pictures: consent, where its words come from, and every way in which it does not answer."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.interpreter.llm.destination import Destination, Outgoing
from scenewright.agent.interpreter.llm.opening import OpenModel, wrap
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel
from scenewright.agent.interpreter.llm.trouble import NoAnswer, NotAgreed, NotSetUp
from scenewright.agent.setup.agreements import Agreements
from scenewright.agent.setup.seeing import Describer, open_captioner
from scenewright.agent.setup.settings import ModelSettings, SeeingSettings, Settings
from scenewright.tools.describing import LONGEST_ANSWER, LONGEST_SIDE, ChatCaptioner
from scenewright.tools.errors import ToolError

PHOTO = np.full((900, 1200, 3), 120, np.uint8)


def captioner(*answers, tmp_path, **seeing) -> tuple[ChatCaptioner, ScriptedChatModel]:
    model = ScriptedChatModel(answers=list(answers))
    made = open_captioner(Settings(seeing=SeeingSettings(**seeing)), tmp_path, model)
    assert made is not None
    return made, model


def away(model: ScriptedChatModel, agreed: bool = False) -> ChatCaptioner:
    opened = OpenModel(model, "far:model", Destination("far.example"))
    return ChatCaptioner(Describer(lambda: opened, lambda outgoing: agreed, 5.0, False).ask)


def test_nothing_named_is_nothing_there(tmp_path):
    assert open_captioner(Settings(), tmp_path) is None


def test_captions_and_answers_are_one_line_each_and_the_picture_goes_along_smaller(tmp_path):
    made, model = captioner({"answer": "A red\n vase"}, {"answer": "yes"}, tmp_path=tmp_path)
    assert made.caption([PHOTO]) == ["A red vase"]
    assert made.answer(PHOTO, "Is it  red?") == "yes"
    picture, words = model.asked[1][-1].content
    assert Image.open(io.BytesIO(base64.b64decode(picture["base64"]))).size == (LONGEST_SIDE, 576)
    assert "Question: Is it red?" in words["text"]


def test_nothing_is_sent_away_before_the_person_agreed():
    model = ScriptedChatModel(answers=[{"answer": "yes"}])
    with pytest.raises(NotAgreed, match=r"far\.example"):
        away(model).answer(PHOTO, "Is it red?")
    assert model.asked == []
    assert away(model, agreed=True).answer(PHOTO, "Is it red?") == "yes"


def test_consent_to_words_is_none_to_pictures(tmp_path):
    agreements = Agreements(tmp_path)
    agreements.add(Outgoing("far:model", "far.example", picture=False))
    assert not agreements.cover(Outgoing("far:model", "far.example", picture=True))
    reading = ModelSettings(name="openai:x", agreed=True)
    assert not SeeingSettings(name="model").of(reading).agreed
    assert SeeingSettings(name="model").of(reading.model_copy(update={"picture": True})).agreed
    assert SeeingSettings(name="ollama:llava").of(reading).name == "ollama:llava"


@pytest.mark.parametrize(
    ("answer", "error"),
    [("no JSON at all", NoAnswer), ({"answer": 7}, NoAnswer), ({"answer": "  "}, ToolError),
     (ConnectionError("x"), NoAnswer)],
)  # fmt: skip
def test_what_is_no_answer_is_told(answer, error, tmp_path):
    made, _ = captioner(answer, tmp_path=tmp_path)
    with pytest.raises(error):
        made.caption([PHOTO])


def test_long_answers_are_cut_and_empty_questions_refused(tmp_path):
    made, _ = captioner({"answer": "x" * 5000}, tmp_path=tmp_path)
    assert len(made.caption([PHOTO])[0]) == LONGEST_ANSWER
    with pytest.raises(ValueError, match="needs words"):
        made.answer(PHOTO, "  ")


def test_a_model_that_sees_nothing_is_not_asked(tmp_path):
    model = ScriptedChatModel(answers=[{"answer": "yes"}], profile={"image_inputs": False})
    assert not wrap(model).sees
    made = open_captioner(Settings(), tmp_path, model)
    with pytest.raises(NotSetUp, match="does not look at pictures"):
        made.caption([PHOTO])
