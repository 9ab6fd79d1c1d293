"""From a target's words to pixels: objects, marks, regions, phrases, the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import to_rgb
from ...scene.instruction import Mark
from ...scene.mask import Mask
from ...scene.objects import BACKDROP, SceneObject
from ...scene.records import ResolvedTarget
from ...scene.target import (
    BackgroundTarget,
    EverythingTarget,
    MarkTarget,
    MaskTarget,
    ObjectTarget,
    PhraseTarget,
    RegionTarget,
    Target,
)
from ...tools.ports import Grounding, Prompt, Region
from .prominent import salient, subject
from .situation import AmbiguousTarget, BadTarget, Situation, TargetNotFound

SAME_THING = 0.5
"""From this overlap of boxes on, a drawn box means the object under it."""
CLEAR_LEAD = 0.1
"""A grounding must lead the next by this score to be taken without asking."""
SURROUNDING = 0.6
"""From this share of the picture on, a thing that holds others is their surroundings."""
NOBODY = frozenset({
    "person", "bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe",
})  # fmt: skip
"""Who holds others, and is never their surroundings."""
LARGE = 0.5
"""From this share of the picture on, a point on a thing is not yet the thing."""
NEAR = 0.02
"""Of a thing's size: a point so close to it is on it."""
STROKES = 0.75
"""Letters cover less of their box than this; a plate or a sign covers more."""
FILLED = 0.15
"""A mask that covers less of its prompt's box than this is not the thing that was boxed."""

Found = tuple[ResolvedTarget, Situation]


def mask_of(target: Target, situation: Situation) -> Found:
    """The pixels a target means, and the situation with what was learnt on the way (masks of objects).

    Raises TargetNotFound, AmbiguousTarget or BadTarget.
    """
    return _FINDERS[type(target)](target, situation)


def masks_of(targets: tuple[Target, ...], situation: Situation) -> tuple[tuple[ResolvedTarget, ...], Situation]:
    """`mask_of` for several targets."""
    found = []
    for target in targets:
        resolved, situation = mask_of(target, situation)
        found.append(resolved)
    return tuple(found), situation


def object_mask(id: str, situation: Situation) -> tuple[Mask, Situation]:
    """The mask of an object of the scene: the known one, or one segmented from its box and kept."""
    thing = situation.object(id)
    if thing.mask is not None:
        return Mask.from_ref(thing.mask), situation
    mask, sure = _segmented(situation, situation.array_box(thing.box))
    kept = thing.model_copy(update={"mask": mask.to_ref(), "mask_score": sure})
    return mask, replace(situation, scene=situation.scene.replace(kept))


def segment(situation: Situation, prompt: Prompt) -> Region:
    """One mask for a prompt in pixels of the canvas array."""
    with situation.toolbox.lease("segmenter") as segmenter:
        return segmenter.segment(segmenter.encode(situation.rgb), [prompt])[0]


def segment_box(situation: Situation, box: Box) -> Region:
    """What fills `box`; the box itself, with score 0, where segmentation finds next to nothing in it."""
    inside = box.intersect(situation.frame)
    if not inside.area:
        raise TargetNotFound("the thing lies outside the picture")
    found = segment(situation, Prompt(box=inside))
    reach = Mask.from_box(inside.pad(max(2, inside.width // 20)), situation.width, situation.height)
    mask = found.mask.intersect(reach)
    if mask.area < FILLED * inside.area:
        return Region(Mask.from_box(inside, situation.width, situation.height), 0.0)
    return replace(found, mask=mask)


def _segmented(situation: Situation, box: Box) -> tuple[Mask, float]:
    found = segment_box(situation, box)
    return found.mask, round(float(found.score), 3)


def _object(target: ObjectTarget, situation: Situation) -> Found:
    mask, situation = object_mask(target.object, situation)
    thing = situation.object(target.object)
    writing = is_writing(mask, thing.attributes.get("text"))
    behind = thing.attributes.get("kind") == BACKDROP
    found = ResolvedTarget(
        mask=mask.to_ref(),
        object=thing.id,
        label=thing.label,
        writing=writing,
        backdrop=behind,
        seen=situation.array_box(thing.box).intersect(situation.frame),
        sure=thing.mask_score,
    )
    return found, situation


def _region(target: RegionTarget, situation: Situation) -> Found:
    box = situation.shown_to_array(target.region).intersect(situation.frame)
    if not box.area:
        raise BadTarget(
            f"the region {target.region.as_list()} lies outside the picture {situation.view.frame.as_list()}"
        )
    return ResolvedTarget(mask=Mask.from_box(box, situation.width, situation.height).to_ref()), situation


def _mask(target: MaskTarget, situation: Situation) -> Found:
    try:
        return ResolvedTarget(mask=_from_shown(Mask.from_ref(target.mask), situation).to_ref()), situation
    except ValueError as error:
        raise BadTarget(str(error)) from None


def _from_shown(mask: Mask, situation: Situation) -> Mask:
    if (mask.width, mask.height) != (situation.view.width, situation.view.height):
        raise BadTarget(
            f"a mask must have the picture's size {situation.view.width}×{situation.view.height}, "
            f"but it has {mask.width}×{mask.height}"
        )
    array = situation.view.mask_to_original(mask)
    if not array.area:
        raise BadTarget("the mask is empty: no pixel of the picture is marked")
    return array


def _mark(target: MarkTarget, situation: Situation) -> Found:
    mark = situation.mark(target.mark)
    thing, situation = _meant(mark, situation)
    if thing is not None:
        return _object(ObjectTarget(object=thing.id), situation)
    mask, sure = _drawn(mark, situation)
    if mark.point is not None and (thing := _object_in(mask.box, situation)) is not None:
        return _object(ObjectTarget(object=thing.id), situation)
    return ResolvedTarget(mask=mask.to_ref(), sure=sure), situation


def _object_in(box: Box, situation: Situation) -> SceneObject | None:
    """The object whose box is about this one (canvas array)."""
    close = [(situation.array_box(thing.box).iou(box), thing) for thing in situation.scene.objects]
    close = [pair for pair in close if pair[0] >= SAME_THING]
    return max(close, key=lambda pair: pair[0])[1] if close else None


def _meant(mark: Mark, situation: Situation) -> tuple[SceneObject | None, Situation]:
    """The thing that a box or a point means, and what was learnt on the way."""
    if mark.point is None:
        return object_under(mark, situation), situation
    for thing in _around(mark.point, situation):
        mask, situation = object_mask(thing.id, situation)
        if _holds(mask, mark.point, situation):
            return thing, situation
    return None, situation


def object_under(mark: Mark, situation: Situation) -> SceneObject | None:
    """The one object that a box is drawn around; None when there is none (strokes and masks are themselves)."""
    if mark.box is None:
        return None
    shown = [(situation.view.box_to_view(thing.box).iou(mark.box), thing) for thing in situation.scene.objects]
    close = [pair for pair in shown if pair[0] >= SAME_THING]
    return max(close, key=lambda pair: pair[0])[1] if close else None


def _around(point: tuple[float, float], situation: Situation) -> list[SceneObject]:
    """The objects whose boxes hold a point, the smallest first: which is meant, their pixels have to decide.

    A point on something that fills much of the picture may mean a thing on it.
    """
    shown = [(situation.view.box_to_view(thing.box), thing) for thing in situation.scene.objects]
    large = LARGE * situation.view.frame.area
    under = [(box.area, thing) for box, thing in shown if box.contains(point) and box.area < large]
    return [thing for _, thing in sorted(under, key=lambda pair: pair[0])]


def _holds(mask: Mask, shown: tuple[float, float], situation: Situation) -> bool:
    """Whether a point lies on a thing, or as near to it as hands miss."""
    x, y = situation.view.to_original(shown)
    reach = max(2, round(NEAR * min(mask.box.width, mask.box.height)))
    around = Box.around([(x - situation.view.canvas.left, y - situation.view.canvas.top)]).pad(reach)
    return bool(mask.array[around.intersect(situation.frame).slices].any())


def _drawn(mark: Mark, situation: Situation) -> tuple[Mask, float | None]:
    """What a mark means, and where a segmenter found out what, its own opinion of that."""
    if mark.mask is not None:
        return _from_shown(Mask.from_ref(mark.mask), situation), None
    if mark.stroke is not None:
        return _stroke(mark, situation), None
    if mark.box is not None:
        box = situation.shown_to_array(mark.box).intersect(situation.frame)
        if not box.area:
            raise BadTarget(f"the mark {mark.box.as_list()} lies outside the picture {situation.view.frame.as_list()}")
        return _segmented(situation, box)
    x, y = situation.view.to_original(mark.point or (0, 0))
    point = (x - situation.view.canvas.left, y - situation.view.canvas.top)
    if not situation.frame.contains(point):
        raise BadTarget(f"the mark at {list(mark.point or ())} lies outside the picture")
    found = segment(situation, Prompt(inside=(point,)))
    if not found.mask.area:
        raise TargetNotFound("nothing stands out under the mark; draw a box or a stroke around the thing")
    return found.mask, round(float(found.score), 3)


def _stroke(mark: Mark, situation: Situation) -> Mask:
    import cv2

    shown = np.zeros((situation.view.height, situation.view.width), np.uint8)
    width = max(1, round(mark.width or 0.02 * min(shown.shape)))
    points = np.array(mark.stroke, float).round().astype(np.int32)
    if len(points) == 1:
        cv2.circle(shown, points[0].tolist(), max(1, width // 2), 1, -1)
    else:
        cv2.polylines(shown, [points.reshape(-1, 1, 2)], False, 1, width)
    return _from_shown(Mask(shown.astype(bool)), situation)


def _phrase(target: PhraseTarget, situation: Situation) -> Found:
    found = _grounded(target.phrase, situation)
    if not found:
        raise TargetNotFound(f"“{target.phrase}” was looked for and not found")
    if len(found) > 1 and found[0].score - found[1].score < CLEAR_LEAD:
        raise AmbiguousTarget(f"{len(found)} things fit {target.phrase!r} and nothing says which is meant")
    best = found[0]
    for thing in situation.scene.objects:
        if situation.array_box(thing.box).iou(best.box) >= SAME_THING:
            return _object(ObjectTarget(object=thing.id), situation)
    mask, sure = (best.mask, None) if best.mask is not None else _segmented(situation, best.box)
    label, writing = best.label or target.phrase, is_writing(mask, best.text)
    return ResolvedTarget(mask=mask.to_ref(), label=label, writing=writing, seen=best.box, sure=sure), situation


def is_writing(mask: Mask, text: str | None) -> bool:
    """Whether a mask of something that says `text` is its letters, not what they stand on."""
    return text is not None and mask.area < STROKES * mask.box.area


def _grounded(phrase: str, situation: Situation) -> list[Grounding]:
    """What the words name in the picture as it is shown, in pixels of the canvas array; the best first."""
    view = situation.view
    with situation.toolbox.lease("grounder") as grounder:
        found: list[Grounding] = grounder.ground(to_rgb(view.render(situation.pixels)), [phrase])[0]
    out = []
    for one in found:
        mask = view.mask_to_original(one.mask) if one.mask is not None else None
        box = mask.box if mask is not None and mask.area else situation.shown_to_array(one.box)
        out.append(replace(one, box=box.intersect(situation.frame), mask=mask))
    return out


def foreground(situation: Situation) -> tuple[Mask, Situation]:
    """The pixels of all objects, except those that the others stand on or in (a table that fills the picture), and what
    else stands out, whatever it is."""
    about = salient(situation) if situation.things else subject(situation)
    mask = Mask.empty(situation.width, situation.height) if about is None else about
    for thing in _standing(situation):
        part, situation = object_mask(thing.id, situation)
        mask = mask.union(part)
    return mask, situation


def _standing(situation: Situation) -> list[SceneObject]:
    """The things that do not hold the others; what a thing is made of does not stand in it."""
    boxes = [situation.array_box(thing.box) for thing in situation.things if thing.part_of is None]
    large = SURROUNDING * situation.frame.area
    found = []
    for thing in situation.things:
        box = situation.array_box(thing.box)
        holds = thing.label not in NOBODY and any(other != box and box.pad(2).covers(other) for other in boxes)
        if not holds or box.area < large:
            found.append(thing)
    return found


def _background(target: BackgroundTarget, situation: Situation) -> Found:
    kept, situation = foreground(situation)
    behind = situation.visible.minus(kept)
    if not behind.area:
        raise TargetNotFound("the things in the picture fill it: there is no background between them")
    return ResolvedTarget(mask=behind.to_ref(), label="background", sure=_surely_kept(situation)), situation


def _surely_kept(situation: Situation) -> float | None:
    """What the segmenter thinks of the worst mask among the largest things, where it drew them."""
    sizes = [(thing.box.area, thing.mask_score) for thing in situation.scene.objects if thing.mask_score is not None]
    largest = max((area for area, _ in sizes), default=0)
    return min((score for area, score in sizes if 2 * area >= largest), default=None)


def _everything(target: EverythingTarget, situation: Situation) -> Found:
    kept, situation = masks_of(target.except_, situation)
    mask = situation.visible
    for other in kept:
        mask = mask.minus(Mask.from_ref(other.mask))
    if not mask.area:
        raise TargetNotFound("nothing is left of the picture beside what is excepted")
    return ResolvedTarget(mask=mask.to_ref(), label="everything"), situation


_FINDERS: dict[type, Callable[[Any, Situation], Found]] = {
    ObjectTarget: _object,
    RegionTarget: _region,
    MaskTarget: _mask,
    MarkTarget: _mark,
    PhraseTarget: _phrase,
    BackgroundTarget: _background,
    EverythingTarget: _everything,
}


def barred_for(targets: tuple[ResolvedTarget, ...], situation: Situation) -> Mask | None:
    """Pixels of other objects, so that a fill does not copy from them. Never asks a model: objects without a known
    mask count with the middle of their box, and those that hold the target (a table, a room) do not count."""
    meant = {target.object for target in targets}
    hole = Mask.empty(situation.width, situation.height)
    for target in targets:
        hole = hole.union(Mask.from_ref(target.mask))
    out = Mask.empty(situation.width, situation.height)
    for thing in situation.scene.objects:
        box = situation.array_box(thing.box)
        if thing.id in meant or box.intersect(hole.box).area >= 0.6 * hole.box.area:
            continue
        middle = Mask.from_box(box.resize(0.8), situation.width, situation.height)
        out = out.union(Mask.from_ref(thing.mask) if thing.mask else middle)
    out = out.minus(hole)
    return out if out.area else None
