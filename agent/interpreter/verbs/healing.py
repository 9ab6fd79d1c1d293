"""Verb frames about flaws → ops: `heal this spot`, `fix the scratch` remove what is meant."""

from __future__ import annotations

from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import OtherFrame
from ..words.normalise import word_set
from ..words.phrases import parse
from .common import Ops
from .removing import remove


def heal(frame: Frame, context: Context) -> Ops:
    """A flaw is healed by removing it; `fix` and `retouch` mean other things for other things."""
    head = parse(frame.slots["obj"], context.nouns)[0].head
    if head not in word_set("flaws"):
        raise OtherFrame
    return remove(frame, context)
