"""Looking at the result of an action: did it happen, where it should, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.color import to_rgb_tuple
from ..scene.geometry import Box
from ..scene.image import Pixels, differing, to_rgb
from ..scene.mask import Mask
from ..scene.ops import (
    Adjust,
    Background,
    Duplicate,
    Insert,
    Move,
    Obscure,
    Recolor,
    Remove,
    Replace,
    Resize,
    Restyle,
    Swap,
    Text,
    Transform,
)
from ..scene.patch import Patch, composite
from ..scene.records import Check, ResolvedOp
from ..tools.toolbox import Toolbox
from .actions.margins import hole_of
from .actions.words import check_words
from .actions.work import Outcome

VISIBLE = 3
"""Levels (of 255) from which a pixel counts as changed to the eye."""
CHANGED_SHARE = 0.02
"""Of the target's pixels at least this share must change for an action to have done anything."""
OTHER_DETAIL = 0.35
"""Fine detail that correlates less with what was there does not show it."""
STILL_THERE = 0.5
"""From this overlap and score on, a detection of the same label is the removed thing itself …"""
OTHER = 0.4
"""… unless it lies, by this IoU, on another such thing that the scene knows."""
JUDGED = 0.1
"""A place left is judged where at least this share of it was not covered again."""
SAME_PICTURE = 0.9
"""Correlation of luma from which a filled hole still shows what was in it."""
ROUGH = 1.5
"""A fill whose fine detail is this many times that of its surroundings (and of the thing before) is noise: good fills
measured 0.6…0.9, uniform noise 1.8 and more (`scenewright bench verification`)."""
ARRIVED = 0.8
"""Correlation that a moved thing must have with what was put down."""


def verify(
    resolved: ResolvedOp, before: Pixels, after: Pixels, outcome: Outcome, toolbox: Toolbox
) -> tuple[Check, ...]:
    """The checks of one action; it is done when all of them passed.

    `before` and `after` are the composited canvas without and with the action, of one size unless the canvas grew.
    """
    if isinstance(resolved.op, Transform) and not resolved.targets:
        return _framed(resolved, outcome)
    checks = [_locked(before, after, outcome), _in_place(outcome)]
    if resolved.parts:
        return (*checks, *_wish(resolved, before, after, outcome, toolbox))
    for look in _CHECKS.get(type(resolved.op), (_changed,)):
        checks += look(resolved, before, after, toolbox)
    return tuple(checks)


def _locked(before: Pixels, after: Pixels, outcome: Outcome) -> Check:
    if before.shape != after.shape:
        before, after = to_rgb(before), to_rgb(after)
    outside = int(np.count_nonzero(differing(before, after) & ~outcome.allowed.array))
    detail = "nothing else changed" if not outside else f"{outside} pixels changed outside the action's area"
    return Check(name="locked pixels", passed=outside == 0, detail=detail, value=float(outside))


def _in_place(outcome: Outcome) -> Check:
    detail = "" if not outcome.stray else f"the tool changed {outcome.stray} pixels where it was not asked to"
    return Check(name="in place", passed=outcome.stray == 0, detail=detail, value=float(outcome.stray))


def _framed(resolved: ResolvedOp, outcome: Outcome) -> tuple[Check, ...]:
    return (_in_place(outcome), _view_changed(resolved))


def _view_changed(resolved: ResolvedOp) -> Check:
    after = resolved.view_after
    changed = after is not None and after != resolved.view
    size = f"{after.width}×{after.height}" if after is not None else "none"
    return Check(name="view changed", passed=changed, detail=f"the picture is {size}")


def _wish(resolved: ResolvedOp, before: Pixels, after: Pixels, outcome: Outcome, toolbox: Toolbox) -> tuple[Check, ...]:
    """Something changed, and each step passes its own checks on the picture that the earlier ones left."""
    shown = resolved.view_after is not None
    changed = shown or bool(np.any(_difference(before, after) >= VISIBLE))
    checks = [Check(name="changed", passed=changed, detail="" if changed else "nothing looks different")]
    now, count = before, 0
    for part, end in zip(resolved.parts, outcome.stages, strict=True):
        then = _laid(now, outcome.patches[count:end], resolved.view.canvas)
        checks += [_step_check(part, check) for check in _step_checks(part, now, then, toolbox)]
        now, count = then, end
    return tuple(checks)


def _laid(pixels: Pixels, patches: tuple[Patch, ...], canvas: Box) -> Pixels:
    return composite(pixels, [replace(patch, box=patch.box.shift(-canvas.left, -canvas.top)) for patch in patches])


def _step_checks(part: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A tone that was so already is no failure of the wish."""
    if part.view_after is not None:
        return [_view_changed(part)]
    if isinstance(part.op, Adjust) and before.shape == after.shape and np.array_equal(before, after):
        return []
    looks = _CHECKS.get(type(part.op), (_changed,))
    return [check for look in looks for check in look(part, before, after, toolbox)]


def _step_check(part: ResolvedOp, check: Check) -> Check:
    return check.model_copy(update={"name": f"{part.op.op}: {check.name}"})


def _difference(before: Pixels, after: Pixels) -> NDArray[np.int16]:
    """H×W int16: the largest change of any channel; colours count as far as they show."""
    if before.shape != after.shape:
        return np.maximum(_difference(to_rgb(before), to_rgb(after)), _faded(before, after))
    change = np.abs(before.astype(np.int16) - after.astype(np.int16))
    if before.shape[2] == 3:
        return change.max(axis=2)
    shown = np.maximum(before[..., 3], after[..., 3]).astype(np.int32)
    return np.maximum(change[..., :3].max(axis=2) * shown // 255, change[..., 3]).astype(np.int16)


def _faded(before: Pixels, after: Pixels) -> NDArray[np.int16]:
    was = before[..., 3].astype(np.int16) if before.shape[2] == 4 else np.int16(255)
    now = after[..., 3].astype(np.int16) if after.shape[2] == 4 else np.full(after.shape[:2], 255, np.int16)
    return np.abs(now - was).astype(np.int16)


def _share_changed(before: Pixels, after: Pixels, mask: Mask) -> float:
    if not mask.area:
        return 0.0
    part = mask.box.slices
    return float(np.mean(_difference(before[part], after[part])[mask.array[part]] >= VISIBLE))


def _changed(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Every target looks different than before."""
    out = []
    for target in resolved.targets:
        share = _share_changed(before, after, Mask.from_ref(target.mask))
        detail = f"{share:.0%} of its pixels changed"
        out.append(Check(name="changed", passed=share >= CHANGED_SHARE, detail=detail, value=share))
    return out


def _luma(pixels: Pixels) -> NDArray[np.float32]:
    return (to_rgb(pixels).astype(np.float32) @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)


def correlation(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Pearson correlation of two equally long rows; 1 for two equal flat rows, 0 where only one is flat."""
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    if scale < 1e-3 * a.size:
        return 1.0 if float(np.abs(a - b).max(initial=0)) < VISIBLE else 0.0
    return float((a * b).sum() / scale)


def _gone(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The place that something left no longer shows it, neither to the eye nor to the detector."""
    out = _left(resolved, before, after, toolbox)
    for target in resolved.targets if out else ():
        out += _not_found_again(target.label, Mask.from_ref(target.mask).box, resolved, after, toolbox)
    return out


def _left(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was uncovered looks different than before."""
    covered = _places_taken(resolved, after)
    masks = [Mask.from_ref(target.mask) for target in resolved.targets]
    uncovered = [(mask, mask.minus(covered)) for mask in masks]
    return [_not_the_same(before, after, part) for mask, part in uncovered if part.area >= JUDGED * mask.area]


def _places_taken(resolved: ResolvedOp, after: Pixels) -> Mask:
    """What was put down covers some of the place left; that part is not judged."""
    taken = Mask.empty(after.shape[1], after.shape[0])
    for place in resolved.places:
        taken = taken.union(Mask.from_box(place.pad(4), taken.width, taken.height))
    return taken


def _not_the_same(before: Pixels, after: Pixels, mask: Mask) -> Check:
    share = _share_changed(before, after, mask)
    part = mask.box.slices
    inside = mask.array[part]
    alike = correlation(_luma(before[part])[inside], _luma(after[part])[inside])
    still = share < CHANGED_SHARE or (alike > SAME_PICTURE and share < 0.5)
    detail = "it no longer shows" if not still else f"its place still looks as before ({share:.0%} changed)"
    return Check(name="gone", passed=not still, detail=detail, value=round(alike, 3))


def _not_found_again(label: str | None, box: Box, resolved: ResolvedOp, after: Pixels, toolbox: Toolbox) -> list[Check]:
    if label is None or toolbox.spec("detector") is None:
        return []
    around = box.pad(box.width // 2 + 8, box.height // 2 + 8).clamp(after.shape[1], after.shape[0])
    with toolbox.lease("detector") as detector:
        if label not in detector.vocabulary:
            return []
        seen = detector.detect(to_rgb(after), within=around)
    others = (*resolved.others, *resolved.places)
    again = [
        found
        for found in seen
        if found.label == label
        and found.score >= STILL_THERE
        and _overlap(found.box, box) >= STILL_THERE
        and not any(found.box.iou(other) >= OTHER for other in others)
    ]
    detail = f"no {label} is found there any more" if not again else f"a {label} is still found there"
    return [Check(name="not found again", passed=not again, detail=detail, value=float(len(again)))]


def _overlap(a: Box, b: Box) -> float:
    """The common part as a share of the smaller box."""
    return a.intersect(b).area / max(1, min(a.area, b.area))


def _roughness(pixels: Pixels, where: Mask) -> float:
    """Mean size of the Laplacian in a mask: how much pixel-fine detail there is."""
    import cv2

    if not where.area:
        return 0.0
    part = where.box.pad(1).clamp(where.width, where.height).slices
    return float(np.abs(cv2.Laplacian(_luma(pixels[part]), cv2.CV_32F, ksize=1))[where.array[part]].mean())


def _clean(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A fill is of a piece with its surroundings, not noise."""
    out = []
    covered = _places_taken(resolved, after).grow(2)
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        hole = hole_of(mask, resolved.growth)
        inner = hole.grow(-2).minus(covered)
        ring = hole.grow(max(12, min(mask.box.size) // 4)).minus(hole).minus(covered)
        if inner.area < 30 or not ring.area:
            continue
        now = _roughness(after, inner)
        usual = max(_roughness(before, ring), _roughness(before, mask), 2.0)
        ratio = now / usual
        detail = "" if ratio < ROUGH else f"the fill is {ratio:.0f} times rougher than its surroundings"
        out.append(Check(name="clean fill", passed=ratio < ROUGH, detail=detail, value=round(ratio, 2)))
    return out


def _arrived(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was put down is where it should be."""
    import cv2

    out = []
    sources = resolved.targets * len(resolved.places) if len(resolved.targets) == 1 else resolved.targets
    frame = Box.of_size(after.shape[1], after.shape[0])
    for target, place in zip(sources, resolved.places, strict=False):
        mask = Mask.from_ref(target.mask)
        shown = place.intersect(frame)
        if shown.area < 0.5 * place.area or _hidden_later(place, resolved):
            continue
        size = (place.width, place.height)
        thing = cv2.resize(_luma(before[mask.box.slices]), size, interpolation=cv2.INTER_AREA)
        shape = cv2.resize(mask.crop(mask.box).array.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        part = shown.shift(-place.left, -place.top).slices
        free = _in_sight(Mask.full(frame.width, frame.height), resolved).crop(shown)
        inner = Mask(shape[part]).grow(-1).intersect(free).array
        alike = correlation(thing[part][inner], _luma(after[shown.slices])[inner]) if inner.any() else 1.0
        detail = "it is where it should be" if alike >= ARRIVED else "it does not show where it should be"
        out.append(Check(name="arrived", passed=alike >= ARRIVED, detail=detail, value=round(alike, 3)))
    return out


def _in_sight(mask: Mask, resolved: ResolvedOp) -> Mask:
    """Without what stands in front of the thing that is put down."""
    return mask if resolved.before is None else mask.minus(Mask.from_ref(resolved.before))


def _hidden_later(place: Box, resolved: ResolvedOp) -> bool:
    """Whether another thing put down in the same action covers much of this one."""
    others = [other for other in resolved.places if other != place and other.bottom >= place.bottom]
    return any(place.intersect(other).area > 0.2 * place.area for other in others)


def _put_in(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Something new shows at every place."""
    out = []
    for place in resolved.places:
        free = _in_sight(Mask.from_box(place, before.shape[1], before.shape[0]), resolved)
        if resolved.before is not None and not free.area:
            continue
        share = _share_changed(before, after, free)
        detail = f"{share:.0%} of the place changed"
        out.append(Check(name="put in", passed=share >= 0.1, detail=detail, value=round(share, 3)))
    return out


PAINTED = 0.08
"""A paint covers at least this share of its thing."""


def _recolored(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The paint came nearer to the colour asked for, or had it already: chrome, tyres and prints keep their own."""
    if not isinstance(resolved.op, Recolor):
        return []
    wanted = np.array(to_rgb_tuple(resolved.op.color), float)
    out = []
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        part, inside = mask.box.slices, mask.crop(mask.box).array
        old, new = to_rgb(before)[part][inside], to_rgb(after)[part][inside]
        moved = np.any(old != new, axis=1)
        middle, painted = (np.median, moved) if moved.mean() >= PAINTED else (np.mean, np.ones_like(moved))
        was = float(np.linalg.norm(middle(old[painted], axis=0) - wanted))
        now = float(np.linalg.norm(middle(new[painted], axis=0) - wanted))
        good = now < 0.85 * was or now < 40
        detail = "its colour is near the one asked for" if good else "its colour is not the one asked for"
        out.append(Check(name="colour", passed=good, detail=detail, value=round(now, 1)))
    return out


def _hidden(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Fine detail of what was to be hidden is gone."""
    out = []
    for target in resolved.targets:
        inside = Mask.from_ref(target.mask)
        was, now = _roughness(before, inside), _roughness(after, inside.grow(-2))
        good = now <= 0.6 * was or was < 1.0 or _other_detail(before, after, inside.grow(-2))
        detail = "its detail is gone" if good else "its detail still shows"
        out.append(Check(name="hidden", passed=good, detail=detail, value=round(now / max(was, 1e-6), 2)))
        out += _no_face_again(target.label, inside.box, after, toolbox)
    return out


def _other_detail(before: Pixels, after: Pixels, inside: Mask) -> bool:
    """Whether what fine detail there is now is not what was there: the edges of the blocks on a small face."""
    import cv2

    was, now = (cv2.Laplacian(_luma(pixels), cv2.CV_32F, ksize=1)[inside.array] for pixels in (before, after))
    return bool(was.size) and abs(correlation(was, now)) < OTHER_DETAIL


def _no_face_again(label: str | None, box: Box, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A face that was hidden is no face to those who look for faces either."""
    if label != "face" or toolbox.spec("face_detector") is None:
        return []
    with toolbox.lease("face_detector") as detector:
        around = box.pad(box.width // 2 + 8, box.height // 2 + 8).clamp(after.shape[1], after.shape[0])
        seen = detector.faces(np.ascontiguousarray(to_rgb(after)), within=around)
    again = [face for face in seen if _overlap(face.box, box) >= STILL_THERE]
    detail = "no face is found there any more" if not again else "a face is still found there"
    return [Check(name="not found again", passed=not again, detail=detail, value=float(len(again)))]


def _toned(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """An adjustment went the way it should; `auto` may find nothing to do."""
    op = resolved.op
    if not isinstance(op, Adjust):
        return []
    inside = np.logical_or.reduce([Mask.from_ref(target.mask).array for target in resolved.targets])
    share = float(np.mean(np.any(to_rgb(before) != to_rgb(after), axis=2)[inside])) if inside.any() else 0.0
    checks = [Check(name="changed", passed=bool(op.auto) or share > 0, detail=f"{share:.0%} changed", value=share)]
    if op.brightness and not op.auto:
        rise = float(_luma(after)[inside].mean() - _luma(before)[inside].mean())
        good = rise * op.brightness > 0
        checks.append(Check(name="brightness", passed=good, detail=f"{rise:+.1f} levels", value=round(rise, 1)))
    return checks


def _reads(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The picture says what it should."""
    return check_words(resolved, after, toolbox)


Look = Callable[[ResolvedOp, Pixels, Pixels, Toolbox], list[Check]]
_CHECKS: dict[type, tuple[Look, ...]] = {
    Remove: (_gone, _clean),
    Move: (_gone, _clean, _arrived),
    Resize: (_changed, _left, _clean, _arrived),
    Swap: (_changed, _left, _clean, _arrived),
    Duplicate: (_arrived,),
    Insert: (_put_in,),
    Replace: (_changed, _put_in),
    Recolor: (_recolored,),
    Restyle: (_changed,),
    Background: (_changed,),
    Obscure: (_changed, _hidden),
    Adjust: (_toned,),
    Transform: (_changed,),
    Text: (_reads,),
}
