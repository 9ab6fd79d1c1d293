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
from scenewright.agent.setup.seeing import Describer, open_describer, provide_captioner
from scenewright.agent.setup.settings import ModelSettings, SeeingSettings, Settings
from scenewright.tools.describing import LONGEST_ANSWER, LONGEST_SIDE, ChatCaptioner
from scenewright.tools.errors import ToolError
from scenewright.tools.toolbox import Toolbox

PHOTO = np.full((900, 1200, 3), 120, np.uint8)


def captioner(*answers, tmp_path, **seeing) -> tuple[ChatCaptioner, ScriptedChatModel]:
    model = ScriptedChatModel(answers=list(answers))
    describer = open_describer(Settings(seeing=SeeingSettings(name="model", **seeing)), tmp_path, model)
    assert describer is not None
    return ChatCaptioner(describer.ask), model


def away(model: ScriptedChatModel, agreed: bool = False) -> ChatCaptioner:
    opened = OpenModel(model, "far:model", Destination("far.example"))
    return ChatCaptioner(Describer(lambda: opened, lambda outgoing: agreed, 5.0, False).ask)


def test_nothing_named_is_nothing_there(tmp_path):
    toolbox = Toolbox.of()
    assert provide_captioner(Settings(), tmp_path, toolbox) is None
    assert provide_captioner(Settings(seeing=SeeingSettings(name="model")), tmp_path, toolbox) is None
    assert toolbox.spec("captioner") is None


def test_what_is_named_is_the_toolsets_captioner_and_its_name_goes_into_what_is_remembered(tmp_path):
    ids = set()
    for name in ("openai:one", "openai:two"):
        toolbox = Toolbox.of()
        assert provide_captioner(Settings(seeing=SeeingSettings(name=name)), tmp_path, toolbox) is not None
        ids.add(toolbox.spec("captioner").id)
    assert len(ids) == 2


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
    looks = Outgoing("far:model", "far.example", picture=True, words=False)
    assert not agreements.cover(looks)
    assert "questions about them" in str(looks)
    agreements.add(looks)
    assert agreements.cover(looks)
    assert agreements.cover(Outgoing("far:model", "far.example", picture=False)), "what was agreed to before stands"
    elsewhere = Outgoing("far:model", "elsewhere.example", picture=True, words=False)
    agreements.add(elsewhere)
    assert not agreements.cover(Outgoing("far:model", "elsewhere.example", picture=False)), "looks are no words"
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
    describer = open_describer(Settings(seeing=SeeingSettings(name="model")), tmp_path, model)
    with pytest.raises(NotSetUp, match="does not look at pictures"):
        ChatCaptioner(describer.ask).caption([PHOTO])
