"""Hide things so that they cannot be made out again: only a handful of averages of the thing survive."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from .window import RIM, Floats, Selection, check, selected

Method = Literal["blur", "pixelate", "fill"]
ENOUGH = 5
"""Cells across the shorter side that hide a face of any size; with 8 people and networks begin to recognise one."""


def obscure(
    pixels: Pixels,
    mask: Selection,
    method: Method,
    amount: float | None = None,
    color: tuple[int, int, int] | None = None,
) -> Pixels:
    """`pixels` (H×W×3 uint8) with every connected part of `mask` (H×W) hidden, and a rim around it.

    `blur` and `pixelate` keep averages of a few cells relative to the part's size, so a face of 20 and one of 500
    pixels are hidden alike; `amount` 0…1 goes from 16 cells across to 2, None is enough to hide. The averages are of
    the part's own pixels. `fill` paints `color` (default black). Give it an alpha of 255 all over the mask.
    """
    check(pixels, mask)
    if amount is not None and not 0 <= amount <= 1:
        raise ValueError(f"the amount of hiding is 0…1 or None, but got {amount}")
    inside = selected(mask)
    out = pixels.copy()
    for part, box in _parts(inside):
        if method == "fill":
            out[box.slices] = np.asarray(color or (0, 0, 0), np.uint8)
        else:
            out[box.slices] = _coarse(pixels[box.slices], part, _cells(amount), smooth=method == "blur")
    return _only_near(pixels, out, inside)


def _parts(inside: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], Box]]:
    """Each connected part, as a mask of its box, which has a rim of `RIM` pixels; the largest last."""
    import cv2

    height, width = inside.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside.astype(np.uint8), connectivity=8)
    parts = []
    for label in sorted(range(1, len(stats)), key=lambda index: int(stats[index][4])):
        left, top, wide, high = (int(value) for value in stats[label][:4])
        box = Box(left, top, left + wide, top + high).pad(RIM).clamp(width, height)
        parts.append((labels[box.slices] == label, box))
    return parts


def _cells(amount: float | None) -> int:
    return ENOUGH if amount is None else round(16 * (2 / 16) ** amount)


def _coarse(pixels: Pixels, part: NDArray[np.bool_], cells: int, smooth: bool) -> Pixels:
    """Averages over a grid of cells, enlarged again as blocks or smoothly."""
    import cv2

    height, width = part.shape
    tight_height, tight_width = np.ptp(np.argwhere(part), axis=0) + 1
    side = max(2.0, float(min(tight_height, tight_width)) / cells)
    grid = (max(1, round(width / side)), max(1, round(height / side)))
    averages = _averages(pixels, part, grid)
    if smooth:
        finer = cv2.resize(averages, (grid[0] * 8, grid[1] * 8), interpolation=cv2.INTER_CUBIC)
        averages = np.asarray(cv2.GaussianBlur(finer, (0, 0), 3.2), np.float32)
    blocks = cv2.resize(averages, (width, height), interpolation=cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST)
    return np.asarray(np.clip(blocks + 0.5, 0, 255), np.uint8)


def _averages(pixels: Pixels, part: NDArray[np.bool_], grid: tuple[int, int]) -> Floats:
    """Cell means of the part's own pixels; cells without any take the mean of their neighbours that have."""
    import cv2

    weight = part.astype(np.float32)
    total = cv2.resize(pixels * weight[..., None], grid, interpolation=cv2.INTER_AREA).reshape(grid[1], grid[0], 3)
    share = cv2.resize(weight, grid, interpolation=cv2.INTER_AREA).reshape(grid[1], grid[0])
    wide_total, wide_share = cv2.GaussianBlur(total, (0, 0), 1.5), cv2.GaussianBlur(share, (0, 0), 1.5)
    mean = pixels[part].mean(axis=0, dtype=np.float64).astype(np.float32)
    spread = np.where(wide_share[..., None] > 1e-3, wide_total / np.maximum(wide_share, 1e-3)[..., None], mean)
    own = share > 0.05
    return np.asarray(np.where(own[..., None], total / np.maximum(share, 1e-3)[..., None], spread), np.float32)


def _only_near(before: Pixels, after: Pixels, inside: NDArray[np.bool_]) -> Pixels:
    import cv2

    near = cv2.dilate(inside.astype(np.uint8), np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)).astype(bool)
    return np.where(near[..., None], after, before)
