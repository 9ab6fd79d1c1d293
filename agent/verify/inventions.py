"""What a fill made up: rests of the thing, colours from nowhere, smears, and ground that nobody could know."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.records import Check, ResolvedOp, ResolvedTarget
from .closeups import CloseUp, Flags, Floats, outside
from .leaving import JUDGED
from .palettes import Palette, bins_of
from .saying import name_of

REST = (8.0, 0.05)
"""A colour so many times likelier in the thing than around it, on this share of the fill, is a rest of the thing."""
STRANGE = (1e-4, 0.05)
"""A colour that is hardly ever met around the hole (by its share there), and how much of the fill may have such."""
SMOOTH, TEXTURED, NEAR = 0.42, 0.8, 6.0
"""A fill with less than this share of the fine detail around it, right beside it (so many pixels) and farther off, is a
smear, where there is so much detail (levels of L*)."""
THIN = 4
"""A fill that is gone when this many pixels of its close-up are taken off all around is thin."""
MANY_THINGS = 175.0
"""How much is met around a hole (CIELAB steps from one of 48 places to the next, added up), times the root of the
hole's share of the picture: of 60 fills on twenty photos, 12 of the 33 that were bad to look at lie above it, and 1 of
the 27 good ones."""
SHOWS = 0.25
"""A fill is looked at where this share of it is not covered again."""
STOPS = 48
"""Places around a hole where its surroundings are looked at."""
SMALL, BAND = 123, 8
"""Long side of a hole, and how far around it, in pixels of what they are looked at on: what is met, not its grain."""
BESIDE, FEWEST = 4, 20
"""So many pixels around what was put down are not judged; a hole of fewer pixels of its close-up is not either."""
AGAIN = "if it looks wrong, undo, or paint over it and I will fill it anew"


def natural(target: ResolvedTarget, close: CloseUp, resolved: ResolvedOp, after: Pixels) -> Check | None:
    """What stands in the place of a thing may be what was behind it; None where nothing was uncovered."""
    free = close.hole & ~close.covered_by(resolved.places, BESIDE)
    if target.writing or np.count_nonzero(free) < max(FEWEST, JUDGED * np.count_nonzero(close.hole)):
        return None
    name = name_of(target.label)
    said = _seen(close, close.same_part(after), free, name)
    shows = np.count_nonzero(free) >= SHOWS * np.count_nonzero(close.hole)
    if said is None and shows and _made_up(close, resolved.view.canvas.area):
        said = f"several things met behind {name}, and what shows there now is made up; {AGAIN}"
    return Check(name="natural fill", passed=True, caution=said)


def _seen(close: CloseUp, now: Floats, free: Flags, name: str) -> str | None:
    """What can be told from the fill itself."""
    import cv2

    filled = np.asarray(cv2.erode(close.hole.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0) & free
    if not filled.any() or close.hole.all():
        return None
    bins, filled_bins = bins_of(close.colours), bins_of(now[filled])
    thing, around = Palette.of(bins, close.core), Palette.of(bins, ~close.hole)
    if np.mean(thing.against(around, filled_bins) > REST[0]) > REST[1]:
        return f"something that looks like a rest of {name} shows where it was; paint over it and I will take it out"
    if np.mean(around.share[filled_bins] < STRANGE[0]) > STRANGE[1]:
        return f"colours that are nowhere around show where {name} was; paint over them and I will fill them anew"
    if _smeared(close, now, filled):
        return f"the place where {name} was is smoother than what is around it; {AGAIN}"
    return None


def _smeared(close: CloseUp, now: Floats, filled: Flags) -> bool:
    """Wires and cracks are too thin to have detail of their own."""
    import cv2

    core = cv2.erode(filled.astype(np.uint8), np.ones((2 * THIN + 1, 2 * THIN + 1), np.uint8))
    if np.count_nonzero(core) < np.count_nonzero(filled) / 4:
        return False
    detail, beyond = _detail(close.colours), close.beyond
    beside = (beyond > 0) & (beyond <= max(NEAR, 0.1 * close.size))
    usual = min(float(detail[where].mean()) for where in (beside, beyond > 0))
    return usual >= TEXTURED and float(_detail(now)[filled].mean()) < SMOOTH * usual


def _detail(colours: Floats) -> Floats:
    """What one blur takes away and twice that blur does not leave."""
    import cv2

    fine, coarse = (cv2.GaussianBlur(colours[..., 0], (0, 0), sigma) for sigma in (1, 2))
    return np.abs(fine - coarse)


def _made_up(close: CloseUp, canvas: int) -> bool:
    """Whether so much is met around a hole, and it takes so much of the picture, that fills go wrong."""
    share = np.count_nonzero(close.hole) / close.share**2 / max(1, canvas)
    return met_around(close) * sqrt(share) > MANY_THINGS


def met_around(close: CloseUp) -> float:
    """How far colours change on a walk around a hole: steps in CIELAB from one of 48 places to the next, added up."""
    import cv2

    ys, xs = np.nonzero(close.hole)
    share = min(1.0, SMALL / (1 + max(np.ptp(ys), np.ptp(xs))))
    size = max(8, round(close.hole.shape[1] * share)), max(8, round(close.hole.shape[0] * share))
    colours = cv2.resize(close.colours, size, interpolation=cv2.INTER_AREA)
    hole = cv2.resize(close.hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.5
    away = outside(np.asarray(hole))
    band = ((away > 0) & (away <= BAND)).astype(np.float32)
    window = (BAND + 1, BAND + 1)
    weight = cv2.boxFilter(band, -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    sums = cv2.boxFilter(colours * band[..., None], -1, window, normalize=False, borderType=cv2.BORDER_CONSTANT)
    mean = np.asarray(sums / np.maximum(weight, 1)[..., None], np.float32)
    grown = cv2.dilate(hole.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, window))
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
