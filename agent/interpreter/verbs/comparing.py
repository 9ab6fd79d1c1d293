"""Verb frames that take a value from another thing: its colour (`the same color as the door`), its size."""

from __future__ import annotations

import re

from ....scene.geometry import Box
from ....scene.ops import EditOp, Recolor, Resize
from ....scene.target import MarkTarget, ObjectTarget, Target
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..things.reference import one, resolve
from ..words.colors import color_of

CLOSE = 0.3
"""IoU with a thing from which a box is drawn around it, as `Context.under` has it."""
_OF = re.compile(r"^(?:the )?(?:color|colour|shade|tone|hue|size|that|those|one|height|width) of (?=\w)")
_OWN = re.compile(r" 's(?: (?:color|colour|shade|tone|hue|size|height))?$| (?:has|is|does|have|do)$")


def same_color(frame: Frame, context: Context) -> tuple[EditOp, ...]:
    """`make the napkin the same color as the teapot`."""
    other = one(_whole(frame.slots["obj2"]), context)
    if not isinstance(other, ObjectTarget):
        raise OtherFrame
    given = str(context.scene.get(other.object).attributes.get("color", ""))
    color = color_of(given)
    if color is None:
        raise Open(f"Which color is {frame.slots['obj2']}?")
    return (Recolor(targets=resolve(_whole(frame.slots["obj"]), context).targets, color=color),)


def same_size(frame: Frame, context: Context) -> tuple[EditOp, ...]:
    """`make the cup as big as the bowl`, `resize [A] to [B]`: each thing by its own factor, in height where that is
    compared; a drawn box is as large as it is."""
    goal = _extent(one(_whole(frame.get("obj2") or frame.slots["ref"]), context), context)
    targets = resolve(_whole(frame.slots["obj"]), context).targets
    tall = {"tall", "high", "height"} & set(frame.words)
    ops: list[EditOp] = []
    for target in targets:
        box = _held(target, context) or _extent(target, context)
        factor = goal.height / box.height if tall else (goal.area / box.area) ** 0.5
        ops.append(Resize(targets=(target,), scale=round(min(50.0, max(0.02, factor)), 4)))
    return tuple(ops)


def _extent(target: Target, context: Context) -> Box:
    """Where a thing is, or what was drawn: a point stands for the thing under it. Raises OtherFrame for neither."""
    if isinstance(target, ObjectTarget):
        return context.scene.get(target.object).box
    drawn = context.marks.get(target.mark) if isinstance(target, MarkTarget) else None
    if drawn is not None and (drawn.box or drawn.mask):
        return drawn.bounds
    under = context.under(target) if drawn is not None else None
    if under is None:
        raise OtherFrame
    return under.box


def _held(target: Target, context: Context) -> Box | None:
    """The thing that a box was drawn around, with some room: it is that which grows, not the box."""
    drawn = context.marks.get(target.mark) if isinstance(target, MarkTarget) else None
    if drawn is None or drawn.box is None:
        return None
    under = context.under(target)
    return under.box if under is not None and under.box.iou(drawn.bounds) >= CLOSE else None


def _whole(text: str) -> str:
    """`the color of the teapot`, `the teapot 's color` → `the teapot`."""
    return _OWN.sub("", _OF.sub("", text))
