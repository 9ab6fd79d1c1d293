"""The strokes of a line of writing: which pixels are ink, of what colour, on what ground."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask
from .filters.oklab import from_linear, to_linear
from .laid_flat import Flat, Floats, lay_flat, window_of
from .ports import TextLine
from .smooth_fill import smooth_fill

FRAME = 0.1
"""Share of the line's height along its box in which the ground shows."""
HALO = 0.12
"""How far from the ink its soft rim, its shadow and the ringing of compression reach, in heights of the line."""
FAINT = 10.0
"""RGB distance from the ground below which nothing is counted as ink."""
LEGIBLE = 2.5
"""So many times the ground's own unrest must ink stand out, or strokes cannot be told from the ground."""
RESTLESS = 14.0
"""A sign's ground is smoother than this; where it is not, letters may lie over a photo."""
WINDOW = 0.9
"""Side of the surroundings, in heights of the line, of which strokes fill less than half."""
ALIKE = 0.6
"""Ink laid over a photo is nearer to its common colour than this share of its way to the ground."""
FEWEST = 0.02
"""Letters fill at least this share of their line's box."""
FULL, THIN = 0.25, 92
"""From this share of the ink on what is not at its edge tells its colour; of thinner strokes, this percentile of the
difference from the ground."""
BARE = 0.4
"""Where less than this share of a line's box is bare, the ground is taken to be a plane and not a curved surface."""
RULE = 2.0
"""A stroke this many heights of the line long, and as much thinner, is a rule or an edge."""
FOREIGN, PARTLY = 0.4, 0.15
"""A stroke of which more than the first share lies outside the line's box is no letter of it (a frame, an edge), unless
it has the size of one and at least the second share lies inside."""


OVER, ENDS = 0.03, 0.8
"""What reaches so many heights beyond an end of the line's box is a letter only if this share of it lies inside: boxes
are drawn wide along the line, and there the sign may end."""
STRANGE, MOSTLY_ONE = 0.45, 0.6
"""What lies so far, as a share of the way from ground to ink, beside that way is no ink, where most of the ink is."""


@dataclass(frozen=True)
class Ink:
    """A line taken apart, in the coordinates of its `Flat`."""

    alpha: Floats
    """h×w, 0…1: how much of each pixel is ink."""
    halo: NDArray[np.bool_]
    """h×w: everything that is not plain ground, the ink's soft rim and shadow included."""
    ground: Floats
    """h×w×3: the ground as it is without the ink."""
    color: Floats
    """h×w×3: the ink's colour, extended smoothly to where there is none."""
    unrest: float
    """How much the ground differs from a smooth one, in levels (root mean square)."""
    legible: bool
    """Whether strokes stand out from the ground. Where not, `alpha` and `halo` are the whole box."""
    even: bool = True
    """Whether the ground is that of a sign, not a photo over which letters were laid."""


def separate(flat: Flat) -> Ink:
    """Ink and ground of a line: first as on a sign, whose even ground the rim of the line's box shows; where that does
    not tell them apart, as letters laid over a photo, of one colour that differs from what is around each stroke."""
    sign = _on_even_ground(flat)
    if sign.legible and sign.unrest < RESTLESS:
        return sign
    over = _over_a_photo(flat)
    return over if over.legible or not sign.legible else sign


def _on_even_ground(flat: Flat) -> Ink:
    shape, inner = flat.pixels.shape[:2], flat.inner
    rim = np.median(flat.pixels[inner.slices][_frame_of(inner)], axis=0)
    first = _unlike(flat.pixels, np.broadcast_to(rim, flat.pixels.shape).astype(np.float32))
    inside = Mask.from_box(inner, shape[1], shape[0]).array
    dark = first > _otsu(first[inside])
    ground = smooth_ground(flat.pixels, inside & ~_grown(dark, HALO * inner.height / 2))
    apart = _unlike(flat.pixels, ground)
    raw = apart > _otsu(apart[inside])
    ink = _of_one_color(_own(raw, flat), flat, ground)
    plain = inside & ~_grown(raw | ink, HALO * inner.height)
    rest = plain if plain.any() else inside & ~raw
    own = rest & ~_of_rivals(flat)
    rest = own if own.sum() > 0.3 * rest.sum() else rest
    return _taken_apart(flat, ground, apart, ink, raw & ~ink, _rms(apart[rest]) if rest.any() else 255.0, even=True)


def _of_rivals(flat: Flat) -> NDArray[np.bool_]:
    """What lies in the boxes of other lines."""
    import cv2

    out = np.zeros(flat.pixels.shape[:2], np.uint8)
    for corners in flat.rivals:
        cv2.fillConvexPoly(out, np.rint(corners).astype(np.int32), 1)
    return out > 0


def _of_one_color(ink: NDArray[np.bool_], flat: Flat, ground: Floats) -> NDArray[np.bool_]:
    """Without what is neither the ink's common colour nor between that and the ground: a hand that holds the sign."""
    if not ink.any():
        return ink
    way = _common(flat.pixels[ink]) - ground
    length = np.maximum(1.0, np.einsum("hwc,hwc->hw", way, way))
    seen = flat.pixels - ground
    share = np.clip(np.einsum("hwc,hwc->hw", seen, way) / length, 0, 1.5)
    off = np.linalg.norm(seen - share[..., None] * way, axis=2)
    alike = ink & (off < np.maximum(STRANGE * np.sqrt(length), 3 * FAINT))
    return alike if alike.sum() > MOSTLY_ONE * ink.sum() else ink


def _over_a_photo(flat: Flat) -> Ink:
    import cv2

    inner = flat.inner
    window = min(255, 2 * round(WINDOW * inner.height / 2) + 1)
    levels = levels_of(flat.pixels)
    around = cv2.medianBlur(levels, window).astype(np.float32)
    apart = _unlike(flat.pixels, around)
    inside = Mask.from_box(inner, levels.shape[1], levels.shape[0]).array
    strong = inside & (apart > _otsu(apart[inside]))
    if not strong.any():
        return _illegible(flat, around, 255.0)
    color = _common(flat.pixels[strong])
    alike = np.linalg.norm(flat.pixels - color, axis=2) < np.maximum(FAINT, ALIKE * apart)
    raw = (apart > 0.5 * _otsu(apart[inside])) & alike
    ink = _own(raw, flat)
    ground = smooth_fill(levels, _grown(raw | ink, HALO * inner.height)).astype(np.float32)
    rest = inside & ~_grown(ink, HALO * inner.height)
    unrest = float(np.median(apart[rest])) if rest.any() else 255.0
    return _taken_apart(flat, ground, _unlike(flat.pixels, ground), ink, raw & ~ink, unrest, even=False)


def _taken_apart(
    flat: Flat,
    ground: Floats,
    apart: Floats,
    ink: NDArray[np.bool_],
    foreign: NDArray[np.bool_],
    unrest: float,
    even: bool,
) -> Ink:
    inner = flat.inner
    share = float(ink[inner.slices].mean())
    if not FEWEST < share < 1 - FEWEST or float(np.median(apart[ink])) < max(FAINT, LEGIBLE * unrest):
        return _illegible(flat, ground, unrest)
    color = _ink_color(flat.pixels, ink, apart, flat.scale, even)
    near = _grown(ink, HALO * inner.height) & ~_grown(foreign, 1)
    alpha = np.where(near | ink, _mixed(flat.pixels, ground, color), 0).astype(np.float32)
    return Ink(alpha, _halo(ink, foreign, apart, unrest, flat), ground, color, unrest, legible=True, even=even)


def _illegible(flat: Flat, ground: Floats, unrest: float) -> Ink:
    inside = Mask.from_box(flat.inner, ground.shape[1], ground.shape[0]).array
    return Ink(inside.astype(np.float32), inside, ground, flat.pixels, unrest, legible=False)


def _common(colors: Floats) -> Floats:
    """The colour that most of them are near: the fullest bin of 16 levels a channel."""
    bins = (colors.astype(np.int32) // 16) @ np.array([4096, 64, 1])
    names, counts = np.unique(bins, return_counts=True)
    return np.asarray(np.median(colors[bins == names[counts.argmax()]], axis=0), np.float32)


def glyph_mask(
    pixels: Pixels, line: TextLine, first: int = 0, last: int | None = None, others: Sequence[TextLine] = ()
) -> Mask:
    """The strokes of the characters `first` to `last` of a line, soft rims included, without those of other lines;
    their box where strokes cannot be told from the ground."""
    height, width = pixels.shape[:2]
    window = reads(line, width, height)
    near = line.shift(-window.left, -window.top)
    flat = lay_flat(pixels[window.slices], near, others=_moved(others, window))
    ink = separate(flat)
    left, right = span_of(line, first, last, ink, flat)
    part = np.zeros(ink.halo.shape, np.float32)
    part[:, left:right] = ink.halo[:, left:right]
    strokes = Mask(flat.back(part, window.width, window.height) > 0.25)
    return strokes.paste(width, height, window.left, window.top)


def reads(line: TextLine, width: int, height: int) -> Box:
    """The part of a picture of that size that `glyph_mask` looks at."""
    return window_of(line, width, height, 2.0)


def _moved(lines: Sequence[TextLine], window: Box) -> list[TextLine]:
    return [line.shift(-window.left, -window.top) for line in lines if line.box.intersect(window).area]


def span_of(line: TextLine, first: int, last: int | None, ink: Ink, flat: Flat) -> tuple[int, int]:
    """The columns of a flat line from before the character `first` to before the character `last`."""
    end = len(line.text) if last is None else last
    width = flat.pixels.shape[1]
    left = 0 if first <= 0 else _cut(line, first, ink, flat)
    right = width if end >= len(line.text) else _cut(line, end, ink, flat)
    return left, max(left + 1, right)


def letters_in(
    pixels: Pixels,
    line: TextLine,
    color: tuple[int, int, int],
    first: int = 0,
    last: int | None = None,
    others: Sequence[TextLine] = (),
) -> Pixels:
    """The picture with the characters in another colour, their edges, shading and grain kept. Where strokes cannot be
    told from the ground, as it is."""
    height, width = pixels.shape[:2]
    window = window_of(line, width, height, 2.0)
    near = line.shift(-window.left, -window.top)
    crop = np.ascontiguousarray(to_rgb(pixels)[window.slices])
    flat = lay_flat(crop, near, others=_moved(others, window))
    ink = separate(flat)
    if not ink.legible:
        return pixels
    left, right = span_of(line, first, last, ink, flat)
    part = np.zeros(ink.alpha.shape, np.float32)
    part[:, left:right] = ink.alpha[:, left:right]
    alpha = flat.back(part, window.width, window.height)[..., None]
    old = to_linear(levels_of(flat.colors_back(ink.color, window.width, window.height)))
    out = to_rgb(pixels).copy()
    new = to_linear(np.array(color, np.uint8))
    out[window.slices] = from_linear(to_linear(crop) + alpha * (new - old))
    return out


def smooth_ground(pixels: Floats, known: NDArray[np.bool_]) -> Floats:
    """A quadratic surface through the known pixels (h×w×3), robustly (Huber weights), over all of them."""
    height, width = known.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = 2 * x / max(1, width - 1) - 1, 2 * y / max(1, height - 1) - 1
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    rows = np.flatnonzero(known)
    rows = rows[:: max(1, rows.size // 6000)]
    if rows.size < 60 or known.sum() < BARE * known.any(axis=1).sum() * known.any(axis=0).sum():
        basis = basis[..., : 3 if rows.size >= 60 else 1]
    if not rows.size:
        return np.broadcast_to(np.median(pixels.reshape(-1, 3), axis=0), pixels.shape).astype(np.float32)
    a, b = basis.reshape(-1, basis.shape[-1])[rows], pixels.reshape(-1, 3)[rows]
    weight = np.ones(len(rows), np.float32)
    for _ in range(6):
        solution = np.linalg.lstsq(a * weight[:, None], b * weight[:, None], rcond=None)[0]
        off = np.linalg.norm(a @ solution - b, axis=1)
        weight = np.sqrt(1 / np.maximum(1, off / max(2.0, 1.5 * float(np.median(off))))).astype(np.float32)
    return np.asarray(np.clip(basis @ solution, 0, 255), np.float32)


def _frame_of(inner: Box) -> NDArray[np.bool_]:
    thick = max(2, round(FRAME * inner.height))
    out = np.ones((inner.height, inner.width), bool)
    out[thick:-thick, thick:-thick] = False
    return out


def _unlike(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.linalg.norm(a - b, axis=2), np.float32)


def _rms(values: Floats) -> float:
    """Root mean square; what is beyond the 90th percentile counts as that: the edge of the sign is no unrest of it."""
    return float(np.sqrt(np.mean(np.square(np.minimum(values, np.percentile(values, 90))))))


def _otsu(values: Floats) -> float:
    """The threshold that parts the values best (Otsu, 1979), not below `FAINT`."""
    import cv2

    levels = np.clip(values, 0, 255).astype(np.uint8).reshape(1, -1)
    return max(FAINT, float(cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0]))


def _grown(mask: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    return Mask(mask).grow(max(1, round(radius))).array


def _own(ink: NDArray[np.bool_], flat: Flat) -> NDArray[np.bool_]:
    """Ink without what reaches far out of the line's box, rules, and the letters of other lines."""
    import cv2

    inner = flat.inner
    count, labels, stats, centroids = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    inside = np.bincount(labels[inner.slices].ravel(), minlength=count)
    area = np.maximum(1, stats[:, cv2.CC_STAT_AREA])
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    rule = (width > RULE * inner.height) & (height < width / (4 * RULE))
    own = np.array([[inner.left, inner.top], [inner.right, inner.top], [inner.right, inner.bottom],
                    [inner.left, inner.bottom]], np.float32)  # fmt: skip
    middles = np.asarray(centroids, np.float64)
    off = _off_axis(middles, own)
    rivals = [_off_axis(middles, corners) for corners in flat.rivals]
    beyond = (stats[:, cv2.CC_STAT_LEFT] < inner.left - OVER * inner.height) | (
        stats[:, cv2.CC_STAT_LEFT] + width > inner.right + OVER * inner.height
    )
    letter = ~beyond & (inside >= PARTLY * area) & (height <= 1.3 * inner.height) & (width <= 1.5 * inner.height)
    keep = ((inside >= np.where(beyond, ENDS, 1 - FOREIGN) * area) | letter) & (area >= 3) & ~rule
    for rival in rivals:
        keep &= off <= rival
    keep[0] = False
    merged = ~keep & ~beyond & (inside >= PARTLY * area) & ~rule if rivals else np.zeros(count, bool)
    merged[0] = False
    return np.asarray(keep[labels]) | _parted(merged[labels], flat, own)


def _parted(ink: NDArray[np.bool_], flat: Flat, own: Floats) -> NDArray[np.bool_]:
    """Of strokes that run from line to line, the pixels in this line's box that are nearest to its middle."""
    out = np.zeros_like(ink)
    y, x = np.nonzero(ink)
    if not y.size:
        return out
    points = np.stack([x, y], axis=1).astype(np.float64)
    nearest = np.min([_off_axis(points, corners) for corners in flat.rivals], axis=0)
    mine = (_off_axis(points, own) <= np.minimum(nearest, 0.5)) & (nearest < 9)
    mine |= (_off_axis(points, own) <= 0.5) & (nearest >= 9)
    out[y[mine], x[mine]] = True
    return out


def _off_axis(points: NDArray[np.float64], corners: Floats) -> NDArray[np.float64]:
    """How far points (n×2) are from the middle line of a box, in its heights; 9 beyond its ends."""
    import cv2

    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    turn = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), unit)
    placed = cv2.perspectiveTransform(points[None].astype(np.float32), turn)[0]
    beyond = (placed[:, 0] < -0.02) | (placed[:, 0] > 1.02)
    return np.where(beyond, 9.0, np.abs(placed[:, 1] - 0.5))


def _ink_color(pixels: Floats, ink: NDArray[np.bool_], apart: Floats, scale: float, even: bool) -> Floats:
    """The colour in the middle of the strokes, even or changing evenly along the line. Thin strokes show it only where
    they differ most from the ground."""
    middle = Mask(ink).grow(-max(1, round(scale))).array
    core = middle if middle.sum() > FULL * ink.sum() else ink & (apart >= np.percentile(apart[ink], THIN))
    y, x = np.nonzero(core)
    rows = slice(None, None, max(1, len(x) // 6000))
    colours = pixels[y[rows], x[rows]]
    plain = np.median(colours, axis=0)
    width = pixels.shape[1]
    along = np.clip(np.arange(width), x.min(), x.max()).astype(np.float32)
    if not even or np.ptp(x) < 40 or len(colours) < 200:
        return np.broadcast_to(plain, pixels.shape).astype(np.float32)
    near = np.linalg.norm(colours - plain, axis=1) <= 2 * np.median(np.linalg.norm(colours - plain, axis=1)) + 1
    slope = np.polyfit(x[rows][near], colours[near], 1)
    row = np.clip(along[:, None] * slope[0] + slope[1], 0, 255)
    return np.broadcast_to(row[None], pixels.shape).astype(np.float32)


def _mixed(pixels: Floats, ground: Floats, color: Floats) -> Floats:
    """How far the light of each pixel is on the way from the ground's to the ink's, 0…1."""
    seen, below, above = (to_linear(levels_of(part)) for part in (pixels, ground, color))
    way = above - below
    share = np.einsum("hwc,hwc->hw", seen - below, way) / np.maximum(1e-4, np.einsum("hwc,hwc->hw", way, way))
    return np.asarray(np.clip(share, 0, 1), np.float32)


def levels_of(values: Floats) -> Pixels:
    """To the nearest of 0…255."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _halo(
    ink: NDArray[np.bool_], foreign: NDArray[np.bool_], apart: Floats, unrest: float, flat: Flat
) -> NDArray[np.bool_]:
    """The ink and what differs from the ground around it, but for what is not of the line."""
    soft = _grown(ink, HALO * flat.inner.height) & (apart > max(4.0, 2.0 * unrest))
    return _grown(ink, 1) | (soft & ~_grown(foreign, 2))


def _cut(line: TextLine, index: int, ink: Ink, flat: Flat) -> int:
    """The column between the characters `index - 1` and `index`: the emptiest one where the reader saw their border."""
    centers = line.centers or tuple((at + 0.5) / len(line.text) for at in range(len(line.text)))
    before, after = (flat.inner.left + share * flat.inner.width for share in centers[index - 1 : index + 1])
    low, high = math.floor(before), max(math.floor(before) + 2, math.ceil(after) + 1)
    filled = ink.alpha[flat.inner.top : flat.inner.bottom, low:high].sum(axis=0)
    empty = np.flatnonzero(filled <= filled.min() + 0.02 * flat.inner.height)
    runs = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1)
    longest = max(runs, key=len)
    return low + int(longest[len(longest) // 2])
