"""The frame of Segment Anything (Kirillov et al., ICCV 2023): how a part of a picture lies in its 1024×1024 input
and in its 256×256 mask."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..ports import Prompt

SIDE = 1024
LOW = 256
_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
_STD = np.array([58.395, 57.12, 57.375], np.float32)

INSIDE, OUTSIDE, CORNER, OPPOSITE, PAD = 1.0, 0.0, 2.0, 3.0, -1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a picture, scaled so that its longer side fills the input, the rest padded right and below."""

    part: Box

    @property
    def inner(self) -> tuple[int, int]:
        """`(width, height)` of the part within the input."""
        scale = SIDE / max(self.part.size)
        return max(1, round(self.part.width * scale)), max(1, round(self.part.height * scale))

    @property
    def scale(self) -> tuple[float, float]:
        """Input pixels for each picture pixel, `(x, y)`."""
        return self.inner[0] / self.part.width, self.inner[1] / self.part.height

    def input_of(self, pixels: Pixels) -> NDArray[np.float32]:
        """The network's input 1×3×1024×1024 for H×W×3 RGB."""
        import cv2

        shrinks = max(self.part.size) > SIDE
        part = np.ascontiguousarray(pixels[self.part.slices])
        sized = cv2.resize(part, self.inner, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
        out = np.zeros((1, 3, SIDE, SIDE), np.float32)
        out[0, :, : self.inner[1], : self.inner[0]] = ((sized - _MEAN) / _STD).transpose(2, 0, 1)
        return out

    def coordinates_of(self, prompt: Prompt) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`(1×n×2 input coordinates, 1×n labels)` as the decoder wants them."""
        named = [(point, INSIDE) for point in prompt.inside] + [(point, OUTSIDE) for point in prompt.outside]
        if prompt.box is not None:
            named += [((prompt.box.left, prompt.box.top), CORNER), ((prompt.box.right, prompt.box.bottom), OPPOSITE)]
        places = [((x - self.part.left) * self.scale[0], (y - self.part.top) * self.scale[1]) for (x, y), _ in named]
        labels = [label for _, label in named]
        if prompt.box is None:
            places, labels = [*places, (0.0, 0.0)], [*labels, PAD]
        return np.array([places], np.float32), np.array([labels], np.float32)

    def spread(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """256×256 mask logits at the part's own resolution, h×w."""
        return self._spread(logits, self.part.size)

    def _spread(self, logits: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
        import cv2

        (x, y), ratio = self.scale, LOW / SIDE
        to_low = np.array([[x * ratio, 0, x * ratio / 2 - 0.5], [0, y * ratio, y * ratio / 2 - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        border = cv2.BORDER_REPLICATE
        return np.asarray(cv2.warpAffine(logits, to_low, size, flags=flags, borderMode=border), np.float32)

    def inside(self, logits: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Where `spread` of these is positive, h×w bool, without working out what lies right of it and below."""
        out = np.zeros((self.part.height, self.part.width), bool)
        box = Mask(logits > 0).box
        if box.area:
            x, y = (scale * LOW / SIDE for scale in self.scale)
            size = (
                min(self.part.width, int((box.right + 1) / x) + 1),
                min(self.part.height, int((box.bottom + 1) / y) + 1),
            )
            np.greater(self._spread(logits, size), 0, out=out[: size[1], : size[0]])
        return out

    def gather(self, logits: NDArray[np.float32]) -> NDArray[np.float32]:
        """The inverse of `spread`: h×w logits of the part as a 256×256 mask prompt."""
        import cv2

        size = max(1, round(self.inner[0] * LOW / SIDE)), max(1, round(self.inner[1] * LOW / SIDE))
        out = np.full((LOW, LOW), float(min(0.0, logits.min())), np.float32)
        out[: size[1], : size[0]] = cv2.resize(logits, size, interpolation=cv2.INTER_AREA)
        return out

    def valid(self, low: NDArray[np.float32]) -> NDArray[np.float32]:
        """The part of a 256×256 mask that is not padding."""
        return low[: -(-self.inner[1] * LOW // SIDE), : -(-self.inner[0] * LOW // SIDE)]
