"""Joining the ops of several clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....scene.ops import Duplicate, EditOp, Move
from ....scene.target import EverythingTarget, MarkTarget, ObjectTarget, Target
from ..context import Context
from ..outcomes import Ambiguous, Missing, NotRead, OtherFrame
from ..things.reference import resolve
from ..words.colors import color_of
from ..words.normalise import singular

Ops = tuple[EditOp, ...]
_COPY = re.compile(r"\b(?:copy|copies|duplicate|double|twin|clone|new one)\b")


def copy_placed(ops: Ops, new: Ops) -> Ops | None:
    """`copy the vase and put it next to the plant`: the copy goes there."""
    if not ops or len(new) != 1:
        return None
    before, move = ops[-1], new[0]
    if not (isinstance(before, Duplicate) and before.to is None and isinstance(move, Move)):
        return None
    said = getattr(move.target, "said", None) or ""
    copied = said in ("it", "them", "that", "this") or _COPY.search(said)
    return (*ops[:-1], before.model_copy(update={"to": move.to})) if copied else None


def merged(ops: Ops, new: Ops) -> Ops:
    """The same verb with the same values over several things is one op."""
    merged = list(ops)
    for op in new:
        before = merged[-1] if merged else None
        if (
            before is not None
            and op.op == before.op
            and hasattr(op, "targets")
            and op.targets
            and _values(op) == _values(before)
            and op.op != "transform"
        ):
            there = {_which(target) for target in before.targets}  # type: ignore[union-attr]
            more = (target for target in op.targets if _which(target) not in there)
            targets = (*before.targets, *more)  # type: ignore[union-attr, misc]
            merged[-1] = before.model_copy(update={"targets": targets})
        else:
            merged.append(op)
    return tuple(merged)


def _which(target: Target) -> Target:
    """A target, whatever it was called."""
    return target.model_copy(update={"said": None})


def _values(op: EditOp) -> dict[str, object]:
    return op.model_dump(exclude={"targets"})


def is_of_all(op: EditOp) -> bool:
    """Whether an op changes how all of the picture looks."""
    targets: tuple[Target, ...] = getattr(op, "targets", None) or ()
    return op.op != "transform" and len(targets) == 1 and isinstance(targets[0], EverythingTarget)


def without(op: EditOp, kept: tuple[Target, ...]) -> EditOp | None:
    ids = {target.object for target in kept if isinstance(target, ObjectTarget)}
    targets: tuple[Target, ...] = getattr(op, "targets", None) or ()
    if is_of_all(op) and (spared := tuple(t for t in kept if isinstance(t, ObjectTarget | MarkTarget))):
        everything = targets[0]
        before = everything.except_ if isinstance(everything, EverythingTarget) else ()
        excepted = tuple(dict.fromkeys((*before, *spared)))
        return op.model_copy(update={"targets": (everything.model_copy(update={"except_": excepted}),)})
    if not targets or not ids:
        return op
    left = tuple(t for t in targets if not (isinstance(t, ObjectTarget) and t.object in ids))
    return op.model_copy(update={"targets": left}) if left else None


_OWN_LOOK = re.compile(
    r"(?:be |stay |remain |look )*(?:in (?:full |its |their |his |her |own |original |natural )*colou?rs?"
    r"|colou?red|colou?rful"
    r"|sharp|in focus|bright|dark|clear|visible|readable|vivid|saturated|natural|normal|real|the way (?:it"
    r"|they) (?:is|are|was)"
    r"|as bright as .+|as dark as .+|out of it)"
)
"""How a thing that is left as it is looks."""


def sparing(ops: Ops, words: str, context: Context, untouched: bool = True) -> Ops:
    """The ops without what is to stay; what is `untouched` does not change with all of the picture either.

    Raises Ambiguous where that may be one of several that were to change, and Missing where something that is not
    known of is to stay while all of the picture changes."""
    try:
        kept = _kept(words, context)
    except Ambiguous as several:
        meant = tuple(target for choice in several.choices for target in choice.targets)
        if any(without(op, meant) != op for op in ops if untouched or not is_of_all(op)):
            raise
        return ops
    except Missing as missing:
        if (
            untouched
            and any(map(is_of_all, ops))
            and all(context.table.about(_noun(phrase)) for phrase in missing.phrases)
        ):
            raise
        return ops
    except NotRead:
        return ops
    kept_ops = (op if is_of_all(op) and not untouched else without(op, kept) for op in ops)
    return tuple(op for op in kept_ops if op is not None)


def _noun(phrase: str) -> str:
    return singular(phrase.split()[-1]) if phrase.split() else ""


def _kept(words: str, context: Context) -> tuple[Target, ...]:
    """What `the taxi yellow`, `the dog in color` say is to stay so; a color also tells which one."""
    unread: NotRead | None = None
    for form in _forms(words):
        try:
            return resolve(form, context).targets
        except Ambiguous:
            raise
        except NotRead as raised:
            unread = raised
    raise unread or OtherFrame(words)


def _forms(words: str) -> Iterator[str]:
    said = words.split()
    for i in range(2, len(said)):
        thing, look = said[:i], " ".join(said[i:])
        if color_of(look) is not None:
            yield " ".join((thing[0], look, *thing[1:]))
            yield " ".join(thing)
            return
        if _OWN_LOOK.fullmatch(look):
            yield " ".join(thing)
            return
    yield words
