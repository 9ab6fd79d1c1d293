"""Before and after, side by side, for people to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..scene.geometry import Box
from ..scene.image import Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH = 900
"""Of a picture at most, in pixels."""
GAP = 8
SMALL = 0.12
"""A change within less than this share of the picture is shown from near as well."""


def side_by_side(before: Pixels, after: Pixels) -> Image:
    """Before on the left, after on the right; below them the same from near, where little changed."""
    rows = [(before, after)]
    box = changed(before, after)
    if box is not None and box.area < SMALL * before.shape[0] * before.shape[1]:
        near = _around(box, before)
        rows.append((before[near.slices], after[near.slices]))
    return _stacked([_pair(*row) for row in rows])


def changed(before: Pixels, after: Pixels) -> Box | None:
    """Where the two differ; None where nowhere, or where they are not of one size."""
    if before.shape != after.shape:
        return None
    rows, columns = np.nonzero((before != after).any(axis=2))
    if not rows.size:
        return None
    return Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


def _around(box: Box, pixels: Pixels) -> Box:
    """With as much around it again, and not smaller than a hundred pixels."""
    margin = max(box.width // 3, box.height // 3, 8, (100 - min(box.width, box.height)) // 2)
    return box.pad(margin).clamp(pixels.shape[1], pixels.shape[0])


def _pair(before: Pixels, after: Pixels) -> Image:
    from PIL import Image

    each = (WIDTH - GAP) // 2
    left, right = (_fitted(_opaque(pixels), each) for pixels in (before, after))
    out = Image.new("RGB", (WIDTH, max(left.height, right.height)), "white")
    out.paste(left, (0, 0))
    out.paste(right, (each + GAP, 0))
    return out


def _fitted(image: Image, width: int) -> Image:
    """No wider than `width` and no taller than one and a quarter of it; small ones are enlarged."""
    from PIL.Image import Resampling

    scale = min(width / image.width, 1.25 * width / image.height)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Resampling.LANCZOS)


def _opaque(pixels: Pixels) -> Image:
    """Transparency over a chequered ground."""
    from PIL import Image

    if pixels.shape[2] == 3:
        return Image.fromarray(pixels)
    rows, columns = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    ground = np.where((rows // 12 + columns // 12) % 2, 205, 245)[..., None]
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return Image.fromarray(np.rint(pixels[..., :3] * alpha + ground * (1 - alpha)).astype(np.uint8))


def _stacked(pictures: list[Image]) -> Image:
    from PIL import Image

    out = Image.new("RGB", (WIDTH, sum(each.height + GAP for each in pictures) - GAP), "white")
    top = 0
    for each in pictures:
        out.paste(each, (0, top))
        top += each.height + GAP
    return out
