"""What an action does to the scene: things leave, come, move and change colour without looking again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.layouts import DRAWN, SOURCE
from ...scene.mask import Mask, MaskRef
from ...scene.objects import Scene, SceneObject
from ...scene.ops import (
    Correct,
    Draw,
    Duplicate,
    Insert,
    Instruct,
    Move,
    Recolor,
    Remove,
    Replace,
    Resize,
    Restore,
    Swap,
    Text,
    Transform,
)
from ...scene.records import ResolvedConsequence, ResolvedOp, ResolvedTarget
from ...scene.target import LibraryReference
from ...tools.writing import names_writing
from .correcting import corrected
from .sizes import follow
from .work import Outcome

BELONGING = ("held by", "worn by", "part of", "shadow of", "reflection of")


def apply_effect(resolved: ResolvedOp, scene: Scene) -> Scene:
    """The stored scene (original coordinates, canvas-sized masks) after the op."""
    effect = _EFFECTS.get(type(resolved.op))
    scene = effect(resolved, scene) if effect else scene
    return _drawn(resolved, scene) if resolved.layout is not None and resolved.layout.things else scene


def settled(resolved: ResolvedOp, outcome: Outcome) -> ResolvedOp:
    """The op with what evaluating it found out: where in its place lies what was drawn after words."""
    known = dict(outcome.found)
    found = tuple(known[place] for place in resolved.places) if known.keys() >= {*resolved.places} else ()
    masks = tuple(mask.to_ref() if mask is not None else None for mask in found)
    return resolved.model_copy(
        update={"found": masks, "parts": tuple(settled(part, outcome) for part in resolved.parts)}
    )


def placed(target: ResolvedTarget, place: Box) -> Mask:
    """The target's mask, resized to fill `place` on the canvas."""
    import cv2

    mask = Mask.from_ref(target.mask)
    part = mask.crop(mask.box).array.astype(np.uint8)
    size = (max(1, place.width), max(1, place.height))
    resized = cv2.resize(part, size, interpolation=cv2.INTER_NEAREST).astype(bool)
    return Mask(resized).paste(mask.width, mask.height, place.left, place.top)


def _original(resolved: ResolvedOp, box: Box) -> Box:
    canvas = resolved.view.canvas
    return box.shift(canvas.left, canvas.top)


def _remove(resolved: ResolvedOp, scene: Scene) -> Scene:
    gone = [target.object for target in resolved.targets] + [follows.object for follows in resolved.consequences]
    return scene.remove(*(id for id in gone if id))


def _relocate(resolved: ResolvedOp, scene: Scene) -> Scene:
    for target, place in zip(resolved.targets, resolved.places, strict=True):
        if target.object is not None and scene.has(target.object):
            thing = scene.get(target.object)
            scene = _carried_parts(thing, _original(resolved, place), scene)
            scene = scene.replace(_laid(thing, target, place, resolved))
    for held in resolved.consequences:
        if held.object is not None and scene.has(held.object):
            scene = scene.replace(_followed(scene.get(held.object), held, resolved))
    return _forget_positions(scene, {target.object for target in resolved.targets})


def _followed(thing: SceneObject, held: ResolvedConsequence, resolved: ResolvedOp) -> SceneObject:
    source = Mask.from_ref(resolved.targets[held.target].mask).box
    place = follow(Mask.from_ref(held.mask).box, source, resolved.places[held.target])
    return _laid(thing, ResolvedTarget(mask=held.mask), place, resolved)


def _forget_positions(scene: Scene, moved: set[str | None]) -> Scene:
    """Relations of what moved no longer hold, except those of belonging."""
    kept = [
        relation
        for relation in scene.relations
        if relation.predicate in BELONGING or not {relation.subject, relation.object} & moved
    ]
    return scene.model_copy(update={"relations": tuple(kept)})


def _carried_parts(thing: SceneObject, to: Box, scene: Scene) -> Scene:
    """Parts go where their whole goes; their masks are looked up again when needed."""
    return scene.map(
        lambda part: (
            part.model_copy(update={"box": follow(part.box, thing.box, to), "mask": None})
            if part.part_of == thing.id
            else part
        )
    )


def _laid(thing: SceneObject, target: ResolvedTarget, place: Box, resolved: ResolvedOp) -> SceneObject:
    mask = placed(target, place)
    update = {"box": _original(resolved, place), "mask": mask.to_ref() if mask.area else None, "depth": None}
    return thing.model_copy(update=update)


def _duplicate(resolved: ResolvedOp, scene: Scene) -> Scene:
    target = resolved.targets[0]
    if target.object is None or not scene.has(target.object):
        return scene
    thing = scene.get(target.object)
    for place in resolved.places:
        copy = thing.model_copy(update={"id": scene.new_id(thing.label)})
        scene = scene.add(_laid(copy, target, place, resolved))
    return scene


def _added(resolved: ResolvedOp, scene: Scene, prompt: str | None) -> Scene:
    reference = resolved.reference
    label = (reference.label if reference else None) or prompt or "object"
    called = _called(resolved, label)
    waits = resolved.layout is not None and not resolved.layout.things
    source = "inserted" if resolved.layout is None else SOURCE if waits else DRAWN
    found = resolved.found or (None,) * len(resolved.places)
    for place, mask in zip(resolved.places, found, strict=True):
        box = _original(resolved, place if mask is None else Mask.from_ref(mask).box)
        mask = _whole(place, resolved) if waits else mask
        thing = SceneObject(
            id=scene.new_id(label), label=label, box=box, mask=mask, source=source, score=1.0, attributes=called
        )
        scene = scene.add(thing)
    return scene


def _whole(place: Box, resolved: ResolvedOp) -> MaskRef:
    """Of a thing that nobody has drawn, all of its box."""
    return Mask.from_box(place, *resolved.view.canvas.size).to_ref()


def _drawn(resolved: ResolvedOp, scene: Scene) -> Scene:
    ids = {target.object for target in resolved.targets}
    return scene.map(lambda thing: thing.model_copy(update={"source": DRAWN}) if thing.id in ids else thing)


def _called(resolved: ResolvedOp, label: str) -> dict[str, Any]:
    """What is put in from the library answers to the name it is kept under."""
    reference = getattr(resolved.op, "reference", None)
    own = reference.library if isinstance(reference, LibraryReference) else label
    return {"also": [own]} if own != label else {}


def _insert(resolved: ResolvedOp, scene: Scene) -> Scene:
    return _added(resolved, scene, resolved.op.prompt) if isinstance(resolved.op, Insert) else scene


def _replace(resolved: ResolvedOp, scene: Scene) -> Scene:
    kept = _remove(resolved, scene)
    return _added(resolved, kept, resolved.op.prompt) if isinstance(resolved.op, Replace) else scene


def _recolor(resolved: ResolvedOp, scene: Scene) -> Scene:
    if not isinstance(resolved.op, Recolor):
        return scene
    ids = {target.object for target in resolved.targets}
    color = resolved.op.color
    return scene.map(
        lambda thing: (
            thing.model_copy(update={"attributes": {**thing.attributes, "color": color}}) if thing.id in ids else thing
        )
    )


def _transform(resolved: ResolvedOp, scene: Scene) -> Scene:
    if resolved.targets:
        return _turned(resolved, scene)
    after = resolved.view_after
    if after is None or after.canvas == resolved.view.canvas:
        return scene
    return scene.map(lambda thing: _recanvassed(thing, resolved.view.canvas, after.canvas))


def _turned(resolved: ResolvedOp, scene: Scene) -> Scene:
    ids = {target.object: place for target, place in zip(resolved.targets, resolved.places, strict=True)}
    return scene.map(
        lambda thing: (
            thing.model_copy(update={"box": _original(resolved, ids[thing.id]), "mask": None})
            if thing.id in ids
            else thing
        )
    )


def _recanvassed(thing: SceneObject, old: Box, new: Box) -> SceneObject:
    """Masks have the canvas's size, so a grown canvas lays them out anew."""
    if thing.mask is None:
        return thing
    return thing.model_copy(update={"mask": recanvas(thing.mask, old, new)})


def recanvas(ref: MaskRef, old: Box, new: Box) -> MaskRef:
    """A mask of the canvas `old` as a mask of the canvas `new`."""
    return Mask.from_ref(ref).paste(new.width, new.height, old.left - new.left, old.top - new.top).to_ref()


def _wish(resolved: ResolvedOp, scene: Scene) -> Scene:
    for part in resolved.parts:
        scene = apply_effect(part, scene)
    return scene


def _rewritten(resolved: ResolvedOp, scene: Scene) -> Scene:
    """Writing that changed is known no more, and may be looked for again."""
    places = [_original(resolved, Mask.from_ref(target.mask).box) for target in resolved.targets]
    gone = [
        thing.id
        for thing in scene.objects
        if thing.attributes.get("text") and any(thing.box.intersect(place).area for place in places)
    ]
    asked = tuple(phrase for phrase in scene.queries if not names_writing(phrase))
    return scene.remove(*gone).model_copy(update={"queries": asked})


def _shown_again(resolved: ResolvedOp, scene: Scene) -> Scene:
    """What the photo shows where it was painted back is there again, and what it hides is not; a thing that has moved
    away meanwhile stays, and the one at its old place gets a name of its own."""
    scene = scene.remove(*resolved.leaving)
    for thing in resolved.returning:
        known = scene.has(thing.id)
        there = known and scene.get(thing.id).box == thing.box
        whole = thing.part_of if thing.part_of is not None and scene.has(thing.part_of) else None
        update = {"part_of": whole, "id": thing.id if there or not known else scene.new_id(thing.label)}
        back = thing.model_copy(update=update)
        scene = scene.replace(back) if there else scene.add(back)
    return scene


_EFFECTS: dict[type, Callable[[ResolvedOp, Scene], Scene]] = {
    Remove: _remove,
    Move: _relocate,
    Resize: _relocate,
    Swap: _relocate,
    Duplicate: _duplicate,
    Insert: _insert,
    Replace: _replace,
    Recolor: _recolor,
    Transform: _transform,
    Instruct: _wish,
    Text: _rewritten,
    Restore: _shown_again,
    Correct: corrected,
    Draw: _drawn,
}
