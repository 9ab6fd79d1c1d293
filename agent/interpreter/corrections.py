"""An instruction that begins with what was seen wrongly: that is put right, and the rest is read against it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from .clauses.splitting import starts_clause
from .context import Context
from .conversation.effects import apply_op
from .conversation.righting import righted, spoken_of
from .port import ReadRequest
from .reader import Read
from .words.normalise import polite

_BREAK = re.compile(r" ?[.!;?]+(?: |$)|(?: ?,)? (?:and then|then|and|so) | ?, ")
_MAY = re.compile(
    r"\b(?:not?|nothing|exist|(?:re)?(?:call|name|label)(?:ed)?|really|actually|truly|clearly|in fact|of course"
    r"|obviously|same|one|merge|unite|unify|fuse|restore|reset|revert|un-?edit|original(?:ly)?|back|edit(?:s|ing)"
    r"|retouching|changes?|done|was|were|did|looked|used)\b|(?:\b(?:this|that|it)|\]) (?:is|shows) an?\b"
)
"""Without one of these words nothing is put right; looking for them costs least."""


def put_right(request: ReadRequest, context: Context, go_on: Callable[[ReadRequest, Context], Read]) -> Read | None:
    """What the words put right, with what `go_on` reads of the rest; None where they begin with nothing of the kind."""
    if not _MAY.search(context.said.text):
        return None
    for first, rest in _parts(context.said.text):
        ops = righted(first, context, request.history)
        if ops is None:
            continue
        scene = context.scene
        for op in ops:
            scene = apply_op(scene, op, dict(context.marks))
        after = spoken_of(ops, replace(context, scene=scene))
        if not rest:
            return Read(ops=ops, context=after)
        later = go_on(replace(request, history=()), replace(after, said=replace(context.said, text=rest)))
        return replace(later, ops=(*ops, *later.ops))
    return None


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The beginning of an instruction and the rest of it: what stands before another clause, and at last all of it."""
    whole = text.strip(" .!,;")
    for found in reversed(list(_BREAK.finditer(whole))):
        rest = whole[found.end() :]
        if found[0].strip()[:1] in (".", "!", ";", "?") or starts_clause(rest):
            yield polite(whole[: found.start()].strip(" ,")), rest
    yield polite(whole), ""
