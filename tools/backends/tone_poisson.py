"""Tone transfer and rim blending for pasted things, careful by design: what fits already stays as it is.

Tone: Reinhard et al. (2001) move mean and spread in Lab; here only what tells the *light* apart is moved, so that a red
thing on grass stays red: an end of lightness where the thing is brighter or darker than anything in the picture, and
the tint of nearly neutral pixels. Rim: the
difference to the surroundings leaks inwards and dies away, the solution of a screened Poisson equation (Bhat et al.,
2008) near an edge.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels

STRENGTH = 0.7
"""Share of a difference in light that is taken over."""

DEAD_LIGHTNESS, DEAD_TINT = 2.0, 4.0
"""Differences (Lab units) that two things of one photo show anyway; only what exceeds them counts."""

MAX_DARKER, MAX_LIGHTER, MAX_TINT = 20.0, 6.0, 8.0
"""No bright end, dark end or tint moves farther, in Lab units: black on white paper is no haze."""

MAX_SAMPLES = 200_000
"""Pixels of the picture that are looked at, evenly spread."""

NEUTRAL_CHROMA = 14.0
MIN_NEUTRAL = 0.03
"""Share of nearly neutral pixels below which nothing is said about the tint of the light."""

RIM_LENGTH = 1.5
"""Pixels after which the leak has fallen to 37 %."""

RIM_SHARE, MAX_RIM = 0.35, 14.0
"""Share of the difference at the very rim that leaks in, and its limit in 8-bit steps."""


class TonePoisson:
    """A `Harmonizer`."""

    def harmonize(self, pixels: Pixels, cutout: Pixels, box: Box) -> Pixels:
        """See `Harmonizer.harmonize`; raises ValueError unless the cut-out is RGBA of the box's size."""
        _check(pixels, cutout, box)
        solid = cutout[..., 3] >= 128
        if not solid.any():
            return cutout.copy()
        lab = _to_lab(cutout[..., :3])
        toned = _tone(lab, lab[solid], _sample(pixels))
        changed = np.abs(toned - lab).max() > 1e-3
        colours = _to_rgb(toned) if changed else cutout[..., :3].astype(np.float32)
        colours = _leak(colours, cutout[..., 3], _behind(pixels, box))
        return np.dstack([np.clip(np.rint(colours), 0, 255).astype(np.uint8), cutout[..., 3]])


def load(context: Any) -> TonePoisson:
    """The back-end; it has no weights."""
    return TonePoisson()


def _tone(lab: NDArray[np.float32], thing: NDArray[np.float32], scene: NDArray[np.float32]) -> NDArray[np.float32]:
    ends, limits = np.percentile(thing[:, 0], (5, 95)), np.percentile(scene[:, 0], (2, 98))
    dark = _step(max(0.0, limits[0] - ends[0]), DEAD_LIGHTNESS, MAX_LIGHTER)
    bright = _step(min(0.0, limits[1] - ends[1]), DEAD_LIGHTNESS, MAX_DARKER)
    across = np.clip((lab[..., 0] - ends[0]) / max(1.0, ends[1] - ends[0]), 0, 1)
    toned = lab.copy()
    toned[..., 0] += dark * (1 - across) + bright * across
    mine, theirs = _tint(thing), _tint(scene)
    if mine is not None and theirs is not None:
        toned[..., 1:] += [_step(gap, DEAD_TINT, MAX_TINT) for gap in theirs - mine]
    return toned


def _sample(pixels: Pixels) -> NDArray[np.float32]:
    """Lab of pixels spread evenly over the picture, N×3."""
    stride = max(1, int(np.sqrt(pixels.shape[0] * pixels.shape[1] / MAX_SAMPLES)))
    return _to_lab(np.ascontiguousarray(pixels[::stride, ::stride, :3])).reshape(-1, 3)


def _step(gap: float, dead: float, limit: float) -> float:
    """What is taken over of a difference: nothing up to `dead`, then a share, never more than `limit`."""
    beyond = np.sign(gap) * max(0.0, abs(gap) - dead)
    return float(np.clip(STRENGTH * beyond, -limit, limit))


def _tint(lab: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Mean a, b of nearly neutral pixels that are neither black nor blown out; None where they are too few."""
    chroma, lightness = np.hypot(lab[:, 1], lab[:, 2]), lab[:, 0]
    neutral = (chroma < NEUTRAL_CHROMA) & (lightness > 12) & (lightness < 97)
    if np.count_nonzero(neutral) < max(20, MIN_NEUTRAL * len(lab)):
        return None
    return np.asarray(lab[neutral, 1:].mean(axis=0), np.float32)


def _leak(colours: NDArray[np.float32], alpha: NDArray[np.uint8], behind: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    framed = np.pad((alpha >= 128).astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    weight = RIM_SHARE * np.exp(-depth / RIM_LENGTH)[..., None]
    gap = cv2.blur(behind, (9, 9)) - colours
    return np.asarray(colours + np.clip(weight * gap, -MAX_RIM, MAX_RIM), np.float32)


def _behind(pixels: Pixels, box: Box) -> NDArray[np.float32]:
    """What the cut-out will hide, the picture's edge repeated where the box reaches beyond it."""
    height, width = pixels.shape[:2]
    rows = np.clip(np.arange(box.top, box.bottom), 0, height - 1)
    columns = np.clip(np.arange(box.left, box.right), 0, width - 1)
    return pixels[np.ix_(rows, columns)][..., :3].astype(np.float32)


def _to_lab(pixels: Pixels) -> NDArray[np.float32]:
    import cv2

    return np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _to_rgb(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    return np.asarray(255 * np.clip(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), 0, 1), np.float32)


def _check(pixels: Pixels, cutout: Pixels, box: Box) -> None:
    check_pixels(pixels)
    if check_pixels(cutout).shape != (box.height, box.width, 4):
        expected = (box.height, box.width, 4)
        raise ValueError(f"a cut-out is RGBA of its box's size {expected}, but got {cutout.shape}")
