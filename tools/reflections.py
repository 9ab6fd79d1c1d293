"""Reflections: a thing upside down right below itself, in water or on a polished floor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask
from .context_crop import shrink_mask
from .detail import shrink

LOOK_SIDE = 64
"""Longer side in pixels at which a thing and its reflection are compared: ripples and roughness blur away."""

ALIKE, DETAIL, LEAD = 0.72, 0.6, 0.2
"""Correlation that a reflection has with its thing in colours and in their detail, and by how much the thing itself,
upright, has less: a round head is dark above and below too."""

COARSE = 5.0
"""Blur in pixels of the reduced picture that takes the detail away."""

AXIS = 0.08
"""How far from the thing's foot the mirror's line may lie, as a share of the thing's height."""

ASIDE = 0.04
"""How far aside the reflection may lie, as a share of the thing's width."""

SEEN = 0.4
"""Share of the thing's height whose reflection must be in the picture."""

CONTRAST = 12.0
"""Standard deviation in 8-bit steps below which a thing is too plain to be known again."""


def find_reflection(pixels: Pixels, mask: Mask, barred: Mask | None = None) -> Mask | None:
    """Where a thing (`mask`) is mirrored below its foot; None where nothing there looks like it turned upside down.

    What is compared is the thing's own picture, so that a like pattern upright (a fence, a row of windows) does not
    count. `barred` pixels (other things) are never part of it. Down is down in `pixels`.
    """
    box = mask.box
    room = min(box.height, mask.height - box.bottom)
    if not mask.area or room < max(8, SEEN * box.height):
        return None
    rows = round(AXIS * box.height)
    window = (
        Box(box.left, box.top, box.right, min(mask.height, box.bottom + box.height + rows))
        .pad(round(ASIDE * box.width), 0)
        .clamp(mask.width, mask.height)
    )
    scale = min(1.0, LOOK_SIDE / max(box.size))
    size = max(4, round(window.width * scale)), max(8, round(window.height * scale))
    part = shrink(np.ascontiguousarray(to_rgb(pixels)[window.slices]), size).astype(np.float32)
    found = _best(part, shrink_mask(mask.crop(window).array, size), max(1, round(rows * scale)))
    if found is None:
        return None
    dx, dy = (round(value / scale) for value in found)
    return _mirrored(mask, dx, dy, barred)


def _best(part: NDArray[np.float32], thing: NDArray[np.bool_], rows: int) -> tuple[int, int] | None:
    """How far (x, y) the upside-down thing lies from right below itself, in pixels of the window."""
    small = Mask(thing).box
    if not small.area or part[thing].mean(axis=1).std() < CONTRAST:
        return None
    template, shape = part[small.slices], thing[small.slices]
    aside = max(1, round(ASIDE * small.width))
    spots = [
        (_alike(part, template[::-1], shape[::-1], small.left + dx, small.bottom + dy), dx, dy)
        for dy in range(-rows, rows + 1)
        for dx in range(-aside, aside + 1)
    ]
    score, dx, dy = max(spots, key=lambda spot: (spot[0], -abs(spot[1]), -abs(spot[2])))
    if score < ALIKE or score - _alike(part, template, shape, small.left + dx, small.bottom + dy) < LEAD:
        return None
    fine = _detail(part)
    detail = _alike(fine, fine[small.slices][::-1], shape[::-1], small.left + dx, small.bottom + dy)
    return (dx, dy) if detail >= DETAIL else None


def _detail(part: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    return np.asarray(part - cv2.GaussianBlur(part, (0, 0), COARSE), np.float32)


def _alike(
    part: NDArray[np.float32], template: NDArray[np.float32], shape: NDArray[np.bool_], left: int, top: int
) -> float:
    """Correlation of the colours over what of the template lies in the window; −1 where too little of it does."""
    height, width = part.shape[:2]
    rows = min(template.shape[0], height - top)
    first = max(0, -left)
    columns = min(template.shape[1], width - left)
    if rows < SEEN * template.shape[0] or columns - first < 4:
        return -1.0
    there, inside = part[top : top + rows, left + first : left + columns], shape[:rows, first:columns]
    if np.count_nonzero(inside) < 20:
        return -1.0
    a, b = there[inside], template[:rows, first:columns][inside]
    a, b = _centred(a), _centred(b)
    scale = float(np.sqrt(float(np.vdot(a, a)) * float(np.vdot(b, b))))
    return float(np.vdot(a, b)) / scale if scale > 1e-3 else 0.0


def _centred(colors: NDArray[np.float32]) -> NDArray[np.float32]:
    """n×3 less their mean; numpy's own sum along such rows takes ten times as long."""
    return colors - np.full(len(colors), 1 / len(colors), np.float32) @ colors


def _mirrored(mask: Mask, dx: int, dy: int, barred: Mask | None) -> Mask | None:
    box = mask.box
    flipped = Mask(np.ascontiguousarray(mask.crop(box).array[::-1]))
    below = flipped.paste(mask.width, mask.height, box.left + dx, box.bottom + dy).minus(mask)
    free = below if barred is None else below.minus(barred)
    return free if free.area else None
