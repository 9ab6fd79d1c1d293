"""MediaPipe's face mesh (Kartynnik et al., 2019) and iris model (Ablavatski et al., 2020): where parts of a face lie.

Both look at a square around the face or the eye, turned upright.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Point
from ...scene.image import Pixels

MESH = "face-mesh.tflite"
IRIS = "iris.tflite"

MESH_SIDE = 192
IRIS_SIDE = 64
AROUND_FACE = 1.5
"""Side of the square that the mesh looks at, in sides of the detector's box."""
AROUND_EYE = 2.3
"""Side of the square that the iris model looks at, in widths of the eye."""

_ROUND = """10 338 297 332 284 251 389 356 454 323 361 288 397 365 379 378 400 377 152 148 176 149 150 136 172 58 132
93 234 127 162 21 54 103 67 109"""
_LIPS = "61 146 91 181 84 17 314 405 321 375 291 409 270 269 267 0 37 39 40 185"
_OPENING = "78 95 88 178 87 14 317 402 318 324 308 415 310 311 312 13 82 81 80 191"
OUTLINES = {name: [int(number) for number in row.split()] for name, row in (("face", _ROUND), ("lips", _LIPS))}
OUTLINES["mouth"] = [int(number) for number in _OPENING.split()]
"""Closed rows of the mesh's points: the face from the upper forehead to the chin, the lips, the opening between."""

EYE_CORNERS = ((33, 133), (362, 263))
"""Outer or inner corners of the eyes, the left one in the picture of an upright face first, each from left to right."""

LIDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 14, 13, 12, 11, 10, 9]
"""The points of the iris model around the opening of the eye: along the lower lid, back along the upper one."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square on a picture: its centre, its side in pixels, and by how much (radians, clockwise) it is turned."""

    center: Point
    side: float
    angle: float

    def to_picture(self, side: int) -> NDArray[np.float64]:
        """2×3: from pixels of the square drawn `side` pixels wide to pixels of the picture."""
        scale, cos, sin = self.side / side, np.cos(self.angle), np.sin(self.angle)
        turn = scale * np.array([[cos, -sin], [sin, cos]])
        return np.hstack([turn, (np.array(self.center) - turn @ (side / 2, side / 2))[:, None]])


@dataclass(frozen=True, slots=True)
class EyeShape:
    """An eye: its opening as a closed row of points, and the iris as centre and radius."""

    lids: tuple[Point, ...]
    iris: Point
    radius: float


class FaceMesh:
    """468 points on a face, and how surely it is one."""

    def __init__(self, interpreter: Any) -> None:
        interpreter.allocate_tensors()
        self._interpreter, self._lock = interpreter, Lock()
        self._input = interpreter.get_input_details()[0]["index"]
        self._outputs = [detail["index"] for detail in interpreter.get_output_details()]

    def points(self, pixels: Pixels, square: Square) -> tuple[NDArray[np.float64], float]:
        """468×2 `(x, y)` in pixels of the picture, and the probability that the square holds a face."""
        with self._lock:
            self._interpreter.set_tensor(self._input, _tensor(pixels, square, MESH_SIDE))
            self._interpreter.invoke()
            raw, flag = (self._interpreter.get_tensor(index).ravel() for index in self._outputs)
        return _placed(raw, square, MESH_SIDE), float(1 / (1 + np.exp(-np.clip(flag[0], -80, 80))))


class IrisModel:
    """The opening of an eye and the iris in it."""

    def __init__(self, interpreter: Any) -> None:
        interpreter.allocate_tensors()
        self._interpreter, self._lock = interpreter, Lock()
        self._input = interpreter.get_input_details()[0]["index"]
        self._outputs = {detail["shape"][-1]: detail["index"] for detail in interpreter.get_output_details()}

    def eye(self, pixels: Pixels, corners: Sequence[Point], mirrored: bool) -> EyeShape:
        """The eye between two corners (left to right). The model knows one side; the other is shown `mirrored`."""
        square = square_of(corners, AROUND_EYE * _length(corners))
        tensor = _tensor(pixels, square, IRIS_SIDE)
        with self._lock:
            self._interpreter.set_tensor(self._input, np.ascontiguousarray(tensor[:, :, ::-1]) if mirrored else tensor)
            self._interpreter.invoke()
            lids, iris = (self._interpreter.get_tensor(self._outputs[size]).reshape(-1, 3) for size in (213, 15))
        lids, iris = (_placed(_flipped(part) if mirrored else part, square, IRIS_SIDE) for part in (lids, iris))
        radius = (np.linalg.norm(iris[1] - iris[3]) + np.linalg.norm(iris[2] - iris[4])) / 4
        return EyeShape(as_points(lids[LIDS]), as_points(iris[:1])[0], float(radius))


def square_of(across: Sequence[Point], side: float, center: Point | None = None) -> Square:
    """A square around the middle of two points (or `center`), turned so that the points lie level in it."""
    (x0, y0), (x1, y1) = across
    middle = center or Point((x0 + x1) / 2, (y0 + y1) / 2)
    return Square(middle, side, float(np.arctan2(y1 - y0, x1 - x0)))


def as_points(rows: NDArray[np.float64]) -> tuple[Point, ...]:
    """N×2 → points."""
    return tuple(Point(float(x), float(y)) for x, y in rows)


def _tensor(pixels: Pixels, square: Square, side: int) -> NDArray[np.float32]:
    """1×side×side×3 in 0…1: what the square shows, its edge pixels repeated outside the picture."""
    import cv2

    shrinking = square.side / side
    drawn = side * max(1, round(shrinking))
    matrix = square.to_picture(drawn)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    shown = cv2.warpAffine(pixels, matrix, (drawn, drawn), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    if drawn != side:
        shown = cv2.resize(shown, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(shown[None] / np.float32(255), np.float32)


def _placed(raw: NDArray[np.float32], square: Square, side: int) -> NDArray[np.float64]:
    flat = raw.reshape(-1, 3)[:, :2].astype(np.float64)
    matrix = square.to_picture(side)
    return np.asarray(flat @ matrix[:, :2].T + matrix[:, 2])


def _flipped(points: NDArray[np.float32]) -> NDArray[np.float32]:
    out = points.copy()
    out[:, 0] = IRIS_SIDE - out[:, 0]
    return out


def _length(across: Sequence[Point]) -> float:
    return float(np.hypot(across[1].x - across[0].x, across[1].y - across[0].y))
