"""Painting the original back: the photo's own pixels under a target, with a soft edge, and what they show again"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import ImageStore, Pixels, differing, to_rgba
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneObject
from ...scene.ops import Restore
from ...scene.patch import composite
from ...scene.records import ResolvedOp, ResolvedReference, ResolvedTarget
from ...scene.view import View
from .effects import recanvas
from .masks import masks_of
from .situation import ActionError, Situation
from .work import Work

COVERED = 0.5
"""From this share of a thing on it is the photo that decides whether the thing is there."""
MIDDLE = 0.8
"""Of the box of a thing whose mask is not known: as much of it counts as the thing."""
AS_IT_CAME = "nothing was changed there: it is as the photo came"


def found_again(op: Restore, situation: Situation) -> tuple[tuple[ResolvedTarget, ...], Situation, dict[str, Any]]:
    """The targets, what was learnt, and the photo with the things that come and go; ActionError where there is nothing
    to bring back."""
    if situation.original is None:
        raise ActionError(AS_IT_CAME)
    original = situation.original()
    targets, situation = masks_of(op.targets, situation)
    photo = on_canvas(situation.images.get(original.image), situation.view, situation.pixels)
    there = within(targets, original.image.width, original.image.height, situation.view)
    if not there.area:
        raise ActionError("the photo does not reach there: that part of the picture was added later")
    changed = Mask(differing(photo, situation.pixels) & there.array)
    if not changed.area:
        raise ActionError(AS_IT_CAME)
    seen = _seen(original.scene, situation)
    returning, leaving = _things(seen, there, changed, situation)
    reference = ResolvedReference(image=original.image)
    return targets, situation, {"reference": reference, "returning": returning, "leaving": leaving}


def on_canvas(photo: Pixels, view: View, like: Pixels) -> Pixels:
    """The photo on the canvas of a view, with as many channels as `like` (H×W×3|4); clear where it does not reach."""
    placed = composite(photo, (), view.canvas)
    return to_rgba(placed) if like.shape[2] == 4 else placed


def within(targets: tuple[ResolvedTarget, ...], width: int, height: int, view: View) -> Mask:
    """The targets' pixels that the photo (of this size) has, on the canvas array."""
    frame = Box.of_size(width, height).shift(-view.canvas.left, -view.canvas.top)
    meant = Mask.empty(view.canvas.width, view.canvas.height)
    for target in targets:
        meant = meant.union(Mask.from_ref(target.mask))
    return meant.intersect(Mask.from_box(frame, meant.width, meant.height))


def soft(there: Mask, frame: Box, growth: int) -> NDArray[np.uint8]:
    """An alpha that is full on what is meant and falls off beside it, not beyond the photo."""
    alpha = there.feather(max(2, growth // 2))
    alpha[~Mask.from_box(frame, there.width, there.height).array] = 0
    return alpha


def restored(resolved: ResolvedOp, images: ImageStore, like: Pixels) -> tuple[Pixels, Mask, NDArray[np.uint8]]:
    """The photo on the canvas, the pixels that are to be its own, and the alpha it is laid through."""
    if resolved.reference is None:
        raise ValueError("a resolved restore holds the photo")
    photo = images.get(resolved.reference.image)
    height, width = photo.shape[:2]
    there = within(resolved.targets, width, height, resolved.view)
    frame = Box.of_size(width, height).shift(-resolved.view.canvas.left, -resolved.view.canvas.top)
    return on_canvas(photo, resolved.view, like), there, soft(there, frame, resolved.growth)


def _seen(scene: Scene, situation: Situation) -> Scene:
    """The photo's things with their masks on the canvas of now."""
    frame = Box.of_size(scene.image.width, scene.image.height)
    canvas = situation.view.canvas
    if canvas == frame:
        return scene
    return scene.map(
        lambda one: one if one.mask is None else one.model_copy(update={"mask": recanvas(one.mask, frame, canvas)})
    )


def _things(
    seen: Scene, there: Mask, changed: Mask, situation: Situation
) -> tuple[tuple[SceneObject, ...], tuple[str, ...]]:
    """What of the photo shows again, and what of the picture does not show any more."""
    now = situation.scene
    back = [one for one in seen.objects if _covered(one, there, situation) and _touched(one, changed, situation)]
    standing = {one.id for one in back if now.has(one.id) and now.get(one.id).box == one.box}
    gone = [one for one in now.objects if one.id not in standing and _covered(one, there, situation)]
    return tuple(_as_known(one, now) for one in back), tuple(
        one.id for one in gone if not (seen.has(one.id) and seen.get(one.id).box == one.box)
    )


def _as_known(one: SceneObject, now: Scene) -> SceneObject:
    """A thing of the photo by the name that it has now, where it stands as it stood."""
    if not now.has(one.id) or now.get(one.id).box != one.box:
        return one
    here = now.get(one.id)
    color = {key: value for key, value in one.attributes.items() if key == "color"}
    return here.model_copy(update={"attributes": {**here.attributes, **color}, "mask": one.mask or here.mask})


def _area(one: SceneObject, situation: Situation) -> Mask:
    if one.mask is not None:
        return Mask.from_ref(one.mask)
    middle = situation.array_box(one.box).resize(MIDDLE)
    return Mask.from_box(middle, situation.width, situation.height)


def _covered(one: SceneObject, there: Mask, situation: Situation) -> bool:
    area = _area(one, situation)
    return area.area > 0 and area.intersect(there).area >= COVERED * area.area


def _touched(one: SceneObject, changed: Mask, situation: Situation) -> bool:
    return bool(_area(one, situation).intersect(changed).area)


def paint_back(work: Work) -> Work:
    """Lay the photo over what was made of it."""
    photo, _, alpha = restored(work.resolved, work.images, work.pixels)
    return work.allow(Mask(alpha > 0)).show(photo, alpha)
