"""Another sky, another lawn: what things stand before is covered with the like of it from another picture."""

from __future__ import annotations

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...tools.matting import reads, soft_alpha
from .work import Work

SOFT = 300
"""The edge is as soft as one of this many parts of the longer side."""

FULL = 0.85
"""A row of the other picture's region is taken if the region covers this share of it."""

FEW_ROWS = 0.1
"""With fewer rows than this share of the other picture, all of that picture is taken."""


def cover(work: Work, mask: Mask, label: str, pixels: Pixels) -> Work:
    """The region (H×W mask) covered with the region of the same name in another picture, or with all of it.

    It is scaled to cover the region's box, its lower end on the region's lower end, so that horizons meet. Nothing
    outside the region changes: what stands before it keeps its own edge.
    """
    source, work = _like(work, label, to_rgb(pixels))
    laid = np.array(work.rgb)
    laid[mask.box.slices] = _covering(source, mask.box)
    radius = max(1, round(max(work.width, work.height) / SOFT))
    alpha = soft_alpha(np.ascontiguousarray(work.rgb), mask, radius)
    return work.looking(reads(mask, radius)).allow(mask).show(laid, np.where(mask.array, alpha, np.uint8(0)))


def _like(work: Work, label: str, source: Pixels) -> tuple[Pixels, Work]:
    """The rows of the other picture that are wholly of the named region, else all of it."""
    if work.toolbox.spec("grounder") is None:
        return source, work
    with work.toolbox.lease("grounder") as grounder:
        found = grounder.ground(source, [label])[0]
    work = work.leased("grounder")
    if not found or found[0].mask is None:
        return source, work
    share = found[0].mask.array.mean(axis=1)
    rows = np.flatnonzero(share >= FULL)
    if len(rows) < FEW_ROWS * len(share):
        return source, work
    ends = np.flatnonzero(np.diff(rows) > 1)
    last = int(rows[ends[0]]) if ends.size else int(rows[-1])
    return np.ascontiguousarray(source[int(rows[0]) : last + 1]), work.note(f"only the {label} of the other picture")


def _covering(source: Pixels, box: Box) -> Pixels:
    import cv2

    scale = max(box.width / source.shape[1], box.height / source.shape[0])
    width, height = (max(1, round(side * scale)) for side in source.shape[1::-1])
    width, height = max(width, box.width), max(height, box.height)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    sized = cv2.resize(np.ascontiguousarray(source), (width, height), interpolation=method)
    left = (width - box.width) // 2
    return np.asarray(sized[height - box.height :, left : left + box.width], np.uint8)
