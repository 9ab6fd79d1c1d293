"""The ground that things stand on: how large they are nearer and farther away, where several of them tell.

On level ground, seen by a level camera, a thing's height in pixels grows in proportion to how far its foot lies below
the horizon (Hoiem, Efros and Hebert, "Putting Objects in Perspective", IJCV 2008). Two things give a horizon, a third
must confirm it; where none does, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from math import log

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.objects import SceneObject
from ...scene.target import BoxPlace, MarkPlace, Place, Relative
from .depths import UNSURE, before_it, depth_there, depths_of, within
from .masks import object_mask
from .places import Destination
from .situation import Situation
from .sizes import BOUNDS, ORDINARY, TYPICAL_HEIGHT

STANDS = frozenset({
    "person", "bicycle", "car", "motorcycle", "bus", "train", "truck", "bench", "horse", "sheep", "cow", "elephant",
    "zebra", "giraffe", "fire hydrant", "stop sign", "parking meter",
})  # fmt: skip
"""Kinds that stand on the ground outdoors and are about as high as their kind usually is."""

CONFIRM = 3
"""So many things must agree, one of them without having been asked for the horizon."""

MOST = 0.6
"""Share of the standing things that must agree."""

TOLERANCE = 0.2
"""By how much (natural logarithm) a thing may be higher or lower than the ground says and still agree."""

SPREAD = 1.35
"""The nearest that agrees appears so many times as large as the farthest, or the picture says nothing of depth."""

FARTHEST = 0.03
"""Nothing is put nearer to the horizon than this share of the picture's height: there every pixel is far."""

CAMERA = (0.7, 40.0)
"""Metres above the ground from which photos are taken, drones aside: the row of the horizon says how high it was."""

EYES = 1.5
"""Metres above the ground from which most photos are taken."""

LIMIT = 3.0
"""Nothing is made larger or smaller by more than this factor."""


@dataclass(frozen=True, slots=True)
class Ground:
    """`horizon` is a row of the shown picture; a metre `y` rows below it is `rate · y` pixels high."""

    horizon: float
    rate: float
    frame: Box

    def height(self, metres: float, foot: float) -> float | None:
        """How high in pixels a thing is whose foot is at that row; None at or beyond the horizon."""
        below = foot - self.horizon
        return metres * self.rate * below if below > FARTHEST * self.frame.height else None

    def holds(self, thing: SceneObject) -> bool:
        """Whether a thing (shown box) stands on this ground."""
        metres = TYPICAL_HEIGHT.get(thing.label) if thing.label in STANDS else None
        expected = None if metres is None else self.height(metres, thing.box.bottom)
        return expected is not None and abs(log(max(1, thing.box.height) / expected)) < TOLERANCE

    def scale(self, before: float, after: float) -> float:
        """How many times as large a thing is whose foot moves from one row to another; 1 where nothing can be said."""
        here, there = self.height(1, before), self.height(1, after)
        if here is None or there is None or not 1 / LIMIT <= there / here <= LIMIT:
            return 1.0
        return there / here


def ground_of(things: Sequence[SceneObject], frame: Box) -> Ground | None:
    """The ground on which most of the standing things (shown boxes) are about as high as they should be."""
    standing = [thing for thing in things if thing.label in STANDS and _whole(thing.box, frame)]
    best: tuple[int, float, Ground] | None = None
    for pair in combinations(standing, 2):
        ground = _through(*pair, frame)
        held = [thing for thing in standing if ground is not None and ground.holds(thing)]
        if ground is None or len(held) < max(CONFIRM, MOST * len(standing)) or _depth(held, ground) < SPREAD:
            continue
        found = (len(held), -_misfit(held, ground), ground)
        best = found if best is None or found[:2] > best[:2] else best
    return None if best is None else best[2]


def _whole(box: Box, frame: Box) -> bool:
    """Whether head and foot are in the picture."""
    edge = 0.03 * frame.height
    return box.top > frame.top + edge and box.bottom < frame.bottom - edge


def _through(first: SceneObject, second: SceneObject, frame: Box) -> Ground | None:
    """The ground on which two things are exactly as high as they should be."""
    near, far = sorted((first, second), key=lambda thing: -thing.box.bottom)
    here, there = (thing.box.height / TYPICAL_HEIGHT[thing.label] for thing in (near, far))
    rows = near.box.bottom - far.box.bottom
    if rows < 0.03 * frame.height or here <= there:
        return None
    rate = (here - there) / rows
    horizon = near.box.bottom - here / rate
    if not CAMERA[0] <= 1 / rate <= CAMERA[1]:
        return None
    return Ground(horizon, rate, frame) if -0.5 * frame.height < horizon - frame.top < 0.9 * frame.height else None


def _depth(held: Sequence[SceneObject], ground: Ground) -> float:
    feet = [thing.box.bottom - ground.horizon for thing in held]
    return max(feet) / min(feet)


def _misfit(held: Sequence[SceneObject], ground: Ground) -> float:
    expected = [ground.height(TYPICAL_HEIGHT[thing.label], thing.box.bottom) or 1 for thing in held]
    return sum(abs(log(thing.box.height / height)) for thing, height in zip(held, expected, strict=True))


AIRBORNE = ("on", "inside", "above", "below")
"""Relations that lift a thing off the ground."""

NOWHERE = Box(0, 0, 0, 0)

SAME = 0.04
"""A change of size below this share is left out."""

DEEPER = 0.03
"""What stands lower in the picture by this share of a thing's height stands before it."""


def settle(
    spot: Destination, thing: Box, id: str | None, place: Place, situation: Situation
) -> tuple[Destination, tuple[str, ...], Situation]:
    """A destination as it is on the ground: farther things smaller, and behind what stands before them; what to say.

    `thing` is the shown box where the thing is now. Unchanged where the picture says nothing of depth, where the words
    say how large, and for what does not stand on the ground.
    """
    if id is None or isinstance(place, BoxPlace) or (isinstance(place, Relative) and place.relation in AIRBORNE):
        return spot, (), situation
    view = situation.view
    shown = [one.model_copy(update={"box": view.box_to_view(one.box)}) for one in situation.scene.objects]
    ground = ground_of(shown, view.frame)
    mover = next((one for one in shown if one.id == id), None)
    if ground is None or mover is None or not ground.holds(mover):
        return _by_depth(spot, thing, id, place, situation)
    box, remarks = _sized(spot.box, thing, ground)
    fronts = [one for one in shown if one.id != id and ground.holds(one) and _stands_before(one.box, box)]
    if not fronts:
        return Destination(box, spot.before), remarks, situation
    masks = []
    for one in fronts:
        mask, situation = object_mask(one.id, situation)
        masks.append(mask)
    before = reduce(Mask.union, masks if spot.before is None else [spot.before, *masks])
    names = " and ".join(one.id for one in fronts)
    return Destination(box, before), (*remarks, f"it stands behind {names} there"), situation


def _by_depth(
    spot: Destination, thing: Box, id: str, place: Place, situation: Situation
) -> tuple[Destination, tuple[str, ...], Situation]:
    """The same by a depth estimator, where the toolset has one: nothing is known of the ground."""
    depths = None if _by_hand(place, situation) else depths_of(situation)
    here = None if depths is None else depths.of(thing)
    there = None if depths is None else depth_there(place, spot.box, thing, depths, situation)
    if depths is None or here is None or there is None:
        return spot, (), situation
    factor = depths.moved(here, there, _most(spot.box, thing, id, place, situation))
    box, remarks = _made(spot.box, min(factor, _room(spot.box, situation)), "by its estimated depth")
    before, fronts, situation = before_it(box, there, (id,), depths, situation)
    if before is None:
        return Destination(box, spot.before), remarks, situation
    whole = before if spot.before is None else spot.before.union(before)
    return Destination(box, whole), (*remarks, f"it stands behind {' and '.join(fronts)} there"), situation


def _most(box: Box, thing: Box, id: str, place: Place, situation: Situation) -> float:
    """How many times as large a thing can become whose foot goes from one row to another: on level ground, seen by
    somebody who stands there. What goes behind or before another thing is as far away as that says."""
    metres = TYPICAL_HEIGHT.get(situation.object(id).label, ORDINARY)
    rows = abs(box.bottom - thing.bottom) / max(1, thing.height)
    most = 1 + rows * min(1.0, metres / EYES)
    named = isinstance(place, Relative) and place.relation in ("behind", "in front of")
    return max(most, UNSURE) if named else most


def _room(box: Box, situation: Situation) -> float:
    """So many times as large a thing may become in this picture; 1 for what fills it already."""
    frame = situation.view.frame
    return max(1.0, BOUNDS[1] * min(frame.height / max(1, box.height), frame.width / max(1, box.width)))


def _by_hand(place: Place, situation: Situation) -> bool:
    """Whether somebody drew the box that a thing is to fill."""
    return isinstance(place, MarkPlace) and situation.mark(place.mark).box is not None


def put_in_depth(box: Box, label: str | None, place: Place, situation: Situation) -> tuple[Box, Mask | None, Situation]:
    """The shown box of a thing that comes in, as high as its kind is there, and what stands before it: by the ground,
    else by a depth estimator where the toolset has one."""
    grounded = as_on_ground(box, label, place, situation)
    lifted = isinstance(place, BoxPlace) or (isinstance(place, Relative) and place.relation in AIRBORNE)
    depths = None if lifted or _by_hand(place, situation) else depths_of(situation)
    there = None if depths is None else depth_there(place, grounded, NOWHERE, depths, situation)
    if depths is None or there is None:
        return grounded, None, situation
    height = depths.height(TYPICAL_HEIGHT[label], there) if label in TYPICAL_HEIGHT and grounded == box else None
    if depths is not None and height is not None and 1 / LIMIT <= height / box.height <= LIMIT:
        factor = within(height / box.height, LIMIT if depths.told else UNSURE)
        grounded, _ = _made(box, min(factor, _room(box, situation)), "")
    before, _, situation = before_it(grounded, there, (), depths, situation)
    return grounded, before, situation


def as_on_ground(box: Box, label: str | None, place: Place, situation: Situation) -> Box:
    """The shown box of a thing that comes in, as high as its kind is where it stands; unchanged where nothing tells."""
    lifted = isinstance(place, BoxPlace) or (isinstance(place, Relative) and place.relation in AIRBORNE)
    if label not in STANDS or lifted:
        return box
    view = situation.view
    shown = [one.model_copy(update={"box": view.box_to_view(one.box)}) for one in situation.scene.objects]
    ground = ground_of(shown, view.frame)
    height = None if ground is None else ground.height(TYPICAL_HEIGHT[label], box.bottom)
    if height is None or not 1 / LIMIT <= height / box.height <= LIMIT:
        return box
    width = max(1, round(box.width * height / box.height))
    left = round(box.center.x - width / 2)
    return Box(left, box.bottom - round(height), left + width, box.bottom)


def _sized(box: Box, thing: Box, ground: Ground) -> tuple[Box, tuple[str, ...]]:
    """The box at its new depth, its foot where it was to be."""
    return _made(box, ground.scale(thing.bottom, box.bottom), "by the size of what stands around it")


def _made(box: Box, factor: float, by: str) -> tuple[Box, tuple[str, ...]]:
    """The box so many times as large, its foot where it was, and what to say."""
    if abs(factor - 1) <= SAME:
        return box, ()
    width, height = max(1, round(box.width * factor)), max(1, round(box.height * factor))
    left = round(box.center.x - width / 2)
    where = "farther away" if factor < 1 else "nearer"
    said = f"{by} it is {where} there, so it was made {factor:.0%} as large"
    return Box(left, box.bottom - height, left + width, box.bottom), (said,)


def _stands_before(other: Box, box: Box) -> bool:
    return other.bottom > box.bottom + DEEPER * box.height and other.intersect(box).area > 0
