"""Sentence vectors stand in only where rules and table know nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pytest
from numpy.typing import NDArray

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene
from scenewright.tools.ports import TextEncoder

from ..scenes import OFFICE, on

AXES = {"chronometer": 0, "clock": 0, "wobble": 1, "chair": 2}


class WordVectors:
    """Words of one axis mean the same; all others share nothing."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 100), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[AXES.get(text, 10 + sum(map(ord, text)) % 90)] = 1
        return rows


@contextmanager
def lease() -> Iterator[TextEncoder]:
    yield WordVectors()


@pytest.mark.parametrize(
    ("text", "status", "targets"),
    [("remove the chronometer", "ready", on("clock-1")), ("remove the wobble", "look", None)],
)
def test_an_unknown_noun_is_read_by_its_meaning(text: str, status: str, targets: list[dict[str, str]] | None) -> None:
    request = ReadRequest(Instruction.of(text), Scene.model_validate(OFFICE))
    plan = LexicalInterpreter(lease).read(request).plan
    assert plan.status == status
    assert [t.object for op in plan.ops for t in op.targets] == [t["object"] for t in targets or []]
    assert LexicalInterpreter().read(request).plan.status == "look"
