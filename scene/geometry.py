"""Boxes and points in pixels: origin top-left, x to the right, y down, boxes half-open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema


class Point(NamedTuple):
    """A position `(x, y)` in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A half-open pixel rectangle `[left, right) × [top, bottom)`; raises ValueError when it is turned inside out."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.right < self.left or self.bottom < self.top:
            raise ValueError(f"a box needs left ≤ right and top ≤ bottom, but got {self.as_list()}")

    @classmethod
    def of_size(cls, width: int, height: int) -> Box:
        """The whole of a picture `width × height`."""
        return cls(0, 0, width, height)

    @classmethod
    def around(cls, points: Iterable[Sequence[float]]) -> Box:
        """The smallest box that holds every `(x, y)`."""
        xs, ys = zip(*((point[0], point[1]) for point in points), strict=True)
        return cls(floor(min(xs)), floor(min(ys)), ceil(max(xs)), ceil(max(ys)))

    @classmethod
    def centered(cls, center: Sequence[float], width: int, height: int) -> Box:
        """A box `width × height` whose centre is `center` to the nearest pixel."""
        left, top = round(center[0] - width / 2), round(center[1] - height / 2)
        return cls(left, top, left + width, top + height)

    @classmethod
    def parse(cls, value: Any) -> Box:
        """A box from `[left, top, right, bottom]`; numbers are rounded outwards."""
        if isinstance(value, Box):
            return value
        if not isinstance(value, list | tuple) or len(value) != 4:
            raise ValueError(f"a box is [left, top, right, bottom], but got {value!r}")
        if not all(isinstance(n, int | float) and not isinstance(n, bool) and isfinite(n) for n in value):
            raise ValueError(f"a box holds four finite numbers, but got {value!r}")
        return cls(floor(value[0]), floor(value[1]), ceil(value[2]), ceil(value[3]))

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def size(self) -> tuple[int, int]:
        """`(width, height)`."""
        return self.width, self.height

    @property
    def area(self) -> int:
        return self.width * self.height

    @property
    def center(self) -> Point:
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Clockwise from the top left."""
        return (
            Point(self.left, self.top),
            Point(self.right, self.top),
            Point(self.right, self.bottom),
            Point(self.left, self.bottom),
        )

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index an H×W array with it; the box must lie inside the array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def as_list(self) -> list[int]:
        """`[left, top, right, bottom]`."""
        return [self.left, self.top, self.right, self.bottom]

    def contains(self, point: Sequence[float]) -> bool:
        """Whether `(x, y)` lies inside."""
        return self.left <= point[0] < self.right and self.top <= point[1] < self.bottom

    def covers(self, other: Box) -> bool:
        """Whether `other` lies wholly inside."""
        return self.intersect(other) == other

    def shift(self, dx: int, dy: int) -> Box:
        return Box(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def pad(self, x: int, y: int | None = None) -> Box:
        """Grown by `x` pixels left and right and `y` (default `x`) above and below; never below zero size."""
        y = x if y is None else y
        x, y = max(x, -(self.width // 2)), max(y, -(self.height // 2))
        return Box(self.left - x, self.top - y, self.right + x, self.bottom + y)

    def intersect(self, other: Box) -> Box:
        """The common part; an empty box at a clamped corner when there is none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Box(left, top, max(left, min(self.right, other.right)), max(top, min(self.bottom, other.bottom)))

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clamp(self, width: int, height: int) -> Box:
        """The part inside a picture `width × height`."""
        return self.intersect(Box.of_size(width, height))

    def move_inside(self, frame: Box) -> Box:
        """Shifted as little as needed to lie in `frame` (its left/top wins where it is too large)."""
        dx = max(frame.left - self.left, min(0, frame.right - self.right))
        dy = max(frame.top - self.top, min(0, frame.bottom - self.bottom))
        return self.shift(dx, dy)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0…1."""
        common = self.intersect(other).area
        return common / (self.area + other.area - common) if common else 0.0

    def scale(self, x: float, y: float | None = None) -> Box:
        """Coordinates multiplied (as when the picture is resized), rounded outwards."""
        y = x if y is None else y
        return Box(floor(self.left * x), floor(self.top * y), ceil(self.right * x), ceil(self.bottom * y))

    def resize(self, factor: float) -> Box:
        """`factor` times as large in each direction around its centre, at least one pixel."""
        return Box.centered(self.center, max(1, round(self.width * factor)), max(1, round(self.height * factor)))


BoxField = Annotated[
    Box,
    BeforeValidator(Box.parse),
    PlainSerializer(Box.as_list),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer"},
            "minItems": 4,
            "maxItems": 4,
            "description": "[left, top, right, bottom] in pixels, half-open",
        }
    ),
]
"""`Box` as a field of a public format: `[left, top, right, bottom]`."""
