"""The dense search: what each region of a picture looks like, found once and kept for the next words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, to_rgb
from ...scene.mask import Mask, MaskRef
from ..ports import Region, Tag
from ..recent import Recent

MOST_REGIONS = 32
"""Regions that are tagged: the budget of one dense search, with at most a hundred questions to the segmenter."""

SHARES = (0.0015, 0.7)
"""Regions smaller or larger than these shares of the picture are not looked at."""

CONTEXT = 0.15
"""Of a region's box on each side, shown to the tagger along with it."""

REMEMBERED = 4
"""Pictures whose regions are kept, as run lengths and words."""

TOP = 8
GRAY = 127


@dataclass(frozen=True, slots=True)
class TaggedRegion:
    """A region and what it was recognised as: `near`, with its surroundings, and `alone`, on gray.

    Its surroundings help to recognise it, but may themselves be what is recognised.
    """

    mask: MaskRef
    box: Box
    near: tuple[Tag, ...]
    alone: tuple[Tag, ...]


class RegionMemory:
    """Tagged regions by picture, the last few."""

    def __init__(self, lease: Callable[[str], AbstractContextManager[Any]]) -> None:
        self._lease = lease
        self._known: Recent[str, tuple[TaggedRegion, ...]] = Recent(REMEMBERED)

    def of(self, pixels: Pixels) -> tuple[TaggedRegion, ...]:
        """The regions of a picture, largest first; looked for only if they are not known."""
        return self._known.get(ImageRef.of(pixels).id, lambda: self._look(pixels))

    def _look(self, pixels: Pixels) -> tuple[TaggedRegion, ...]:
        with self._lease("segmenter") as segmenter:
            regions = _worth_a_look(segmenter.everything(segmenter.encode(pixels)), pixels)
        crops = [crop for region in regions for crop in _views(pixels, region.mask)]
        with self._lease("tagger") as tagger:
            tags = tagger.tag(crops, top=TOP)
        pairs = zip(regions, tags[::2], tags[1::2], strict=True)
        return tuple(
            TaggedRegion(one.mask.to_ref(), one.mask.box, tuple(near), tuple(alone)) for one, near, alone in pairs
        )


def _worth_a_look(regions: Sequence[Region], pixels: Pixels) -> list[Region]:
    size = pixels.shape[0] * pixels.shape[1]
    fitting = [one for one in regions if SHARES[0] * size <= one.mask.area <= SHARES[1] * size]
    return fitting[:MOST_REGIONS]


def _views(pixels: Pixels, mask: Mask) -> tuple[Pixels, Pixels]:
    """The region with its surroundings, and alone on gray; both nearly square, as the tagger is used to."""
    side = max(mask.box.size)
    reach = round(side * CONTEXT)
    square = Box.centered(mask.box.center, side + 2 * reach, side + 2 * reach).clamp(mask.width, mask.height)
    crop = np.ascontiguousarray(to_rgb(pixels)[square.slices])
    alone = crop.copy()
    alone[~mask.crop(square).array] = GRAY
    return crop, alone
