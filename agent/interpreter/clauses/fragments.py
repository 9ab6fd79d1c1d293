"""A clause that is no sentence (`bigger`, `a cat on the sofa`, `teddy onto the chair`) → its imperative"""

from __future__ import annotations

import re

from ....scene.ops import EditOp, Move
from ..changes.qualities import MoodChange, parse_quality
from ..context import Context
from ..outcomes import Ambiguous, NotRead
from ..things.reference import resolve
from ..words.normalise import singular
from .hints import SOMEWHERE
from .listing import in_few_words
from .splitting import fits_place
from .statements import spelt_out

POINTING = ("the ", "that ", "this ", "these ", "those ", "my ", "every ", "each ", "any ", "all ", "both ", "whoever ")
"""How what a later clause is about begins."""


def names_something(words: str, context: Context) -> bool:
    """Whether words name one thing of the scene, or may name one of several."""
    if not words.startswith(POINTING) and not context.nouns(singular(words)):
        return False
    try:
        return bool(resolve(words, context).targets)
    except NotRead as unread:
        return isinstance(unread, Ambiguous)


def imperative_of(clause: str, last: tuple[EditOp, ...], context: Context) -> str | None:
    """What the clause asks for in a sentence of its own, None where it says too little; `last` was done before."""
    quality = None if clause.startswith("the ") else parse_quality(clause)
    if quality is not None and (last or context.focus.targets or isinstance(quality, MoodChange)):
        return f"make it {clause}"
    if re.match(r"(?:an?|some|two|three|four|five|another|more) ", clause) and SOMEWHERE.search(clause):
        return f"add {clause}"
    if (words := in_few_words(clause, context.nouns)) is not None:
        return words
    if spelt := spelt_out(clause, context):
        return spelt[0]
    return f"move {clause}" if last and isinstance(last[-1], Move) and fits_place(clause) else None
