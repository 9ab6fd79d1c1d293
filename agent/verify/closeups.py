"""Close-ups: a thing and what is around it, small enough to be looked at in a few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box, Point
from ...scene.image import Pixels
from ...scene.mask import Mask

SIDE = 320
"""Long side of a close-up in pixels: a wrong outline shows at that size, and looking costs no more on a large photo."""
AROUND = 0.35
"""Of the thing's longer side: how much of what is around it is looked at."""
GREY = 127

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
    def beyond(self) -> Floats:
        """How far pixels lie outside the hole; 0 within."""
        import cv2

        return np.asarray(cv2.distanceTransform((~self.hole).astype(np.uint8), cv2.DIST_L2, 5), np.float32)

    def same_part(self, pixels: Pixels) -> Floats:
        """Another picture's colours there."""
        return _lab(pixels, self.window, self.colours.shape[1], self.colours.shape[0])

    def same_flags(self, mask: Mask) -> Flags:
        """Another mask there."""
        return _small(mask, self.window, self.colours.shape[1], self.colours.shape[0])

    def on_canvas(self, x: float, y: float) -> Point:
        """A point of the close-up, in pixels of the canvas array."""
        height, width = self.thing.shape
        return Point(
            self.window.left + (x + 0.5) * self.window.width / width,
            self.window.top + (y + 0.5) * self.window.height / height,
        )


def close_up(pixels: Pixels, mask: Mask, hole: Mask, pad: int | None = None, side: int = SIDE) -> CloseUp:
    """The surroundings of a mask that is not empty, `pad` pixels beyond its box, at most `side` pixels long; `pixels`
    H×W×3|4, transparent ones seen before grey."""
    pad = max(16, round(AROUND * max(mask.box.size))) if pad is None else pad
    window = mask.box.pad(pad).clamp(mask.width, mask.height)
    share = min(1.0, side / max(window.size))
    width, height = max(8, round(window.width * share)), max(8, round(window.height * share))
    small = _small(mask, window, width, height), _small(hole, window, width, height)
    return CloseUp(window, _lab(pixels, window, width, height), *small)


def _lab(pixels: Pixels, window: Box, width: int, height: int) -> Floats:
    import cv2

    part = cv2.resize(np.ascontiguousarray(pixels[window.slices]), (width, height), interpolation=cv2.INTER_AREA)
    colours = np.asarray(part[..., :3], np.float32)
    if part.shape[2] == 4:
        shown = part[..., 3:].astype(np.float32) / np.float32(255)
        colours = np.asarray(colours * shown + GREY * (1 - shown), np.float32)
    return np.asarray(cv2.cvtColor(colours / 255, cv2.COLOR_RGB2LAB), np.float32)


def _small(mask: Mask, window: Box, width: int, height: int) -> Flags:
    import cv2

    part = mask.array[window.slices].astype(np.float32)
    return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_AREA) > 0.5)
