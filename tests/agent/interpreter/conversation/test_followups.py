"""Few words after an edit, put into those that the discourse reads; an edit of its own is left alone."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.conversation.followups import followed
from scenewright.scene.ops import EditOp, Recolor, Remove
from scenewright.scene.target import ObjectTarget

RED: tuple[EditOp, ...] = (Recolor(targets=(ObjectTarget(object="car-1"),), color="#ff0000"),)
GONE: tuple[EditOp, ...] = (Remove(targets=(ObjectTarget(object="car-1"),)),)


@pytest.mark.parametrize(
    ("said", "past", "told"),
    [
        ("or rather orange", RED, "no , orange"),
        ("what about blue", RED, "no , blue"),
        ("what about blue", GONE, "what about blue"),
        ("the bench gets the same treatment", GONE, "the same for the bench"),
        ("bucket as well", GONE, "the same for the bucket"),
        ("oh sorry , i had the van in mind", RED, "no , the van"),
        ("far too huge now", RED, "it is too huge"),
        ("remove the van too", RED, "remove the van too"),
        ("or rather orange", (), "or rather orange"),
    ],
)
def test_follow_ups(said: str, past: tuple[EditOp, ...], told: str) -> None:
    assert followed(said, past, lambda words: words.startswith("remove ")) == told
