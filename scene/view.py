"""How the original photo is shown: crops, turns and sizes as one matrix, applied after compositing.

Everything stored is in the coordinates of the original photo; people, plans and public formats see the shown picture.
Pixel centres lie at half-integers, so a box edge is a coordinate and `matrix` maps edges to edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from .geometry import Box, BoxField, Point
from .image import Pixels, to_rgba
from .mask import Mask

Matrix3: TypeAlias = NDArray[np.floating[Any]]
Matrix = tuple[float, float, float, float, float, float, float, float, float]
_BLUR = np.array([-0.017578125, 0.078125, 0.87890625, 0.078125, -0.017578125])
"""What enlarging twice by OpenCV's cubic and averaging down again does to a row of pixels."""

IDENTITY: Matrix = (1, 0, 0, 0, 1, 0, 0, 0, 1)


class View(BaseModel):
    """Original coordinates → shown coordinates (`matrix`, 3×3 row by row), the shown size, and the canvas drawn on."""

    model_config = ConfigDict(frozen=True)

    width: int = Field(ge=1)
    height: int = Field(ge=1)
    canvas: BoxField
    """What of the plane holds pixels, in original coordinates: the photo and what `extend` added around it."""
    matrix: Matrix = IDENTITY

    @classmethod
    def of(cls, width: int, height: int) -> View:
        """The untransformed photo."""
        return cls(width=width, height=height, canvas=Box.of_size(width, height))

    @property
    def frame(self) -> Box:
        """The shown picture's own box."""
        return Box.of_size(self.width, self.height)

    @property
    def array(self) -> Matrix3:
        return np.array(self.matrix, float).reshape(3, 3)

    @property
    def exact(self) -> bool:
        """Whether showing only picks, flips and turns whole pixels."""
        m = self.array
        right_angle = np.array_equal(np.abs(m[:2, :2]).round(9), np.eye(2)) or np.array_equal(
            np.abs(m[:2, :2]).round(9), np.eye(2)[::-1]
        )
        return bool(right_angle and np.allclose(m[:2, 2], m[:2, 2].round()) and np.allclose(m[2], (0, 0, 1)))

    def to_view(self, point: Sequence[float]) -> Point:
        return _apply(self.array, point)

    def to_original(self, point: Sequence[float]) -> Point:
        return _apply(np.linalg.inv(self.array), point)

    def box_to_view(self, box: Box) -> Box:
        return _around(map(self.to_view, box.corners))

    def box_to_original(self, box: Box) -> Box:
        return _around(map(self.to_original, box.corners))

    def offset_to_original(self, offset: Sequence[float], at: Sequence[float]) -> Point:
        """What a shift of `offset` at the shown point `at` is in original pixels."""
        start, end = self.to_original(at), self.to_original((at[0] + offset[0], at[1] + offset[1]))
        return Point(end.x - start.x, end.y - start.y)

    def mask_to_view(self, mask: Mask) -> Mask:
        """A mask of the canvas, as the shown picture sees it."""
        if self == View.of(mask.width, mask.height):
            return mask
        return Mask(self._warp(mask.array.astype(np.uint8), nearest=True).astype(bool))

    def mask_to_original(self, mask: Mask) -> Mask:
        """A mask of the shown picture, on the canvas."""
        import cv2

        if self == View.of(mask.width, mask.height):
            return mask
        back = np.linalg.inv(_centred(self.array @ _shift(self.canvas.left, self.canvas.top)))
        array = cv2.warpPerspective(
            mask.array.astype(np.uint8), back, (self.canvas.width, self.canvas.height), flags=cv2.INTER_NEAREST
        )
        return Mask(array.astype(bool))

    def render(self, canvas_pixels: Pixels, opaque: bool = False) -> Pixels:
        """Canvas pixels (of `self.canvas`'s size) as shown. Exact views copy pixels; others resample once.

        `opaque` drops an alpha channel that turns out to be 255 everywhere.
        """
        shown = self._render(canvas_pixels)
        if opaque and shown.shape[2] == 4 and bool((shown[..., 3] == 255).all()):
            return np.ascontiguousarray(shown[..., :3])
        return shown

    def _render(self, pixels: Pixels) -> Pixels:
        if self.exact:
            return self._pick(pixels)
        corners = [self.to_original(corner) for corner in self.frame.corners]
        if pixels.shape[2] == 3 and not all(_inside(self.canvas, corner) for corner in corners):
            pixels = to_rgba(pixels)
        return self._warp(pixels, nearest=False)

    def _pick(self, pixels: Pixels) -> Pixels:
        m = self.array.round().astype(int)
        source = self.box_to_original(self.frame)
        window = source.intersect(self.canvas)
        if window != source:
            padded = np.zeros((source.height, source.width, 4), np.uint8)
            part = pixels[window.shift(-self.canvas.left, -self.canvas.top).slices]
            padded[window.shift(-source.left, -source.top).slices] = to_rgba(part)
        else:
            padded = pixels[source.shift(-self.canvas.left, -self.canvas.top).slices]
        if m[0, 0] == 0:
            padded = padded.swapaxes(0, 1)
        flip_x, flip_y = m[0, 0] + m[0, 1] < 0, m[1, 0] + m[1, 1] < 0
        return np.ascontiguousarray(padded[:: -1 if flip_y else 1, :: -1 if flip_x else 1])

    def _warp(self, array: NDArray[np.uint8], nearest: bool) -> NDArray[np.uint8]:
        import cv2

        matrix = self.array @ _shift(self.canvas.left, self.canvas.top)
        if not nearest:
            array, matrix = _reduced(array, matrix)
        clear = array.ndim == 3 and array.shape[2] == 4
        source = _premultiplied(array) if clear else array if nearest else crisp(array, _enlargement(matrix))
        out = cv2.warpPerspective(
            source,
            _centred(matrix),
            (self.width, self.height),
            flags=cv2.INTER_NEAREST if nearest else cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_CONSTANT if clear or nearest else cv2.BORDER_REPLICATE,
        )
        if out.dtype != np.uint8:
            out = np.clip(out + 0.5, 0, 255)
        return _straight(np.asarray(out, np.uint8)) if clear else np.asarray(out, np.uint8)

    def then(self, matrix: Matrix3, width: int, height: int) -> View:
        """This view followed by another transform of the shown picture."""
        product = matrix @ self.array
        flat = tuple(float(number) for number in (product / product[2, 2]).ravel())
        return self.model_copy(update={"matrix": flat, "width": max(1, width), "height": max(1, height)})

    def crop(self, box: Box) -> View:
        inside = box.clamp(self.width, self.height)
        if not inside.area:
            raise ValueError(f"a crop must share pixels with the picture {self.frame.as_list()}, got {box.as_list()}")
        return self.then(_shift(-inside.left, -inside.top), inside.width, inside.height)

    def flip(self, horizontal: bool) -> View:
        mirror = np.diag([-1.0, 1.0, 1.0]) if horizontal else np.diag([1.0, -1.0, 1.0])
        back = _shift(self.width, 0) if horizontal else _shift(0, self.height)
        return self.then(back @ mirror, self.width, self.height)

    def rotate(self, degrees: float, keep_inside: bool = False) -> View:
        """Clockwise. The frame grows to hold everything, or (`keep_inside`) shrinks to what is covered everywhere."""
        turn = _rotation(degrees)
        width, height = self.width, self.height
        if keep_inside and degrees % 90:
            new_width, new_height = _inscribed(width, height, radians(abs(degrees)))
        else:
            corners = [_apply(turn, c) for c in Box.centered((0, 0), width, height).corners]
            new_width = round(max(c.x for c in corners) - min(c.x for c in corners))
            new_height = round(max(c.y for c in corners) - min(c.y for c in corners))
        centre = _shift(new_width / 2, new_height / 2) @ turn @ _shift(-width / 2, -height / 2)
        return self.then(centre.round(12), new_width, new_height)

    def scale(self, factor: float) -> View:
        width, height = max(1, round(self.width * factor)), max(1, round(self.height * factor))
        return self.then(np.diag([width / self.width, height / self.height, 1.0]), width, height)

    def straighten_quad(self, quad: Sequence[Sequence[float]]) -> View:
        """Perspective: the four shown points (clockwise from the top left) become the corners of the picture."""
        import cv2

        top_left, top_right, bottom_right, bottom_left = (np.array(point, float) for point in quad)
        sides = np.linalg.norm
        width = round(max(sides(top_right - top_left), sides(bottom_right - bottom_left)))
        height = round(max(sides(bottom_left - top_left), sides(bottom_right - top_right)))
        if width < 1 or height < 1:
            raise ValueError(f"perspective needs four points clockwise around an area, but got {quad!r}")
        source = np.array([top_left, top_right, bottom_right, bottom_left], np.float32)
        target = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
        matrix = np.asarray(cv2.getPerspectiveTransform(source, target), np.float64)
        return self.then(matrix, width, height)

    def extend(self, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> View:
        """Room around the shown picture; the canvas grows to hold it."""
        wide = self.then(_shift(left, top), self.width + left + right, self.height + top + bottom)
        return wide.model_copy(update={"canvas": self.canvas.union(wide.box_to_original(wide.frame))})


def _reduced(array: NDArray[np.uint8], matrix: NDArray[np.float64]) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """A picture about to be shown much smaller, averaged to that size first, so that fine detail does not alias."""
    from PIL import Image

    height, width = array.shape[:2]
    shrink = _enlargement(matrix)
    if shrink > 0.75:
        return array, matrix
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = np.asarray(Image.fromarray(array).resize(size, Image.Resampling.LANCZOS))
    return small, matrix @ np.diag([width / size[0], height / size[1], 1.0])


def _enlargement(matrix: Matrix3) -> float:
    """How many times as wide and high things are shown."""
    return float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))


def crisp(array: NDArray[np.uint8], factor: float) -> NDArray[Any]:
    """A picture about to be shown `factor` times as large, made so that the enlarged one, averaged down again, gives
    the picture back: two steps of iterative back-projection (Irani and Peleg, 1991), float32; fully from twice the
    size on, not at all for one that is not enlarged (then the array itself)."""
    import cv2

    share = min(1.0, factor - 1)
    if share < 0.01:
        return array
    picture = array.astype(np.float32)
    lost = picture - cv2.sepFilter2D(picture, -1, _BLUR, _BLUR, borderType=cv2.BORDER_REPLICATE)
    again = lost - cv2.sepFilter2D(lost, -1, _BLUR, _BLUR, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(picture + share * (lost + again), np.float32)


def _premultiplied(rgba: Pixels) -> Pixels:
    """Colours times alpha: what is transparent must not darken its neighbours when pixels are mixed."""
    from PIL import Image

    return np.asarray(Image.fromarray(rgba).convert("RGBa"))


def _straight(premultiplied: Pixels) -> Pixels:
    from PIL import Image

    bounded = np.concatenate(
        [np.minimum(premultiplied[..., :3], premultiplied[..., 3:]), premultiplied[..., 3:]], axis=2
    )
    height, width = bounded.shape[:2]
    return np.asarray(Image.frombytes("RGBa", (width, height), bounded.tobytes()).convert("RGBA"))


def _apply(matrix: Matrix3, point: Sequence[float]) -> Point:
    x, y, w = matrix @ (point[0], point[1], 1.0)
    return Point(float(x / w), float(y / w))


def _around(points: Sequence[Point] | map[Point]) -> Box:
    """Rounded outwards, but without growing by a rounding error."""
    return Box.around([(round(point.x, 6), round(point.y, 6)) for point in points])


def _inside(box: Box, point: Point) -> bool:
    slack = 0.01
    return box.left - slack <= point.x <= box.right + slack and box.top - slack <= point.y <= box.bottom + slack


def _shift(x: float, y: float) -> Matrix3:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], float)


def _centred(matrix: Matrix3) -> Matrix3:
    """From edge coordinates to OpenCV's, whose integers are pixel centres."""
    return _shift(-0.5, -0.5) @ matrix @ _shift(0.5, 0.5)


def _rotation(degrees: float) -> Matrix3:
    exact = {0.0: (1.0, 0.0), 90.0: (0.0, 1.0), 180.0: (-1.0, 0.0), 270.0: (0.0, -1.0)}
    c, s = exact.get(degrees % 360) or (cos(radians(degrees)), sin(radians(degrees)))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]], float)


def _inscribed(width: int, height: int, angle: float) -> tuple[int, int]:
    """The largest upright rectangle inside a `width × height` one turned by `angle` radians."""
    angle = angle % np.pi
    angle = min(angle, np.pi - angle)
    s, c = sin(angle), cos(angle)
    long, short = max(width, height), min(width, height)
    if short <= 2 * s * c * long or abs(s - c) < 1e-10:
        half = short / 2
        w, h = (half / s, half / c) if width >= height else (half / c, half / s)
    else:
        both = c * c - s * s
        w, h = (width * c - height * s) / both, (height * c - width * s) / both
    return max(1, int(w)), max(1, int(h))
