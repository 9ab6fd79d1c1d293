"""How a change of an arrangement is said: in words with pixels and factors, with drawn boxes, or by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ...scene.geometry import Box
from ...scene.mask import Mask
from .composing import SOLID, Placed

if TYPE_CHECKING:
    from .placement import Arrangement, Change, Way

APART = 24
"""Pixels by which the leftmost one, say, is farther left than any other of its kind."""
AROUND = 3
"""Pixels that a box drawn around a thing is larger than it, to each side."""
BOXES = {
    "move": ("move [A] to [B]", "put [A] into [B]"),
    "resize": ("resize [A] to [B]", "make [A] as large as [B]"),
    "duplicate": ("copy [A] to [B]", "put a copy of [A] into [B]"),
}
DRAGGED = {"move": "drag [A] to [B]", "resize": "drag a corner of [A] to [B]", "duplicate": "drag a copy of [A] to [B]"}
SIDES = {"leftmost": (-1, 0), "rightmost": (1, 0), "topmost": (0, -1), "lowest": (0, 1)}


@dataclass(frozen=True, slots=True)
class Words:
    """What is said and drawn; `plan` where it is done by hand."""

    text: str
    marks: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] | None = None


def said(way: Way, given: Arrangement, change: Change, rng: np.random.Generator) -> Words | None:
    """None where this cannot be said this way: a thing among many alike that has no name, a swap by hand."""
    if way == "drag":
        return None if change.op == "swap" else _by_hand(change)
    return _in_words(given, change, rng) if way == "chat" else _with_boxes(change, int(rng.integers(2)))


def name(thing: Placed, things: tuple[Placed, ...]) -> str | None:
    """`the mug`, or among several `the leftmost mug`, where it is by far."""
    alike = [one for one in things if one.label == thing.label and one.id != thing.id]
    if not alike:
        return f"the {thing.label}"
    for word, (x, y) in SIDES.items():
        reach = [x * one.box.center.x + y * one.box.center.y for one in (thing, *alike)]
        if reach[0] - max(reach[1:]) >= APART:
            return f"the {word} {thing.label}"
    return None


def _in_words(given: Arrangement, change: Change, rng: np.random.Generator) -> Words | None:
    named = [name(one, given.things) for one in change.things]
    if None in named:
        return None
    first = named[0]
    if change.op == "swap":
        return Words(f"swap {first} and {named[1]}" if rng.integers(2) else f"exchange {first} with {named[1]}")
    if change.op == "resize":
        by = change.scale or 1.0
        return Words(f"scale {first} to {by:.0%}" if rng.integers(2) else f"make {first} {by} times as large")
    (place,) = (boxes[0] for boxes in change.after.values())
    way = _offset(change.things[0].box, place)
    return Words(f"move {first} {way}" if change.op == "move" else f"duplicate {first} and put the copy {way}")


def _offset(was: Box, will: Box) -> str:
    x, y = (round(b - a) for a, b in zip(was.center, will.center, strict=True))
    parts = [f"{abs(x)} pixels to the {'right' if x > 0 else 'left'}"] if x else []
    return " and ".join([*parts, f"{abs(y)} pixels {'down' if y > 0 else 'up'}"] if y else parts)


def _with_boxes(change: Change, number: int = 0) -> Words:
    first = change.things[0]
    marks = {"A": {"box": tight(first).pad(AROUND).as_list()}}
    if change.op == "swap":
        return Words("swap [A] and [B]", {**marks, "B": {"box": tight(change.things[1]).pad(AROUND).as_list()}})
    both = {**marks, "B": {"box": _place(change).as_list()}}
    return Words(BOXES[change.op][number % 2], both)


def _by_hand(change: Change) -> Words:
    """Dragged: a thing to a place, or a corner of it to another size; with a key held down, a copy of it."""
    place, target = _place(change), {"object": change.things[0].id}
    if change.op == "resize":
        op: dict[str, Any] = {"op": "resize", "targets": [target], "scale": change.scale}
    else:
        op = {"op": change.op, "target": target, "to": {"box": place.as_list()}}
    return Words(DRAGGED[change.op], _with_boxes(change).marks, {"status": "ready", "ops": [op]})


def _place(change: Change) -> Box:
    """The box that the thing's own pixels are to fill."""
    (place,) = (boxes[0] for boxes in change.after.values())
    return tight(change.things[0].at(place))


def tight(placed: Placed) -> Box:
    """The box of the pixels that are the thing's; its cut-out is a little larger, for its soft edge."""
    mask = Mask(placed.layer()[..., 3] >= SOLID)
    return mask.box.shift(placed.box.left, placed.box.top)
