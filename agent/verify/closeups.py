"""Close-ups: a thing and what is around it, small enough to be looked at in a few milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box, Point
from ...scene.image import Pixels
from ...scene.lab import to_lab
from ...scene.mask import Mask
from ..actions.margins import SLACK

SIDE = 320
"""Long side of a close-up in pixels: a wrong outline shows at that size, and looking costs no more on a large photo."""
AROUND = 0.35
"""Of the thing's longer side: how much of what is around it is looked at."""
GREY, HALF = 127, 127

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class CloseUp:
    """`colours` h×w×3 float32 CIELAB (L 0…100) of `window` (canvas array), `thing` and its `hole` h×w bool."""

    window: Box
    colours: Floats
    thing: Flags
    hole: Flags

    @property
    def size(self) -> float:
        """The side of a square as large as the thing, in pixels of the close-up."""
        return sqrt(max(1, int(np.count_nonzero(self.thing))))

    @property
    def share(self) -> float:
        """Pixels of the close-up for one of the canvas, along a side."""
        return self.thing.shape[1] / max(1, self.window.width)

    @property
    def core(self) -> Flags:
        """The thing without its rim."""
        import cv2

        return np.asarray(cv2.erode(self.thing.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)

    @property
    def beyond(self) -> Floats:
        """How far pixels lie outside the hole; 0 within."""
        return outside(self.hole)

    def same_part(self, pixels: Pixels) -> Floats:
        """Another picture's colours there."""
        return _lab(pixels, self.window, self.thing.shape[1], self.thing.shape[0])

    def flags(self, mask: Mask) -> Flags:
        """Another mask there."""
        return _flags(mask, self.window, self.thing.shape[1], self.thing.shape[0])

    def covered_by(self, boxes: Iterable[Box], pad: int) -> Flags:
        """Where boxes of the canvas lie, each `pad` pixels larger on every side."""
        out = np.zeros_like(self.thing)
        for box in boxes:
            near = box.pad(pad).shift(-self.window.left, -self.window.top).scale(self.share)
            out[near.clamp(out.shape[1], out.shape[0]).slices] = True
        return out

    def on_canvas(self, x: float, y: float) -> Point:
        """A point of the close-up, in pixels of the canvas array."""
        return Point(self.window.left + (x + 0.5) / self.share, self.window.top + (y + 0.5) / self.share)


def close_up(pixels: Pixels, mask: Mask, growth: int, side: int = SIDE) -> CloseUp:
    """The surroundings of a mask that is not empty and of its hole (see `hole_of`), at most `side` pixels long.

    `pixels` is H×W×3|4; what is transparent is seen before grey.
    """
    box = mask.box
    window = box.pad(max(16, round(AROUND * max(box.size)))).clamp(mask.width, mask.height)
    share = min(1.0, side / max(window.size))
    width, height = max(8, round(window.width * share)), max(8, round(window.height * share))
    thing = _flags(mask, window, width, height)
    hole = outside(thing) <= max(0, growth - SLACK) * share
    return CloseUp(window, _lab(pixels, window, width, height), thing, hole)


def outside(flags: Flags) -> Floats:
    """How far each pixel lies outside of what is flagged, h×w float32."""
    import cv2

    return np.asarray(cv2.distanceTransform((~flags).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _flags(mask: Mask, window: Box, width: int, height: int) -> Flags:
    part = mask.array[window.slices].astype(np.uint8) * np.uint8(255)
    return np.asarray(_reduced(part, width, height) > HALF)


def _reduced(pixels: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _lab(pixels: Pixels, window: Box, width: int, height: int) -> Floats:
    part = _reduced(pixels[window.slices], width, height)
    if part.shape[2] == 3:
        return to_lab(part)
    shown = part[..., 3:].astype(np.float32) / np.float32(255)
    return to_lab(np.asarray(part[..., :3] * shown + GREY * (1 - shown), np.float32))
