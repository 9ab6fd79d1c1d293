"""Joining the ops of several clauses."""

from __future__ import annotations

import re

from ....scene.ops import Duplicate, EditOp, Move
from ....scene.target import ObjectTarget, Target
from ..context import Context
from ..outcomes import Ambiguous, NotRead
from ..things.reference import resolve

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
            targets = tuple(dict.fromkeys((*before.targets, *op.targets)))  # type: ignore[union-attr, misc]
            merged[-1] = before.model_copy(update={"targets": targets})
        else:
            merged.append(op)
    return tuple(merged)


def _values(op: EditOp) -> dict[str, object]:
    return op.model_dump(exclude={"targets"})


def without(op: EditOp, kept: tuple[Target, ...]) -> EditOp | None:
    ids = {target.object for target in kept if isinstance(target, ObjectTarget)}
    targets = getattr(op, "targets", None)
    if not targets or not ids:
        return op
    left = tuple(t for t in targets if not (isinstance(t, ObjectTarget) and t.object in ids))
    return op.model_copy(update={"targets": left}) if left else None


def sparing(ops: Ops, words: str, context: Context) -> Ops:
    """The ops without what is to stay. Raises Ambiguous where that may be one of several that were to change."""
    try:
        kept = resolve(words, context).targets
    except Ambiguous as several:
        meant = tuple(target for choice in several.choices for target in choice.targets)
        if any(without(op, meant) != op for op in ops):
            raise
        return ops
    except NotRead:
        return ops
    return tuple(op for op in (without(op, kept) for op in ops) if op is not None)
