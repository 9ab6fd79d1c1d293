"""Things of a layout (ClickDiffusion, arXiv 2404.04376): what happens to them is drawn anew, on the plate they lie on.

An op on such things says where they are to be; a layout generator draws them there. Things without a layout can be put
in by it too, where no inpainter follows words.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from ...scene.geometry import Box
from ...scene.image import ImageRef
from ...scene.layouts import DRAWN
from ...scene.mask import Mask
from ...scene.objects import SceneObject
from ...scene.ops import Draw, Duplicate, EditOp, Insert, Move, Remove, Replace, Resize, Swap, targets_of
from ...scene.records import ResolvedLayout, ResolvedOp, ResolvedThing
from ...scene.target import ObjectTarget
from .needs import draws, has_layouts
from .situation import Situation

REDRAWN = (Move, Resize, Swap, Remove, Duplicate, Replace)
"""Ops on things of a layout that the layout generator carries out."""
LEAVING = (Move, Resize, Swap, Remove)
"""Those after which the place that a thing had is empty."""
UNDRAWN = "only the layout changed"
"""How it is said that an op changed no pixel."""


def redrawn(op: EditOp, situation: Situation) -> bool:
    """Whether an op on things is carried out by drawing them anew: all are of a layout, and there is a generator, or
    none of them is drawn."""
    targets = targets_of(op)
    if not isinstance(op, REDRAWN) or getattr(op, "reference", None) is not None:
        return False
    ids = {target.object for target in targets if isinstance(target, ObjectTarget)}
    if ids <= situation.undrawn or has_layouts(situation.toolbox):
        return all(isinstance(target, ObjectTarget) for target in targets) and _of_layout(ids, situation)
    return False


def _of_layout(ids: Set[str], situation: Situation) -> bool:
    drawn = {one.id for one in situation.scene.objects if one.source == DRAWN}
    return ids <= drawn | situation.undrawn


def laid_out(resolved: ResolvedOp, situation: Situation) -> ResolvedOp:
    """The op with what a layout generator is to draw and to clear for it; as it is where other tools carry it out."""
    things = _things(resolved, situation)
    if things is None:
        return resolved
    there = [target for target in resolved.targets if target.object not in situation.undrawn]
    cleared = [Mask.from_ref(target.mask).box for target in there] if isinstance(resolved.op, LEAVING) else []
    touched = [*cleared, *(thing.box for thing in things)]
    known = {target.object for target in resolved.targets}
    along = [
        ResolvedThing(phrase=one.label, box=box, looks=box, own=False)
        for one, box in _drawn(situation)
        if one.id not in known and any(box.intersect(other).area for other in touched)
    ]
    layout = ResolvedLayout(
        things=(*things, *along), cleared=tuple(cleared), plate=_plate(situation), prompt=_prompt(resolved, situation)
    )
    remarks = resolved.remarks if things or cleared else (*resolved.remarks, _undrawn(resolved))
    return resolved.model_copy(update={"layout": layout, "remarks": remarks})


def _undrawn(resolved: ResolvedOp) -> str:
    names = [target.object or "it" for target in resolved.targets]
    return f"{UNDRAWN}: {' and '.join(names)} {'is' if len(names) == 1 else 'are'} not drawn"


def _things(resolved: ResolvedOp, situation: Situation) -> list[ResolvedThing] | None:
    """What the op has drawn; None where it is not for a layout generator."""
    op = resolved.op
    boxes = [Mask.from_ref(one.mask).box for one in resolved.targets]
    names = [one.label or "thing" for one in resolved.targets]
    if isinstance(op, Draw):
        return _inside(situation, [(name, box, None) for name, box in zip(names, boxes, strict=True)])
    if isinstance(op, Insert) and _puts_in(op, situation):
        return _inside(situation, [(op.prompt or "thing", place, None) for place in resolved.places])
    if not redrawn(op, situation):
        return None
    if isinstance(op, Remove) or all(target.object in situation.undrawn for target in resolved.targets):
        return []
    if isinstance(op, Replace):
        return _inside(situation, [(op.prompt or "thing", box, None) for box in boxes])
    times = len(resolved.places) // len(boxes)
    return _inside(situation, list(zip(names * times, resolved.places, boxes * times, strict=True)))


def _puts_in(op: Insert, situation: Situation) -> bool:
    """Whether a thing is put in by the generator of layouts: among things of one, or where nothing else draws it."""
    if op.reference is not None or not has_layouts(situation.toolbox):
        return False
    return bool(_drawn(situation)) or not draws(situation.toolbox)


def _inside(situation: Situation, things: Sequence[tuple[str, Box, Box | None]]) -> list[ResolvedThing]:
    """The things whose boxes lie in the picture, cut off at its edges."""
    kept = [(phrase, box.intersect(situation.frame), looks) for phrase, box, looks in things]
    return [ResolvedThing(phrase=phrase, box=box, looks=looks) for phrase, box, looks in kept if box.area]


def _drawn(situation: Situation) -> list[tuple[SceneObject, Box]]:
    """The things of a layout that were drawn, and their boxes on the canvas array."""
    found = [one for one in situation.scene.objects if one.source == DRAWN]
    boxes = [(one, situation.array_box(one.box).intersect(situation.frame)) for one in found]
    return [(one, box) for one, box in boxes if box.area]


def _plate(situation: Situation) -> ImageRef:
    if situation.original is not None:
        return situation.original().image
    return situation.images.put(situation.pixels)


def _prompt(resolved: ResolvedOp, situation: Situation) -> str:
    """What the whole picture shows, as it was said with the layout; nothing where things come or go."""
    op = resolved.op
    if isinstance(op, Draw) and op.prompt is not None:
        return op.prompt
    return "" if isinstance(op, Insert | Replace | Remove) else situation.scene.caption or ""
