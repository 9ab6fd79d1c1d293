"""Words for the one reference picture that was given along (`this reference`, `put it …`) → the name it has"""

from __future__ import annotations

import re
from collections.abc import Collection

_IMAGE = "(?:picture|photo|image)"
_PICTURE = rf"(?:reference(?: {_IMAGE})?|(?:other|second|uploaded|attached|brought|given) {_IMAGE})"
_BROUGHT = re.compile(
    rf"\b(?:the|this|that|my) {_PICTURE}\b"
    rf"|\b(?:the|this|that) {_IMAGE}(?: that| which)? (?:i|we)(?: have| just)*"
    r" (?:uploaded|brought|attached|gave you|added)\b",
    re.IGNORECASE,
)
_PUT = re.compile(
    r"^(?P<verb>(?:please |now |and )*(?:put|place|add|insert|paste|set|stick|drop|include))"
    r" (?:it|this|that)"
    r"(?= (?:on|onto|in|into|to|at|next|beside|behind|above|below|under|over|near|left|right|there)\b|[.!]?$)",
    re.IGNORECASE,
)

_BY = re.compile(r"(?<=\bwith )(?:it|this|that)(?: picture| photo| image| one)?(?=[.!]?$)", re.IGNORECASE)


def by_name(words: str, references: Collection[str], marks: Collection[str]) -> str:
    """The words with `[B]` for what means the reference picture, where exactly one was given; with nothing marked, what
    is to be put somewhere is that picture too. Words that name it are left as they are."""
    if len(references) != 1:
        return words
    (name,) = references
    if f"[{name}]".lower() in words.lower():
        return words
    said = _BROUGHT.sub(f"[{name}]", words)
    return said if marks else _BY.sub(f"[{name}]", _PUT.sub(rf"\g<verb> [{name}]", said))
