"""Thin lines and small spots under a brush stroke: wires, scratches, hairs, dust, blemishes.

A line is what differs the same way from both of its sides, so that edges are none; the best way through such pixels
along the stroke is found by dynamic programming over the stroke unrolled to a strip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask

Floats = NDArray[np.float32]

THICKNESSES = (1, 2, 3, 5, 7, 10, 14)
"""Of lines, in pixels."""

REACH = 0.75
"""A line is looked for this far to both sides of the stroke's middle, in widths of the stroke: hands tremble."""

CLEAR = 4.0
"""How much a line differs from both of its sides, in units of Lab; under 2 nobody sees it."""

LASTING = 0.6
"""A line is clear along this share of the stroke."""

TURN = 0.6 * CLEAR
"""What a step aside costs, in clearness."""

HUE = 30.0
"""How far in Lab a line's colour may wander before it counts for little."""

STANDS_OUT = 2.5
"""A line is this many times as clear as the texture around it."""

SPOT = 5.0
"""How much a spot differs at least from what is around it, in units of Lab."""

FILLS = 0.75
"""A spot leaves at least a quarter of the dab free; else the dab was not put on a spot."""


def line_along(pixels: Pixels, points: Sequence[Sequence[float]], width: float) -> Mask | None:
    """The thin line that a stroke of `(x, y)` `points`, `width` pixels wide, was drawn along; None where there is none.

    `pixels` is H×W×3|4 uint8; the mask has its size.
    """
    path = _dense(np.asarray(points, np.float32))
    if len(path) < 8:
        return None
    thick = [size for size in THICKNESSES if size <= max(2, width / 2)]
    reach = max(4, round(REACH * width))
    found = _followed(pixels, path, _normals(path, width), reach, thick)
    if found is None:
        return None
    smooth = _smoothed(found.middle, found.clear, width)
    close = max(3, thick[-1] // 2)
    found = _followed(pixels, smooth, _normals(smooth, width), close, thick, found.color)
    if found is None:
        return None
    return _drawn(pixels, found.middle, found.thickness, _lasting(found.clear >= CLEAR / 2))


@dataclass(frozen=True, eq=False, slots=True)
class _Way:
    """The line, step by step: N×2 points, how clear it is there, and how thick in pixels."""

    middle: Floats
    clear: Floats
    thickness: Floats
    color: Floats
    """Usual Lab of the line."""


def _followed(
    pixels: Pixels, path: Floats, normals: Floats, reach: int, thick: Sequence[int], color: Floats | None = None
) -> _Way | None:
    """The clearest way within `reach` pixels of the path; of a line whose colour is known, the way in that colour."""
    margin = 2 * thick[-1] + 2
    strip = _strip(to_rgb(pixels), path, normals, reach + margin)
    whole = _ridges(strip, thick)
    response = whole[margin : margin + 2 * reach + 1]
    if color is not None:
        other = np.linalg.norm(strip[margin : margin + 2 * reach + 1] - color, axis=2)
        response = response * np.exp(-((other / HUE) ** 2))
    track = _best_way(response)
    clear = response[track, np.arange(len(path))]
    if np.mean(clear >= CLEAR) < LASTING or clear.mean() < STANDS_OUT * whole.mean():
        return None
    aside, thickness = _profile(strip, track + margin, thick[-1])
    thickness = np.minimum(thickness, 1.5 * np.median(thickness))
    own = np.median(strip[track + margin, np.arange(len(path))][clear >= CLEAR], axis=0)
    return _Way(path + (track - reach + aside)[:, None] * normals, clear, thickness, own)


def spot_under(pixels: Pixels, center: Sequence[float], radius: float) -> Mask | None:
    """What differs from its surroundings within `radius` pixels of `(x, y)`: None where nothing does, or where it goes
    on beyond. The mask has the size of `pixels` (H×W×3|4 uint8)."""
    import cv2

    height, width = pixels.shape[:2]
    reach = radius + 6
    around = [(center[0] - reach, center[1] - reach), (center[0] + reach, center[1] + reach)]
    box = Box.around(around).intersect(Box.of_size(width, height))
    if not box.area:
        return None
    crop = np.ascontiguousarray(to_rgb(pixels)[box.slices])
    rows, columns = np.mgrid[box.slices].astype(np.float32)
    distance = np.hypot(columns + 0.5 - center[0], rows + 0.5 - center[1])
    disc = distance <= radius + 1
    if not disc.any() or disc.all():
        return None
    without = np.asarray(cv2.inpaint(crop, disc.astype(np.uint8), 3, cv2.INPAINT_TELEA), np.uint8)
    lab = _lab(crop)
    change = np.asarray(lab - _lab(without), np.float32)
    apart = np.linalg.norm(cv2.GaussianBlur(change, (0, 0), 0.7), axis=2)
    blob = _inner(apart > max(SPOT, _parting(apart[disc])), distance, radius, lab)
    return Mask(blob).paste(width, height, box.left, box.top) if blob.any() else None


def _parting(values: Floats) -> float:
    """What parts the high values from the low ones best (Otsu, 1979), lowered so that rims go with the high ones."""
    import cv2

    top = float(values.max())
    scaled = np.rint(values / max(top, 1e-6) * 255).astype(np.uint8)
    level, _ = cv2.threshold(scaled.reshape(1, -1), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    return 0.7 * float(level) / 255 * top


def _inner(blob: NDArray[np.bool_], distance: Floats, radius: float, lab: Floats) -> NDArray[np.bool_]:
    """The pieces in the middle of the dab that differ from what is around them on every side; nothing where they fill
    it."""
    import cv2

    count, labels = cv2.connectedComponents(blob.astype(np.uint8), connectivity=8)
    out = np.zeros_like(blob)
    for piece in range(1, count):
        where = labels == piece
        at_rim = np.mean(distance[where] > 0.9 * radius)
        central = at_rim < 0.08 and distance[where].min() <= 0.5 * radius
        if where.sum() >= 3 and central and _set_off(where, lab):
            out |= where
    return out if out.sum() <= FILLS * np.pi * radius**2 else np.zeros_like(out)


def _set_off(where: NDArray[np.bool_], lab: Floats) -> bool:
    """Whether hardly anything beside a piece is of its own colour."""
    import cv2

    beside = cv2.dilate(where.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~where
    near = np.linalg.norm(lab[beside] - np.median(lab[where], axis=0), axis=1) < SPOT
    return bool(np.mean(near) < 0.2)


def _dense(points: Floats) -> Floats:
    """N×2: a point for every pixel of the way."""
    steps = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    along = np.concatenate([[0], np.cumsum(steps)])
    keep = np.concatenate([[True], np.diff(along) > 0])
    at = np.arange(0, np.floor(along[-1]) + 1)
    return np.stack([np.interp(at, along[keep], points[keep, axis]) for axis in (0, 1)], axis=1).astype(np.float32)


def _normals(path: Floats, width: float) -> Floats:
    """N×2 unit vectors across the way, whose trembling is smoothed away."""
    import cv2

    smooth = cv2.GaussianBlur(path.reshape(-1, 1, 2), (1, 0), sigmaX=0.1, sigmaY=max(2.0, width / 2)).reshape(-1, 2)
    step = np.gradient(smooth, axis=0)
    step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-6)
    return np.stack([-step[:, 1], step[:, 0]], axis=1).astype(np.float32)


def _strip(pixels: Pixels, path: Floats, normals: Floats, half: int) -> Floats:
    """(2·half+1)×N×3 Lab: a row for each distance from the stroke, a column for each step along it."""
    import cv2

    across = np.arange(-half, half + 1, dtype=np.float32)[:, None]
    x, y = (path[:, axis] + across * normals[:, axis] for axis in (0, 1))
    box = Box.around([(x.min() - 2, y.min() - 2), (x.max() + 3, y.max() + 3)])
    box = box.intersect(Box.of_size(pixels.shape[1], pixels.shape[0]))
    lab = _lab(pixels[box.slices])
    strip = cv2.remap(
        lab, x - np.float32(box.left), y - np.float32(box.top), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cv2.GaussianBlur(strip, (0, 0), sigmaX=1.5, sigmaY=0.1), np.float32)


def _lab(pixels: Pixels) -> Floats:
    import cv2

    return np.asarray(cv2.cvtColor(np.ascontiguousarray(pixels).astype(np.float32) / 255, cv2.COLOR_RGB2LAB))


def _ridges(strip: Floats, thick: Sequence[int]) -> Floats:
    """How much each place of the strip differs from both of its sides, at the thickness at which it does so most."""
    return np.asarray(np.max([_ridge(strip, one) for one in thick], axis=0), np.float32)


def _ridge(strip: Floats, thick: int) -> Floats:
    import cv2

    side = max(2, thick)
    middle = cv2.blur(strip, (1, thick | 1))
    flank = cv2.blur(strip, (1, side | 1))
    away = thick // 2 + 1 + side // 2
    above, below = np.roll(flank, away, axis=0), np.roll(flank, -away, axis=0)
    one, other = middle - above, middle - below
    both = np.where(one * other > 0, np.minimum(np.abs(one), np.abs(other)), 0)
    both[: away + side] = both[-away - side :] = 0
    return np.asarray(np.linalg.norm(both, axis=2), np.float32)


def _best_way(response: Floats) -> NDArray[np.int64]:
    """For each column the row of the way with the greatest sum; neighbours differ by one row at most.

    More than twice the clearness that counts counts little: a lasting line is worth more than strong texture.
    """
    rows, columns = response.shape
    gain = np.minimum(response, 2 * CLEAR) + 0.15 * response
    total = gain[:, 0].copy()
    came = np.zeros((rows, columns), np.int8)
    for column in range(1, columns):
        down = np.concatenate([[-np.inf], total[:-1] - TURN])
        up = np.concatenate([total[1:] - TURN, [-np.inf]])
        choices = np.stack([down, total, up])
        which = choices.argmax(axis=0)
        came[:, column] = which - 1
        total = choices[which, np.arange(rows)] + gain[:, column]
    track = np.empty(columns, np.int64)
    track[-1] = int(total.argmax())
    for column in range(columns - 1, 0, -1):
        track[column - 1] = track[column] + came[track[column], column]
    return track


def _smoothed(middle: Floats, clear: Floats, width: float) -> Floats:
    """The way without its trembling; clear parts pull more than faint ones."""
    import cv2

    weight = np.minimum(clear, 2 * CLEAR) + 0.1
    rows = np.concatenate([middle * weight[:, None], weight[:, None]], axis=1).astype(np.float32)
    sums = cv2.GaussianBlur(rows, (1, 0), sigmaX=0.1, sigmaY=max(3.0, width / 2), borderType=cv2.BORDER_REFLECT)
    ends = np.linspace(0, 1, len(middle), dtype=np.float32)[:, None]
    smooth = sums[:, :2] / sums[:, 2:]
    pulled = (middle[0] - smooth[0]) * (1 - ends) ** 8 + (middle[-1] - smooth[-1]) * ends**8
    return _dense(np.asarray(smooth + pulled, np.float32))


def _profile(strip: Floats, track: NDArray[np.int64], largest: int) -> tuple[Floats, Floats]:
    """How far the line's middle lies beside the track at each step, and its thickness: its mean profile over a little
    way is over a third of its height there."""
    import cv2

    half = largest + 2
    across = np.arange(-half, half + 1)[:, None]
    rows = np.clip(track[None] + across, 0, len(strip) - 1)
    profile = strip[rows, np.arange(strip.shape[1])[None]]
    slope = ((across + half) / (2 * half))[..., None].astype(np.float32)
    apart = profile - ((1 - slope) * profile[:1] + slope * profile[-1:])
    height = np.linalg.norm(cv2.blur(apart, (41, 1), borderType=cv2.BORDER_REFLECT), axis=2)
    peak = half - 2 + height[half - 2 : half + 3].argmax(axis=0)
    over = height >= height[peak, np.arange(len(track))] / 3
    low, high = (_end(over, peak, step) for step in (-1, 1))
    return np.asarray((low + high) / 2 - half, np.float32), np.asarray(np.clip(high - low + 1, 1, largest), np.float32)


def _end(over: NDArray[np.bool_], start: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    """For each column the last row of the run that holds `start`."""
    at = start.copy()
    columns = np.arange(over.shape[1])
    for _ in range(len(over)):
        further = np.clip(at + step, 0, len(over) - 1)
        at = np.where(over[further, columns], further, at)
    return at


def _lasting(clear: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Gaps of up to a tenth of the way (twenty pixels at least) are the line's own; longer ones are not."""
    import cv2

    gap = max(20, len(clear) // 10)
    row = np.pad(clear.astype(np.uint8)[None], ((0, 0), (gap, gap)), constant_values=1)
    closed = cv2.morphologyEx(row, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    return np.asarray(closed[0, gap:-gap] > 0)


def _drawn(pixels: Pixels, middle: Floats, sizes: Floats, shown: NDArray[np.bool_]) -> Mask:
    import cv2

    out = np.zeros(pixels.shape[:2], np.uint8)
    points = np.round(middle * 16).astype(int)
    for at in np.flatnonzero(shown[:-1] & shown[1:]):
        cv2.line(out, points[at].tolist(), points[at + 1].tolist(), 1, round(float(sizes[at])), cv2.LINE_8, 4)
    return Mask(out.astype(bool))
