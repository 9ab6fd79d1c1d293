import pytest

from scenewright.tools.describing import ChatCaptioner
from scenewright.tools.ports import Captioner

from .conftest import SCRIPTED


@pytest.fixture(params=["scripted", "chat"])
def captioner(request):
    if request.param == "scripted":
        return SCRIPTED["captioner"]()
    return ChatCaptioner(_answer)


def _answer(blocks, schema):
    if "answer" not in schema["properties"]:
        return (
            {"material": "Fur.", "wearing": "", "age": "unknown", "name": "Tom"} if "cat" in blocks[0]["text"] else {}
        )
    return {"answer": "yes, it is" if "Question:" in blocks[0]["text"] else "a cat on a rug"}


def test_each_crop_gets_a_sentence_and_a_question_its_answer(captioner, photo):
    assert isinstance(captioner, Captioner)
    assert captioner.caption([photo, photo[:50]]) == ["a cat on a rug", "a cat on a rug"]
    assert captioner.caption([]) == []
    assert captioner.answer(photo, "Is it a cat?") == "yes, it is"


def test_of_each_thing_only_what_is_to_be_seen_is_told(captioner, photo):
    assert captioner.attributes([photo, photo[:50]], ["cat", "rug"]) == [{"material": "fur"}, {}]
    assert captioner.attributes([], []) == []
    with pytest.raises(ValueError, match="zip"):
        captioner.attributes([photo], [])
