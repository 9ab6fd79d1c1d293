"""Things and what becomes of each, with hardly a verb: every word is accounted for, or it is no telegram."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.clauses.telegrams import telegrams
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene

from ..scenes import OFFICE


@pytest.fixture(scope="module")
def office() -> Scene:
    return Scene.model_validate(OFFICE)


def told(words: str, office: Scene) -> list[str]:
    request = ReadRequest(scene=office, instruction=Instruction(text=words))
    return list(telegrams(words, LexicalInterpreter().context_of(request)))


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("laptop gone clock blue", "remove the laptop . make the clock blue"),
        ("clock becomes a sundial ; laptop away", "replace the clock with a sundial . remove the laptop"),
        ("wine glass into the lower left corner", "move the wine glass into the lower left corner"),
    ],
)
def test_each_thing_gets_a_sentence(words: str, sentences: str, office: Scene) -> None:
    assert told(words, office) == [sentences]


@pytest.mark.parametrize("words", ["laptop gone clock frobnicated", "remove the laptop", "nothing to see"])
def test_a_word_left_over_or_a_sentence_with_a_verb_is_none(words: str, office: Scene) -> None:
    assert told(words, office) == []
