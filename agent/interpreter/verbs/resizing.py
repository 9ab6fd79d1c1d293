"""Verb frames about the size of things and of the picture."""

from __future__ import annotations

import re

from ....scene.ops import Resize, Transform
from ..changes.qualities import is_picture, tone_nouns
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..things.reference import resolve
from ..words.amounts import scale_of
from .common import Ops

_SHRINKS = re.compile(r"\b(?:shrink|reduce|down|halve|minimize|downsize|diminish|decrease|miniaturize|downscale)\b")


def resize(frame: Frame, context: Context) -> Ops:
    words = " ".join(frame.words)
    size = frame.get("size") or _size_words(words)
    shrinks = _SHRINKS.search(words) is not None
    factor = scale_of(size, shrinks=shrinks) if size else {True: 0.67, False: 1.5}[shrinks]
    text, factor = _degree_in(frame.slots["obj"], factor, shrinks)
    if tone_nouns(re.sub(r"^(?:the|its|some) | (?:of|by|in|on|for|a|to) .*$| by$", "", text)):
        raise OtherFrame
    targets = resolve(text, context).targets
    if factor is None:
        raise OtherFrame
    if not frame.get("size") and "resize" in frame.words:
        raise Open(f"How large should {text} be?")
    if is_picture(targets):
        return (Transform(scale=round(factor, 4)),)
    return (Resize(targets=targets, scale=round(factor, 4)),)


def _degree_in(text: str, factor: float | None, shrinks: bool) -> tuple[str, float | None]:
    for words in (" a bit", " a little", " a little bit", " slightly", " a lot", " in half", " by half"):
        if text.endswith(words):
            return text.removesuffix(words), scale_of(words.strip() if "half" not in words else "half", shrinks=shrinks)
    return text, factor


def _size_words(words: str) -> str | None:
    sizes = {"double": "double", "triple": "triple", "quadruple": "4 times", "halve": "half"}
    return next((size for word, size in sizes.items() if word in words.split()), None)
