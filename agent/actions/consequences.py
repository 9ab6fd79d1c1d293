"""What follows from an action: a removed thing takes its shadow and what it holds along."""

from __future__ import annotations

from collections.abc import Sequence

from ...scene.mask import Mask
from ...scene.ops import EditOp, Move, Remove, Resize, targets_of
from ...scene.plan import Consequence, EditPlan
from ...scene.records import ResolvedConsequence, ResolvedTarget
from ...scene.target import MaskTarget, ObjectTarget, Target
from .masks import barred_for, mask_of, object_mask
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
        out += _shadow(op, target, resolved, situation) + _held(op, resolved, situation)
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
    because = f"shadow of {_name(target, resolved)}"
    return [Consequence(op=_same(op, MaskTarget(mask=shown.to_ref())), because=because)]


def _held(op: EditOp, resolved: ResolvedTarget, situation: Situation) -> list[Consequence]:
    held = [
        relation
        for relation in situation.scene.relations
        if relation.object == resolved.object and relation.predicate in HELD and situation.scene.has(relation.subject)
    ]
    already = {getattr(target, "object", None) for target in targets_of(op)}
    return [
        Consequence(op=_same(op, ObjectTarget(object=r.subject)), because=f"{r.predicate} {r.object}")
        for r in held
        if r.subject not in already
    ]


def _name(target: Target, resolved: ResolvedTarget) -> str:
    mark = getattr(target, "mark", None)
    return resolved.object or (f"[{mark}]" if isinstance(mark, str) else "the marked pixels")


def _same(op: EditOp, target: Target) -> EditOp:
    """The same action on what follows."""
    if isinstance(op, Move):
        return Move(target=target, to=op.to)
    if isinstance(op, Resize):
        return Resize(targets=(target,), scale=op.scale)
    return Remove(targets=(target,))


def consequences_for(op: EditOp, plan: EditPlan) -> tuple[Consequence, ...]:
    """Those of a plan's consequences that belong to one of its ops."""
    if not isinstance(op, FOLLOWED):
        return ()
    names = {_plain_name(target) for target in targets_of(op)}
    return tuple(c for c in plan.consequences if c.op.op == op.op and any(c.because.endswith(n) for n in names))


def _plain_name(target: Target) -> str:
    if isinstance(target, ObjectTarget):
        return f" {target.object}"
    mark = getattr(target, "mark", None)
    return f" [{mark}]" if isinstance(mark, str) else " the marked pixels"


def resolve_consequences(
    consequences: Sequence[Consequence], situation: Situation
) -> tuple[tuple[ResolvedConsequence, ...], Situation]:
    """Their pixels."""
    out = []
    for consequence in consequences:
        target = targets_of(consequence.op)[0]
        if isinstance(target, ObjectTarget):
            mask, situation = object_mask(target.object, situation)
            entry = ResolvedConsequence(
                because=consequence.because, kind="held", mask=mask.to_ref(), object=target.object
            )
        else:
            found, situation = mask_of(target, situation)
            entry = ResolvedConsequence(because=consequence.because, kind="shadow", mask=found.mask)
        out.append(entry)
    return tuple(out), situation
