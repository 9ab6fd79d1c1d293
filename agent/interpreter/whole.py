"""An instruction as a whole: an answer, a question around an edit, its clauses in order, or all of it read loosely."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial

from ...scene.plan import Option
from ...scene.target import ObjectTarget
from .clauses.faults import mended_tones
from .clauses.grammar import first_words, frames
from .clauses.hints import LET_GO
from .clauses.loosely import loosely, means_little
from .clauses.questions import LONG, answered_in, edit_apart, is_reason, look_for_likely, with_plain_edit
from .clauses.riddles import answer, said_plainly
from .context import Context, Focus
from .conversation.discourse import (
    answered,
    targets_of,
)
from .corrections import put_right
from .outcomes import Ambiguous, Missing, NotRead, Open, OtherFrame, Refused, Settled, Unread
from .port import ReadRequest
from .reader import Read, Reader
from .words.normalise import polite


def read_clauses(request: ReadRequest, context: Context) -> Read:
    if (read := _at_once(request, context)) is not None:
        return read
    reads = cache(partial(_reads, request, context))
    if (wrapped := answered_in(context, LONG, request.can_look)) is not None:
        return Reader(request, wrapped).read()
    told = answer(context, reads, doubtful=False)
    if told is None and request.can_look:
        look_for_likely(context, LONG, refuse=False)
    try:
        return Reader(request, context if told is None else with_plain_edit(told, context)).read()
    except (Ambiguous, Settled):
        if (wrapped := answered_in(context, 0, request.can_look)) is not None:
            return Reader(request, wrapped).read()
        if request.can_look:
            look_for_likely(context, LONG, refuse=False)
        raise
    except NotRead as unread:
        if (plain := _said_loosely(unread, context)) is not None:
            return Reader(request, replace(context, said=replace(context.said, text=plain))).read()
        if (told := answer(context, reads, doubtful=True)) is not None:
            return Reader(request, told).read()
        if (said := said_plainly(context, reads)) is not None:
            with suppress(OtherFrame, Refused, Open):
                return Reader(request, said).read()
        asked_too = isinstance(unread, Unread) and not is_reason(unread.clause, context)
        apart = None if asked_too else edit_apart(context)
        if (wrapped := answered_in(context, 0, request.can_look) or apart) is None:
            look_for_likely(context)
            raise
        return Reader(request, wrapped).read()


def _at_once(request: ReadRequest, context: Context) -> Read | None:
    """What was seen wrongly, an answer, or what is said of tones: that need not be taken apart."""
    if (read := put_right(request, context, read_clauses)) is not None:
        return read
    if (reply := _answer(request, context)) is not None:
        return Read(ops=reply.ops, command=reply.command)
    if (tones := _tones(context)) is not None:
        return Reader(request, replace(context, said=replace(context.said, text=tones))).read()
    return None


def _tones(context: Context) -> str | None:
    """What is said of the tones of the picture, a fault and the wish to mend it, where nothing else can be meant."""
    spoken_of = context.focus.targets and not _PICTURE.search(context.said.text)
    return None if spoken_of or context.marks else mended_tones(context.said.text)


_PICTURE = re.compile(r"\b(?:photo|picture|image|shot|pic|everything|overall|whole (?:thing|scene))\b")


def _reads(request: ReadRequest, context: Context, words: str) -> bool:
    """Whether words are an edit of what "it" means, and of nothing else."""
    if not context.standing:
        return False
    probe = ObjectTarget(object=context.standing[0].id, said="it")
    alone = replace(context.about(Focus((probe,))), said=replace(context.said, text=words), pins={})
    try:
        ops = Reader(replace(request, history=()), alone).read().ops
    except Ambiguous:
        return True
    except NotRead:
        return False
    return bool(ops) and all(Focus(targets_of(op)).ids == {probe.object} for op in ops)


def _said_loosely(unread: NotRead, context: Context) -> str | None:
    """The whole said plainly, unless something is named that has to be looked for."""
    said = unread.phrases if isinstance(unread, Missing) else ()
    inside = (isinstance(unread, Missing) and any(unread.inside)) or (isinstance(unread, Unread) and unread.ops)
    if inside or not all(means_little(phrase, context) for phrase in said):
        return None
    return loosely(context.said.text, context)


def _answer(request: ReadRequest, context: Context) -> Option | None:
    """An answer to a question that is still open."""
    last = request.history[-1] if request.history else None
    if last is None or last.plan.status != "ask":
        return None
    text = polite(context.said.text.strip(" .!?"))
    if LET_GO.fullmatch(text):
        raise Refused("all right, nothing was changed")
    if text.split() and text.split()[0] in first_words() and next(frames(text), None) is not None:
        return None
    try:
        return answered(text, last.plan, context)
    except (OtherFrame, Missing):
        return None
