"""The strokes of a line of writing: which pixels are ink, of what colour, on what ground."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask
from .filters.oklab import from_linear, to_linear
from .ports import TextLine
from .smooth_fill import smooth_fill

Floats = NDArray[np.float32]
LEAST, MOST = 48, 256
"""A line is laid flat at twice its own height, but between so many pixels."""
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
FOREIGN = 0.4
"""A stroke of which more than this share lies outside the line's box is no letter of it (a frame, an edge)."""


@dataclass(frozen=True)
class Flat:
    """A line of a picture laid flat and upright, with some of what is around it."""

    pixels: Floats
    """h×w×3, 0…255."""
    inner: Box
    """Where the corners of the line came to lie."""
    turn: NDArray[np.float64]
    """3×3, from the picture's coordinates to these."""
    scale: float
    """Pixels here for one of the picture."""

    def back(self, values: Floats, width: int, height: int) -> Floats:
        """Values (h×w) as they lie in the picture of that size; 0 outside."""
        import cv2

        soft = cv2.GaussianBlur(values, (0, 0), 0.4 * self.scale) if self.scale > 1.2 else values
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpPerspective(soft, self.turn, (width, height), flags=flags), np.float32)

    def colors_back(self, colors: Floats, width: int, height: int) -> Floats:
        """Colours (h×w×3) as they lie in the picture; those at the rim go on outside."""
        import cv2

        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        spread = cv2.warpPerspective(colors, self.turn, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(spread, np.float32)

    def leant(self, lean: NDArray[np.float64], pixels: Pixels) -> Flat:
        """Laid flat anew from the picture, so that what is at `lean` (3×3) of a point comes to lie on the point."""
        return _flat(pixels, np.linalg.inv(lean) @ self.turn, self.inner, self.pixels.shape[:2], self.scale)


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


def lay_flat(pixels: Pixels, line: TextLine, beside: float = 0.6, above: float = 0.5) -> Flat:
    """The line with so many of its heights of surroundings on each side."""
    import cv2

    corners = np.asarray(line.corners, np.float32)
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    width, height = max(float(top), float(bottom), 1.0), max(float(left), float(right), 1.0)
    scale = min(max(2 * height, LEAST), MOST) / height
    inner = Box.of_size(math.ceil(width * scale), math.ceil(height * scale))
    dx, dy = math.ceil(beside * height * scale), math.ceil(above * height * scale)
    inner = inner.shift(dx, dy)
    quad = np.array(
        [[inner.left, inner.top], [inner.right, inner.top], [inner.right, inner.bottom], [inner.left, inner.bottom]]
    )
    turn = cv2.getPerspectiveTransform(corners, quad.astype(np.float32))
    return _flat(pixels, np.asarray(turn, np.float64), inner, (inner.bottom + dy, inner.right + dx), scale)


def _flat(pixels: Pixels, turn: NDArray[np.float64], inner: Box, shape: tuple[int, ...], scale: float) -> Flat:
    import cv2

    picture = np.ascontiguousarray(to_rgb(pixels)).astype(np.float32)
    size = (shape[1], shape[0])
    flat = cv2.warpPerspective(picture, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Flat(np.asarray(flat, np.float32), inner, turn, scale)


def window_of(line: TextLine, width: int, height: int, beside: float) -> Box:
    """The part of a picture that holds a line and so many of its heights around it."""
    tall = float(np.linalg.norm(np.subtract(line.corners[3], line.corners[0])))
    return line.box.pad(math.ceil(beside * tall) + 4).clamp(width, height)


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
    ground = smooth_ground(flat.pixels, inside & ~_grown(dark, HALO * inner.height))
    apart = _unlike(flat.pixels, ground)
    ink = _own(apart > _otsu(apart[inside]), inner)
    plain = inside & ~_grown(ink, HALO * inner.height)
    rest = plain if plain.any() else inside & ~ink
    return _taken_apart(flat, ground, apart, ink, _rms(apart[rest]) if rest.any() else 255.0, even=True)


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
    ink = _own((apart > 0.5 * _otsu(apart[inside])) & alike, inner)
    ground = smooth_fill(levels, _grown(ink, HALO * inner.height)).astype(np.float32)
    rest = inside & ~_grown(ink, HALO * inner.height)
    unrest = float(np.median(apart[rest])) if rest.any() else 255.0
    return _taken_apart(flat, ground, _unlike(flat.pixels, ground), ink, unrest, even=False)


def _taken_apart(flat: Flat, ground: Floats, apart: Floats, ink: NDArray[np.bool_], unrest: float, even: bool) -> Ink:
    inner = flat.inner
    share = float(ink[inner.slices].mean())
    if not FEWEST < share < 1 - FEWEST or float(np.median(apart[ink])) < max(FAINT, LEGIBLE * unrest):
        return _illegible(flat, ground, unrest)
    color = _ink_color(flat.pixels, ink, apart, flat.scale, even)
    alpha = np.where(_grown(ink, HALO * inner.height), _mixed(flat.pixels, ground, color), 0).astype(np.float32)
    return Ink(alpha, _halo(ink, apart, unrest, inner), ground, color, unrest, legible=True, even=even)


def _illegible(flat: Flat, ground: Floats, unrest: float) -> Ink:
    inside = Mask.from_box(flat.inner, ground.shape[1], ground.shape[0]).array
    return Ink(inside.astype(np.float32), inside, ground, flat.pixels, unrest, legible=False)


def _common(colors: Floats) -> Floats:
    """The colour that most of them are near: the fullest bin of 16 levels a channel."""
    bins = (colors.astype(np.int32) // 16) @ np.array([4096, 64, 1])
    names, counts = np.unique(bins, return_counts=True)
    return np.asarray(np.median(colors[bins == names[counts.argmax()]], axis=0), np.float32)


def glyph_mask(pixels: Pixels, line: TextLine, first: int = 0, last: int | None = None) -> Mask:
    """The strokes of the characters `first` to `last` of a line, soft rims included; their box where strokes cannot be
    told from the ground."""
    height, width = pixels.shape[:2]
    window = window_of(line, width, height, 1.0)
    near = line.shift(-window.left, -window.top)
    flat = lay_flat(pixels[window.slices], near)
    ink = separate(flat)
    left, right = span_of(line, first, last, ink, flat)
    part = np.zeros(ink.halo.shape, np.float32)
    part[:, left:right] = ink.halo[:, left:right]
    strokes = Mask(flat.back(part, window.width, window.height) > 0.25)
    return strokes.paste(width, height, window.left, window.top)


def span_of(line: TextLine, first: int, last: int | None, ink: Ink, flat: Flat) -> tuple[int, int]:
    """The columns of a flat line from before the character `first` to before the character `last`."""
    end = len(line.text) if last is None else last
    width = flat.pixels.shape[1]
    left = 0 if first <= 0 else _cut(line, first, ink, flat)
    right = width if end >= len(line.text) else _cut(line, end, ink, flat)
    return left, max(left + 1, right)


def letters_in(
    pixels: Pixels, line: TextLine, color: tuple[int, int, int], first: int = 0, last: int | None = None
) -> Pixels:
    """The picture with the characters in another colour, their edges, shading and grain kept. Where strokes cannot be
    told from the ground, as it is."""
    height, width = pixels.shape[:2]
    window = window_of(line, width, height, 1.0)
    near = line.shift(-window.left, -window.top)
    crop = np.ascontiguousarray(to_rgb(pixels)[window.slices])
    flat = lay_flat(crop, near)
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


def line_mask(line: TextLine, width: int, height: int, grow: float = 0.0) -> Mask:
    """The whole box of a line, turned as it is, in a picture of that size; `grow` in heights of the line."""
    import cv2

    corners = np.asarray(line.corners, np.float32)
    if grow:
        tall = float(np.linalg.norm(corners[3] - corners[0]))
        middle = corners.mean(axis=0)
        away = corners - middle
        corners = middle + away * (1 + 2 * grow * tall / np.maximum(1, np.abs(away).max(axis=0) * 2))
    out = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(out, np.rint(corners).astype(np.int32), 1)
    return Mask(out.astype(bool))


def smooth_ground(pixels: Floats, known: NDArray[np.bool_]) -> Floats:
    """A quadratic surface through the known pixels (h×w×3), robustly (Huber weights), over all of them."""
    height, width = known.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = 2 * x / max(1, width - 1) - 1, 2 * y / max(1, height - 1) - 1
    basis = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)
    rows = np.flatnonzero(known)
    rows = rows[:: max(1, rows.size // 6000)]
    if rows.size < 60:
        basis = basis[..., :1]
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
    return float(np.sqrt(np.mean(np.square(values))))


def _otsu(values: Floats) -> float:
    """The threshold that parts the values best (Otsu, 1979), not below `FAINT`."""
    import cv2

    levels = np.clip(values, 0, 255).astype(np.uint8).reshape(1, -1)
    return max(FAINT, float(cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[0]))


def _grown(mask: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    return Mask(mask).grow(max(1, round(radius))).array


def _own(ink: NDArray[np.bool_], inner: Box) -> NDArray[np.bool_]:
    """Ink without what reaches far out of the line's box."""
    import cv2

    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    inside = np.bincount(labels[inner.slices].ravel(), minlength=count)
    area = np.maximum(1, stats[:, cv2.CC_STAT_AREA])
    keep = (inside >= (1 - FOREIGN) * area) & (area >= 3)
    keep[0] = False
    return np.asarray(keep[labels])


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


def _halo(ink: NDArray[np.bool_], apart: Floats, unrest: float, inner: Box) -> NDArray[np.bool_]:
    """The ink and what differs from the ground around it."""
    near = _grown(ink, HALO * inner.height)
    return _grown(ink, 1) | (near & (apart > max(4.0, 2.0 * unrest)))


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
