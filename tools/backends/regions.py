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
from ..outgrown import fill_box
from ..ports import Detection, Prompt, Region, Tag
from ..recent import Recent

MOST_REGIONS = 32
"""Regions that are tagged: the budget of one dense search, with at most a hundred questions to the segmenter."""

MOST_MORE = 96
"""Further regions of a closer search, with at most 250 questions."""

MOST_BOXES = 64
"""Places where the detector faintly sees something, whatever it is, that a closer search asks about."""

SAME_PLACE = 0.6
"""Boxes that overlap this much (IoU) are one place."""

SHARES = (0.0015, 0.7)
"""Regions smaller or larger than these shares of the picture are not looked at."""

SMALLEST = 0.0006
"""The smallest share in a closer search."""

THINNEST = 4
"""A picture with a side under this many pixels has no regions: what is thinner is no object for the detector either."""

MIDDLE = (0.03, 0.6)
"""The share of a picture that a thing takes which the picture is of; it reaches one edge at most."""

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
        self._more: Recent[str, tuple[TaggedRegion, ...]] = Recent(REMEMBERED)

    def of(self, pixels: Pixels) -> tuple[TaggedRegion, ...]:
        """The regions of a picture, largest first; looked for only if they are not known."""
        return self._known.get(ImageRef.of(pixels).id, lambda: self._look(pixels))

    def all_of(self, pixels: Pixels, hints: Sequence[Detection]) -> tuple[TaggedRegion, ...]:
        """The regions of a picture and those of a closer search, which also asks at the places of `hints`."""
        known = self.of(pixels)
        return (*known, *self._more.get(ImageRef.of(pixels).id, lambda: self._look_closer(pixels, known, hints)))

    def in_the_middle(self, pixels: Pixels) -> tuple[TaggedRegion, ...]:
        """The thing in the middle of a picture, if one stands there by itself."""
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        with self._lease("segmenter") as segmenter:
            (found,) = segmenter.segment(segmenter.encode(pixels), [Prompt(inside=(frame.center,))])
        share, sides = found.mask.area / frame.area, zip(found.mask.box.as_list(), frame.as_list(), strict=True)
        alone = MIDDLE[0] <= share <= MIDDLE[1] and sum(abs(a - b) <= 1 for a, b in sides) <= 1
        return self._tagged(pixels, [found]) if alone else ()

    def at(self, pixels: Pixels, boxes: Sequence[Box]) -> tuple[TaggedRegion, ...]:
        """What fills each of the boxes, where something does."""
        masks = self.masks_in(pixels, boxes)
        return self._tagged(pixels, [Region(mask, 1.0) for mask in masks if mask.area])

    def masks_in(self, pixels: Pixels, boxes: Sequence[Box]) -> list[Mask]:
        """A mask for each box, each looked at from near."""
        if not boxes:
            return []
        with self._lease("segmenter") as segmenter:
            found = segmenter.segment(segmenter.encode(pixels), [Prompt(box=box) for box in boxes])
        return [one.mask for one in found]

    def wholes_in(self, pixels: Pixels, boxes: Sequence[Box]) -> list[Mask]:
        """The same for boxes of coarse masks: of all of a thing that its box cuts off."""
        if not boxes:
            return []
        with self._lease("segmenter") as segmenter:
            embedding = segmenter.encode(pixels)
            return [fill_box(segmenter, embedding, box).mask for box in boxes]

    def _look(self, pixels: Pixels) -> tuple[TaggedRegion, ...]:
        if min(pixels.shape[:2]) < THINNEST:
            return ()
        with self._lease("segmenter") as segmenter:
            regions = segmenter.everything(segmenter.encode(pixels))
        return self._tagged(pixels, _sized(regions, pixels, SHARES[0])[:MOST_REGIONS])

    def _look_closer(
        self, pixels: Pixels, known: Sequence[TaggedRegion], hints: Sequence[Detection]
    ) -> tuple[TaggedRegion, ...]:
        found = [Region(Mask.from_ref(one.mask), 1.0) for one in known]
        with self._lease("segmenter") as segmenter:
            more = segmenter.everything(segmenter.encode(pixels), found, places(hints))
        return self._tagged(pixels, _sized(more, pixels, SMALLEST)[:MOST_MORE])

    def _tagged(self, pixels: Pixels, regions: Sequence[Region]) -> tuple[TaggedRegion, ...]:
        crops = [crop for region in regions for crop in _views(pixels, region.mask)]
        with self._lease("tagger") as tagger:
            tags = tagger.tag(crops, top=TOP)
        pairs = zip(regions, tags[::2], tags[1::2], strict=True)
        return tuple(
            TaggedRegion(one.mask.to_ref(), one.mask.box, tuple(near), tuple(alone)) for one, near, alone in pairs
        )


def places(hints: Sequence[Detection]) -> list[Box]:
    """The boxes of the best hints, one for each place."""
    kept: list[Box] = []
    for hint in hints:
        if len(kept) < MOST_BOXES and all(hint.box.iou(other) < SAME_PLACE for other in kept):
            kept.append(hint.box)
    return kept


def _sized(regions: Sequence[Region], pixels: Pixels, least: float) -> list[Region]:
    size = pixels.shape[0] * pixels.shape[1]
    return [one for one in regions if least * size <= one.mask.area <= SHARES[1] * size]


def _views(pixels: Pixels, mask: Mask) -> tuple[Pixels, Pixels]:
    """The region with its surroundings, and alone on gray; both nearly square, as the tagger is used to."""
    side = max(mask.box.size)
    reach = round(side * CONTEXT)
    square = Box.centered(mask.box.center, side + 2 * reach, side + 2 * reach).clamp(mask.width, mask.height)
    crop = np.ascontiguousarray(to_rgb(pixels)[square.slices])
    alone = crop.copy()
    alone[~mask.crop(square).array] = GRAY
    return crop, alone
