"""Filling thin holes in even ground (the letters of a sign): smooth, with the grain of what is around."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from .smooth_fill import smooth_fill

EVEN = 7.0
"""Levels by which the ground may differ from a smooth one and still be filled as even."""
MOSTLY = 75
"""Percent of the ground that must be so: the edge of a sign may be near."""
RING = 6
"""Pixels around the hole that are looked at."""
FINE = 1.5
"""Sigma of the blur that parts grain from shading."""


def unevenness(pixels: Pixels, hole: Mask, barred: Mask | None = None) -> float:
    """By how many levels most pixels around the hole differ at most from the smooth fill that would replace them; 255
    where nothing is around. `barred` pixels are not looked at."""
    window = hole.box.pad(4 * RING).clamp(hole.width, hole.height)
    inside = hole.crop(window)
    shut = inside if barred is None else inside.union(barred.crop(window).grow(1))
    ring = inside.grow(RING).minus(shut)
    if not ring.area:
        return 255.0
    crop = np.ascontiguousarray(pixels[window.slices])
    filled = smooth_fill(crop, inside.grow(RING).union(shut).array)
    off = np.abs(crop[ring.array].astype(float) - filled[ring.array]).mean(axis=1)
    return float(np.percentile(off, MOSTLY))


def flat_fill(pixels: Pixels, hole: Mask, barred: Mask | None = None) -> Pixels:
    """The picture (H×W×3) with the hole filled smoothly and with grain; nothing that was in it is left, and nothing is
    taken from `barred` pixels."""
    window = reads(hole)
    crop = np.ascontiguousarray(pixels[window.slices])
    inside = hole.crop(window).array
    shut = inside if barred is None else inside | barred.crop(window).grow(1).array
    filled = smooth_fill(crop, shut).astype(np.float32)
    grain = _grain(crop, filled, inside, shut)
    out = pixels.copy()
    mixed = np.clip(np.rint(filled + grain), 0, 255).astype(np.uint8)
    out[window.slices] = np.where(inside[..., None], mixed, crop)
    return out


def reads(hole: Mask) -> Box:
    """The part of the picture that `flat_fill` and `unevenness` look at."""
    return hole.box.pad(8 * RING).clamp(hole.width, hole.height)


def _grain(
    crop: Pixels, filled: NDArray[np.float32], inside: NDArray[np.bool_], shut: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """What the surroundings have beyond their shading, moved into the hole by the shifts that reach known pixels."""
    import cv2

    fine = crop.astype(np.float32) - cv2.GaussianBlur(filled, (0, 0), FINE)
    known = ~Mask(shut).grow(2).array
    limit = 3 * float(np.median(np.abs(fine[known]))) + 1 if known.any() else 0.0
    known &= np.abs(fine).max(axis=2) <= 2 * limit
    out, open_ = np.zeros_like(fine), inside.copy()
    for dy, dx in _shifts(inside.shape):
        if not open_.any():
            break
        usable = open_ & np.roll(known, (dy, dx), axis=(0, 1))
        out[usable] = np.roll(fine, (dy, dx), axis=(0, 1))[usable]
        open_ &= ~usable
    return out


def _shifts(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Ways to move the surroundings, the nearer first."""
    steps = [step for reach in (7, 13, 23, 41, 67) for step in (-reach, reach)]
    pairs = [(dy, dx) for dy in (0, *steps) for dx in (0, *steps) if dy or dx]
    fitting = [(dy, dx) for dy, dx in pairs if abs(dy) < shape[0] and abs(dx) < shape[1]]
    return sorted(fitting, key=lambda pair: (abs(pair[0]) + abs(pair[1]), pair))
