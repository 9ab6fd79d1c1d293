"""When a clear plan still waits for a yes."""

from __future__ import annotations

import re

from ...scene.objects import Scene, SceneObject
from ...scene.ops import EditOp, Swap, targets_of
from ...scene.plan import EditPlan
from ...scene.target import ObjectTarget

SURE = 0.7
"""A reading below this confidence is shown before it runs: of first readings that were right 0.3 % are, and 18 % of
those that were wrong (`evals/confidence.py`)."""
FAINT = 0.6
"""So is one about a thing that was found with a score below this."""
SLOW = 60.0
"""Seconds of estimated work from which on approval is asked for."""
SECONDS = {"remove": 5.0, "replace": 6.0, "insert": 3.0, "move": 7.0, "resize": 7.0, "duplicate": 3.0, "swap": 14.0}
"""Rough seconds per target on two cores with the embedded toolset; other actions count as one."""
_COUNTS = {2: r"\b(both|two|2|pair|couple|eyes|irises)\b", 3: r"\b(three|3)\b", 4: r"\b(four|4)\b", 5: r"\b(five|5)\b"}


def confirm_reason(plan: EditPlan, confidence: float, approval: str, scene: Scene | None = None) -> str:
    """Why the person should see the plan first; empty when it may just run.

    `scene` is the one that the words were read against; None for a plan that came ready-made.
    """
    if approval == "never" or not plan.ops:
        return ""
    if approval == "always":
        return "every plan is shown first"
    if confidence < SURE:
        return "the words may be meant differently"
    faint = [thing for thing in _found(plan, scene) if thing.score is not None and thing.score < FAINT]
    if faint:
        return f"{faint[0].id} was found in {faint[0].box.as_list()}, but only with {faint[0].score:.0%} certainty"
    several = next((words for op in plan.ops if (words := _unnamed(op))), None)
    if several:
        return several
    seconds = estimate(plan)
    return f"this takes about {seconds:.0f} seconds" if seconds > SLOW else ""


def estimate(plan: EditPlan) -> float:
    """Seconds that the plan's actions take, roughly."""
    return sum(map(seconds_of, plan.ops))


def seconds_of(op: EditOp) -> float:
    """Seconds that one action takes, roughly."""
    return SECONDS.get(op.op, 1.0) * max(1, len(targets_of(op)) or getattr(op, "count", 1))


def _found(plan: EditPlan, scene: Scene | None) -> list[SceneObject]:
    """The targets that are in the scene only because the words made it look for them."""
    meant = {t.object for op in plan.ops for t in targets_of(op) if isinstance(t, ObjectTarget)}
    if scene is None:
        return []
    return [thing for thing in scene.objects if thing.id in meant and thing.label in scene.queries]


def _unnamed(op: EditOp) -> str:
    """Several things that one phrase stands for without saying how many; a swap is always of two."""
    if isinstance(op, Swap):
        return ""
    things = [target for target in targets_of(op) if isinstance(target, ObjectTarget) and target.said]
    for said in dict.fromkeys(thing.said for thing in things):
        group = [thing.object for thing in things if thing.said == said]
        if len(group) > 1 and not re.search(_COUNTS.get(len(group), r"(?!)"), said or "", re.IGNORECASE):
            return f"“{said}” stands for {len(group)} things: {', '.join(group)}"
    return ""
