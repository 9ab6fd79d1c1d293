"""The cropping rule of fillers: a window with context around each group of a hole, pasted back at full resolution.

A filler's cost then depends on the hole, not on the photo, and its few hundred pixels are spent where they matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, check_pixels
from ..scene.mask import Mask
from .detail import enlarge_with_detail, shrink
from .generators import Watch

BLOCK_FRACTION = 8
"""Parts of a hole nearer than an eighth of the native size share a crop: they share their surroundings."""

MAX_GROUPS = 24
"""A hole in more groups than this is grouped more coarsely: a speckled mask must not cost a crop for each speck."""


SLIVER = 1e-3
"""Pixels; less of one than this belongs to the neighbour alone."""


@dataclass(frozen=True, slots=True)
class CropRule:
    """How a filler wants its crops: `native` pixels a side, `context` times the hole's longer side at least."""

    native: int
    context: float

    def __post_init__(self) -> None:
        if self.native < 16 or self.context < 1:
            raise ValueError(f"a crop rule needs native ≥ 16 and context ≥ 1, but got {self.native}, {self.context}")

    def window(self, hole: Box, frame: Box) -> Box:
        """The part of `frame` to look at for a hole with this box: square where the picture has room."""
        side = max(self.native, round(self.context * max(hole.width, hole.height)))
        width, height = min(side, frame.width), min(side, frame.height)
        return Box.centered(hole.center, width, height).move_inside(frame)


@dataclass(frozen=True, eq=False, slots=True)
class HoleCrop:
    """One crop: the part of the picture to look at, and the pixels to fill, a mask of the size of `box`."""

    window: Box
    box: Box
    own: Mask


Filler: TypeAlias = Callable[[Pixels, NDArray[np.bool_], NDArray[np.bool_]], Pixels]
"""`(pixels h×w×3, hole h×w, barred h×w) → filled h×w×3`, called on crops, which it may not change; the pixels
outside the hole are ignored."""


def fill_in_crops(
    pixels: Pixels, hole: Mask, barred: Mask | None, rule: CropRule, filler: Filler, watch: Watch | None = None
) -> Pixels:
    """`pixels` with the hole filled crop by crop; every pixel outside the hole is the input's.

    A crop sees the groups before it filled and those after it still as hole; `watch` is told of each. Raises
    ValueError when the sizes differ, the picture is not RGB, or nothing but hole and barred pixels is left to go by.
    """
    filled, crops = pixels.copy(), hole_crops(hole, rule)
    still = hole.array if len(crops) == 1 else hole.array.copy()
    for done, crop in enumerate(crops, 1):
        window = _with_sources(crop.window, still, hole, barred)
        seen = filled[window.slices]
        seen.flags.writeable = False
        result = filler(seen, still[window.slices], _shut(window, hole, barred))
        place = crop.box.slices
        inner = crop.box.shift(-window.left, -window.top).slices
        np.copyto(filled[place], result[inner], where=crop.own.array[..., None])
        if still.flags.writeable:
            still[place] &= ~crop.own.array
        if watch is not None:
            watch(done, len(crops))
    return filled


def reads(hole: Mask, barred: Mask | None, rule: CropRule) -> Box:
    """A box beyond which a filler by this rule looks at nothing, whichever parts of the hole it fills together."""
    frame = Box.of_size(hole.width, hole.height)
    side = max(rule.native, round(rule.context * max(hole.box.size)))
    near = hole.box.pad(side).intersect(frame)
    unknown = hole.area + (np.count_nonzero(barred.array[near.slices]) if barred is not None else 0)
    smallest = min(rule.native, frame.width) * min(rule.native, frame.height)
    return near if 8 * unknown < 7 * smallest else frame  # else windows may be doubled for want of sources


def check_fill(pixels: Pixels, hole: Mask, barred: Mask | None, prompt: str | None = None) -> None:
    """Raise ValueError, saying what came, for what a filler of this kind cannot work on.

    That is: another picture than RGB, masks of another size, a prompt, or no pixel left to go by.
    """
    check_sizes(pixels, hole, barred)
    if prompt is not None:
        raise ValueError(f"this filler continues the surroundings and follows no words, but got prompt {prompt!r}")
    if not hole.area or hole.area + (barred.area if barred else 0) < hole.array.size:
        return
    if (hole.array if barred is None else hole.array | barred.array).all():
        raise ValueError("the hole (with what may not be copied) covers the whole picture: nothing is left to go by")


def check_sizes(pixels: Pixels, hole: Mask, barred: Mask | None) -> None:
    """Raise ValueError, saying what came, for another picture than RGB or masks of another size."""
    if check_pixels(pixels).shape[2] != 3:
        raise ValueError(f"fillers work on RGB pictures H×W×3, but got {pixels.shape}; drop the alpha channel first")
    for name, mask in (("hole", hole), ("barred", barred)):
        if mask is not None and mask.array.shape != pixels.shape[:2]:
            raise ValueError(f"the {name} mask must be as large as the picture {pixels.shape}, got {mask.array.shape}")


def hole_crops(hole: Mask, rule: CropRule) -> tuple[HoleCrop, ...]:
    """One crop for each group of nearby hole pixels, larger groups first; none for an empty hole."""
    if not hole.area:
        return ()
    frame = Box.of_size(hole.width, hole.height)
    groups = _merge_close(_groups(hole, max(1, rule.native // BLOCK_FRACTION)), rule.native // 2)
    groups.sort(key=lambda group: (-group[1].area, group[0]))
    return tuple(HoleCrop(rule.window(box, frame), box, own) for box, own in groups)


_Group: TypeAlias = tuple[Box, Mask]
"""Where a group lies, and its pixels as a mask of that box's size."""


def _groups(hole: Mask, block: int) -> list[_Group]:
    """Connected groups on a grid of `block` pixels, which coarsens until there are few enough."""
    import cv2

    left, top = hole.box.left // block * block, hole.box.top // block * block
    near = hole.array[top : hole.box.bottom, left : hole.box.right]
    count, labels = cv2.connectedComponents(_block_any(near, block).astype(np.uint8), connectivity=8)
    if count - 1 > MAX_GROUPS:
        return _groups(hole, 2 * block)
    spread = labels.astype(np.uint8).repeat(block, axis=0).repeat(block, axis=1)[: near.shape[0], : near.shape[1]]
    parts = [Mask(near & (spread == label)) for label in range(1, count)]
    return [(part.box.shift(left, top), part.crop(part.box)) for part in parts]


def _block_any(array: NDArray[np.bool_], block: int) -> NDArray[np.bool_]:
    height, width = array.shape
    padded = np.pad(array, ((0, -height % block), (0, -width % block)))
    tiled = padded.reshape(padded.shape[0] // block, block, padded.shape[1] // block, block)
    return np.asarray(tiled.any(axis=(1, 3)))


def _merge_close(groups: list[_Group], allowed: int) -> list[_Group]:
    """Join groups as long as two of them fit into `allowed` pixels a side: one crop serves both."""
    while len(groups) > 1:
        size, i, j = min(
            (max(groups[i][0].union(groups[j][0]).size), i, j) for j in range(len(groups)) for i in range(j)
        )
        if size > allowed:
            break
        groups = [group for k, group in enumerate(groups) if k not in (i, j)] + [_join(groups[i], groups[j])]
    return groups


def _join(first: _Group, second: _Group) -> _Group:
    box = first[0].union(second[0])
    masks = [
        part.paste(box.width, box.height, place.left - box.left, place.top - box.top) for place, part in (first, second)
    ]
    return box, masks[0].union(masks[1])


def _with_sources(window: Box, still: NDArray[np.bool_], hole: Mask, barred: Mask | None) -> Box:
    """The window, doubled until an eighth of it is there to go by or it is the whole picture."""
    frame = Box.of_size(hole.width, hole.height)
    while window != frame and 8 * _known(window, still, hole, barred) < window.area:
        window = Box.centered(window.center, 2 * window.width, 2 * window.height).intersect(frame)
    return window


def _known(window: Box, still: NDArray[np.bool_], hole: Mask, barred: Mask | None) -> int:
    return window.area - int(np.count_nonzero(still[window.slices] | _shut(window, hole, barred)))


def _shut(window: Box, hole: Mask, barred: Mask | None) -> NDArray[np.bool_]:
    """What in the window may not be copied from."""
    if barred is None:
        return np.zeros((window.height, window.width), bool)
    return barred.array[window.slices] & ~hole.array[window.slices]


def fill_reduced(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_], side: int, filler: Filler) -> Pixels:
    """Call the filler on a crop reduced to at most `side` pixels, and give the fill back at full size with detail,
    black outside the gap's box."""
    height, width = gap.shape
    if max(height, width) <= side:
        return filler(crop.copy(), gap, shut)
    scale = side / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small_gap, small_shut = shrink_mask(gap, size), shrink_mask(shut, size)
    reduced = shrink(crop, size)
    small = filler(reduced, small_gap, small_shut & ~small_gap)
    return enlarge_with_detail(small, crop, reduced, gap, shut)


def shrink_mask(mask: NDArray[np.bool_], size: tuple[int, int]) -> NDArray[np.bool_]:
    """The reduced mask `(width, height)`: true wherever one of its pixels holds a true one."""
    for axis, wanted in enumerate(reversed(size)):
        mask = mask.repeat(max(1, -(-wanted // mask.shape[axis])), axis=axis) if wanted > mask.shape[axis] else mask
    packed = np.bitwise_or.reduceat(np.packbits(mask, axis=1), _spans(mask.shape[0], size[1]), axis=0)[::2]
    rows = np.unpackbits(packed, axis=1, count=mask.shape[1]).view(bool)
    return np.asarray(np.logical_or.reduceat(rows, _spans(mask.shape[1], size[0]), axis=1)[:, ::2])


def _spans(length: int, parts: int) -> NDArray[np.intp]:
    """Begin and end, in turns, of what each of the parts of a line holds; up to a thousandth of a pixel is nothing."""
    edges = np.arange(parts + 1) * (length / parts)
    begin, end = np.floor(edges[:-1] + SLIVER).astype(np.intp), np.ceil(edges[1:] - SLIVER).astype(np.intp)
    spans = np.stack([begin, np.minimum(end, length)], axis=1).ravel()
    return spans[:-1]
