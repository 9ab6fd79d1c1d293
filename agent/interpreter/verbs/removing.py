"""Verb frames that take things away, and complaints that ask for it."""

from __future__ import annotations

import re

from ....scene.ops import Background, Remove
from ..changes.qualities import is_picture
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Missing, Open, OtherFrame
from ..things.reference import objects_of, resolve
from .common import Ops, is_background


def remove(frame: Frame, context: Context) -> Ops:
    text = frame.get("obj") or re.sub(r" (?:out of|away from) ", " from ", frame.slots["off"])
    thing = re.split(r" (?:off|from|out of|away from) ", text)[0]
    try:
        targets = resolve(thing if thing in _PRONOUNS else text, context).targets
    except Missing:
        if frame.get("off") is None or thing == text:
            raise
        targets = resolve(thing, context).targets
    if is_background(targets):
        return (Background(color="transparent"),)
    return (Remove(targets=objects_of(targets, context)),)


_PRONOUNS = frozenset(["it", "them", "that", "this", "those", "these", "him", "her"])


_LOOKS = frozenset(["color", "size", "way", "look", "style", "shape", "position", "tone", "brightness", "contrast"])


def complaint(frame: Frame, context: Context) -> Ops:
    """`the trash can is in the way`: it is to go; its colour or size that one does not like is to change somehow."""
    text = frame.slots["obj"]
    if set(text.split()[:3]) & _LOOKS or " looks" in text:
        raise Open(f"What should be different about {text}?")
    if is_picture(resolve(text, context).targets) or text in ("it", "this", "that"):
        raise OtherFrame
    return remove(frame, context)
