"""Patches of an even background that a mask took along: sky between strands of hair, a wall under an arm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels, check_pixels
from ..scene.mask import Mask
from .filters.window import ramp

BAND = 0.11
"""How far from its boundary, as a share of the thing's size, a mask may hold background."""

REACH = 0.12
"""From how far, as a share of the thing's size, colours of the thing and of the background are looked at."""

LIKE, UNLIKE = (1.4, 5.0), (2.2, 3.6)
"""Spreads from the background's colour between which a pixel stops being background, and from the thing's own between
which it stops being thing."""

EVEN = 7.5
"""Spread in Lab from which on a background is no even one: it tells nothing."""

LEAST = (2.5, 6.0)
"""Spreads in Lab that the background and the thing have at least."""

MOST = 0.12
"""Share of the mask that goes at the most; where more would, the thing has the background's colour."""

SPECK = 5e-4
"""Share of the mask below which a patch that does not reach its boundary is no background but teeth or an eye."""

FAR = 1e3
"""Spreads from what is not known."""

Floats = NDArray[np.float32]


def shown(pixels: Pixels, mask: Mask) -> Floats | None:
    """H×W: how much of each pixel the thing in `mask` (H×W) shows: less than 1 near its boundary where pixels (H×W×3)
    have the colour of the even background around them and not the thing's. None where nothing can be said."""
    check_pixels(pixels)
    size = float(np.sqrt(mask.area))
    band, reach = round(BAND * size), max(4, round(REACH * size))
    if band < 3:
        return None
    window = mask.box.pad(reach).clamp(mask.width, mask.height)
    gone = _gone(np.ascontiguousarray(pixels[window.slices][..., :3]), mask.crop(window), band, reach)
    if not gone.any() or gone[mask.array[window.slices]].sum() > MOST * mask.area:
        return None
    out = np.ones(mask.array.shape, np.float32)
    out[window.slices] -= gone
    return out


def _gone(pixels: Pixels, inside: Mask, band: int, reach: int) -> Floats:
    """H×W: how much of each pixel is background."""
    import cv2

    lab = np.asarray(cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    near = inside.grow(band // 2).array & ~_deep(inside, band)
    off_ground = _away(lab, ~inside.grow(2).array, reach, LEAST[0], EVEN)
    off_thing = _away(lab, _deep(inside, max(2, band // 2)), reach, LEAST[1])
    gone = np.asarray(near * (1 - ramp(off_ground, *LIKE)) * ramp(off_thing, *UNLIKE), np.float32)
    gone = np.asarray(np.minimum(gone, cv2.medianBlur(gone, 3)), np.float32)
    gone[_specks(gone > 0, inside)] = 0
    return gone


def _specks(patches: NDArray[np.bool_], inside: Mask) -> NDArray[np.bool_]:
    """Those patches that are small and lie wholly in the mask."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(patches.astype(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < SPECK * inside.area
    small[np.unique(labels[~_deep(inside, 1)])] = False
    small[0] = False
    return np.asarray(small[labels])


def _deep(mask: Mask, by: int) -> NDArray[np.bool_]:
    """What lies deeper than `by` pixels in the mask; the picture's edge is no boundary."""
    import cv2

    framed = np.pad(mask.array.astype(np.uint8), by + 1, mode="edge")
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[by + 1 : -by - 1, by + 1 : -by - 1]
    return np.asarray(depth > by)


def _away(lab: Floats, of: NDArray[np.bool_], reach: int, least: float, even: float = np.inf) -> Floats:
    """H×W: how many spreads each pixel is from the colours nearby that are `of` something; `FAR` where there are none,
    or where they are not `even`."""
    weight = of.astype(np.float32)
    mass = _blurred(weight, reach)
    known = mass > 0.02
    safe = np.maximum(mass, 1e-4)[..., None]
    mean = _blurred(lab * weight[..., None], reach) / safe
    spread = np.sqrt(np.maximum(_blurred(lab * lab * weight[..., None], reach) / safe - mean * mean, 0))
    away = np.linalg.norm((lab - mean) / np.maximum(spread, least), axis=2)
    told = known & (np.linalg.norm(spread, axis=2) < even)
    return np.where(told, away, np.float32(FAR)).astype(np.float32)


def _blurred(values: Floats, reach: int) -> Floats:
    import cv2

    side = 2 * reach + 1
    return np.asarray(cv2.blur(values, (side, side)), np.float32)
