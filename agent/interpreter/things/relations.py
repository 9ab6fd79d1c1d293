"""Relations between things: those the scene states, else what the boxes show."""

from __future__ import annotations

from ....scene.objects import Scene, SceneObject
from .spatial import Things, amid, between, gap, holds, nearest_first

# fmt: off
_STATED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "on": (("on", "on top of", "sitting on", "lying on", "standing on"), ()),
    "inside": (("inside", "in", "contained in"), ("contains", "holds")),
    "next to": (("next to", "beside", "near"), ("next to", "beside", "near")),
    "left of": (("left of",), ("right of",)), "right of": (("right of",), ("left of",)),
    "above": (("above", "over"), ("below", "under")), "below": (("below", "under", "beneath"), ("above", "over")),
    "in front of": (("in front of",), ("behind",)), "behind": (("behind",), ("in front of",)),
    "of": (
        ("held by", "worn by", "part of", "carried by", "inside", "in", "on", "reflection of", "shadow of"),
        ("holding", "wearing", "has part", "has"),
    ),
    "held": (("held by", "carried by"), ("holding", "carrying")),
    "worn": (("worn by",), ("wearing",)),
    "under": ((), ("on", "riding", "sitting on", "standing on")),
    "containing": (("contains", "holds", "holding"), ("inside", "in", "contained in")),
    "with": (
        ("holding", "wearing", "has", "has part", "with", "carrying"),
        ("held by", "worn by", "part of", "carried by", "on", "inside"),
    ),
}
# fmt: on


def hold(relation: str, things: Things, anchors: tuple[Things, ...], scene: Scene) -> Things:
    """The things that stand in a relation to any of the anchors (for "between": to one of each group)."""
    flat = tuple(anchor for group in anchors for anchor in group)
    others = tuple(thing for thing in things if thing not in flat)
    if relation == "between":
        return _between(others, anchors)
    if relation == "outside":
        return tuple(thing for thing in others if thing not in hold("inside", things, anchors, scene))
    if relation in ("closest to", "farthest from"):
        return _by_distance(others, flat, relation == "farthest from")
    stated = _stated(relation, others, flat, scene)
    if stated:
        return stated
    if relation == "of" and (ridden := _under(others, flat, scene)):
        return ridden
    if relation in ("held", "worn"):
        return hold("of", things, anchors, scene)
    seen = tuple(thing for thing in others if any(holds(relation, thing.box, anchor.box) for anchor in flat))
    if relation in ("above", "below"):
        return tuple(t for t in seen if any(_share_columns(t, anchor) for anchor in flat)) or seen
    return _nearest_beside(seen, others, flat) if relation == "next to" else seen


def reflections(scene: Scene) -> frozenset[str]:
    """The things that are only seen in a mirror or in water."""
    return frozenset(r.subject for r in scene.relations if r.predicate in ("reflection of", "mirror image of"))


def _share_columns(thing: SceneObject, anchor: SceneObject) -> bool:
    return min(thing.box.right, anchor.box.right) > max(thing.box.left, anchor.box.left)


def _stated(relation: str, things: Things, anchors: Things, scene: Scene) -> Things:
    forward, backward = _STATED.get(relation, ((), ()))
    ids = {anchor.id for anchor in anchors}
    found = {r.subject for r in scene.relations if r.predicate in forward and r.object in ids}
    found |= {r.object for r in scene.relations if r.predicate in backward and r.subject in ids}
    if relation == "of":
        found |= {thing.id for thing in things if thing.part_of in ids}
    return tuple(thing for thing in things if thing.id in found)


_PEOPLE = frozenset(["person", "child", "man", "woman", "boy", "girl", "baby"])


def _under(things: Things, anchors: Things, scene: Scene) -> Things:
    """What people stand, sit or ride on is theirs, where nothing else is (`the lady 's horse`)."""
    people = {anchor.id for anchor in anchors if anchor.label.lower() in _PEOPLE}
    found = {r.object for r in scene.relations if r.subject in people and r.predicate in ("on", "riding", "sitting on")}
    return tuple(thing for thing in things if thing.id in found)


def _between(things: Things, anchors: tuple[Things, ...]) -> Things:
    if len(anchors) == 1 and len(anchors[0]) == 2:
        anchors = ((anchors[0][0],), (anchors[0][1],))
    if len(anchors) != 2:
        return ()
    pairs = [(a.box, b.box) for a in anchors[0] for b in anchors[1]]
    found = tuple(thing for thing in things if any(between(thing.box, a, b) for a, b in pairs))
    return tuple(thing for thing in found if any(amid(thing.box, a, b) for a, b in pairs)) or found


def _by_distance(things: Things, anchors: Things, farthest: bool) -> Things:
    if not things or not anchors:
        return ()
    ordered = nearest_first(things, anchors[0].box)
    chosen = ordered[-1 if farthest else 0]
    return tuple(thing for thing in things if _as_near(thing, chosen, anchors[0]))


_SAME = 0.03
"""Two distances that differ by no more cannot be told apart by eye."""


def _as_near(thing: SceneObject, other: SceneObject, anchor: SceneObject) -> bool:
    """Whether two things are equally far from a third."""
    if thing == other:
        return True
    apart = [gap(one.box, anchor.box) for one in (thing, other)]
    centers = [_between_centers(one, anchor) for one in (thing, other)]
    return all(abs(a - b) <= _SAME * max(a, b) for a, b in (apart, centers))


def _between_centers(thing: SceneObject, other: SceneObject) -> float:
    (x, y), (ox, oy) = thing.box.center, other.box.center
    return float(((x - ox) ** 2 + (y - oy) ** 2) ** 0.5)


def nearest_of(things: Things, anchors: tuple[Things, ...]) -> Things:
    """Those of the things that are nearest to any of the anchors (`right under it`): several where none is nearer."""
    apart = {
        thing.id: min((gap(thing.box, a.box) for group in anchors for a in group), default=0.0) for thing in things
    }
    least = min(apart.values(), default=0.0)
    return tuple(thing for thing in things if apart[thing.id] <= least + _SAME * max(thing.box.width, thing.box.height))


def _nearest_beside(near: Things, things: Things, anchors: Things) -> Things:
    """Beside is relative: the nearest counts even when it is not close; one much nearer than the rest stands out."""
    if not near:
        return _by_distance(things, anchors, farthest=False) if len(anchors) == 1 else ()
    if len(anchors) != 1 or len({thing.label for thing in near}) > 1:
        return near
    ordered = nearest_first(near, anchors[0].box)
    closest = gap(ordered[0].box, anchors[0].box)
    limit = closest + 0.5 * max(ordered[0].box.width, 20)
    return tuple(thing for thing in near if gap(thing.box, anchors[0].box) <= limit)
