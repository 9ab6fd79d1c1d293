"""What changed its look where it is: other pixels, the colour asked for, brighter or darker."""

from __future__ import annotations

import numpy as np

from ...scene.geometry import Box
from ...scene.image import ImageStore, Pixels, differing, to_rgb, to_rgba
from ...scene.mask import Mask
from ...scene.ops import Adjust, Recolor
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.coloring import paint_of
from .measures import CHANGED_SHARE, luma, share_changed

PAINTED = 0.08
"""A paint covers at least this share of its thing."""


def changed(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Every target looks different than before."""
    out = []
    for target in resolved.targets:
        share = share_changed(before, after, Mask.from_ref(target.mask))
        detail = f"{share:.0%} of its pixels changed"
        out.append(Check(name="changed", passed=share >= CHANGED_SHARE, detail=detail, value=share))
    return out


def recolored(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The paint came nearer to the colour asked for, or had it already: chrome, tyres and prints keep their own."""
    if not isinstance(resolved.op, Recolor):
        return []
    out = []
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        wanted = np.array(paint_of(resolved.op, to_rgb(before), mask), float)
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


def as_it_came(resolved: ResolvedOp, after: Pixels, images: ImageStore) -> list[Check]:
    """Every pixel that was to be the photo's own is, wherever the photo has one."""
    if resolved.reference is None:
        return [Check(name="as it came", passed=False, detail="the photo to bring back is not named")]
    photo, canvas = images.get(resolved.reference.image), resolved.view.canvas
    frame = Box.of_size(photo.shape[1], photo.shape[0])
    reached = canvas.intersect(frame)
    here, there = reached.shift(-canvas.left, -canvas.top).slices, reached.slices
    meant = np.logical_or.reduce([Mask.from_ref(target.mask).array for target in resolved.targets])[here]
    same = photo[there] if photo.shape[2] == after.shape[2] else to_rgba(photo[there])
    wrong = int(np.count_nonzero(differing(same, after[here]) & meant))
    detail = "it is as the photo came" if not wrong else f"{wrong} pixels are not as the photo came"
    return [Check(name="as it came", passed=not wrong and bool(meant.any()), detail=detail, value=float(wrong))]


def toned(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """An adjustment went the way it should; `auto` may find nothing to do."""
    op = resolved.op
    if not isinstance(op, Adjust):
        return []
    inside = np.logical_or.reduce([Mask.from_ref(target.mask).array for target in resolved.targets])
    share = float(np.mean(np.any(to_rgb(before) != to_rgb(after), axis=2)[inside])) if inside.any() else 0.0
    checks = [Check(name="changed", passed=bool(op.auto) or share > 0, detail=f"{share:.0%} changed", value=share)]
    if op.brightness and not op.auto:
        rise = float(luma(after)[inside].mean() - luma(before)[inside].mean())
        good = rise * op.brightness > 0
        checks.append(Check(name="brightness", passed=good, detail=f"{rise:+.1f} levels", value=round(rise, 1)))
    return checks
