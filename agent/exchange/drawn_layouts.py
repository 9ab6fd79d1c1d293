"""A layout and words with marks in, the changed layout out, for a generator to draw (ClickDiffusion, 2404.04376)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ...scene.instruction import Mark
from ...scene.layouts import SOURCE
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneObject
from ...scene.ops import Draw, Duplicate, EditOp, Insert, Move, Recolor, Remove, Replace, Resize, Swap
from ...scene.plan import EditPlan
from ...scene.target import BoxPlace, MarkPlace, ObjectTarget
from ..errors import BadInput
from ..interpreter.conversation.effects import apply_op

PLACING = (Remove, Move, Resize, Duplicate, Insert, Swap, Replace, Recolor)
"""Ops that change a layout, and no pixel: it is drawn only afterwards."""


class Relaid(NamedTuple):
    """A layout after words: the scene that it describes, how the words were read, and what of that is left to do with
    the drawn picture."""

    scene: Scene
    plan: EditPlan | None = None
    left: tuple[EditOp, ...] = ()

    @property
    def read(self) -> bool:
        """Whether the words, if there were any, were understood."""
        return self.plan is None or self.plan.status in ("ready", "command")


def relaid(scene: Scene, plan: EditPlan, marks: Mapping[str, Mark] | None = None) -> Relaid:
    """The layout after a plan (as it was, where that is not ready), its boxes within the picture; a colour goes into
    the thing's name.

    Raises BadInput for things from pictures, which no layout names.
    """
    if plan.status != "ready":
        return Relaid(scene, plan)
    now = scene
    for op in plan.ops:
        if isinstance(op, PLACING):
            if getattr(op, "reference", None) is not None:
                raise BadInput("a layout names what is drawn; draw it first, and put pictures in afterwards")
            now = apply_op(now, _to_box(op, marks or {}), dict(marks or {}))
            now = _named(now, scene, op)
    now = now.map(lambda thing: _inside(thing, now))
    left = tuple(op for op in plan.ops if not isinstance(op, PLACING))
    return Relaid(now.model_copy(update={"caption": _caption(scene, now), "relations": ()}), plan, left)


def settled(plan: EditPlan, scene: Scene) -> EditPlan:
    """A wish to look for something, as what it comes to where there is no picture to look at."""
    if plan.status != "look":
        return plan
    names = " and ".join(f"“{phrase}”" for phrase in plan.look_for)
    known = ", ".join(dict.fromkeys(thing.label for thing in scene.objects)) or "nothing"
    return EditPlan.cannot(f"there is no {names} in the layout; in it there is: {known}")


def _to_box(op: EditOp, marks: Mapping[str, Mark]) -> EditOp:
    """A box that is drawn as the place of a thing is the thing's box."""
    field = "at" if isinstance(op, Insert) else "to"
    place = getattr(op, field, None)
    mark = marks.get(place.mark) if isinstance(place, MarkPlace) else None
    if mark is None or mark.box is None:
        return op
    return op.model_copy(update={field: BoxPlace(box=mark.box)})


def _named(now: Scene, before: Scene, op: EditOp) -> Scene:
    """Colours, and all that was said of a new thing, are what the generator is told."""
    said = op.prompt if isinstance(op, Insert | Replace) else None

    def name(thing: SceneObject) -> SceneObject:
        old = before.get(thing.id) if before.has(thing.id) else None
        color = thing.attributes.get("color")
        if said and (old is None or old.label != thing.label):
            return thing.model_copy(update={"label": said, "attributes": {}})
        if isinstance(op, Recolor) and color and color != (old.attributes.get("color") if old else None):
            return thing.model_copy(update={"label": f"{color} {thing.label}", "attributes": {}})
        return thing

    return now.map(name)


def _inside(thing: SceneObject, scene: Scene) -> SceneObject:
    box = thing.box.move_inside(scene.frame).intersect(scene.frame)
    mask = Mask.from_box(box, scene.image.width, scene.image.height).to_ref()
    return thing.model_copy(update={"box": box, "mask": mask, "source": SOURCE})


def _caption(before: Scene, now: Scene) -> str | None:
    """The prompt while it still tells what there is; none, where it tells of things that left or changed."""
    gone = {thing.label for thing in before.objects} - {thing.label for thing in now.objects}
    new = {thing.label for thing in now.objects} - {thing.label for thing in before.objects}
    caption = before.caption or ""
    stale = any(re.search(rf"\b{re.escape(label)}\b", caption, re.IGNORECASE) for label in gone)
    return None if stale or new else before.caption


def drawing_of(scene: Scene, before: Scene) -> Draw:
    """The op that draws what of a layout nobody has drawn yet; BadInput where there is nothing. `before` is the layout
    as it came: its words for the whole picture hold while they tell what there is."""
    waiting = [thing for thing in scene.objects if thing.source == SOURCE]
    if not waiting:
        raise BadInput("there is nothing of a layout here that waits to be drawn")
    return Draw(targets=tuple(ObjectTarget(object=thing.id) for thing in waiting), prompt=_caption(before, scene) or "")
