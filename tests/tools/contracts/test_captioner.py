import pytest

from scenewright.tools.describing import ChatCaptioner
from scenewright.tools.ports import Captioner

from .conftest import SCRIPTED


@pytest.fixture(params=["scripted", "chat"])
def captioner(request):
    if request.param == "scripted":
        return SCRIPTED["captioner"]()
    return ChatCaptioner(lambda blocks: "yes, it is" if "Question:" in blocks[0]["text"] else "a cat on a rug")


def test_each_crop_gets_a_sentence_and_a_question_its_answer(captioner, photo):
    assert isinstance(captioner, Captioner)
    assert captioner.caption([photo, photo[:50]]) == ["a cat on a rug", "a cat on a rug"]
    assert captioner.caption([]) == []
    assert captioner.answer(photo, "Is it a cat?") == "yes, it is"
