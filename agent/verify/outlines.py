"""What was taken for the thing: all of it, and nothing else. Doubts are told, with the side on which they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...scene.geometry import Box, Point
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp, ResolvedTarget
from ...tools.toolbox import Toolbox
from .closeups import CloseUp, Flags, Floats, outside
from .palettes import Palette, bins_of
from .saying import doubt_of, kept_of, missing_of, side_of, taken_of

NEAR, FAR, SPREAD = 1.5, 5.0, 4
"""A thing's colours beside its outline are those so many pixels off it, on either side, averaged so far along it."""
SAME, GRAIN = 4.0, 0.8
"""Two sides differ by no more than this, and this share of the grain of the calmer one: no edge is to be seen."""
LONG = 0.5
"""An outline without an edge over this length, in sides of a square as large as the thing, lies somewhere else …"""
MANY = 0.25
"""… and so does one that shows none on this share of its length."""
LIKE, ALIKE = (4.0, 0.03), (2.0, 0.15)
"""Beside the hole, pixels so many times likelier in the thing than around it: from this share of the thing on, they are
a part of it that was left."""
BEYOND = 0.2
"""What was recognised reaches beyond the mask by this share of its box: legs, a handle, a pot."""
SURE = 0.9
"""What MobileSAM thinks of its own mask, from where on eyes agree (17 of 22 good ones lie above 0.95, 14 of 22 wrong
ones below 0.92)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an outline may be wrong: something `missing`, or just uncertain; and where (canvas array) if it is known."""

    missing: bool
    at: Point | None = None


def outline(target: ResolvedTarget, close: CloseUp, resolved: ResolvedOp) -> Check | None:
    """The outline of a thing that was recognised lies where the picture has an edge, and leaves none of it out."""
    if not _is_thing(target):
        return None
    box = Mask.from_ref(target.mask).box
    doubt = _doubt(target, box, close, resolved)
    if doubt is None:
        return Check(name="outline", passed=True, value=target.sure)
    side = side_of(doubt.at, box, resolved.view) if doubt.at is not None else ""
    said = missing_of(resolved.op, target, side) if doubt.missing else doubt_of(target, side)
    return Check(name="outline", passed=True, value=target.sure, caution=said)


def _is_thing(target: ResolvedTarget) -> bool:
    """Strokes of letters have outlines of their own; what the person drew is what is meant."""
    return not target.writing and (target.seen is not None or target.sure is not None) and target.label != "background"


def _doubt(target: ResolvedTarget, box: Box, close: CloseUp, resolved: ResolvedOp) -> Doubt | None:
    """The first of what speaks against the outline, the surest first."""
    if not target.backdrop:
        at = cut_short(target.seen, box, resolved) if target.seen is not None else None
        at = at or left_over(close)
        if at is not None:
            return Doubt(True, at)
    share, length, middle = without_edge(close)
    if share > MANY or (length > LONG and not target.backdrop):
        return Doubt(False, middle)
    return Doubt(False) if target.sure is not None and target.sure < SURE else None


def cut_short(seen: Box, box: Box, resolved: ResolvedOp | None = None) -> Point | None:
    """Where the thing was seen beyond its mask's box; not where something else stands before it."""
    strips = (
        Box(seen.left, seen.top, max(seen.left, box.left), seen.bottom),
        Box(seen.left, seen.top, seen.right, max(seen.top, box.top)),
        Box(min(seen.right, box.right), seen.top, seen.right, seen.bottom),
        Box(seen.left, min(seen.bottom, box.bottom), seen.right, seen.bottom),
    )
    strip = max(strips, key=lambda one: one.area)
    if strip.area < BEYOND * max(1, seen.area) or _hidden(strip, resolved):
        return None
    return strip.center


def _hidden(strip: Box, resolved: ResolvedOp | None) -> bool:
    if resolved is None or resolved.barred is None:
        return False
    return Mask.from_ref(resolved.barred).crop(strip).area > 0.3 * strip.area


def left_over(close: CloseUp) -> Point | None:
    """The middle of what looks like the thing and touches its hole from outside; None where there is nothing."""
    beyond = close.beyond
    around = beyond > 0
    bins = bins_of(close.colours)
    likelier = Palette.of(bins, close.core).against(Palette.of(bins, around), bins)
    for times, share in (LIKE, ALIKE):
        found = _largest((likelier > times) & around, around & (beyond <= 2.5))
        if np.count_nonzero(found) > share * np.count_nonzero(close.thing):
            return close.on_canvas(*_middle(found))
    return None


def _largest(flags: Flags, touching: Flags) -> Flags:
    """The largest connected part that touches; specks do not count."""
    import cv2

    solid = cv2.morphologyEx(flags.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, parts, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    beside = [number for number in np.unique(parts[touching]) if number]
    if not beside:
        return np.zeros_like(flags)
    return np.asarray(parts == max(beside, key=lambda number: stats[number, cv2.CC_STAT_AREA]))


def _middle(flags: Flags) -> Point:
    ys, xs = np.nonzero(flags)
    return Point(float(xs.mean()), float(ys.mean()))


def without_edge(close: CloseUp) -> tuple[float, float, Point | None]:
    """`(share of the outline where both sides look the same, length of the longest such run in sides of a square as
    large as the thing, its middle)`; what the picture's edge cuts off is no outline."""
    import cv2

    outline, differ, grain = _sides(close)
    weak = outline & (differ < SAME + GRAIN * grain)
    if not weak.any():
        return 0.0, 0.0, None
    _, parts = cv2.connectedComponents(cv2.dilate(weak.astype(np.uint8), np.ones((3, 3), np.uint8)), connectivity=8)
    lengths = np.bincount(parts[weak])
    longest = weak & (parts == int(lengths.argmax()))
    share = float(np.count_nonzero(weak) / np.count_nonzero(outline))
    return share, float(lengths.max() / close.size), close.on_canvas(*_middle(longest))


def _sides(close: CloseUp) -> tuple[Flags, Floats, Floats]:
    """`(the thing's outline, how far the colours on its two sides differ, the grain of the calmer side)`, all h×w."""
    import cv2

    thing = close.thing.astype(np.uint8)
    depth = cv2.distanceTransform(np.pad(thing, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    away = outside(close.thing)
    inner, grain_inside, enough = _beside(close.colours, (depth > NEAR) & (depth <= FAR))
    outer, grain_outside, also = _beside(close.colours, (away > NEAR) & (away <= FAR))
    outline = close.thing & (depth <= NEAR) & enough & also
    outline[:3] = outline[-3:] = False
    outline[:, :3] = outline[:, -3:] = False
    differ = np.asarray(np.linalg.norm(inner - outer, axis=2), np.float32)
    return outline, differ, np.asarray(np.minimum(grain_inside, grain_outside), np.float32)


def _beside(colours: Floats, band: Flags) -> tuple[Floats, Floats, Flags]:
    """`(mean colour of the band around each pixel, spread of its lightness, whether there is enough of it)`."""
    import cv2

    window = (2 * SPREAD + 1, 2 * SPREAD + 1)
    weight = band.astype(np.float32)
    both = np.dstack([colours, colours[..., 0] ** 2]) * weight[..., None]
    count = cv2.boxFilter(weight, -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    mean = (
        cv2.boxFilter(both, -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
        / np.maximum(count, 1e-3)[..., None]
    )
    spread = np.sqrt(np.maximum(0, mean[..., 3] - mean[..., 0] ** 2))
    return np.asarray(mean[..., :3], np.float32), np.asarray(spread, np.float32), np.asarray(count > SPREAD)


def cut_out(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was taken out of another picture is all of the thing."""
    reference = resolved.reference
    if reference is None or reference.mask is None or (reference.sure is None and reference.seen is None):
        return []
    doubtful = reference.sure is not None and reference.sure < SURE
    short = reference.seen is not None and cut_short(reference.seen, Mask.from_ref(reference.mask).box) is not None
    said = taken_of(reference.label) if doubtful or short else None
    return [Check(name="cut-out", passed=True, value=reference.sure, caution=said)]


def kept_whole(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What stands before a background that changes is all of the things there."""
    behind = [target for target in resolved.targets if target.label == "background" and target.sure is not None]
    doubts = [kept_of() if target.sure is not None and target.sure < SURE else None for target in behind]
    return [
        Check(name="outline", passed=True, value=one.sure, caution=said)
        for one, said in zip(behind, doubts, strict=True)
    ]
