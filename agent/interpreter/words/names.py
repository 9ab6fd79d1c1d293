"""Names that people give to what they keep: plain, and compared without case, accents and `my`."""

from __future__ import annotations

import re

from ...errors import BadInput
from .letters import legible, unadorned

LONGEST = 60
"""Letters of a name."""
_MINE = re.compile(r"^(?:(?:my|our|the|a|an|this|that) )+(?=\S)", re.IGNORECASE)
_STRANGE = re.compile(r"[^\w '&+-]|_")


def plain_name(words: str) -> str:
    """The name that words give: `my  Blue Vase` → `Blue Vase`; BadInput where they give none."""
    name = " ".join(legible(words).split())
    name = _MINE.sub("", name)
    if not 1 <= len(name) <= LONGEST or _STRANGE.search(name) or not any(map(str.isalnum, name)):
        raise BadInput(f"a name is 1 to {LONGEST} letters, digits and blanks, but got {words[:100]!r}")
    return name


def key_of(words: str) -> str:
    """What names are compared by: case, accents and `my` do not matter."""
    return " ".join(unadorned(_MINE.sub("", " ".join(legible(words).casefold().split()))).split())
