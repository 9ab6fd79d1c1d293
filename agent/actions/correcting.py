"""Putting the scene right: what things are called, which of them are one, and which are none. No pixel changes"""

from __future__ import annotations

from functools import reduce

from ...scene.mask import Mask
from ...scene.objects import Scene, SceneObject
from ...scene.ops import Correct
from ...scene.records import ResolvedOp, ResolvedTarget
from ...scene.target import ObjectTarget
from .masks import mask_of
from .situation import BadTarget, Situation

SAID = "named by hand"
"""`source` of a thing that nothing but the person saw."""


def things_meant(op: Correct, situation: Situation) -> tuple[tuple[ResolvedTarget, ...], Situation]:
    """The things that a correction is about. Only what gets a name need not be a thing that is known already."""
    found: list[ResolvedTarget] = []
    for target in op.targets:
        if isinstance(target, ObjectTarget) and (known := situation.object(target.object)).mask is None:
            # Its outline is not needed to say what it is.
            box = situation.array_box(known.box).intersect(situation.frame)
            mask = Mask.from_box(box, situation.width, situation.height)
            found.append(ResolvedTarget(mask=mask.to_ref(), object=known.id, label=known.label))
            continue
        meant, situation = mask_of(target, situation)
        if meant.object is None and op.label is None:
            raise BadTarget("nothing is known there that could be corrected; give it a name to make it a thing")
        found.append(meant)
    if op.merge and len({one.object for one in found}) < 2:
        raise BadTarget("at least two things are needed to be one, but all of these are the same one")
    return tuple(found), situation


def corrected(resolved: ResolvedOp, scene: Scene) -> Scene:
    """The stored scene after a correction; what was wrong is not looked for again."""
    op = resolved.op
    if not isinstance(op, Correct):
        return scene
    ids = tuple(dict.fromkeys(one.object for one in resolved.targets if one.object and scene.has(one.object)))
    if op.merge:
        return _one(scene, ids)
    wrong = tuple(scene.get(id).label for id in ids)
    if op.absent:
        apart = scene.map(lambda thing: _apart(thing) if thing.part_of in ids else thing)
        return _settled(apart.remove(*ids), wrong)
    label = str(op.label)
    named = scene.map(lambda thing: _called(thing, label) if thing.id in ids else thing)
    for one in resolved.targets:
        if one.object is None:
            named = named.add(_new(one, label, resolved, named))
    return _settled(named, tuple(old for old in wrong if old != label))


def _called(thing: SceneObject, label: str) -> SceneObject:
    """Under its right name: it goes neither by the wrong one nor by what it was taken for."""
    kept = {name: value for name, value in thing.attributes.items() if name not in ("also", "seen_as")}
    return thing.model_copy(update={"label": label, "attributes": kept, "score": 1.0})


def _apart(thing: SceneObject) -> SceneObject:
    return thing.model_copy(update={"part_of": None})


def _new(one: ResolvedTarget, label: str, resolved: ResolvedOp, scene: Scene) -> SceneObject:
    canvas = resolved.view.canvas
    box = Mask.from_ref(one.mask).box.shift(canvas.left, canvas.top)
    return SceneObject(id=scene.new_id(label), label=label, box=box, mask=one.mask, score=1.0, source=SAID)


def _settled(scene: Scene, wrong: tuple[str, ...]) -> Scene:
    """Names that nothing goes by any more count as looked for: the same mistake is not made again."""
    left = {name for thing in scene.objects for name in (thing.label, *thing.attributes.get("also", ()))}
    return scene.asked(*(label for label in wrong if label not in left))


def _one(scene: Scene, ids: tuple[str, ...]) -> Scene:
    """All of them as the first one, with their parts and relations."""
    things = [scene.get(id) for id in ids]
    first, rest = things[0], set(ids[1:])
    masks = [Mask.from_ref(thing.mask) for thing in things if thing.mask is not None]
    whole = reduce(Mask.union, masks).to_ref() if len(masks) == len(things) else None
    box = reduce(lambda a, b: a.union(b), (thing.box for thing in things))
    also = [name for thing in things for name in (thing.label, *thing.attributes.get("also", ()))]
    also = [name for name in dict.fromkeys(also) if name != first.label]
    attributes = {**first.attributes, **({"also": also} if also else {})}
    joined = first.model_copy(update={"box": box, "mask": whole, "attributes": attributes, "mask_score": None})
    return _rejoined(scene.replace(joined), first.id, rest)


def _rejoined(scene: Scene, first: str, rest: set[str]) -> Scene:
    def name(id: str) -> str:
        return first if id in rest else id

    moved = scene.map(lambda t: t.model_copy(update={"part_of": first}) if t.part_of in rest and t.id != first else t)
    moved = moved.map(lambda t: _apart(t) if t.id == t.part_of or (t.id == first and t.part_of in rest) else t)
    relations = tuple(
        one.model_copy(update={"subject": name(one.subject), "object": name(one.object)})
        for one in moved.relations
        if name(one.subject) != name(one.object)
    )
    return moved.model_copy(update={"relations": tuple(dict.fromkeys(relations))}).remove(*rest)
