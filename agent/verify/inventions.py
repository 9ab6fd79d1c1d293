"""What a fill made up: rests of the thing, colours from nowhere, smears, and ground that nobody could know."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from ..actions.margins import hole_of
from .closeups import CloseUp, Flags, Floats, close_up
from .leaving import JUDGED, places_taken
from .palettes import Palette, bins_of
from .saying import name_of

REST = (8.0, 0.05)
"""A colour so many times likelier in the thing than around it, on this share of the fill, is a rest of the thing."""
STRANGE = (1e-4, 0.05)
"""A colour that is hardly ever met around the hole (by its share there), and how much of the fill may have such."""
SMOOTH, TEXTURED = 0.42, 1.0
"""A fill with this share of the fine detail around it is a smear, where there is so much detail (levels of L*)."""
THIN = 4
"""A fill that is gone when this many pixels of its close-up are taken off all around is thin."""
MANY_THINGS = 175.0
"""How much is met around a hole (CIELAB steps from one of 48 places to the next, added up), times the root of the
hole's share of the picture: of 60 fills on twenty photos, 12 of the 33 that were bad to look at lie above it and 1 of the
27 good ones."""
STOPS = 48
"""Places around a hole where its surroundings are looked at."""
SMALL = 160
"""Long side of the close-up on which they are: what is met, and not its grain."""
AGAIN = "if it looks wrong, undo, or mark it and I will fill it anew"


def invented(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What stands in the place of a thing may be what was behind it."""
    if before.shape[:2] != after.shape[:2]:
        return []
    covered = places_taken(resolved, after)
    out = []
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        hole = hole_of(mask, resolved.growth)
        if target.writing or hole.minus(covered).area < max(30, JUDGED * hole.area):
            continue
        said = _seen(mask, hole, covered, before, after, target.label)
        out.append(Check(name="natural fill", passed=True, caution=said))
    return out


def _seen(mask: Mask, hole: Mask, covered: Mask, before: Pixels, after: Pixels, label: str | None) -> str | None:
    close = close_up(before, mask, hole)
    filled = _within(close.hole) & ~close.same_flags(covered)
    now = close.same_part(after)
    name = name_of(label)
    if filled.any() and _rest(close, now, filled):
        return f"something that looks like a rest of {name} shows where it was; mark it and I will take it out"
    if filled.any() and _strange(close, now, filled):
        return f"colours that are nowhere around show where {name} was; mark them and I will fill them anew"
    if made_up(before, hole, hole.minus(covered).area / (hole.width * hole.height)):
        return f"several things met behind {name}, and what shows there now is made up; {AGAIN}"
    if filled.any() and _smeared(close, now, filled):
        return f"the place where {name} was is smoother than what is around it; {AGAIN}"
    return None


def _within(hole: Flags) -> Flags:
    import cv2

    return np.asarray(cv2.erode(hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _palettes(close: CloseUp) -> tuple[Palette, Palette]:
    """`(the thing's, that of what is around it)`."""
    import cv2

    bins = bins_of(close.colours)
    core = cv2.erode(close.thing.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return Palette.of(bins, core), Palette.of(bins, ~close.hole)


def _rest(close: CloseUp, now: Floats, filled: Flags) -> bool:
    thing, around = _palettes(close)
    times, share = REST
    return bool(np.mean(thing.against(around, bins_of(now))[filled] > times) > share)


def _strange(close: CloseUp, now: Floats, filled: Flags) -> bool:
    _, around = _palettes(close)
    rare, share = STRANGE
    return bool(np.mean(around.share[bins_of(now)][filled] < rare) > share)


def _smeared(close: CloseUp, now: Floats, filled: Flags) -> bool:
    """Wires and cracks are too thin to have detail of their own."""
    import cv2

    core = cv2.erode(filled.astype(np.uint8), np.ones((2 * THIN + 1, 2 * THIN + 1), np.uint8))
    if np.count_nonzero(core) < np.count_nonzero(filled) / 4:
        return False
    usual = float(_detail(close.colours)[~close.hole].mean()) if (~close.hole).any() else 0.0
    return usual >= TEXTURED and float(_detail(now)[filled].mean()) < SMOOTH * usual


def _detail(colours: Floats) -> Floats:
    """What one blur takes away and twice that blur does not leave."""
    import cv2

    fine, coarse = (cv2.GaussianBlur(colours[..., 0], (0, 0), sigma) for sigma in (1, 2))
    return np.abs(fine - coarse)


def made_up(before: Pixels, hole: Mask, share: float) -> bool:
    """Whether so much is met around a hole, and it takes so much of the picture (`share`), that fills go wrong."""
    return met_around(before, hole) * float(np.sqrt(share)) > MANY_THINGS


def met_around(pixels: Pixels, hole: Mask) -> float:
    """How far colours change on a walk around a hole: steps in CIELAB from one of 48 places to the next, added up."""
    import cv2

    small = close_up(pixels, hole, hole, pad=max(12, round(0.15 * max(hole.box.size))), side=SMALL)
    band = (small.beyond > 0) & (small.beyond <= 8)
    weight = cv2.boxFilter(band.astype(np.float32), -1, (9, 9), normalize=False, borderType=cv2.BORDER_CONSTANT)
    sums = cv2.boxFilter(
        small.colours * band[..., None].astype(np.float32), -1, (9, 9), normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    mean = np.asarray(sums / np.maximum(weight, 1)[..., None], np.float32)
    grown = cv2.dilate(small.hole.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    ways, _ = cv2.findContours(grown, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return sum((_walk(np.asarray(way[:, 0], np.int32), mean) for way in ways), 0.0)


def _walk(way: NDArray[np.int32], mean: Floats) -> float:
    """Along one closed way of (x, y), without what lies at the picture's edge."""
    height, width = mean.shape[:2]
    inside = (way[:, 0] > 1) & (way[:, 0] < width - 2) & (way[:, 1] > 1) & (way[:, 1] < height - 2)
    way = way[inside]
    if len(way) < STOPS // 4:
        return 0.0
    stops = way[:: max(1, len(way) // STOPS)]
    met = mean[stops[:, 1], stops[:, 0]]
    return float(np.linalg.norm(np.diff(met, axis=0, append=met[:1]), axis=1).sum())
