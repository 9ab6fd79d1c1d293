"""Cast shadows: found where a thing meets the ground, lifted as what they do to the light, laid down elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from .contact import find_contact
from .context_crop import shrink_mask
from .darkening import darkening
from .detail import shrink

LOOK_SIDE = 320
"""Side in pixels of the reduced window that is searched: shadows are large and soft."""

LIFT_SIDE = 640
"""Side in pixels of the reduced window in which a shadow is lifted: it is smooth."""

DARKER, BLACK = 0.16, 1.6
"""How much darker than the lit ground a shadow is, in natural logarithms (0.85…0.2 times the light)."""

TINT = 0.16
"""How far the channels' darkening may differ: a shadow keeps the ground's colour, the sky makes it a little bluer."""

CLEAR = 2.2
"""A shadow is this many times deeper than the lit ground's own spread, or nothing is said."""

FOOT = 0.35
"""Lower share of a thing at whose rim a shadow must start."""

MIN_SHARE, MAX_SHARE = 0.05, 2.5
"""Area of a shadow as a share of its thing's."""

MIN_CONTACT = 0.12
"""Length of the rim shared with the thing's foot as a share of its width."""

EVEN = 0.5
"""A shadow's own spread at most, as a share of its depth: things have light and dark parts."""

SOLID = 0.55
"""Share of its convex hull that each piece of a shadow fills at least: frames, wheels and cracks do not."""

EDGE = 1.3
"""Blur of a lifted shadow's edge, in widths of its penumbra."""

SMOOTH = 0.008
"""Blur before the search as a share of the window: pebbles and blades have little shadows of their own."""


@dataclass(frozen=True, eq=False, slots=True)
class Shadow:
    """What a shadow does to the light: `ratio` (h×w×3 float32, 0…1, 1 is lit) over the pixels of `box`."""

    box: Box
    ratio: NDArray[np.float32]


def find_shadow(pixels: Pixels, mask: Mask, barred: Mask | None = None) -> Mask | None:
    """The shadow that a thing (`mask`) casts on the ground it stands on; None where none is sure.

    A cast one touches the thing's lower part, is evenly darker than the lit ground around by a ratio alike in all
    channels, and stands out from the ground's own texture; a thin seam right under the thing is one too. `barred`
    pixels (other things) are never part of it. Down is down in `pixels`.
    """
    if not mask.area:
        return None
    found = [one for one in (_cast(pixels, mask, barred), find_contact(pixels, mask, barred)) if one is not None]
    return reduce(Mask.union, found) if found else None


def _cast(pixels: Pixels, mask: Mask, barred: Mask | None) -> Mask | None:
    window = _window(mask)
    scale = min(1.0, LOOK_SIDE / max(window.size))
    size = max(1, round(window.width * scale)), max(1, round(window.height * scale))
    thing = shrink_mask(mask.crop(window).array, size)
    other = np.zeros_like(thing) if barred is None else shrink_mask(barred.crop(window).array, size) & ~thing
    found = _search(shrink(np.ascontiguousarray(pixels[window.slices][..., :3]), size), thing, other)
    if found is None:
        return None
    whole = _enlarge(found, window).paste(mask.width, mask.height, window.left, window.top)
    free = whole.minus(mask)
    return free if barred is None else free.minus(barred)


def lift_shadow(pixels: Pixels, mask: Mask, thing: Mask | None = None, barred: Mask | None = None) -> Shadow:
    """The ratio by which the masked shadow darkens its ground, judged by the lit ground around it. No texture is kept.

    The `thing` that casts it and `barred` pixels (other things) are no ground. Under the thing's rim the shadow goes
    on, so that no lit seam shows where the two meet again. Raises ValueError for an empty mask.
    """
    if not mask.area:
        raise ValueError("there is no shadow to lift: the mask is empty")
    window = lift_reads(mask)
    scale = min(1.0, LIFT_SIDE / max(window.size))
    size = max(1, round(window.width * scale)), max(1, round(window.height * scale))
    part = shrink(np.ascontiguousarray(pixels[window.slices][..., :3]), size)
    inside = Mask(shrink_mask(mask.crop(window).array, size))
    casts, others = (
        None if one is None else Mask(shrink_mask(one.crop(window).array, size)) for one in (thing, barred)
    )
    return Shadow(window, _enlarged(_ratio(_logs(part), inside, casts, others), window))


def lift_reads(mask: Mask) -> Box:
    """The part of the picture that `lift_shadow` looks at."""
    return mask.box.pad(6 * _penumbra(mask)).clamp(mask.width, mask.height)


def _ratio(logs: NDArray[np.float32], inside: Mask, thing: Mask | None, barred: Mask | None) -> NDArray[np.float32]:
    """The ratio over a window, h×w×3."""
    radius = _penumbra(inside)
    parts = [one for one in (thing, barred) if one is not None]
    solid = reduce(Mask.union, parts, Mask.empty(inside.width, inside.height))
    ring = inside.grow(5 * radius).minus(inside.grow(radius)).minus(solid.grow(radius)).array
    depth = _depth(logs, inside.array, ring if ring.any() else ~inside.union(solid).array)
    under = inside if thing is None else inside.union(thing.intersect(inside.grow(4 * radius)))
    return np.exp(-depth * _faded(under, EDGE * radius)[..., None]).astype(np.float32)


def _enlarged(ratio: NDArray[np.float32], window: Box) -> NDArray[np.float32]:
    import cv2

    if ratio.shape[:2] == (window.height, window.width):
        return ratio
    return np.asarray(cv2.resize(ratio, window.size, interpolation=cv2.INTER_LINEAR), np.float32)


def _faded(mask: Mask, sigma: float) -> NDArray[np.float32]:
    """A mask's edge as soft and as smooth as a shadow's, 0…1: the search drew it along the ground's own pattern."""
    import cv2

    return np.asarray(cv2.GaussianBlur(mask.array.astype(np.float32), (0, 0), sigma), np.float32)


def carry_shadow(pixels: Pixels, shadow: Shadow, source: Box, place: Box) -> tuple[Pixels, Mask]:
    """`pixels` (H×W×3) darkened by a shadow lifted beside `source`, now beside `place`; and which pixels it touched.

    The shadow keeps its position relative to the thing's foot and scales with it.
    """
    import cv2

    box = carried_to(shadow, source, place)
    ratio = cv2.resize(shadow.ratio, box.size, interpolation=cv2.INTER_LINEAR)
    height, width = pixels.shape[:2]
    inside, out = box.clamp(width, height), pixels.copy()
    if not inside.area:
        return out, Mask.empty(width, height)
    part = ratio[inside.shift(-box.left, -box.top).slices]
    out[inside.slices] = np.rint(pixels[inside.slices].astype(np.float32) * part).astype(np.uint8)
    touched = np.zeros((height, width), bool)
    touched[inside.slices] = (out[inside.slices] != pixels[inside.slices]).any(axis=2)
    return out, Mask(touched)


def carried_to(shadow: Shadow, source: Box, place: Box) -> Box:
    """Where `carry_shadow` lays a shadow: what it looks at and may darken. It may reach outside the picture."""
    x, y = place.width / max(1, source.width), place.height / max(1, source.height)
    left, top = place.left + (shadow.box.left - source.left) * x, place.bottom + (shadow.box.top - source.bottom) * y
    size = Box(0, 0, max(1, round(shadow.box.width * x)), max(1, round(shadow.box.height * y)))
    return size.shift(round(left), round(top))


def _window(mask: Mask) -> Box:
    """Where its shadow could lie: a thing's height to both sides and below, half of it above the foot's middle."""
    box = mask.box
    reach = round(0.75 * (box.width + box.height))
    return Box(box.left - reach, box.top, box.right + reach, box.bottom + reach).clamp(mask.width, mask.height)


def _logs(pixels: Pixels) -> NDArray[np.float32]:
    """Logarithms of the channels: a shadow is a constant difference in them."""
    return np.asarray(np.log(pixels[..., :3].astype(np.float32) / 255 + 0.02), np.float32)


def _search(pixels: Pixels, thing: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    import cv2

    free = ~(thing | other)
    logs = np.asarray(cv2.GaussianBlur(_logs(pixels), (0, 0), max(1.0, SMOOTH * max(thing.shape))), np.float32)
    foot = _foot_rim(thing)
    ground = free & _below(thing)
    lit = _lit_ground(logs, ground)
    if lit is None:
        return None
    level, spread = lit
    mean, tint = darkening(level, logs)
    dark = free & (mean > max(DARKER, CLEAR * spread)) & (mean < BLACK) & (tint < TINT)
    found = _pieces(dark, foot, free)
    return found if _plausible(found, mean, thing, foot) else None


def _below(thing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The part of the window that can be the ground: from the upper rim of the foot downwards."""
    rows = np.flatnonzero(thing.any(axis=1))
    start = rows[-1] - FOOT * (rows[-1] - rows[0])
    return np.broadcast_to((np.arange(thing.shape[0]) >= start)[:, None], thing.shape)


def _foot_rim(thing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels just outside a thing's lower part."""
    grown = Mask(thing).grow(4).array
    return grown & ~thing & _below(thing)


def _lit_ground(logs: NDArray[np.float32], ground: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float] | None:
    """The lit ground's level over the window (a plane fitted to its brighter side) and its spread; None if small."""
    rows, columns = np.nonzero(ground)
    if len(rows) < 200:
        return None
    height, width = ground.shape
    coordinates = np.stack([np.ones(len(rows)), rows / height - 0.5, columns / width - 0.5])
    values = logs[rows, columns].T.astype(float, order="C")
    grey = values.mean(axis=0)
    kept = grey >= np.quantile(grey, 0.35)
    for _ in range(8):
        plane = _plane(coordinates, values, kept)
        left = grey - plane.mean(axis=1) @ coordinates
        chosen = left[kept]
        spread = 1.48 * float(np.median(np.abs(chosen - np.median(chosen))))
        before, kept = kept, (left > -2 * max(spread, 0.03)) & (left < 3 * max(spread, 0.03))
        if np.count_nonzero(kept) < 0.2 * len(kept):
            return None
        if np.array_equal(before, kept):
            break
    down, across = np.arange(height)[:, None, None] / height - 0.5, np.arange(width)[:, None] / width - 0.5
    level = (plane[0] + plane[1] * down) + plane[2] * across
    return level.astype(np.float32), spread


def _plane(
    coordinates: NDArray[np.float64], values: NDArray[np.float64], kept: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The 3×3 coefficients of least squares over 3×n and 3×n, by the normal equations: three unknowns of like size
    need no more care."""
    chosen = coordinates * kept
    return np.asarray(np.linalg.pinv(chosen @ coordinates.T) @ (chosen @ values.T))


def _pieces(dark: NDArray[np.bool_], foot: NDArray[np.bool_], free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The connected dark regions that start at the foot and are solid, their gaps closed."""
    import cv2

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    opened = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, disc)
    closed = np.asarray(cv2.morphologyEx(opened, cv2.MORPH_CLOSE, disc), bool) & free
    count, labels = cv2.connectedComponents(closed.astype(np.uint8), connectivity=4)
    pieces = (labels == label for label in range(1, count))
    kept = [piece for piece in pieces if (piece & foot).any() and _solidity(piece) >= SOLID]
    return np.logical_or.reduce(kept) if kept else np.zeros_like(dark)


def _solidity(piece: NDArray[np.bool_]) -> float:
    import cv2

    points = np.argwhere(piece)[:, ::-1].astype(np.int32)
    hull = cv2.fillConvexPoly(np.zeros(piece.shape, np.uint8), cv2.convexHull(points), 1)
    return len(points) / np.count_nonzero(hull)


def _plausible(
    found: NDArray[np.bool_], depth: NDArray[np.float32], thing: NDArray[np.bool_], foot: NDArray[np.bool_]
) -> bool:
    """Whether it has a shadow's size, contact and evenness, and ends inside the window."""
    area, width = np.count_nonzero(found), Mask(thing).box.width
    if not MIN_SHARE * np.count_nonzero(thing) < area < MAX_SHARE * np.count_nonzero(thing):
        return False
    if np.count_nonzero(found & foot) < 4 * MIN_CONTACT * width:
        return False
    if float(depth[found].std()) > EVEN * float(depth[found].mean()):
        return False
    edge = np.concatenate([found[-1], found[:, 0], found[:, -1]])
    return bool(np.count_nonzero(edge) < 0.15 * np.sqrt(area))


def _enlarge(found: NDArray[np.bool_], window: Box) -> Mask:
    """The found region at full size, grown by the penumbra that the search cut off."""
    import cv2

    soft = cv2.resize(found.astype(np.float32), window.size, interpolation=cv2.INTER_LINEAR)
    grow = max(1, round(window.width / found.shape[1]))
    return Mask(soft > 0.5).grow(grow)


def _penumbra(mask: Mask) -> int:
    return int(np.clip(round(0.03 * np.sqrt(mask.area)), 2, 24))


def _depth(logs: NDArray[np.float32], inside: NDArray[np.bool_], ring: NDArray[np.bool_]) -> NDArray[np.float32]:
    """How far (≥ 0, log) the shadow lies below the lit ground, smoothed so that the ground's texture stays behind."""
    import cv2

    lit = np.median(logs[ring], axis=0) if ring.any() else logs[inside].max(axis=0)
    sigma = max(2.0, 0.2 * np.sqrt(np.count_nonzero(inside)))
    weight = inside.astype(np.float32)
    mass = np.maximum(cv2.GaussianBlur(weight, (0, 0), sigma), 1e-4)[..., None]
    smooth = cv2.GaussianBlur(logs * weight[..., None], (0, 0), sigma) / mass
    return np.asarray(np.clip(lit - smooth, 0, BLACK), np.float32)
