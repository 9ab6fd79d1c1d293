"""How new a fill is: whether it looks like anything around it, or a network invented it.

After the coherence of Wexler et al. (PAMI 2007): each small patch of the fill is compared with the known patch most
like it. How unlike the two may be depends on the picture, so the same is asked of known patches and others far away.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ..context_crop import shrink_mask
from ..detail import shrink

SIDE = 96
"""Long side in pixels at which patches are compared: what is invented is a thing, not a texture."""

PATCH = 5
MAX_SOURCES, MAX_FILLED, MAX_KNOWN = 4000, 1500, 600
"""Patches looked at; more are thinned out evenly."""

APART = 0.12
"""Share of the long side within which a known patch is not compared with its neighbours."""

LEAST = 3.0
"""8-bit Lab steps below which nothing looks new, however even the surroundings are."""


def novelty(filled: Pixels, gap: NDArray[np.bool_], others: NDArray[np.bool_] | None = None) -> float:
    """How many times less the fill (h×w×3, where `gap` h×w) looks like what is around it than that looks like itself.

    Around 1 for what continues its surroundings; 0 where nothing is known to compare with. `others` (h×w) are pixels
    that are not known either: holes that are still open.
    """
    size = _size(gap)
    hole = shrink_mask(gap, size)
    unknown = hole if others is None else hole | shrink_mask(others, size)
    patches = _patches(shrink(filled, size))
    known = np.flatnonzero(~_touched(unknown).ravel())
    if len(known) < PATCH * PATCH:
        return 0.0
    sources, probes = _thin(known, MAX_SOURCES), _thin(known, MAX_KNOWN)
    inside = _thin(np.flatnonzero(hole.ravel()), MAX_FILLED)
    rows = np.stack(np.divmod(np.arange(hole.size), size[0]), axis=1)
    near = np.abs(rows[probes][:, None] - rows[sources][None]).max(axis=2) < max(PATCH, APART * max(size))
    usual = float(np.median(_nearest(patches[probes], patches[sources], near)))
    found = float(np.mean(_nearest(patches[inside], patches[sources])))
    return found / max(usual, LEAST)


def _size(gap: NDArray[np.bool_]) -> tuple[int, int]:
    height, width = gap.shape
    scale = min(1.0, SIDE / max(height, width))
    return max(PATCH + 1, round(width * scale)), max(PATCH + 1, round(height * scale))


def _patches(pixels: Pixels) -> NDArray[np.float32]:
    """Lab colours of the patch around each pixel, a row for each, scaled so that distances are steps of a pixel."""
    import cv2

    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB).astype(np.float32) / PATCH
    padded = np.pad(lab, ((PATCH // 2,) * 2, (PATCH // 2,) * 2, (0, 0)), mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH), axis=(0, 1))
    return np.ascontiguousarray(windows.reshape(pixels.shape[0] * pixels.shape[1], -1), np.float32)


def _touched(unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels whose patch reaches into what is not known."""
    import cv2

    return np.asarray(cv2.dilate(unknown.astype(np.uint8), np.ones((PATCH, PATCH), np.uint8)), bool)


def _thin(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    return places[:: max(1, -(-len(places) // most))]


def _nearest(
    wanted: NDArray[np.float32], sources: NDArray[np.float32], barred: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """The distance of each wanted patch to the source most like it; pairs that are `barred` do not count."""
    squares = (wanted**2).sum(axis=1)[:, None] + (sources**2).sum(axis=1)[None] - 2 * wanted @ sources.T
    if barred is not None:
        squares = np.where(barred, np.inf, squares)
        squares = squares[np.isfinite(squares).any(axis=1)]
    return np.asarray(np.sqrt(np.maximum(squares.min(axis=1, initial=np.inf), 0)), np.float32)
