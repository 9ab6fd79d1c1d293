"""Worked examples for the prompt (in-context learning after ClickDiffusion), those nearest to the words chosen."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ....scene.instruction import Instruction
from ....scene.objects import Scene
from ....scene.plan import EditPlan
from ....tools.ports import TextEncoder
from ..conversation.effects import apply_history
from ..port import PastTurn, ReadRequest

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.example_selectors import SemanticSimilarityExampleSelector

Json = dict[str, Any]
Lease = Callable[[], AbstractContextManager[TextEncoder]]
FILE = Path(__file__).with_name("examples.json")
_WIDTH = 512


@cache
def examples() -> tuple[Json, ...]:
    """All of them, each with its scene in place of the scene's name."""
    known = json.loads(FILE.read_text("utf-8"))
    return tuple({**example, "scene": known["scenes"][example["scene"]]} for example in known["examples"])


def request_of(example: Mapping[str, Any]) -> ReadRequest:
    """What an interpreter would get for an example."""
    turns = tuple(PastTurn(turn["say"], EditPlan.ready(*turn["ops"])) for turn in example.get("turns", ()))
    instruction = Instruction.model_validate(
        {
            "text": example["say"],
            "marks": example.get("marks", {}),
            "references": example.get("references", {}),
        }
    )
    scene = apply_history(Scene.model_validate(example["scene"]), turns)
    return ReadRequest(instruction, scene, turns, example.get("can_look", True))


class Examples:
    """Chooses `count` of them by how near their words are: by sentence vectors where there is an encoder, else by the
    words and word pieces they share."""

    def __init__(self, count: int = 6, encoder: Lease | None = None) -> None:
        self._count = count
        self._encoder = encoder
        self._selector: SemanticSimilarityExampleSelector | None = None

    def near(self, words: str) -> list[Json]:
        """The nearest, the nearest last: what stands next to the question counts most."""
        if not self._count:
            return []
        if self._selector is None:
            self._selector = self._made()
        chosen = self._selector.select_examples({"say": words or "nothing"})
        return [examples()[int(one["number"])] for one in reversed(chosen)]

    def _made(self) -> SemanticSimilarityExampleSelector:
        from langchain_core.example_selectors import SemanticSimilarityExampleSelector
        from langchain_core.vectorstores import InMemoryVectorStore

        numbered = [{"say": one["say"], "number": str(number)} for number, one in enumerate(examples())]
        return SemanticSimilarityExampleSelector.from_examples(
            numbered, _vectors(self._encoder), InMemoryVectorStore, k=self._count, input_keys=["say"]
        )


def _vectors(encoder: Lease | None) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    class Vectors(Embeddings):
        """The encoder of the toolset as LangChain asks for vectors."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            if encoder is None:
                return [pieces(text) for text in texts]
            with encoder() as encode:
                return [[float(number) for number in row] for row in encode.encode(texts)]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return Vectors()


def pieces(text: str) -> list[float]:
    """Words and their groups of four letters, hashed into a vector of length 1."""
    words = re.findall(r"[\w']+", text.casefold()) or ["-"]
    counted = [0.0] * _WIDTH
    for piece in _pieces_of(words):
        counted[zlib.crc32(piece.encode()) % _WIDTH] += 1.0
    length = sum(value * value for value in counted) ** 0.5
    return [value / length for value in counted]


def _pieces_of(words: Sequence[str]) -> list[str]:
    return [*words, *(word[i : i + 4] for word in words for i in range(max(1, len(word) - 3)))]
