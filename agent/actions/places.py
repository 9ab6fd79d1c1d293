"""From a place's words to the box where a thing comes to lie. Boxes here are in the shown picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ...scene.geometry import Box, Point
from ...scene.mask import Mask
from ...scene.target import (
    BoxPlace,
    EdgePlace,
    MarkPlace,
    OffsetPlace,
    Place,
    PointPlace,
    Relative,
    Target,
)
from .bearing import Turn, turned_size, zoom
from .masks import mask_of, object_under
from .situation import ActionError, Situation, TargetNotFound
from .surfaces import standing_on
from .toward import step_toward

GAP = 0.06
"""Room left between neighbours, as a share of the moved thing's width."""
MARGIN = 0.02
"""Room left at the picture's edge, as a share of its shorter side."""
IN_FRONT, IN_THE_AIR = 0.3, 1.2
"""What standing lower or higher than the first one costs a copy, as a share of it that would cover other things."""
SAME_SIZE = 0.15
"""A box that differs from the thing by less than this share of its size says where, not how large."""


@dataclass(frozen=True)
class Destination:
    """Where a thing comes to lie (shown coordinates), what then stands in front of it (canvas mask), and what should be
    said of it."""

    box: Box
    before: Mask | None = None
    remarks: tuple[str, ...] = ()


def destination(place: Place, thing: Box, situation: Situation, apart: bool = False) -> tuple[Destination, Situation]:
    """Where a thing that fills the shown box `thing` (for an insert: its size, anywhere) goes; `apart`: a copy of it.

    The box keeps the thing's size, except that a box place or box mark of clearly another size also resizes it.
    """
    side = toward(place)
    if side is not None:
        return _toward(side, thing, situation, apart), situation
    return _PLACERS[type(place)](place, thing, situation)


def beside(thing: Box, of: Box, situation: Situation) -> Box:
    """Right or left of a box, on whichever side has more free room, standing on the same ground."""
    return _freest([(_right_of(thing, of), 0.0), (_left_of(thing, of), 0.0)], [of], situation)


def free_spot(thing: Box, row: Sequence[Box], situation: Situation) -> Box:
    """Where a further copy stands: beside one of those in `row`, else above or below one, where most room is free."""
    sides = [spot for of in reversed(row) for spot in (_right_of(thing, of), _left_of(thing, of))]
    spots = [(spot, 0.0) for spot in sides]
    for of in row:
        spots += [(_below(thing, of), IN_FRONT), (_above(thing, of), IN_THE_AIR)]
    return _freest([(spot.move_inside(situation.view.frame), cost) for spot, cost in spots], row, situation)


def _freest(spots: Sequence[tuple[Box, float]], row: Sequence[Box], situation: Situation) -> Box:
    """The first of the spots that lie least outside the picture or on other things; `row` counts twice, what holds
    it (a table) not at all. With each spot comes what it costs anyway."""
    frame = situation.view.frame
    things = [situation.view.box_to_view(thing.box) for thing in situation.things]
    taken = [box for box in things if box not in row and not any(box.covers(of) for of in row)]

    def cost(spot: tuple[Box, float]) -> float:
        box, extra = spot
        outside = 1 - box.intersect(frame).area / max(1, box.area)
        covered = sum(box.intersect(other).area for other in (*taken, *row, *row))
        return outside * 4 + covered / max(1, box.area) + extra

    return min(spots, key=cost)[0]


def _box(place: BoxPlace, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    return Destination(_fit(thing, place.box)), situation


def _fit(thing: Box, into: Box) -> Box:
    """Centred in `into`, as large as fits, unless the sizes are nearly equal."""
    factor = min(into.width / max(1, thing.width), into.height / max(1, thing.height))
    if abs(factor - 1) <= SAME_SIZE:
        factor = 1.0
    return Box.centered(into.center, max(1, round(thing.width * factor)), max(1, round(thing.height * factor)))


def _point(place: PointPlace, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    return Destination(Box.centered(place.point, *thing.size)), situation


def _offset(place: OffsetPlace, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    return Destination(thing.shift(round(place.offset[0]), round(place.offset[1]))), situation


def toward(place: Place | None) -> str | None:
    """`left` or `right` where an edge says only which way to go (its field `toward`)."""
    if not isinstance(place, EdgePlace) or not (place.model_extra or {}).get("toward"):
        return None
    return place.edge if place.edge in ("left", "right") else None


def _toward(side: str, thing: Box, situation: Situation, apart: bool) -> Destination:
    step = step_toward(side, thing, situation, apart)
    if step is None:
        raise ActionError(f"there is no room to the {side} of it; say where else it should go, or mark the place")
    verb = "the copy is" if apart else "it went"
    said = f"{verb} {abs(step.box.left - thing.left)} pixels to the {side}; “to the {side} edge” means all the way"
    if not step.like:
        said = f"{said}; no free place on the same ground was found that way"
    return Destination(step.box, remarks=(said,))


def _edge(place: EdgePlace, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    frame = situation.view.frame
    margin = round(MARGIN * min(frame.size))
    left, top = thing.left, thing.top
    if "left" in place.edge:
        left = margin
    elif "right" in place.edge:
        left = frame.right - margin - thing.width
    elif place.edge in ("center", "top", "bottom"):
        left = round(frame.center.x - thing.width / 2) if place.edge == "center" else left
    if "top" in place.edge:
        top = margin
    elif "bottom" in place.edge:
        top = frame.bottom - margin - thing.height
    elif place.edge == "center":
        top = round(frame.center.y - thing.height / 2)
    return Destination(Box(left, top, left + thing.width, top + thing.height)), situation


def _mark(place: MarkPlace, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    mark = situation.mark(place.mark)
    if mark.point is not None:
        return Destination(Box.centered(mark.point, *thing.size)), situation
    if mark.box is not None and object_under(mark, situation) is None:
        return Destination(_fit(thing, mark.box)), situation
    return Destination(Box.centered(mark.bounds.center, *thing.size)), situation


def _left_of(thing: Box, of: Box) -> Box:
    right = of.left - round(GAP * thing.width)
    return Box(right - thing.width, of.bottom - thing.height, right, of.bottom)


def _right_of(thing: Box, of: Box) -> Box:
    left = of.right + round(GAP * thing.width)
    return Box(left, of.bottom - thing.height, left + thing.width, of.bottom)


def _standing(thing: Box, x: float, bottom: float) -> Box:
    left = round(x - thing.width / 2)
    return Box(left, round(bottom) - thing.height, left + thing.width, round(bottom))


def _above(thing: Box, of: Box) -> Box:
    return _standing(thing, of.center.x, of.top - GAP * thing.height)


def _below(thing: Box, of: Box) -> Box:
    return _standing(thing, of.center.x, of.bottom + thing.height * (1 + GAP))


def _inside(thing: Box, of: Box) -> Box:
    return Box.centered(of.center, *thing.size)


def _in_front(thing: Box, of: Box) -> Box:
    return _standing(thing, of.center.x, of.bottom + 0.12 * thing.height)


def _behind(thing: Box, of: Box) -> Box:
    return _standing(thing, of.center.x + 0.3 * of.width, of.bottom - 0.25 * of.height)


_RELATIONS: dict[str, Callable[[Box, Box], Box]] = {
    "left of": _left_of,
    "right of": _right_of,
    "above": _above,
    "below": _below,
    "inside": _inside,
    "in front of": _in_front,
    "behind": _behind,
}


def _relative(place: Relative, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    if isinstance(place.of, tuple):
        first, situation = _shown_box(place.of[0], situation)
        second, situation = _shown_box(place.of[1], situation)
        return Destination(_between(thing, first, second)), situation
    if place.relation == "behind":
        mask, after = mask_of(place.of, situation)
        box, situation = _shown_box(place.of, after)
        return Destination(_behind(thing, box), Mask.from_ref(mask.mask)), situation
    if place.relation == "on":
        return _on(place.of, thing, situation)
    box, situation = _shown_box(place.of, situation)
    if place.relation == "next to":
        return Destination(beside(thing, box, situation)), situation
    return Destination(_RELATIONS[place.relation](thing, box)), situation


def _on(of: Target, thing: Box, situation: Situation) -> tuple[Destination, Situation]:
    found, situation = mask_of(of, situation)
    mask = situation.view.mask_to_view(Mask.from_ref(found.mask))
    if not mask.area:
        raise TargetNotFound("what it is to stand on lies outside the picture as it is shown")
    shown = {one.id: situation.view.box_to_view(one.box) for one in situation.things if one.id != found.object}
    others = [box for box in shown.values() if box != thing and not box.covers(mask.box)]
    return Destination(standing_on(thing, found.label, mask, others, flat=found.backdrop)), situation


def _between(thing: Box, first: Box, second: Box) -> Box:
    a, b = first.center, second.center
    middle = Point((a.x + b.x) / 2, (a.y + b.y) / 2)
    if abs(a.x - b.x) < abs(a.y - b.y):
        return Box.centered(middle, *thing.size)
    return _standing(thing, middle.x, (first.bottom + second.bottom) / 2)


def _shown_box(target: Target, situation: Situation) -> tuple[Box, Situation]:
    """The shown box of what a place is relative to; an object's is known without segmenting it."""
    id = getattr(target, "object", None)
    if id is not None:
        return situation.view.box_to_view(situation.object(id).box), situation
    found, situation = mask_of(target, situation)
    return situation.array_to_shown(Mask.from_ref(found.mask).box), situation


_PLACERS: dict[type, Callable[[Any, Box, Situation], tuple[Destination, Situation]]] = {
    BoxPlace: _box,
    PointPlace: _point,
    OffsetPlace: _offset,
    EdgePlace: _edge,
    MarkPlace: _mark,
    Relative: _relative,
}


def land(box: Box, thing: Box, situation: Situation) -> Box:
    """Where on the canvas array a thing (`thing`, a box there) lies that is to fill the shown `box`.

    Shifted into the shown picture first. Its size is scaled, not measured anew: the box around a box that is shown
    askew is larger than the thing.
    """
    return carried(box.move_inside(situation.view.frame), thing, situation)


def carried(box: Box, thing: Box, situation: Situation) -> Box:
    """`land` without the shift into the picture."""
    view = situation.view
    if view.exact:
        return situation.shown_to_array(box)
    shown = situation.array_to_shown(thing)
    start, end = view.to_original(shown.center), view.to_original(box.center)
    factor = 1.0 if box.size == shown.size else box.height / max(1, shown.height)
    middle = (thing.center.x + end.x - start.x, thing.center.y + end.y - start.y)
    return Box.centered(middle, max(1, round(thing.width * factor)), max(1, round(thing.height * factor)))


def put_at(box: Box, piece: Mask, turn: Turn, situation: Situation) -> Box:
    """Where on the canvas array an upright piece from another picture lies that is to fill the shown `box`."""
    view = situation.view
    if view.exact:
        return situation.shown_to_array(box)
    factor = box.height / max(1, piece.box.height) / zoom(view)
    width, height = turned_size(piece, turn.degrees)
    middle = situation.view.to_original(box.center)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return Box.centered((middle.x - view.canvas.left, middle.y - view.canvas.top), *size)
