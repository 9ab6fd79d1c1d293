"""Removing a wire or a spot under a brush stroke: what was painted over roughly becomes the thin thing itself."""

from __future__ import annotations

import re

import numpy as np

from ...scene.instruction import Mark
from ...scene.mask import Mask
from ...scene.records import ResolvedTarget
from ...scene.target import MarkTarget, Target
from ...tools.thin import line_along, spot_under
from .situation import Situation

GROWTH = 4
"""Pixels declared around a thin thing: its rim is a pixel or two wide at any resolution."""

DAB = 2.0
"""Strokes shorter than this many of their widths are dabs on a spot."""

BRUSH = 0.03
"""Width of a stroke that states none, and of the dab that a point stands for, in short sides of the picture."""

LEAST = 8
"""In pixels: a narrower brush does not hold a thing and what is around it."""

_FLAWS = re.compile(
    r"\b(?:spots?|blemish\w*|pimples?|zits?|moles?|dust|specks?|flecks?|dots?|marks?|stains?|freckles?)\b"
)


def thin_target(target: Target, found: ResolvedTarget, situation: Situation) -> ResolvedTarget | None:
    """For a stroke or dab on a line or a spot, the line or spot; None where the mark means something else."""
    if not isinstance(target, MarkTarget) or (found.object is not None and not _is_flaw(target)):
        return None
    mark = situation.mark(target.mark)
    mask = _mask(mark, _is_flaw(target), situation)
    return ResolvedTarget(mask=mask.to_ref()) if mask is not None and mask.area else None


def _is_flaw(target: MarkTarget) -> bool:
    return _FLAWS.search(target.said or "") is not None


def _mask(mark: Mark, flaw: bool, situation: Situation) -> Mask | None:
    if mark.stroke is None and not (mark.point is not None and flaw):
        return None
    shown = mark.stroke or (mark.point or (0.0, 0.0),)
    points = np.array([situation.view.to_original(point) for point in shown])
    points -= (situation.view.canvas.left, situation.view.canvas.top)
    width = _width(mark, situation)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum()) if len(points) > 1 else 0.0
    if length < DAB * width:
        sizes = (1.0,) if mark.stroke else (1.0, 1.6, 2.5)
        spots = (spot_under(situation.pixels, points.mean(axis=0), size * (width + length) / 2) for size in sizes)
        return next((spot for spot in spots if spot is not None), None)
    return line_along(situation.pixels, points.tolist(), width)


def _width(mark: Mark, situation: Situation) -> float:
    """Of the brush, in pixels of the canvas."""
    shown = max(LEAST, mark.width or BRUSH * min(situation.view.frame.size))
    across = situation.view.offset_to_original((shown, 0), at=situation.view.frame.center)
    return float(np.hypot(*across))
