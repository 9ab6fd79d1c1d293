"""Verb frames about flaws → ops: `heal this spot`, `fix the scratch` remove what is meant."""

from __future__ import annotations

from .actions import Ops, remove
from .context import Context
from .grammar import Frame
from .normalise import word_set
from .outcomes import OtherFrame
from .phrases import parse


def heal(frame: Frame, context: Context) -> Ops:
    """A flaw is healed by removing it; `fix` and `retouch` mean other things for other things."""
    head = parse(frame.slots["obj"], context.nouns)[0].head
    if head not in word_set("flaws"):
        raise OtherFrame
    return remove(frame, context)
