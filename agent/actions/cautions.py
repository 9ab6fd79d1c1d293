"""What pasting cannot make look right, said beforehand: cut edges, too little room, other things covered."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import Transform
from ...scene.records import ResolvedOp, ResolvedReference
from .bearing import bearing, turn_of
from .layouts import redrawn
from .situation import Situation

RIM = 3
"""A mask that ends so many pixels before the picture does still ends because the picture does."""

INWARDS, STRAIGHT = 5, 0.6
"""A thing that is cut off is at its very edge at least this share as wide as so many pixels further in."""

CUT = 0.1
"""Share of a thing's side that must lie along the picture's edge for the thing to be cut off there."""

INSIDE = 0.01
"""A cut edge shows once it lies this share of the picture inside it."""

SHIFTED = 0.01
"""A place is another one when it had to be shifted by this share of the picture."""

COVERED = 0.3
"""Share of another thing's box from which on it is said to be covered."""

HOLDS = 0.6
"""What holds this share of a place is what the thing is put on, not what it covers."""

OVERLAP, TOUCHING = 0.08, 0.1
"""Shares of a thing's box and of its rim that lie in the box of another thing that stands before it."""

SIDES = ("top", "right", "bottom", "left")


def cut_sides(mask: Mask) -> tuple[str, ...]:
    """At which edges of its picture (canvas array) a thing is cut off, and does not merely touch with a round side."""
    turned = {"top": mask.array, "right": mask.array.T[::-1], "bottom": mask.array[::-1], "left": mask.array.T}
    length = {"top": mask.box.width, "bottom": mask.box.width, "left": mask.box.height, "right": mask.box.height}
    return tuple(side for side in SIDES if _is_cut(turned[side], length[side]))


def _is_cut(rows: NDArray[np.bool_], length: int) -> bool:
    """Whether a thing that comes near the first row ends there as wide as it is a little further in."""
    counts = np.count_nonzero(rows[: RIM + INWARDS], axis=1)
    first = next((number for number in range(min(RIM, len(counts))) if counts[number]), None)
    if first is None:
        return False
    inwards = counts[min(first + INWARDS, len(counts) - 1)]
    return bool(counts[first] >= max(4, CUT * length) and counts[first] >= STRAIGHT * inwards)


def cautions(resolved: ResolvedOp, situation: Situation, wanted: Iterable[Box] = ()) -> tuple[str, ...]:
    """What should be said of the places (canvas array) of an op; `wanted` are the shown boxes that were asked for."""
    whole = redrawn(resolved.op, situation)
    said = [
        *(() if whole else _cut(resolved, situation)),
        *(() if whole else _hidden(resolved, situation)),
        *_no_room(tuple(wanted), situation),
        *_covering(resolved, situation),
    ]
    return tuple(dict.fromkeys(said))


def _no_room(wanted: tuple[Box, ...], situation: Situation) -> list[str]:
    frame = situation.view.frame
    for box in wanted:
        inside = box.move_inside(frame)
        x, y = abs(inside.left - box.left), abs(inside.top - box.top)
        if x > max(2, SHIFTED * frame.width) or y > max(2, SHIFTED * frame.height):
            return [f"there was no more room: it went as far as the picture's edge, {max(x, y)} pixels less than asked"]
    return []


def _cut(resolved: ResolvedOp, situation: Situation) -> list[str]:
    out = [_cut_reference(resolved.reference, resolved.places, situation)] if resolved.reference else []
    sources = resolved.targets * len(resolved.places) if len(resolved.targets) == 1 else resolved.targets
    for target, place in zip(sources, resolved.places if not resolved.reference else (), strict=False):
        sides = cut_sides(Mask.from_ref(target.mask))
        shows = [side for side in sides if _shows(side, place, resolved, situation)]
        if shows:
            which = target.object if len(resolved.targets) > 1 and target.object else "it"
            out.append(f"the photo's edge cut {which} off at the {_named(shows, situation)}, and the cut now shows")
    return [one for one in out if one]


def _hidden(resolved: ResolvedOp, situation: Situation) -> list[str]:
    """What something else stood before misses that part wherever it goes."""
    out = []
    for target in () if resolved.reference is not None else resolved.targets:
        mask = Mask.from_ref(target.mask)
        window = mask.box.pad(4)
        part = mask.crop(window)
        rim = part.grow(2).minus(part)
        for thing in situation.things:
            box = situation.array_box(thing.box)
            if thing.id == target.object or not _before(box, mask.box):
                continue
            beside = rim.crop(box.intersect(window).shift(-window.left, -window.top)).area
            if beside >= TOUCHING * rim.area:
                out.append(f"{thing.id} stood before it, and the part that it hid is missing")
    return out


def _before(other: Box, thing: Box) -> bool:
    """Whether another thing overlaps one and stands nearer; what holds it (a table) does not stand before it."""
    nearer = other.bottom > thing.bottom + 0.05 * thing.height
    return nearer and other.top > thing.top and other.intersect(thing).area >= OVERLAP * thing.area


def _shows(side: str, place: Box, resolved: ResolvedOp, situation: Situation) -> bool:
    """Whether the cut lies inside the picture at its new place."""
    op = resolved.op
    if isinstance(op, Transform):
        turn = turn_of(op, resolved.view)
        if turn.degrees % 90:
            return True
        side = SIDES[(SIDES.index(side) + round(turn.degrees / 90)) % 4]
        side = {"left": "right", "right": "left"}.get(side, side) if turn.mirrored else side
    return _within(side, place, situation)


def _within(side: str, place: Box, situation: Situation) -> bool:
    frame = situation.frame
    gap = {
        "top": place.top,
        "left": place.left,
        "bottom": frame.height - place.bottom,
        "right": frame.width - place.right,
    }[side]
    across = frame.height if side in ("top", "bottom") else frame.width
    return gap > max(RIM, INSIDE * across)


def _cut_reference(reference: ResolvedReference, places: tuple[Box, ...], situation: Situation) -> str:
    """A picture that came cut out has no edge of its own; another object of the photo is cut as the photo is."""
    if reference.mask is None:
        return "no one thing stands out in the reference picture, so all of it was put in"
    pixels = situation.images.get(reference.image)
    mask = Mask.from_ref(reference.mask)
    if pixels.shape[2] == 4 and mask == Mask(pixels[..., 3] >= 128):
        return ""
    sides = [side for side in cut_sides(mask) if any(_within(side, place, situation) for place in places)]
    where = " and ".join(sides) if reference.object is None else _named(sides, situation)
    return f"its own picture cuts it off at the {where}, and the cut shows" if sides else ""


def _named(sides: list[str], situation: Situation) -> str:
    """Sides of the canvas, as they are called in the picture as it is shown."""
    turn = bearing(situation.view)
    out = []
    for side in sides:
        seen = {"left": "right", "right": "left"}.get(side, side) if turn.mirrored else side
        out.append(SIDES[(SIDES.index(seen) + round(turn.degrees / 90)) % 4])
    return " and ".join(out)


def _covering(resolved: ResolvedOp, situation: Situation) -> list[str]:
    """Other things that now lie under what was put down, and did not before."""
    meant = {target.object for target in resolved.targets} | {one.object for one in resolved.consequences}
    left = [Mask.from_ref(one.mask).box for one in resolved.targets]
    before = None if resolved.before is None else Mask.from_ref(resolved.before)
    hidden = []
    for thing in situation.things:
        box = situation.array_box(thing.box)
        in_front = before is not None and before.crop(box).area > 0.5 * box.area
        if thing.id in meant | _related(resolved) or in_front:
            continue
        if any(_covers(place, box, left) for place in resolved.places):
            hidden.append(thing.id)
    return [f"it covers part of {' and '.join(hidden)}"] if hidden else []


def _related(resolved: ResolvedOp) -> set[str]:
    """What the words put it on, in, before or behind of."""
    place = getattr(resolved.op, "to", None) or getattr(resolved.op, "at", None)
    of = getattr(place, "of", ())
    return {
        one.object for one in (of if isinstance(of, tuple) else (of,)) if isinstance(getattr(one, "object", None), str)
    }


def _covers(place: Box, box: Box, left: list[Box]) -> bool:
    """Whether something at `place` hides much of what is in `box`, more than was hidden from the places `left`."""
    common = place.intersect(box).area
    if common >= HOLDS * place.area and box.area > 1.5 * place.area:
        return False
    was = max((one.intersect(box).area for one in left), default=0)
    return common >= COVERED * max(1, box.area) and common > was + 0.1 * box.area
