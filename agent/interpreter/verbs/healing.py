"""Verb frames about flaws and spoilt places → ops: `heal this spot` removes it, `the original back here` restores it"""

from __future__ import annotations

from ....scene.ops import Restore
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import OtherFrame
from ..things.reference import resolve
from ..words.normalise import word_set
from ..words.phrases import parse
from .common import Ops
from .removing import remove

POINTING = ("here", "there", "this place", "that place", "this area", "that area")
"""What is said of a place that was marked."""


def heal(frame: Frame, context: Context) -> Ops:
    """A flaw is healed by removing it; `fix` and `retouch` mean other things for other things."""
    head = parse(frame.slots["obj"], context.nouns)[0].head
    if head not in word_set("flaws"):
        raise OtherFrame
    return remove(frame, context)


def restore(frame: Frame, context: Context) -> Ops:
    """The photo as it came, at one place of it."""
    where = frame.slots["obj"]
    return (Restore(targets=resolve("this" if where in POINTING else where, context).targets),)
