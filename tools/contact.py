"""Contact shadows: the thin dark seam under a thing that stands somewhere, where hardly any light gets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from .context_crop import shrink_mask
from .darkening import darkening
from .detail import shrink

LOOK_SIDE = 320
"""Side in pixels of the reduced window that is searched."""

SOLE = 0.18
"""Columns that end in the lowest share of a thing's height are what it stands on."""

FLANK = 0.6
"""A seam that was found is followed along the rim up to this share of a thing's height: wheels stand one behind the
other."""

REACHES = (0.1, 0.2)
"""How far from the sole the seam may reach, as shares of the thing's shorter side; the nearer is tried first."""

DARKER, DEEP, BLACK = 0.16, 0.2, 1.6
"""Natural logarithms below the ground nearby: of any pixel of the seam, of its inner part on average, and at most."""

NOISE = 1.5
"""A seam is this many times deeper than the ground's own spread."""

TINT = 0.2
"""How far the channels' darkening may differ."""

UNDER, FULL = 0.55, 0.27
"""Share of the sole that must have a seam right under it, and of the pixels next to it that must be dark: the dark
spots of gravel and grass are scattered (0.1…0.23 there, 0.28…0.85 under things that stand)."""

ENDS = 0.5
"""Share of the outermost quarter of the reach that may still be dark: a seam fades, a dark floor does not."""

FADES = 0.12
"""How much deeper the seam is at the sole than where it ends."""

THICK = 0.25
"""Share of the reach that the seam's outer parts lie away from the sole: a thing's own dark rim is thinner."""


@dataclass(frozen=True, eq=False, slots=True)
class _Look:
    """The reduced window: `logs` h×w×3, `free` and `below` h×w, `far` the distance from the sole in its pixels."""

    logs: NDArray[np.float32]
    free: NDArray[np.bool_]
    below: NDArray[np.bool_]
    sole: NDArray[np.uint8]
    far: NDArray[np.float32]


def find_contact(pixels: Pixels, mask: Mask, barred: Mask | None = None) -> Mask | None:
    """The seam of shadow under a thing (`mask`) on the ground it stands on; None where there is no clear one.

    It lies right under the thing's sole, is evenly tinted, darkest at the sole and gone within a short reach.
    """
    window = _window(mask)
    if not mask.area or not window.area:
        return None
    scale = min(1.0, LOOK_SIDE / max(window.size))
    size = max(1, round(window.width * scale)), max(1, round(window.height * scale))
    thing = shrink_mask(mask.crop(window).array, size)
    other = np.zeros_like(thing) if barred is None else shrink_mask(barred.crop(window).array, size) & ~thing
    if not thing.any():
        return None
    logs = _logs(shrink(np.ascontiguousarray(pixels[window.slices][..., :3]), size))
    tall, side = mask.box.height * scale, min(mask.box.size) * scale
    look = _look(logs, thing, ~(thing | other), SOLE * tall)
    for reach in (max(4.0, share * side) for share in REACHES):
        found = _seam(look, reach)
        if found is not None:
            flank = _look(logs, thing, look.free, FLANK * tall)
            whole = (
                _enlarge(found | _followed(found, flank, reach), window)
                .paste(mask.width, mask.height, window.left, window.top)
                .minus(mask)
            )
            return whole if barred is None else whole.minus(barred)
    return None


def _window(mask: Mask) -> Box:
    """Around the lower part of a thing."""
    box = mask.box
    around = box.pad(round(0.7 * min(box.size)))
    return Box(
        around.left, max(around.top, box.bottom - round(1.2 * min(box.size))), around.right, around.bottom
    ).clamp(mask.width, mask.height)


def _logs(part: Pixels) -> NDArray[np.float32]:
    import cv2

    return np.asarray(cv2.GaussianBlur(np.log(part.astype(np.float32) / 255 + 0.02), (0, 0), 1.0), np.float32)


def _look(logs: NDArray[np.float32], thing: NDArray[np.bool_], free: NDArray[np.bool_], rise: float) -> _Look:
    """What can be seen of a thing whose sole is each column's lowest pixel, up to `rise` above the lowest of all."""
    import cv2

    columns = np.flatnonzero(thing.any(axis=0))
    lowest = thing.shape[0] - 1 - np.argmax(thing[::-1, columns], axis=0)
    start = lowest.max() - max(2.0, rise)
    stands = lowest >= start
    sole = np.zeros(thing.shape, np.uint8)
    sole[lowest[stands], columns[stands]] = 1
    top = np.full(thing.shape[1], start)
    top[columns] = np.maximum(lowest, start)
    below = np.arange(thing.shape[0])[:, None] >= top[None, :]
    far = cv2.distanceTransform(1 - sole, cv2.DIST_L2, 5)
    return _Look(logs, free, below, sole, np.asarray(far, np.float32))


def _seam(look: _Look, reach: float) -> NDArray[np.bool_] | None:
    zone, depth, dark = _darker(look, reach)
    if not dark.any():
        return None
    found = _touching(dark, look.sole > 0)
    return found if _convinces(found, depth, zone, look, reach) else None


def _followed(found: NDArray[np.bool_], flank: _Look, reach: float) -> NDArray[np.bool_]:
    """What goes on from a seam along the thing's rim."""
    _, _, dark = _darker(flank, reach)
    return _touching(dark, found)


def _darker(look: _Look, reach: float) -> tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.bool_]]:
    """Where a seam may lie, how much darker than the ground around it is there, and what of it is dark enough."""
    zone = look.free & look.below & (look.far <= reach)
    ring = look.free & look.below & (look.far > reach) & (look.far <= 2.5 * reach + 2)
    if np.count_nonzero(zone) < 20 or np.count_nonzero(ring) < 60:
        return zone, np.zeros(zone.shape, np.float32), np.zeros_like(zone)
    mean, tint = darkening(_level(look.logs, ring, 1.5 * reach), look.logs)
    spread = 1.48 * float(np.median(np.abs(mean[ring] - np.median(mean[ring]))))
    return zone, mean, zone & (mean > max(DARKER, NOISE * spread)) & (mean < BLACK) & (tint < TINT)


def _level(logs: NDArray[np.float32], ring: NDArray[np.bool_], sigma: float) -> NDArray[np.float32]:
    """The ground's own level, carried from the ring inwards; it is as smooth at half the size."""
    import cv2

    height, width = ring.shape
    half = max(1, width // 2), max(1, height // 2)
    weight = ring.astype(np.float32)
    mass, tinted = (
        cv2.GaussianBlur(cv2.resize(one, half, interpolation=cv2.INTER_AREA), (0, 0), sigma / 2)
        for one in (weight, logs * weight[..., None])
    )
    level = tinted / np.maximum(mass, 1e-3)[..., None]
    return np.asarray(cv2.resize(level, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _touching(dark: NDArray[np.bool_], these: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2

    near = cv2.dilate(these.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    _, labels = cv2.connectedComponents(dark.astype(np.uint8), connectivity=4)
    kept = np.unique(labels[near & dark])
    return np.asarray(np.isin(labels, kept[kept > 0]))


def _convinces(
    found: NDArray[np.bool_], depth: NDArray[np.float32], zone: NDArray[np.bool_], look: _Look, reach: float
) -> bool:
    near, outer = found & (look.far <= 0.4 * reach + 1), zone & (look.far > 0.75 * reach)
    if not near.any() or not outer.any():
        return False
    under = float(near[:, look.sole.any(axis=0)].any(axis=0).mean())
    full = np.count_nonzero(near) / np.count_nonzero(zone & (look.far <= 0.4 * reach + 1))
    ends = np.count_nonzero(found & outer) / np.count_nonzero(outer)
    deep, faded = float(depth[near].mean()), float(depth[outer].mean())
    thick = float(np.quantile(look.far[found], 0.8)) >= max(2.5, THICK * reach)
    return bool(thick and under >= UNDER and full >= FULL and ends <= ENDS and deep >= DEEP and deep - faded > FADES)


def _enlarge(found: NDArray[np.bool_], window: Box) -> Mask:
    import cv2

    soft = cv2.resize(found.astype(np.float32), window.size, interpolation=cv2.INTER_LINEAR)
    return Mask(soft > 0.5).grow(max(1, round(window.width / found.shape[1])))
