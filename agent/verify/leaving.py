"""What left a place: gone to the eye, and to the detector."""

from __future__ import annotations

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from .measures import CHANGED_SHARE, correlation, luma, overlap, share_changed

STILL_THERE = 0.5
"""From this overlap and score on, a detection of the same label is the removed thing itself …"""
OTHER = 0.4
"""… unless it lies, by this IoU, on another such thing that the scene knows."""
JUDGED = 0.1
"""A place left is judged where at least this share of it was not covered again."""
SAME_PICTURE = 0.9
"""Correlation of luma from which a filled hole still shows what was in it."""


def gone(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The place that something left no longer shows it, neither to the eye nor to the detector."""
    out = left(resolved, before, after, toolbox)
    for target in resolved.targets if out else ():
        out += _not_found_again(target.label, Mask.from_ref(target.mask).box, resolved, after, toolbox)
    return out


def left(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was uncovered looks different than before."""
    out = []
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        window = mask.box
        uncovered = _uncovered(mask.crop(window), window, resolved.places)
        if uncovered.area >= JUDGED * mask.area:
            out.append(_not_the_same(before[window.slices], after[window.slices], uncovered))
    return out


def _uncovered(mask: Mask, window: Box, places: tuple[Box, ...]) -> Mask:
    """What was put down covers some of the place left (all in a window of the canvas); that part is not judged."""
    for place in places:
        mask = mask.minus(Mask.from_box(place.pad(4).shift(-window.left, -window.top), mask.width, mask.height))
    return mask


def _not_the_same(before: Pixels, after: Pixels, mask: Mask) -> Check:
    share = share_changed(before, after, mask)
    part = mask.box.slices
    inside = mask.array[part]
    alike = correlation(luma(before[part])[inside], luma(after[part])[inside])
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
        and overlap(found.box, box) >= STILL_THERE
        and not any(found.box.iou(other) >= OTHER for other in others)
    ]
    detail = f"no {label} is found there any more" if not again else f"a {label} is still found there"
    return [Check(name="not found again", passed=not again, detail=detail, value=float(len(again)))]
