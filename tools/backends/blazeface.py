"""BlazeFace (Bazarevsky et al., 2019): MediaPipe's back-camera and full-range face detectors, TensorFlow Lite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box, Point
from ...scene.image import Pixels
from ..stopping import go_on
from ..tiles import tiles


@dataclass(frozen=True, slots=True)
class Layout:
    """How a network of the family is laid out."""

    side: int
    """The input is a square of this side."""
    layers: tuple[tuple[int, int], ...]
    """Stride and anchors at each cell, layer by layer."""
    threshold: float
    """Scores below it are no candidates."""


BACK = Layout(256, ((16, 2), (32, 6)), 0.5)
FULL_RANGE = Layout(192, ((4, 1),), 0.4)

SAME = 0.3
"""Boxes that overlap this much (IoU) are one face."""

INSIDE = 0.6
"""A box of which this share lies in a better one is a part of that face."""

TILE_SHARES = (0.5, 0.25, 0.125)
"""Sides of the tiles, in short sides of the picture: a face is seen well from a twelfth of a tile to half of it."""

SMALLEST_TILE = 96
"""Smaller tiles would show blur enlarged more than about three times."""

OVERLAP = 0.3

_POSITIONS = [0, 2, 3, 4, 5, 6, 7]
"""Of the eight pairs of numbers of an anchor those that are places; the other is a size."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where a face may be: `(left, top, right, bottom)` from the brows to the chin, and its key points, in pixels."""

    score: float
    edges: tuple[float, float, float, float]
    eyes: tuple[Point, Point]
    """The one on the left of an upright face in the picture comes first."""
    nose: Point
    mouth: Point
    ears: tuple[Point, Point]


class BlazeFace:
    """Candidates for faces in a part of a picture."""

    def __init__(self, interpreter: Any, layout: Layout) -> None:
        interpreter.allocate_tensors()
        self._layout = layout
        self._interpreter = interpreter
        self._lock = Lock()
        self._input = interpreter.get_input_details()[0]["index"]
        self._outputs = {detail["shape"][-1]: detail["index"] for detail in interpreter.get_output_details()}
        self._anchors = _anchors(layout)

    def look(self, pixels: Pixels, part: Box) -> list[Candidate]:
        """Of the H×W×3 uint8 RGB `pixels`, what it sees in `part`, several times over; in the picture's pixels."""
        go_on()
        tensor, scale, left, top = _square(pixels[part.slices], self._layout.side)
        boxes, scores = self._run(tensor)
        chosen = np.flatnonzero(scores >= self._layout.threshold)
        where = boxes[chosen].reshape(-1, 8, 2)
        where[:, _POSITIONS] += self._anchors[chosen, None] - (left, top)
        where /= scale
        where[:, _POSITIONS] += (part.left, part.top)
        return distinct(_candidate(row, float(score)) for row, score in zip(where, scores[chosen], strict=True))

    def _run(self, tensor: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """N×16 offsets in pixels of the input, and N probabilities."""
        with self._lock:
            self._interpreter.set_tensor(self._input, tensor)
            self._interpreter.invoke()
            boxes = self._interpreter.get_tensor(self._outputs[16])[0]
            raw = self._interpreter.get_tensor(self._outputs[1])[0, :, 0]
        return boxes, 1 / (1 + np.exp(-np.clip(raw, -80, 80)))


def distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """The best of those at one place, best first."""
    kept: list[Candidate] = []
    for one in sorted(found, key=lambda one: (-one.score, one.edges)):
        if not any(same_place(one.edges, other.edges) for other in kept):
            kept.append(one)
    return kept


def _candidate(row: NDArray[np.float32], score: float) -> Candidate:
    centre, half = row[0], row[1] / 2
    low, high = centre - half, centre + half
    eyes_etc = [Point(float(x), float(y)) for x, y in row[2:]]
    return Candidate(
        score=score,
        edges=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        eyes=(eyes_etc[0], eyes_etc[1]),
        nose=eyes_etc[2],
        mouth=eyes_etc[3],
        ears=(eyes_etc[4], eyes_etc[5]),
    )


def _anchors(layout: Layout) -> NDArray[np.float32]:
    """N×2 centres `(x, y)` in pixels of the input."""
    layers = []
    for stride, count in layout.layers:
        at = (np.arange(layout.side // stride, dtype=np.float32) + 0.5) * stride
        x, y = np.meshgrid(at, at)
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), count, axis=0))
    return np.concatenate(layers)


def _square(crop: Pixels, side: int) -> tuple[NDArray[np.float32], float, int, int]:
    """1×side×side×3 in −1…1 with the crop in its middle, the scale it is shown at, and where it begins."""
    import cv2

    height, width = crop.shape[:2]
    scale = side / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    sized = cv2.resize(np.ascontiguousarray(crop), size, interpolation=method)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    tensor = np.zeros((1, side, side, 3), np.float32)
    tensor[0, top : top + size[1], left : left + size[0]] = sized / np.float32(127.5) - 1
    return tensor, scale, left, top


def looks_at(part: Box) -> list[Box]:
    """Where to look for faces of every size: at the whole, and at overlapping tiles."""
    return [part, *(tile for side in _tile_sides(part) for tile in tiles(part, side, OVERLAP))]


def _tile_sides(part: Box) -> list[int]:
    sides = [round(min(part.size) * share) for share in TILE_SHARES]
    long = max(part.size) > 1.3 * min(part.size)
    return [*([min(part.size)] if long else []), *(side for side in sides if side >= SMALLEST_TILE)]


def same_place(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether `(left, top, right, bottom)` of both are one face."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return False
    areas = [(edges[2] - edges[0]) * (edges[3] - edges[1]) for edges in (one, other)]
    common = width * height
    return common > SAME * (sum(areas) - common) or common > INSIDE * min(areas)
