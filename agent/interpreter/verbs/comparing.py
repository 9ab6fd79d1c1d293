"""Verb frames that take a value from another thing: its colour (`the same color as the door`), its size."""

from __future__ import annotations

import re

from ....scene.ops import EditOp, Recolor, Resize
from ....scene.target import ObjectTarget
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..things.reference import one, resolve
from ..words.colors import color_of

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
    """`make the cup as big as the bowl`: each thing by its own factor, in height where that is compared."""
    other = one(_whole(frame.slots["obj2"]), context)
    targets = resolve(_whole(frame.slots["obj"]), context).targets
    if not isinstance(other, ObjectTarget) or not all(isinstance(target, ObjectTarget) for target in targets):
        raise OtherFrame
    goal = context.scene.get(other.object).box
    tall = {"tall", "high", "height"} & set(frame.words)
    ops: list[EditOp] = []
    for target in targets:
        box = context.scene.get(target.object).box  # type: ignore[union-attr]
        factor = goal.height / box.height if tall else (goal.area / box.area) ** 0.5
        ops.append(Resize(targets=(target,), scale=round(min(50.0, max(0.02, factor)), 4)))
    return tuple(ops)


def _whole(text: str) -> str:
    """`the color of the teapot`, `the teapot 's color` → `the teapot`."""
    return _OWN.sub("", _OF.sub("", text))
