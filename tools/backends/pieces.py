"""Whether regions under one name are one thing: the same twice, a piece and its whole, pieces that touch."""

from __future__ import annotations

from collections.abc import Sequence

from ...scene.geometry import Box
from ...scene.mask import Mask
from ..ports import Grounding

SAME = 0.6
"""Regions of one name that overlap this much (IoU of boxes) are one."""

PIECE = 0.85
"""A region of which this share lies in a better or larger one of its name is a piece of that."""

GAP = 0.01
"""Of the picture's longer side: pieces so near touch."""


def without_pieces(found: Sequence[Grounding]) -> list[Grounding]:
    """One grounding for each thing: the best of those that overlap or lie in one another."""
    kept: list[Grounding] = []
    for one in sorted(found, key=lambda one: (-one.score, -one.box.area, one.box)):
        if not any(overlap(one.box, other.box) for other in kept):
            kept.append(one)
    return kept


def touching(found: Sequence[Grounding], most: int) -> list[list[Grounding]]:
    """Groups of two or more whose masks touch, at most so many, that with the best score first."""
    groups: list[list[Grounding]] = []
    for one in sorted(found, key=lambda one: -one.score):
        near = [group for group in groups if any(_touch(one, other) for other in group)]
        groups = [group for group in groups if group not in near] + [[one, *(other for g in near for other in g)]]
    return sorted((g for g in groups if len(g) > 1), key=lambda g: -max(one.score for one in g))[:most]


def _touch(one: Grounding, other: Grounding) -> bool:
    if one.mask is None or other.mask is None:
        return False
    gap = max(2, round(GAP * max(one.mask.array.shape)))
    if not one.box.pad(gap).intersect(other.box).area:
        return False
    return bool(one.mask.grow(gap).intersect(other.mask).area)


def share_in(one: Mask, whole: Mask) -> float:
    return one.intersect(whole).area / max(1, one.area)


def overlap(one: Box, other: Box) -> bool:
    smaller = min(one.area, other.area)
    return one.iou(other) > SAME or (bool(smaller) and one.intersect(other).area > PIECE * smaller)
