"""Which seats are taken and which are free: by what the scene states, else by how the boxes of people lie on them."""

from __future__ import annotations

from ....scene.geometry import Box
from ....scene.objects import Scene, SceneObject
from ..words.normalise import word_set
from .spatial import Things, holds

_ON_IT = frozenset(["on", "inside", "in", "sitting on", "sitting in", "seated on", "lying on", "riding", "on top of"])
_BACKLESS = frozenset(["stool", "ottoman", "swing", "sled", "beanbag", "bench", "pew", "hammock"])
TALLEST, TALLEST_BACKLESS = 1.75, 2.6
"""So many times as high as the seat is who sits on it, at most: who is taller stands before or behind it."""


def is_seat(thing: SceneObject) -> bool:
    words = thing.label.lower().split()
    return bool(words) and words[-1] in word_set("seats")


def taken(things: Things, people: Things, scene: Scene) -> Things:
    """The things that any of the people are on; whom the scene states to be on something is on nothing else."""
    stated = {(r.subject, r.object) for r in scene.relations if r.predicate in _ON_IT}
    settled = {subject for subject, object in stated if scene.has(object) and is_seat(scene.get(object))}
    loose = tuple(person for person in people if person.id not in settled)
    return tuple(
        thing
        for thing in things
        if any((person.id, thing.id) in stated for person in people)
        or (is_seat(thing) and any(_sits_on(person.box, thing) for person in loose))
    )


def filled(things: Things, scene: Scene, people: Things) -> Things:
    """The things that are not empty: seats that are taken, and what holds something."""
    stated = {r.object for r in scene.relations if r.predicate in _ON_IT}
    sat_on = taken(things, people, scene)
    told = any(thing.id in stated for thing in things)
    others = tuple(one for one in scene.objects if one not in things and one not in people)
    return tuple(
        thing
        for thing in things
        if thing.id in stated
        or thing in sat_on
        or (not told and not is_seat(thing) and any(_lies_in(other.box, thing.box) for other in others))
    )


def _sits_on(person: Box, seat: SceneObject) -> bool:
    """Upright on it, not much taller than it and with the feet about where it stands; or all within it."""
    box = seat.box
    across = min(person.right, box.right) - max(person.left, box.left)
    if across < 0.5 * min(person.width, box.width):
        return False
    if person.intersect(box).area >= 0.8 * person.area:
        return True
    backless = seat.label.lower().split()[-1] in _BACKLESS
    tall = person.height > (TALLEST_BACKLESS if backless else TALLEST) * box.height
    reaches = box.top + 0.25 * box.height <= person.bottom <= box.bottom + 0.25 * box.height
    return reaches and not tall and person.top < box.top + 0.4 * box.height


def _lies_in(thing: Box, holder: Box) -> bool:
    return thing.area < holder.area and (holds("on", thing, holder) or holds("inside", thing, holder))
