"""From a coarse map of probabilities to a mask whose edges are the picture's own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..matting import guided_filter

WORKING = 360
"""Longer side, in pixels, at which the edge is searched."""

SURE, OUT = 0.9, 0.05
"""Probabilities from which a pixel is certainly part of it, and below which it certainly is not."""

SPECK = 0.004
"""Parts smaller than this share of the picture are dropped, and holes as small are closed."""

SEED, BODY = 0.8, 0.4
"""What a part must have to be kept: a pixel this probable, and this mean."""

AROUND = 0.12
"""Of the longer side: how far a smooth region's own colour is averaged around a pixel."""

OTHER_COLOUR, LIGHT_COUNTS, SETTLING = 14.0, np.array([0.6, 1.0, 1.0], np.float32), 4
"""The difference in CIELAB from which a pixel is of another colour (lightness counts less: walls have shadows), and
how often the region's colour is averaged again without those."""

ROUNDS = 3
"""Iterations of GrabCut."""


def draw(pixels: Pixels, chance: NDArray[np.float32], rival: NDArray[np.float32], smooth: bool = False) -> Mask:
    """The region of an H×W×3 picture that a coarse h×w map of probabilities means; empty where it means none.

    `rival` is the probability of what else each cell is likeliest to be. What is `smooth` keeps to its own colour, so
    that things before it whose colour is another do not belong to it, however small they are on the map.

    GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004) between what is certain, at a working size; the edge is
    then laid along the colours at full size by a guided filter.
    """
    small = _reduced(pixels)
    near = _spread(chance, small.shape[:2])
    if not (near >= SEED).any():
        return Mask(np.zeros(pixels.shape[:2], bool))
    likelier = _spread(chance / np.maximum(chance + rival, 1e-6), small.shape[:2])
    other = _off_colour(small, near) if smooth else np.zeros(near.shape, bool)
    return _full_size(pixels, _kept(_cut(small, near, likelier, other), near))


def _reduced(pixels: Pixels) -> Pixels:
    import cv2

    scale = min(1.0, WORKING / max(pixels.shape[:2]))
    width, height = (max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _spread(chance: NDArray[np.float32], size: tuple[int, ...]) -> NDArray[np.float32]:
    import cv2

    return np.asarray(cv2.resize(chance, (size[1], size[0]), interpolation=cv2.INTER_CUBIC), np.float32).clip(0, 1)


def _off_colour(small: Pixels, near: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pixels differ from the colour that the region has around them, shading and light falling off included."""
    import cv2

    lab = cv2.cvtColor(np.ascontiguousarray(small).astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    weight, sigma = (near >= 0.5).astype(np.float32), AROUND * max(small.shape[:2])
    for _ in range(SETTLING):
        total = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-4)[..., None]
        local = cv2.GaussianBlur(lab * weight[..., None], (0, 0), sigma) / total
        apart = np.linalg.norm((lab - local) * LIGHT_COUNTS, axis=-1)
        weight = ((near >= 0.5) & (apart < OTHER_COLOUR)).astype(np.float32)
    return np.asarray(apart >= OTHER_COLOUR)


def _cut(
    small: Pixels, near: NDArray[np.float32], likelier: NDArray[np.float32], other: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    import cv2

    labels = np.where((likelier >= 0.5) & ~other, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[(near >= SURE) & ~other] = cv2.GC_FGD
    labels[near < OUT] = cv2.GC_BGD
    if not np.isin(labels, (cv2.GC_BGD, cv2.GC_PR_BGD)).any():
        return np.ones(near.shape, bool)
    cv2.setRNGSeed(0)  # k-means starts from OpenCV's own generator: the same picture gives the same mask
    lab = cv2.cvtColor(np.ascontiguousarray(small), cv2.COLOR_RGB2LAB)
    cv2.grabCut(lab, labels, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))


def _kept(mask: NDArray[np.bool_], near: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Without parts that are small or that the map hardly means, and without pinholes."""
    import cv2

    out = np.zeros_like(mask)
    count, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    for index in range(1, count):
        part = parts == index
        chances = near[part]
        if part.sum() >= SPECK * mask.size and chances.max() >= SEED and chances.mean() >= BODY:
            out |= part
    count, holes, stats, _ = cv2.connectedComponentsWithStats((~out).astype(np.uint8), connectivity=4)
    small = [index for index in range(1, count) if stats[index, cv2.CC_STAT_AREA] < SPECK / 8 * mask.size]
    return np.asarray(out | np.isin(holes, small))


def _full_size(pixels: Pixels, mask: NDArray[np.bool_]) -> Mask:
    import cv2

    height, width = pixels.shape[:2]
    soft = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    scale = max(pixels.shape[:2]) / max(mask.shape)
    if scale <= 1 or not mask.any():
        return Mask(soft > 0.5)
    radius = max(2, round(1.5 * scale))
    band = (soft > 0.02) & (soft < 0.98)
    wide = cv2.dilate(band.astype(np.uint8), np.ones((2 * radius + 1,) * 2, np.uint8)) > 0
    guide = pixels.astype(np.float32) / np.float32(255)
    refined = guided_filter(guide, np.asarray(soft, np.float32), radius, where=wide)
    return Mask(np.where(wide, refined, soft) > 0.5)


def without(mask: Mask, things: list[Mask]) -> Mask:
    """The region without the things that stand before it."""
    for thing in things:
        mask = mask.minus(thing)
    return mask


def touches(mask: Mask, box: Box) -> bool:
    """Whether enough of a thing's box lies in the region that the thing may have been taken for it."""
    inside = mask.crop(box.clamp(mask.width, mask.height)).array
    return bool(inside.size) and float(inside.mean()) > 0.1
