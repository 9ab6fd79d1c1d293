"""From an op of a plan to one whose every word is looked up: masks, places, references, the view afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneImage
from ...scene.ops import (
    Adjust,
    Background,
    Correct,
    Draw,
    Duplicate,
    EditOp,
    Insert,
    Instruct,
    Move,
    Obscure,
    Recolor,
    Remove,
    Replace,
    Resize,
    Restore,
    Restyle,
    Swap,
    Text,
    Transform,
    targets_of,
)
from ...scene.plan import Consequence
from ...scene.records import ResolvedOp, ResolvedReference, ResolvedTarget
from ...scene.target import BackgroundTarget, EdgePlace
from .bearing import upright
from .cautions import RIM, cautions
from .consequences import resolve_consequences
from .correcting import things_meant
from .framing import box_after, view_after
from .ground import put_in_depth, settle
from .healing import GROWTH, thin_target
from .layouts import laid_out
from .margins import declared
from .masks import barred_for, mask_of, masks_of
from .needs import followed, has_editor, needs, runnable
from .places import carried, destination, free_spot, land, put_at
from .prominent import standing_out
from .redrawing import drawn_steps
from .references import own_size, reference_of
from .restoring import found_again
from .situation import ActionError, BadTarget, NeedsBackend, Situation
from .sizes import TYPICAL_HEIGHT, fitting_height, flush, in_proportion, narrowed, sized
from .wishes import stepped, with_masks
from .words import mask_of_words, whole_lines, words_meant

Found = tuple[ResolvedOp, Situation]
LARGEST = 4
"""A thing is made at most this many times as wide or high as the picture."""


def resolve(op: EditOp, situation: Situation, consequences: Sequence[Consequence] = ()) -> tuple[ResolvedOp, Scene]:
    """The op with every word looked up, and the stored scene with what was learnt (masks).

    Nothing is changed. Raises ActionError: NeedsBackend when the toolset cannot do it, TargetNotFound,
    AmbiguousTarget, BadTarget otherwise.
    """
    missing = needs(op, situation.toolbox, situation.view)
    if missing:
        raise NeedsBackend("; ".join(missing))
    resolved, after = _RESOLVERS[type(op)](op, situation)
    if consequences:
        followed, after = resolve_consequences(op, consequences, after)
        resolved = resolved.model_copy(update={"consequences": followed})
    resolved = laid_out(resolved, after)
    missing = needs(op, situation.toolbox, situation.view, boxes=resolved.layout is not None)
    if missing:
        raise NeedsBackend("; ".join(missing))
    return resolved, after.scene


def _make(op: EditOp, situation: Situation, targets: tuple[ResolvedTarget, ...], **more: Any) -> Found:
    barred = barred_for(targets, situation) if targets and "barred" not in more else None
    more.setdefault("barred", barred.to_ref() if barred else None)
    more.setdefault("others", _others(targets, situation))
    more.setdefault("growth", declared(situation.width, situation.height, situation.toolbox.drawing.growth))
    return ResolvedOp(op=op, view=situation.view, targets=targets, seed=situation.seed, **more), situation


def _others(targets: tuple[ResolvedTarget, ...], situation: Situation) -> tuple[Box, ...]:
    meant, labels = {target.object for target in targets}, {target.label for target in targets}
    alike = [thing for thing in situation.scene.objects if thing.id not in meant and thing.label in labels]
    return tuple(situation.array_box(thing.box) for thing in alike)


def _plain(op: Any, situation: Situation) -> Found:
    targets, situation = masks_of(targets_of(op), situation)
    return _make(op, situation, targets)


def _remove(op: Remove, situation: Situation) -> Found:
    """Under a brush stroke on a wire or a spot, only the thin thing goes."""
    targets, situation = masks_of(op.targets, situation)
    thin = [thin_target(meant, found, situation) for meant, found in zip(op.targets, targets, strict=True)]
    chosen = tuple(fine or found for fine, found in zip(thin, targets, strict=True))
    return _make(op, situation, chosen, **({"growth": GROWTH, "barred": None} if all(thin) else {}))


def _unbarred(op: Any, situation: Situation) -> Found:
    """Ops that fill nothing need no barred pixels."""
    targets, situation = masks_of(targets_of(op), situation)
    return _make(op, situation, targets, barred=None)


def _shown_box(target: ResolvedTarget, situation: Situation) -> Box:
    return situation.array_to_shown(_box_of(target))


def _box_of(target: ResolvedTarget) -> Box:
    return Mask.from_ref(target.mask).box


def _move(op: Move, situation: Situation) -> Found:
    target, situation = mask_of(op.target, situation)
    shown = _shown_box(target, situation)
    spot, situation = destination(op.to, shown, situation)
    settled, remarks, situation = settle(spot, shown, target.object, op.to, situation)
    spot, remarks = settled, (*spot.remarks, *remarks)
    place = land(spot.box, _box_of(target), situation)
    if place == _box_of(target) and spot.before is None:
        there = spot.box == shown
        raise ActionError("it is there already: nothing would move" if there else "there is no room that way at all")
    made = _make(op, situation, (target,), places=(place,), before=_ref(spot.before), remarks=remarks)
    return _cautioned(made, (spot.box,))


def _cautioned(found: Found, wanted: Sequence[Box] = ()) -> Found:
    """With what should be said of the places, and of how they differ from the shown boxes that were `wanted`."""
    resolved, situation = found
    said = (*resolved.remarks, *cautions(resolved, situation, wanted))
    return resolved.model_copy(update={"remarks": tuple(dict.fromkeys(said))}), situation


def _ref(mask: Mask | None) -> Any:
    return mask.to_ref() if mask is not None else None


def _resize(op: Resize, situation: Situation) -> Found:
    """Grown and shrunk from the middle of the foot, so that what stands keeps standing."""
    if op.scale == 1:
        raise ActionError("a scale of 1 changes nothing; 2 is twice as large, 0.5 half as large")
    targets, situation = masks_of(op.targets, situation)
    places, remarks = [], list[str]()
    for target in targets:
        box = _shown_box(target, situation)
        width, height = max(1, round(box.width * op.scale)), max(1, round(box.height * op.scale))
        left = _kept_left(box, width, situation)
        grown = Box(left, box.bottom - height, left + width, box.bottom)
        kept, said = _whole(grown, box, situation.view.frame)
        remarks += said
        places.append(_bounded(carried(kept, _box_of(target), situation), situation))
    return _cautioned(_make(op, situation, targets, places=tuple(places), remarks=tuple(remarks)))


def _whole(grown: Box, thing: Box, frame: Box) -> tuple[Box, list[str]]:
    """A grown thing moved in where it would be cut off at an edge that it did not reach before; and what to say."""
    x = _inwards(grown.left, grown.right, thing.left, thing.right, frame.left, frame.right)
    y = _inwards(grown.top, grown.bottom, thing.top, thing.bottom, frame.top, frame.bottom)
    moved = grown.shift(x, y)
    if moved.intersect(frame).area < grown.area and frame.covers(thing):
        return moved, ["it is larger than the room there: a part of it lies outside the picture"]
    return moved, [
        f"there was no room at the edge, so it stands {max(abs(x), abs(y))} pixels further in"
    ] if x or y else []


def _inwards(start: int, end: int, was: int, was_end: int, first: int, last: int) -> int:
    """By how much to shift `start…end` so that it lies in `first…last`, where it lay there before with room around."""
    if was <= first + RIM or was_end >= last - RIM:
        return 0
    if start < first:
        return min(first - start, max(0, last - end))
    return max(last - end, min(0, first - start)) if end > last else 0


def _kept_left(box: Box, width: int, situation: Situation) -> int:
    """What the picture's edge cuts off stays at that edge; the rest keeps its middle."""
    frame = situation.view.frame
    at_left, at_right = box.left <= frame.left + RIM, box.right >= frame.right - RIM
    if at_left != at_right:
        return box.left if at_left else box.right - width
    return round(box.center.x - width / 2)


def _bounded(place: Box, situation: Situation) -> Box:
    """A thing many times as large as the picture is a slip, and would not fit into memory."""
    if max(place.width / situation.width, place.height / situation.height) > LARGEST:
        raise ActionError(f"it would be {place.width}×{place.height} pixels, more than {LARGEST} times the picture")
    return place


def _duplicate(op: Duplicate, situation: Situation) -> Found:
    target, situation = mask_of(op.target, situation)
    box = _shown_box(target, situation)
    placed: list[Box] = []
    before, remarks = None, tuple[str, ...]()
    for _ in range(op.count):
        if op.to is not None and not placed:
            spot, situation = destination(op.to, box, situation, apart=True)
            placed.append(spot.box)
            before, remarks = spot.before, spot.remarks
        else:
            placed.append(free_spot(box, [box, *placed], situation))
    places = tuple(land(spot, _box_of(target), situation) for spot in placed)
    barred = barred_for((target,), situation)
    more: dict[str, Any] = {"before": _ref(before), "barred": _ref(barred), "remarks": remarks}
    if op.to is None and _crowded(box, placed):
        more["before"] = target.mask
        more["remarks"] = ("there was no free room for it: it stands partly behind the first one",)
    return _cautioned(_make(op, situation, (target,), places=places, **more), placed if op.to is not None else ())


def _crowded(box: Box, placed: Sequence[Box]) -> bool:
    """Whether copies overlap the thing itself and none stands in front of it: then it hides them, not they it."""
    return any(spot.intersect(box).area for spot in placed) and all(spot.bottom <= box.bottom for spot in placed)


def _swap(op: Swap, situation: Situation) -> Found:
    targets, situation = masks_of((op.target, op.other), situation)
    if targets[0].mask == targets[1].mask:
        raise BadTarget("a swap is of two things, but both are the same one")
    first, second = (_shown_box(target, situation) for target in targets)
    places = (_standing_in(first, second), _standing_in(second, first))
    landed = (land(place, _box_of(target), situation) for target, place in zip(targets, places, strict=True))
    return _cautioned(_make(op, situation, targets, places=tuple(landed)), places)


def _standing_in(thing: Box, spot: Box) -> Box:
    left = round(spot.center.x - thing.width / 2)
    return Box(left, spot.bottom - thing.height, left + thing.width, spot.bottom)


def _taken(reference: ResolvedReference) -> Mask:
    """What is taken of the reference picture."""
    if reference.mask is not None:
        return Mask.from_ref(reference.mask)
    return Mask.full(reference.image.width, reference.image.height)


def _taken_size(reference: ResolvedReference, situation: Situation) -> tuple[int, int]:
    """As it is shown: an object of this photo lies on the canvas, another picture is upright."""
    box = _taken(reference).box
    return (situation.array_to_shown(box) if reference.object is not None else box).size


def _put(box: Box, reference: ResolvedReference | None, situation: Situation) -> Box:
    """Where on the canvas array what is taken from the reference comes to fill the shown `box`."""
    if reference is None:
        return situation.shown_to_array(box)
    if reference.object is not None:
        return carried(box, _taken(reference).box, situation)
    return put_at(box, _taken(reference), upright(situation.view), situation)


def _replace(op: Replace, situation: Situation) -> Found:
    targets, situation = masks_of(op.targets, situation)
    if op.reference is None:
        return _make(op, situation, targets, places=tuple(Mask.from_ref(target.mask).box for target in targets))
    reference, situation = reference_of(op.reference, situation)
    places = []
    for target in targets:
        box = _shown_box(target, situation)
        width, height = _taken_size(reference, situation)
        factor = min(box.width / width, box.height / height)
        factor = max(factor, 0.85 * min(max(box.width / width, box.height / height), 1.6 * factor))
        wanted = in_proportion(box.height, target.label, reference.label, height * factor)
        size = sized(width, height, max(1, round(wanted)))
        places.append(_put(_standing_in(size, box), reference, situation))
    return _cautioned(_make(op, situation, targets, places=tuple(places), reference=reference))


def _insert(op: Insert, situation: Situation) -> Found:
    reference, size = None, (1, 1)
    if op.reference is not None:
        reference, situation = reference_of(op.reference, situation)
        size = _taken_size(reference, situation)
    label = reference.label if reference else _noun(op.prompt or "")
    shown = situation.scene.map(
        lambda thing: thing.model_copy(update={"box": situation.view.box_to_view(thing.box), "mask": None})
    )
    shown = shown.model_copy(update={"image": SceneImage(width=situation.view.width, height=situation.view.height)})
    own = own_size(op.reference, situation)
    thing = sized(*size, fitting_height(label, shown, situation.view.height, own))
    thing = narrowed(thing, shown, situation.view.frame) if reference else thing
    thing = Box.centered((situation.view.width / 2, situation.view.height * 0.7), *thing.size)
    before = None
    if op.at is not None:
        spot, situation = destination(op.at, thing, situation)
        thing, nearer, situation = put_in_depth(spot.box, label, op.at, situation)
        before = nearer if spot.before is None else spot.before.union(nearer) if nearer else spot.before
    if op.at is None or isinstance(op.at, EdgePlace):
        thing = flush(thing, own, situation.view.frame)
    spots = [thing]
    for _ in range(op.count - 1):
        spots.append(free_spot(thing, spots, situation))
    inside = (spot.move_inside(situation.view.frame) for spot in spots)
    places = tuple(_put(spot, reference, situation) for spot in inside)
    found = _make(op, situation, (), places=places, reference=reference, before=_ref(before))
    return _cautioned(found, () if op.at is None else spots)


def _noun(prompt: str) -> str | None:
    """The thing a prompt is about, if its usual size is known: the last such word."""
    known = [word for word in prompt.lower().split() if word in TYPICAL_HEIGHT]
    return known[-1] if known else None


def _background(op: Background, situation: Situation) -> Found:
    target, situation = mask_of(BackgroundTarget(), situation)
    if Mask.from_ref(target.mask) == situation.visible:
        kept = standing_out(situation)
        if kept is None:
            raise ActionError("no object was found to keep before the background; mark what is to stay, or name it")
        target = target.model_copy(update={"mask": situation.visible.minus(kept).to_ref()})
    remarks = () if situation.things else ("nothing in it was recognised, so what stands out was kept",)
    reference = None
    if op.reference is not None:
        reference, situation = reference_of(op.reference, situation)
    return _make(op, situation, (target,), reference=reference, barred=None, remarks=remarks)


def _transform(op: Transform, situation: Situation) -> Found:
    if not op.targets:
        after, angle = view_after(op, situation)
        return _make(op, situation, (), view_after=after, angle=angle)
    targets, situation = masks_of(op.targets, situation)
    places = [_bounded(box_after(op, Mask.from_ref(one.mask), situation.view), situation) for one in targets]
    return _cautioned(_make(op, situation, targets, places=tuple(places)))


def _obscure(op: Obscure, situation: Situation) -> Found:
    """Of writing, whole lines are hidden: its strokes alone would still be read."""
    targets, situation = masks_of(op.targets, situation)
    whole = tuple(whole_lines(target, situation) if target.writing else target for target in targets)
    return _make(op, situation, whole, barred=None)


def _text(op: Text, situation: Situation) -> Found:
    """The strokes of each of the words meant are a target."""
    on, situation = masks_of(op.targets, situation)
    words, remarks = words_meant(op, on, situation)
    strokes = [mask_of_words(one, situation.pixels) for one in words]
    targets = tuple(
        ResolvedTarget(mask=mask.to_ref(), label=one.text) for one, mask in zip(words, strokes, strict=True)
    )
    return _make(op, situation, targets, barred=None, words=words, remarks=remarks)


def _restore(op: Restore, situation: Situation) -> Found:
    targets, situation, more = found_again(op, situation)
    return _make(op, situation, targets, barred=None, others=(), **more)


def _correct(op: Correct, situation: Situation) -> Found:
    targets, situation = things_meant(op, situation)
    return _make(op, situation, targets, barred=None, others=())


def _instruct(op: Instruct, situation: Situation) -> Found:
    """The steps that run here, each resolved on the picture and scene that the earlier ones left; the others are for an
    editor that follows instructions, where there is one."""
    parts: list[ResolvedOp] = []
    now = learnt = situation
    op = followed(op, situation.toolbox)
    able = [step for step in op.instructions if runnable(step.ops, situation.toolbox)]
    for step in able:
        for part in step.ops or ():
            resolved, scene = resolve(part, now)
            learnt = replace(learnt, scene=with_masks(learnt.scene, scene))
            resolved, now = stepped(resolved, replace(now, scene=scene))
            parts.append(resolved)
    left = drawn_steps(op, able)
    if has_editor(situation.toolbox) and (left or not parts):
        targets, now = masks_of(op.targets, now)
        learnt = replace(learnt, scene=with_masks(learnt.scene, now.scene))
        parts.append(_make(op.model_copy(update={"instructions": left}), now, targets, barred=None)[0])
    shown = now.view if now.view != situation.view else None
    return _make(op, learnt, (), parts=tuple(parts), view_after=shown)


_RESOLVERS: dict[type, Callable[[Any, Situation], Found]] = {
    Remove: _remove,
    Move: _move,
    Resize: _resize,
    Duplicate: _duplicate,
    Swap: _swap,
    Replace: _replace,
    Insert: _insert,
    Recolor: _unbarred,
    Restyle: _unbarred,
    Adjust: _unbarred,
    Obscure: _obscure,
    Background: _background,
    Transform: _transform,
    Instruct: _instruct,
    Text: _text,
    Restore: _restore,
    Correct: _correct,
    Draw: _unbarred,
}
