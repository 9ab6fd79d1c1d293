"""What follows from an action: a removed thing takes its shadow and what it holds along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...scene.mask import Mask
from ...scene.ops import EditOp, Move, Remove, Resize, targets_of
from ...scene.plan import Consequence, EditPlan
from ...scene.records import ResolvedConsequence, ResolvedTarget
from ...scene.target import MaskTarget, ObjectTarget, Target
from .masks import barred_for, mask_of
from .situation import Situation

FOLLOWED = (Remove, Move, Resize)
HELD = ("held by", "worn by")


def consequences_of(op: EditOp, situation: Situation) -> tuple[tuple[Consequence, ...], Situation]:
    """Shadows and held things of what is removed, moved or resized, as plan entries; and what was learnt."""
    if not isinstance(op, FOLLOWED):
        return (), situation
    out: list[Consequence] = []
    for target in targets_of(op):
        resolved, situation = mask_of(target, situation)
        out += _shadow(op, target, resolved, situation) + _held(op, target, resolved, situation)
    return tuple(out), situation


def _shadow(op: EditOp, target: Target, resolved: ResolvedTarget, situation: Situation) -> list[Consequence]:
    from ...tools.shadows import find_shadow

    barred = barred_for((resolved,), situation)
    shadow = find_shadow(situation.rgb, Mask.from_ref(resolved.mask), barred)
    if shadow is None or not shadow.area:
        return []
    shown = situation.view.mask_to_view(shadow)
    if not shown.area:
        return []
    because = f"shadow of {_name(target)}"
    return [Consequence(op=_same(op, MaskTarget(mask=shown.to_ref())), because=because)]


def _held(op: EditOp, target: Target, resolved: ResolvedTarget, situation: Situation) -> list[Consequence]:
    held = [
        relation
        for relation in situation.scene.relations
        if relation.object == resolved.object and relation.predicate in HELD and situation.scene.has(relation.subject)
    ]
    already = {getattr(target, "object", None) for target in targets_of(op)}
    return [
        Consequence(op=_same(op, ObjectTarget(object=r.subject)), because=f"{r.predicate} {_name(target)}")
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


def _same(op: EditOp, target: Target) -> EditOp:
    """The same action on what follows."""
    if isinstance(op, Move):
        return Move(target=target, to=op.to)
    if isinstance(op, Resize):
        return Resize(targets=(target,), scale=op.scale)
    return Remove(targets=(target,))


def consequences_for(op: EditOp, plan: EditPlan) -> tuple[Consequence, ...]:
    """Those of a plan's consequences that belong to one of its ops: they end with the name of one of its targets.

    One that names no target of any op goes with the first op of its kind.
    """
    if not isinstance(op, FOLLOWED):
        return ()
    same = [other for other in plan.ops if other.op == op.op]
    kind = [c for c in plan.consequences if c.op.op == op.op]
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
    kind: Literal["held", "shadow"] = "held" if found.object is not None else "shadow"
    return ResolvedConsequence(
        because=consequence.because, kind=kind, mask=found.mask, object=found.object, target=number
    )
