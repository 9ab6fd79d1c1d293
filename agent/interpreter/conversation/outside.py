"""What is no edit of the picture: questions, and words about files, machines or the program itself."""

from __future__ import annotations

import re

from ..outcomes import Refused
from ..words.patterns import pattern

_QUOTED = re.compile(r"(?<!\w)(?:\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|‘[^’]*’|'[^']*')(?!\w)")
"""Words that are to stand in the picture: nothing is done that they say."""


def refuse_outside(raw: str) -> None:
    """Raise `Refused` for words about files, machines, secrets or the program's own instructions."""
    if pattern("commands", "outside").search(_QUOTED.sub(" ", raw.lower())):
        raise Refused(
            "this asks for something other than an edit of the picture; I only edit the picture, and write no files"
            " on request"
        )


def is_question(text: str) -> bool:
    """Whether words ask for an answer rather than an edit."""
    return bool(pattern("commands", "question").match(text))
