"""Pictures as values: uint8 arrays in memory, references everywhere else."""

from __future__ import annotations

import hashlib
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from .frozen import OfFrozen

Pixels: TypeAlias = NDArray[np.uint8]
"""H×W×3 RGB or H×W×4 RGBA, uint8, orientation already applied, alpha not premultiplied."""

Mode = Literal["RGB", "RGBA"]

_IDS: OfFrozen[str] = OfFrozen(8)
"""A turn asks for the same ids again and again, and each takes a look at every byte."""


class ImageRef(BaseModel):
    """A reference to a picture; `id` is `sha256:` of its decoded pixels, size and mode, opaque to readers."""

    model_config = ConfigDict(frozen=True)

    id: str
    width: int = Field(ge=1)
    height: int = Field(ge=1)
    mode: Mode = "RGB"

    @classmethod
    def of(cls, pixels: Pixels) -> ImageRef:
        """The reference of these pixels."""
        check_pixels(pixels)
        height, width, channels = pixels.shape
        mode: Mode = "RGB" if channels == 3 else "RGBA"
        return cls(id=_IDS.get(pixels, lambda: _id(pixels, mode)), width=width, height=height, mode=mode)


def _id(pixels: Pixels, mode: Mode) -> str:
    digest = hashlib.sha256(f"{pixels.shape[1]}x{pixels.shape[0]}:{mode}:".encode())
    digest.update(np.ascontiguousarray(pixels).data)
    return f"sha256:{digest.hexdigest()}"


def id_of_colors(pixels: Pixels) -> str:
    """The id of an `ImageRef` for H×W×3|4 pixels without their alpha."""
    return ImageRef.of(to_rgb(pixels)).id


class ImageStore(Protocol):
    """Where pictures live. Raises KeyError for a reference that was never put."""

    def put(self, pixels: Pixels) -> ImageRef: ...

    def get(self, ref: ImageRef) -> Pixels: ...


class MemoryImages:
    """An ImageStore in memory: for single actions without a session, and for benchmarks."""

    def __init__(self) -> None:
        self._pictures: dict[str, Pixels] = {}

    def put(self, pixels: Pixels) -> ImageRef:
        ref = ImageRef.of(pixels)
        self._pictures[ref.id] = pixels
        return ref

    def get(self, ref: ImageRef) -> Pixels:
        return self._pictures[ref.id]


def check_pixels(pixels: Pixels) -> Pixels:
    """Return `pixels` if they are a picture, raise ValueError that says what came instead."""
    good = isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8 and pixels.ndim == 3
    if not good or pixels.shape[2] not in (3, 4) or 0 in pixels.shape:
        came = f"{pixels.dtype} {pixels.shape}" if isinstance(pixels, np.ndarray) else type(pixels).__name__
        raise ValueError(f"a picture is a uint8 array H×W×3 or H×W×4, but got {came}")
    return pixels


STRIP = 64
"""Rows compared in one go: most of a picture is what it was, and small pieces stay in the processor's cache."""


def differing(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    """H×W bool: where two pictures of one shape differ in any channel."""
    import cv2

    if before.shape != after.shape:
        raise ValueError(f"pictures of one shape are compared, but got {before.shape} and {after.shape}")
    out = np.zeros(before.shape[:2], bool)
    for top in range(0, len(out), STRIP):
        rows = slice(top, top + STRIP)
        if not np.array_equal(before[rows], after[rows]):
            nothing = (0.0,) * before.shape[2]
            out[rows] = cv2.inRange(cv2.absdiff(before[rows], after[rows]), nothing, nothing) == 0
    return out


def to_rgb(pixels: Pixels) -> Pixels:
    """The colour channels, without copying."""
    return pixels[..., :3]


def to_rgba(pixels: Pixels) -> Pixels:
    """With an alpha channel, opaque where there was none."""
    if pixels.shape[2] == 4:
        return pixels
    opaque = np.full((*pixels.shape[:2], 1), 255, np.uint8)
    return np.concatenate([pixels, opaque], axis=2)
