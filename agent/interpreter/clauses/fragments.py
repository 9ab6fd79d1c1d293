"""A clause that is no sentence (`bigger`, `a cat on the sofa`, `teddy onto the chair`) → its imperative"""

from __future__ import annotations

import re

from ....scene.ops import Duplicate, EditOp, Move, Recolor, Resize
from ..changes.qualities import MoodChange, parse_quality
from ..context import Context
from ..outcomes import Ambiguous, NotRead
from ..things.reference import resolve
from ..words.normalise import singular
from .hints import GONE_WITH_IT, MEND, SOMEWHERE, TAKEN_UP
from .listing import in_few_words
from .splitting import fits_place
from .statements import spelt_out

NAMED = re.compile(
    r"(?:the|all|both|every|each|my|his|her|this|that|these|those|everything|everyone|it|them|only|just)\b|\["
)
"""How what is named begins, in an action done once more to something else."""
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


def remarked(clause: str, later: str, context: Context) -> str | None:
    """What a clause only speaks of, which the next one takes up (`a stain on [A] – away with it`), "" where it only
    says how that is (`creepy – get rid of it`); None for other clauses."""
    if TAKEN_UP.search(later) is None:
        return None
    if context.focus.targets and isinstance(parse_quality(clause), MoodChange):
        return ""
    if GONE_WITH_IT.search(later) and SOMEWHERE.search(f"{clause} ") and re.match(r"(?:an?|some) ", clause):
        return re.sub(r"^(?:an?|some) ", "the ", clause)
    return None


def said_closer(ops: tuple[EditOp, ...], clause: str) -> tuple[EditOp, ...]:
    """Without the op that the last one only says more closely (`smaller – half the size`)."""
    if len(ops) < 2 or clause.startswith(("and ", "then ", "also ", "even ")):
        return ops
    *before, one, closer = ops
    alike = type(one) is type(closer) and isinstance(closer, Resize | Recolor)
    same = alike and [t.model_dump(exclude={"said"}) for t in one.targets] == [  # type: ignore[union-attr]
        t.model_dump(exclude={"said"})
        for t in closer.targets  # type: ignore[union-attr]
    ]
    return (*before, closer) if same else ops


def is_done(clause: str, ops: tuple[EditOp, ...]) -> bool:
    """Whether a clause asks for nothing but what was just read (`…belongs at [A], move it`)."""
    if not ops:
        return False
    return MEND.fullmatch(clause) is not None or (isinstance(ops[-1], Move | Duplicate) and clause in _MOVED)


_MOVED = frozenset(
    f"{verb} {what}{where}"
    for verb in ("move", "put", "place", "shift", "bring", "copy")
    for what in ("it", "them", "that")
    for where in ("", " there", " over", " over there")
)
