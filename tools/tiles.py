"""Overlapping tiles for seeing small things, and how what was found in them is put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil, prod

from ..scene.geometry import Box
from .ports import Detection

SAME = 0.5
"""Boxes of one label that overlap this much (IoU) are one object."""

SAME_PLACE = 0.85
"""Boxes of two labels that overlap this much are one object named twice."""

INSIDE = 0.8
"""A box of which this share lies in a larger one of its label is a piece of that."""

EDGE = 0.04
"""Edges this near (in the larger box's sides) are one edge."""

BORDER = 0.02
"""A box this near (in tile sides) to a tile's inner edge was probably cut by it."""


def tiles(frame: Box, side: int, overlap: float = 0.4) -> list[Box]:
    """Squares of `side` pixels that cover `frame`, neighbours sharing at least `overlap` of a side; row by row."""
    if side < 1 or not 0 <= overlap < 1:
        raise ValueError(f"tiles need side ≥ 1 and 0 ≤ overlap < 1, but got {side} and {overlap}")
    rows = _starts(frame.height, min(side, frame.height), overlap)
    columns = _starts(frame.width, min(side, frame.width), overlap)
    corners = [(frame.left + x, frame.top + y) for y in rows for x in columns]
    return [Box(x, y, x + side, y + side).intersect(frame) for x, y in corners]


def _starts(length: int, side: int, overlap: float) -> list[int]:
    if length <= side:
        return [0]
    steps = ceil((length - side) / max(1, side * (1 - overlap)))
    return [round(index * (length - side) / steps) for index in range(steps + 1)]


def is_cut(box: Box, tile: Box, frame: Box) -> bool:
    """Whether `box` touches an edge of `tile` that is not an edge of `frame`: the rest may lie in the next tile."""
    near = BORDER * max(tile.size)
    return (
        (box.left - tile.left < near and tile.left > frame.left)
        or (box.top - tile.top < near and tile.top > frame.top)
        or (tile.right - box.right < near and tile.right < frame.right)
        or (tile.bottom - box.bottom < near and tile.bottom < frame.bottom)
    )


def agreed(found: Iterable[Detection], looks: Sequence[Detection]) -> list[Detection]:
    """Those of `found` that another of the `looks` (which hold `found` too) saw under the same name at the same place.

    A tile shows things without their surroundings, and mistakes about them score high; but they seldom repeat when
    the tile is shifted or scaled.
    """
    return [one for one in found if any(_same_thing(one, other) for other in looks if other is not one)]


def pooled(looks: Iterable[Detection]) -> list[Detection]:
    """What several looks, however unsure, take for the same thing at the same place, as one detection each, best first.

    Its score is that of the best look, raised half-way by how likely it is that not all the others are wrong: looks at
    overlapping tiles are not independent.
    """
    groups: list[list[Detection]] = []
    for one in _ranked(looks):
        group = next((group for group in groups if _same_thing(one, group[0])), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return _ranked(_pooled(group) for group in groups)


def _pooled(group: Sequence[Detection]) -> Detection:
    best, *others = group
    doubt = prod(1 - other.score for other in others)
    return replace(best, score=best.score + (1 - best.score) * (1 - doubt) / 2)


def merge(whole: Sequence[Detection], from_tiles: Iterable[Detection] = ()) -> list[Detection]:
    """One detection for each object, best first: class-aware suppression that also drops pieces.

    A detection in a tile that lies inside a larger one of its label is dropped, whatever its score: a tile shows a
    head where the whole picture shows a person. Of two labels at one place the better one stays.
    """
    kept: list[Detection] = []
    for one in _ranked(whole):
        if not any(_same(one, other) or _corner(one, other) for other in kept):
            kept.append(one)
    for one in _ranked(from_tiles):
        if not any(_same(one, other) or _piece(one, other) for other in kept):
            kept.append(one)
    return _ranked(kept)


def _ranked(detections: Iterable[Detection]) -> list[Detection]:
    return sorted(detections, key=lambda one: (-one.score, one.label, one.box))


def _same_thing(one: Detection, other: Detection) -> bool:
    return one.label == other.label and one.box.iou(other.box) > SAME


def _same(one: Detection, other: Detection) -> bool:
    return one.box.iou(other.box) > (SAME if one.label == other.label else SAME_PLACE)


def _corner(one: Detection, other: Detection) -> bool:
    """Whether `one` is a piece of `other` that ends where that ends on two sides or more."""
    slack = EDGE * max(other.box.size)
    shared = sum(abs(a - b) <= slack for a, b in zip(one.box.as_list(), other.box.as_list(), strict=True))
    return shared >= 2 and _piece(one, other)


def _piece(one: Detection, other: Detection) -> bool:
    if one.label != other.label:
        return False
    smaller = min(one.box.area, other.box.area)
    return bool(smaller) and one.box.intersect(other.box).area > INSIDE * smaller
