"""Running an op of an earlier turn again, on a picture that another history led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...scene.layouts import DRAWN, SOURCE
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneObject
from ...scene.ops import Correct, Draw, EditOp, Insert, Replace, Transform
from ...scene.records import EditRecord, ResolvedOp
from ...scene.view import View
from ...tools.cutout import reads
from ..actions import ActionError, Situation, consequences_of, resolve
from ..actions.bearing import turn_of, upright
from ..actions.layouts import REDRAWN
from ..looking.carrying import carry_op
from ..looking.frames import carry_marks
from .services import Services, origin_of
from .state import State


class Gone(ActionError):
    """What the op was about is not in the picture any more."""


def again(services: Services, state: State, record: EditRecord, now: Situation) -> tuple[ResolvedOp, Scene]:
    """The record's op for the picture of `now`: as it was where nothing it is about changed, else looked up anew.

    Raises Gone for an object that only a turn brings which was taken out or comes later now, and ActionError where it
    makes no sense.
    """
    session = state["session"]
    before, then = services.scene(session, record.parent), record.resolved.view
    op = said_on(record, now.view)
    scene = _with_learnt(services, session, record, now.scene)
    names = _objects(record.resolved)
    absent = sorted(name for name in names if not scene.has(name))
    if absent:
        raise Gone(f"{' and '.join(absent)} is not in the picture: {_why(services, session, absent)}")
    undrawn = frozenset() if isinstance(op, Correct | Draw) else _undrawn(record.resolved, before, scene)
    if undrawn and not isinstance(op, REDRAWN):
        raise Gone(f"{' and '.join(sorted(undrawn))} is not drawn: the turn that draws it was taken out or comes later")
    if undrawn:
        return _anew(services, session, record, op, replace(now, scene=scene, undrawn=undrawn))
    same_things = all(before.has(name) and before.get(name).box == scene.get(name).box for name in names)
    alike = then == now.view or (then.canvas == now.view.canvas and record.resolved.view_after is None)
    if same_things and alike and record.resolved.layout is None and _stands_as_it_did(record.resolved, op, now.view):
        return _taken_now(record.resolved, now).model_copy(update={"view": now.view, "op": op}), scene
    return _anew(services, session, record, op, replace(now, scene=scene))


def _undrawn(resolved: ResolvedOp, before: Scene, scene: Scene) -> frozenset[str]:
    """Things of a layout that the op was about when they were drawn, or knew not to be, and that are not drawn now."""
    waiting = {thing.id for thing in scene.objects if thing.source == SOURCE}
    known = {thing.id for thing in before.objects if thing.source == DRAWN or resolved.layout is not None}
    return frozenset(_objects(resolved) & waiting & known)


def said_on(record: EditRecord, view: View) -> EditOp:
    """What a record's op is called where the picture is shown otherwise than it was."""
    return carry_op(record.op, record.resolved.view, view)


def _stands_as_it_did(resolved: ResolvedOp, op: EditOp, view: View) -> bool:
    """Whether what is put in or turned is so on the photo in the same way: it is upright as the picture is shown."""
    if isinstance(op, Transform) and op.targets and isinstance(resolved.op, Transform):
        return turn_of(op, view) == turn_of(resolved.op, resolved.view)
    brought = resolved.reference is not None and resolved.reference.object is None
    return not (brought and isinstance(op, Insert | Replace)) or upright(view) == upright(resolved.view)


def _why(services: Services, session: str, absent: Sequence[str]) -> str:
    """What became of things that are not there: of those of the photo a turn before this one made away."""
    photo = services.scene(session, None)
    if all(photo.has(name) for name in absent):
        return "a turn that comes before this one now takes it away"
    return "the turn that brings it was taken out or comes later"


def _taken_now(resolved: ResolvedOp, now: Situation) -> ResolvedOp:
    """With a thing of the picture that is the pattern taken as it is now, where it looks otherwise than it did."""
    reference = resolved.reference
    if reference is None or reference.object is None or reference.mask is None:
        return resolved
    part, then = reads(Mask.from_ref(reference.mask)).slices, now.images.get(reference.image)
    if then.shape == now.pixels.shape and np.array_equal(then[part], now.pixels[part]):
        return resolved
    taken = reference.model_copy(update={"image": now.images.put(now.pixels)})
    return resolved.model_copy(update={"reference": taken})


def _anew(services: Services, session: str, record: EditRecord, op: EditOp, now: Situation) -> tuple[ResolvedOp, Scene]:
    said = services.store.turn(session, origin_of(record))
    if said is not None:
        marks = carry_marks(said.marks, services.canvases.view(session, said.before), now.view)
        now = replace(now, marks=marks, references=said.references)
    now = replace(now, seed=record.resolved.seed)
    follows, now = consequences_of(op, now) if record.resolved.consequences else ((), now)
    return resolve(op, now, follows)


def _objects(resolved: ResolvedOp) -> set[str]:
    """Ids that the op cannot do without."""
    own = {target.object for target in resolved.targets if target.object}
    taken = {resolved.reference.object} if resolved.reference and resolved.reference.object else set()
    return own | taken | {name for part in resolved.parts for name in _objects(part)}


def _with_learnt(services: Services, session: str, record: EditRecord, scene: Scene) -> Scene:
    """What looking found out at the record's old place holds here too: things, and masks of things that lie alike."""
    if record.parent is None:
        return scene
    then = services.scene(session, record.parent)
    made = services.store.get_scene(services.store.record(session, record.parent).scene)
    learnt = [thing for thing in then.objects if not made.has(thing.id) and not scene.has(thing.id)]
    scene = scene.add(*(thing for thing in learnt if thing.part_of is None or scene.has(thing.part_of)))
    masks = {thing.id: thing for thing in then.objects if thing.mask is not None}
    return scene.map(lambda thing: _masked(thing, masks.get(thing.id))).asked(*then.queries)


def _masked(thing: SceneObject, known: SceneObject | None) -> SceneObject:
    if thing.mask is not None or known is None or known.box != thing.box:
        return thing
    return thing.model_copy(update={"mask": known.mask})
