"""Cautions in words: what may be wrong with something that is done, where, and what can be said about it."""

from __future__ import annotations

from ...scene.geometry import Box, Point
from ...scene.ops import Duplicate, EditOp, Move, Remove, Replace, Resize, Swap, Transform
from ...scene.records import ResolvedTarget
from ...scene.view import View

ASIDE = 0.2
"""A point is at the left, at the top … of a box from this share of its side off the middle on."""


def name_of(label: str | None) -> str:
    """`the cup`; `it` where no name is known."""
    return f"the {label}" if label else "it"


def side_of(point: Point, box: Box, view: View) -> str:
    """` at the bottom left`: on which side of a box (both canvas array) a point lies in the picture as it is shown."""
    corner = view.canvas.left, view.canvas.top
    shown = view.box_to_view(box.shift(*corner))
    x, y = view.to_view((point[0] + corner[0], point[1] + corner[1]))
    across = (x - shown.center[0]) / max(1, shown.width)
    down = (y - shown.center[1]) / max(1, shown.height)
    sides = ["top" if down < 0 else "bottom"] * (abs(down) > ASIDE) + ["left" if across < 0 else "right"] * (
        abs(across) > ASIDE
    )
    return f" at the {' '.join(sides)}" if sides else ""


def missing_of(op: EditOp, target: ResolvedTarget, side: str) -> str:
    """Part of a thing was left out of what was done to it."""
    name = name_of(target.label)
    if isinstance(op, Remove | Replace):
        return f"parts of {name} may be left{side}; paint over them and I will take them out"
    if isinstance(op, Move | Resize | Swap | Transform):
        return f"parts of {name} may have stayed behind{side}; if so, undo, draw around all of it and say it again"
    if isinstance(op, Duplicate):
        return f"the copy may lack parts of {name}{side}; if so, undo, draw around all of it and say it again"
    return f"parts of {name} may have kept their look{side}; paint over them and say the same of “this”"


def doubt_of(target: ResolvedTarget, side: str) -> str:
    """It is not clear where a thing ends."""
    name = name_of(target.label)
    return (
        f"it is hard to see where {name} ends{side}; if too much or too little of it changed, undo and draw around it"
    )


def taken_of(label: str | None) -> str:
    """What came out of another picture may be cut wrong."""
    return f"{name_of(label)} may be cut wrongly out of its picture; if so, undo and say which thing in it is meant"


def kept_of() -> str:
    """What stands before the background may be cut wrong."""
    return (
        "it is hard to see where the background begins; if it took parts of a thing along, undo, draw around what"
        " should stay and say “everything but this”"
    )


def kept_doubt(label: str | None) -> str:
    """What is kept in the library may be cut wrong."""
    return f"it is hard to see where {name_of(label)} ends; if it is cut wrongly, draw around it and keep it again"
