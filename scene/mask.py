"""Masks: which pixels are meant. H×W bool arrays with COCO run-length encoding as their plain-data form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

from .geometry import Box

LARGEST = 2**28
"""Pixels of the largest mask: a few letters can encode any size."""

REMEMBERED = 2**24
"""Pixels of the largest mask whose decoding is kept for a while: a turn asks for the same ones again and again."""

KERNEL = 8
"""Discs up to this radius are laid pixel by pixel."""


class MaskRef(BaseModel):
    """A mask as plain data: COCO compressed run-length encoding, `size` is `[height, width]`."""

    model_config = ConfigDict(frozen=True)

    size: tuple[int, int]
    counts: str = Field(max_length=20_000_000)

    @model_validator(mode="after")
    def _sane(self) -> MaskRef:
        height, width = self.size
        if height < 1 or width < 1 or height * width > LARGEST:
            raise ValueError(f"a mask's size is [height, width], 1 to {LARGEST} pixels, but got {list(self.size)}")
        return self


@dataclass(frozen=True, eq=False)
class Mask:
    """An immutable H×W bool mask."""

    array: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if not isinstance(self.array, np.ndarray) or self.array.ndim != 2 or self.array.dtype != np.bool_:
            came = f"{self.array.dtype} {self.array.shape}" if isinstance(self.array, np.ndarray) else type(self.array)
            raise ValueError(f"a mask is a bool array H×W, but got {came}")
        frozen = self.array.view()
        frozen.flags.writeable = False
        object.__setattr__(self, "array", frozen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mask) and np.array_equal(self.array, other.array)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def empty(cls, width: int, height: int) -> Mask:
        return cls(np.zeros((height, width), bool))

    @classmethod
    def full(cls, width: int, height: int) -> Mask:
        return cls(np.ones((height, width), bool))

    @classmethod
    def from_box(cls, box: Box, width: int, height: int) -> Mask:
        """True inside the part of `box` that lies in the picture."""
        array = np.zeros((height, width), bool)
        array[box.clamp(width, height).slices] = True
        return cls(array)

    @classmethod
    def from_ref(cls, ref: MaskRef) -> Mask:
        """Decode COCO RLE; raises ValueError when the runs do not fill `size`."""
        height, width = ref.size
        return cls(_remembered(ref) if height * width <= REMEMBERED else _decoded(ref))

    def to_ref(self) -> MaskRef:
        """COCO compressed run-length encoding."""
        from pycocotools import mask as coco

        size = list(self.array.shape)
        encoded = coco.frPyObjects({"size": size, "counts": _runs(self.array, self.box).tolist()}, *size)
        return MaskRef(size=self.array.shape, counts=encoded["counts"].decode("ascii"))

    @property
    def height(self) -> int:
        return int(self.array.shape[0])

    @property
    def width(self) -> int:
        return int(self.array.shape[1])

    @cached_property
    def area(self) -> int:
        """Number of true pixels."""
        return int(np.count_nonzero(self.array))

    @cached_property
    def box(self) -> Box:
        """The tight box of the true pixels; `Box(0, 0, 0, 0)` when there is none."""
        rows, columns = np.flatnonzero(self.array.any(axis=1)), np.flatnonzero(self.array.any(axis=0))
        if not rows.size:
            return Box(0, 0, 0, 0)
        return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)

    def union(self, other: Mask) -> Mask:
        return Mask(self.array | self._same_size(other).array)

    def intersect(self, other: Mask) -> Mask:
        return Mask(self.array & self._same_size(other).array)

    def minus(self, other: Mask) -> Mask:
        return Mask(np.greater(self.array, self._same_size(other).array))

    def invert(self) -> Mask:
        return Mask(~self.array)

    def iou(self, other: Mask) -> float:
        """Intersection over union, 0…1."""
        union = self.union(other).area
        return self.intersect(other).area / union if union else 0.0

    def crop(self, box: Box) -> Mask:
        """The part inside `box`, as a mask of the box's size; outside the picture it is false."""
        out = np.zeros((box.height, box.width), bool)
        inside = box.clamp(self.width, self.height)
        if inside.area:
            out[inside.shift(-box.left, -box.top).slices] = self.array[inside.slices]
        return Mask(out)

    def paste(self, width: int, height: int, left: int, top: int) -> Mask:
        """This mask laid with its corner at `(left, top)` into an empty one of `width × height`."""
        out = np.zeros((height, width), bool)
        place = Box(left, top, left + self.width, top + self.height)
        inside = place.clamp(width, height)
        if inside.area:
            out[inside.slices] = self.array[inside.shift(-left, -top).slices]
        return Mask(out)

    def shift(self, dx: int, dy: int) -> Mask:
        """Moved; what leaves the picture is lost."""
        return self.paste(self.width, self.height, dx, dy)

    def grow(self, radius: int) -> Mask:
        """Dilated by a disc of `radius` pixels (eroded when negative)."""
        if radius == 0 or not self.area:
            return self
        window = self.box.pad(abs(radius) + 1).clamp(self.width, self.height)
        change = _changed_by_kernel if abs(radius) <= KERNEL else _changed_by_distance
        out = np.zeros_like(self.array)
        out[window.slices] = change(self.array[window.slices], radius)
        return Mask(out)

    def feather(self, radius: float) -> NDArray[np.uint8]:
        """An H×W uint8 alpha: 255 inside, falling over `radius` pixels outside; zero beyond."""
        import cv2

        alpha = np.where(self.array, 255, 0).astype(np.uint8)
        if radius <= 0 or not self.area:
            return alpha
        window = self.box.pad(int(radius) + 2).clamp(self.width, self.height)
        outside = (~self.array[window.slices]).astype(np.uint8)
        distance = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        alpha[window.slices] = np.where(distance <= radius, 255 * (1 - distance / (radius + 1)), 0).astype(np.uint8)
        return alpha

    def _same_size(self, other: Mask) -> Mask:
        if other.array.shape != self.array.shape:
            raise ValueError(f"masks of one picture have one size, but got {self.array.shape} and {other.array.shape}")
        return other


def _changed_by_kernel(part: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    import cv2

    size = 2 * abs(radius) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    change = cv2.dilate if radius > 0 else cv2.erode
    return change(part.astype(np.uint8), disc).astype(bool)


def _changed_by_distance(part: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """The same for large discs, at a cost that does not grow with them."""
    import cv2

    other = (~part if radius > 0 else part).astype(np.uint8)
    distance = cv2.distanceTransform(other, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance <= radius if radius > 0 else distance > -radius)


def _runs(array: NDArray[np.bool_], box: Box) -> NDArray[np.intp]:
    """Lengths of the runs of false and true in turns, column by column, false first; all that is true lies in `box`.

    Runs end where a pixel differs from the one above it, and what is above a column is the end of the one before:
    rows are compared, so that no large mask has to be turned.
    """
    differs = np.zeros((box.height + 1, box.width), bool)
    part = array[box.slices]
    differs[:-1] = part
    differs[1:] ^= part
    rows, columns = np.divmod(np.flatnonzero(differs), max(1, box.width))
    places = np.sort((columns + box.left) * array.shape[0] + rows + box.top)
    # What ends at the bottom of one column and begins at the top of the next goes on.
    once = places[(np.diff(places, prepend=-1) != 0) & (np.diff(places, append=-1) != 0)]
    return np.diff(once[once < array.size], prepend=0, append=array.size)


@lru_cache(maxsize=6)
def _remembered(ref: MaskRef) -> NDArray[np.bool_]:
    return _decoded(ref)


def _decoded(ref: MaskRef) -> NDArray[np.bool_]:
    from pycocotools import mask as coco

    if not _fills(ref):
        raise ValueError(f"this run-length encoding does not fill its size {list(ref.size)}")
    runs = {"size": list(ref.size), "counts": ref.counts.encode("ascii")}
    left, top, width, height = (int(value) for value in coco.toBbox(runs))
    array = np.zeros(ref.size, bool)
    inside = Box(left, top, left + width, top + height).slices
    array[inside] = coco.decode(runs)[inside]  # in columns: turning the box alone is what costs little
    array.flags.writeable = False
    return array


def _fills(ref: MaskRef) -> bool:
    """Whether the runs add up to the size: the C decoder would write past its buffer otherwise."""
    runs: list[int] = []
    value, shift = 0, 0
    for letter in ref.counts:
        code = ord(letter) - 48
        if not 0 <= code < 64 or shift > 40:
            return False
        value |= (code & 0x1F) << shift
        shift += 5
        if not code & 0x20:
            if code & 0x10:
                value -= 1 << shift
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value, shift = 0, 0
    return shift == 0 and all(run >= 0 for run in runs) and sum(runs) == ref.size[0] * ref.size[1]
