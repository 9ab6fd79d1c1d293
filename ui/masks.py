"""Masks out of picture files: white or opaque pixels are what is meant"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from . import texts

if TYPE_CHECKING:
    from ..scene.codec import Limits
    from ..scene.mask import Mask

BRIGHT = 128
"""From this value on, of 255, a pixel is meant."""
PROPORTION = 0.01
"""By so much the proportions of a mask may differ from the picture's: rounding, when it was made smaller."""


def painted(source: str | PathLike[str] | bytes, limits: Limits | None = None) -> Mask:
    """The opaque pixels of a picture that has clear ones, else its bright ones; ValueError where there is none."""
    from ..scene.codec import open_photo
    from ..scene.mask import Mask

    pixels = open_photo(source, limits).pixels
    translucent = pixels.shape[2] == 4 and bool((pixels[..., 3] < BRIGHT).any())
    inside = pixels[..., 3] >= BRIGHT if translucent else pixels[..., :3].max(axis=2) >= BRIGHT
    if not inside.any():
        raise ValueError(texts.MASK_EMPTY)
    return Mask(inside)


def fitted(mask: Mask, width: int, height: int) -> Mask:
    """The mask at the picture's size; ValueError where its proportions are others."""
    import cv2
    import numpy as np

    from ..scene.mask import Mask

    if (mask.width, mask.height) == (width, height):
        return mask
    across, down = width / mask.width, height / mask.height
    if abs(across - down) > PROPORTION * max(across, down):
        sizes = {"came": f"{mask.width} × {mask.height}", "shown": f"{width} × {height}"}
        raise ValueError(texts.MASK_PROPORTIONS.format(**sizes))
    smaller = cv2.INTER_AREA if across < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(np.where(mask.array, 255, 0).astype(np.uint8), (width, height), interpolation=smaller)
    if not (scaled >= BRIGHT).any():
        raise ValueError(texts.MASK_TOO_FINE.format(size=f"{width} × {height}"))
    return Mask(scaled >= BRIGHT)
