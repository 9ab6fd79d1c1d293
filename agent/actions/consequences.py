"""What follows from an action: a thing that goes takes its shadow and what it holds along, a copy gets a shadow too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...scene.mask import Mask
from ...scene.ops import Duplicate, EditOp, Move, Remove, Replace, Resize, Swap, Transform, targets_of
from ...scene.plan import Consequence, EditPlan
from ...scene.records import ResolvedConsequence, ResolvedTarget
from ...scene.target import MaskTarget, ObjectTarget, OffsetPlace, Target
from .bearing import quarter_turned, quarters
from .layouts import redrawn
from .masks import barred_for, mask_of, masks_of
from .situation import Situation

FOLLOWED = (Remove, Move, Resize, Duplicate, Swap, Replace, Transform)
HELD = ("held by", "worn by")

Aside = tuple[float, float]


def consequences_of(op: EditOp, situation: Situation) -> tuple[tuple[Consequence, ...], Situation]:
    """Shadows and held things of what goes, changes size or is copied, as plan entries; and what was learnt."""
    if not _followed(op) or redrawn(op, situation):
        return (), situation
    out: list[Consequence] = []
    targets = targets_of(op)
    found, situation = masks_of(targets, situation)
    for number, (target, resolved) in enumerate(zip(targets, found, strict=True)):
        aside = _aside(found, number, situation) if isinstance(op, Swap) else (0.0, 0.0)
        out += _cast(op, target, resolved, aside, situation)
        out += [] if isinstance(op, Duplicate) else _held(op, target, resolved, aside, situation)
    return tuple(out), situation


def _followed(op: EditOp) -> bool:
    """Turned or mirrored on the spot, a thing keeps the shadow that the light gives it; words alone take nothing."""
    if isinstance(op, Transform):
        return op.scale is not None and bool(op.targets)
    return isinstance(op, FOLLOWED) and not (isinstance(op, Replace) and op.reference is None)


def _aside(found: Sequence[ResolvedTarget], number: int, situation: Situation) -> Aside:
    """How far one of two things goes that change places, in shown pixels."""
    here, there = (situation.array_to_shown(Mask.from_ref(found[i].mask).box) for i in (number, 1 - number))
    return there.center.x - here.center.x, float(there.bottom - here.bottom)


def _cast(
    op: EditOp, target: Target, resolved: ResolvedTarget, aside: Aside, situation: Situation
) -> list[Consequence]:
    """What a thing throws on the ground: its reflection, else its shadow. A sky or a floor throws none."""
    if resolved.object is not None and resolved.object not in {thing.id for thing in situation.things}:
        return []
    from ...tools.reflections import find_reflection
    from ...tools.shadows import find_shadow

    turns = quarters(situation.view)
    barred = barred_for((resolved,), situation)
    other = None if barred is None else _turned(barred, turns)
    thing, pixels = _turned(Mask.from_ref(resolved.mask), turns), quarter_turned(situation.rgb, turns)
    mirrored = find_reflection(pixels, thing, other)
    shadow = find_shadow(pixels, thing, other) if mirrored is None else None
    out = []
    for what, mask in (("reflection", mirrored), ("shadow", shadow)):
        shown = None if mask is None else situation.view.mask_to_view(_turned(mask, -turns))
        if shown is not None and shown.area:
            same = _same(op, MaskTarget(mask=shown.to_ref()), aside)
            out.append(Consequence(op=same, because=f"{what} of {_name(target)}"))
    return out


def _turned(mask: Mask, turns: int) -> Mask:
    array: NDArray[np.bool_] = quarter_turned(mask.array, turns)
    return Mask(np.ascontiguousarray(array)) if turns % 4 else mask


def _held(
    op: EditOp, target: Target, resolved: ResolvedTarget, aside: Aside, situation: Situation
) -> list[Consequence]:
    held = [
        relation
        for relation in situation.scene.relations
        if relation.object == resolved.object and relation.predicate in HELD and situation.scene.has(relation.subject)
    ]
    already = {getattr(target, "object", None) for target in targets_of(op)}
    return [
        Consequence(op=_same(op, ObjectTarget(object=r.subject), aside), because=f"{r.predicate} {_name(target)}")
        for r in held
        if r.subject not in already
    ]


def _name(target: Target) -> str:
    """What a target is called in `because`: as the plan calls it, so that the plan alone says what belongs together."""
    for given in (getattr(target, "object", None), getattr(target, "phrase", None)):
        if isinstance(given, str):
            return given
    mark = getattr(target, "mark", None)
    return f"[{mark}]" if isinstance(mark, str) else "the marked pixels"


def _same(op: EditOp, target: Target, aside: Aside) -> EditOp:
    """The same action on what follows; what belongs to a replaced thing goes, and a swap moves."""
    if isinstance(op, Move):
        return Move(target=target, to=op.to)
    if isinstance(op, Swap):
        return Move(target=target, to=OffsetPlace(offset=aside))
    if isinstance(op, Duplicate):
        return Duplicate(target=target, to=op.to, count=op.count)
    if isinstance(op, Resize):
        return Resize(targets=(target,), scale=op.scale)
    return Transform(targets=(target,), scale=op.scale) if isinstance(op, Transform) else Remove(targets=(target,))


def _verb(op: EditOp) -> str:
    """What the action on what follows is called."""
    return {"swap": "move", "replace": "remove"}.get(op.op, op.op)


def consequences_for(op: EditOp, plan: EditPlan) -> tuple[Consequence, ...]:
    """Those of a plan's consequences that belong to one of its ops: they end with the name of one of its targets.

    One that names no target of any op goes with the first op of its kind.
    """
    if not _followed(op):
        return ()
    same = [other for other in plan.ops if _verb(other) == _verb(op)]
    kind = [c for c in plan.consequences if c.op.op == _verb(op)]
    loose = [c for c in kind if not any(_belongs(c, other) for other in same)] if same[:1] == [op] else []
    return tuple(c for c in kind if _belongs(c, op) or c in loose)


def _belongs(consequence: Consequence, op: EditOp) -> bool:
    return _place_in(consequence, op) is not None


def _place_in(consequence: Consequence, op: EditOp) -> int | None:
    """Which target of the op the consequence names."""
    for number, target in enumerate(targets_of(op)):
        if consequence.because.endswith(f" {_name(target)}"):
            return number
    return None


def resolve_consequences(
    op: EditOp, consequences: Sequence[Consequence], situation: Situation
) -> tuple[tuple[ResolvedConsequence, ...], Situation]:
    """Their pixels, and which of the op's targets they go with."""
    out = []
    for consequence in consequences:
        for target in targets_of(consequence.op):
            found, situation = mask_of(target, situation)
            out.append(_entry(consequence, found, _place_in(consequence, op) or 0))
    return tuple(out), situation


def _entry(consequence: Consequence, found: ResolvedTarget, number: int) -> ResolvedConsequence:
    kind: Literal["held", "shadow", "reflection"] = "held" if found.object is not None else "shadow"
    if kind == "shadow" and consequence.because.startswith("reflection of "):
        kind = "reflection"
    return ResolvedConsequence(
        because=consequence.because, kind=kind, mask=found.mask, object=found.object, target=number
    )
