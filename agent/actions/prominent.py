"""What a picture is about, whatever it is called: what lies on a plain ground, stands out, or stands in the middle."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...scene.mask import Mask
from ...tools.plain_ground import off_plain_ground
from ...tools.ports import Prompt, Region
from .cautions import cut_sides
from .situation import Situation

MIDDLE = (0.03, 0.7)
"""Share of a picture that an unknown thing in its middle takes up; one that reaches two edges is its surroundings."""

PART, DOUBT = 0.5, 0.2
"""A pixel from `PART` on is part of the subject; one between `DOUBT` and as much below 1 may be."""

STANDS_OUT = (0.01, 0.9)
"""Share of a picture that its subject takes up."""

CLEAR = 0.4
"""A subject is clear where pixels in doubt are fewer than this share of it."""

SHARPER = 0.95
"""From this overlap on, what the segmenter draws of a piece is the same, with sharper edges."""

SPECK = 0.02
"""Pieces below this share of the largest are no part of the subject."""


def standing_out(situation: Situation) -> Mask | None:
    """What the picture is about, else the thing in its middle; None where neither is clear."""
    found = subject(situation)
    if found is None and (middle := in_the_middle(situation)) is not None:
        found = middle.mask
    return found


def subject(situation: Situation) -> Mask | None:
    """What the picture is about: what lies on its plain ground, else what stands out; None where neither is clear, or
    the toolset cannot tell."""
    plain = off_plain_ground(situation.pixels)
    return salient(situation) if plain is None else plain


def salient(situation: Situation) -> Mask | None:
    """What stands out (None as above), without specks."""
    if situation.toolbox.spec("subject_finder") is None:
        return None
    with situation.toolbox.lease("subject_finder") as finder:
        found = finder.subject(situation.rgb)
    sure = found >= PART
    doubtful = np.count_nonzero((found >= DOUBT) & (found < 1 - DOUBT))
    low, high = STANDS_OUT
    if not low <= sure.mean() <= high or doubtful > CLEAR * np.count_nonzero(sure):
        return None
    return Mask(np.logical_or.reduce([piece.array for piece in _sharpened(pieces(Mask(sure)), situation)]))


def _sharpened(found: Sequence[Mask], situation: Situation) -> list[Mask]:
    """The pieces with the segmenter's edges where it sees the same; what it leaves out (thin legs) is not given up."""
    with situation.toolbox.lease("segmenter") as segmenter:
        drawn = segmenter.segment(segmenter.encode(situation.rgb), [Prompt(box=piece.box) for piece in found])
    return [one.mask if one.mask.iou(piece) >= SHARPER else piece for piece, one in zip(found, drawn, strict=True)]


def pieces(mask: Mask) -> list[Mask]:
    """Its connected pieces, the largest first, without specks."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.array.astype(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    order = [int(one) for one in np.argsort(-areas, kind="stable") if areas[one] >= max(1, SPECK * areas.max())]
    return [Mask(labels == one + 1) for one in order]


def in_the_middle(situation: Situation) -> Region | None:
    """The thing in the middle of the picture; None where no one thing is there."""
    with situation.toolbox.lease("segmenter") as segmenter:
        (found,) = segmenter.segment(segmenter.encode(situation.rgb), [Prompt(inside=(situation.frame.center,))])
    share = found.mask.area / max(1, situation.frame.area)
    return found if MIDDLE[0] <= share <= MIDDLE[1] and len(cut_sides(found.mask)) <= 1 else None
