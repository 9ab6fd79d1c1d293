"""Fine detail for a fill made at reduced size: the surroundings' own, put where the fill looks like them.

After "Contextual Residual Aggregation" (Yi et al., CVPR 2020), with the single best match for an attention.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.lab import to_lab_bytes
from ..scene.mask import Mask

BLOCK = 4
"""Side in reduced pixels of the blocks whose detail is moved."""

UNLIKE = 16.0 * np.sqrt(BLOCK * BLOCK)
"""Distance (8-bit Lab, over a block) at which a match gives half of its detail: what looks different may clash."""

MAX_SOURCES = 6000
"""Blocks looked at for a match; more are thinned out evenly."""

AT_ONCE = 512
"""Blocks matched in one go: their distances to all sources take 12 MB."""


def shrink(crop: Pixels, size: tuple[int, int]) -> Pixels:
    """`crop` averaged down to `(width, height)`: by halves as long as it is much larger, in a fraction of the time."""
    import cv2

    height, width = crop.shape[:2]
    while width >= 4 * size[0] and height >= 4 * size[1]:
        width, height = width // 2, height // 2
        crop = np.asarray(cv2.resize(crop[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA))
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def enlarge_with_detail(
    small: Pixels, crop: Pixels, reduced: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]
) -> Pixels:
    """The fill `small` of `reduced` (`crop`, h×w×3, made smaller) in its gap, enlarged and as sharp as the pixels
    around it: h×w×3, black outside the gap's box.

    Detail is what `crop` loses by being reduced; each block of the gap takes that of the known block that looks most
    like it. Blocks with gap or barred pixels give none.
    """
    import cv2

    out = np.zeros(crop.shape, np.uint8)
    box = Mask(gap).box
    if box.area:
        detail = _borrow(small, crop, reduced, gap, gap | shut, box)
        out[box.slices] = cv2.add(_enlarged_part(small, crop.shape, box), detail, dtype=cv2.CV_8U)
    return out


def _enlarged_part(small: Pixels, shape: tuple[int, ...], box: Box) -> NDArray[np.float32]:
    """The part `box` of `small` enlarged to h×w×3, without making the rest."""
    import cv2

    x, y = small.shape[1] / shape[1], small.shape[0] / shape[0]
    back = np.array([[x, 0, (box.left + 0.5) * x - 0.5], [0, y, (box.top + 0.5) * y - 0.5]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    source = small.astype(np.float32)
    return np.asarray(cv2.warpAffine(source, back, box.size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _borrow(
    small: Pixels, crop: Pixels, reduced: Pixels, gap: NDArray[np.bool_], blind: NDArray[np.bool_], box: Box
) -> NDArray[np.float32]:
    """The detail of `box`, zero outside the blocks of the gap."""
    import cv2

    rows, columns = small.shape[0] // BLOCK, small.shape[1] // BLOCK
    if rows == 0 or columns == 0:
        return np.zeros((box.height, box.width, 3), np.float32)
    grid = Grid(
        np.linspace(0, crop.shape[0], rows + 1).astype(int), np.linspace(0, crop.shape[1], columns + 1).astype(int)
    )
    wanted, sources = np.flatnonzero(grid.holding(gap)), np.flatnonzero(~grid.holding(blind))
    if not sources.size:
        return np.zeros((box.height, box.width, 3), np.float32)
    sources = sources[:: -(-sources.size // MAX_SOURCES)]
    looks = _descriptors(small, rows, columns)
    plain = cv2.resize(reduced, crop.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    alike, distances = nearest(looks[wanted], looks[sources])
    unlike = distances.astype(float) / UNLIKE
    given = grid.blocks(crop, sources[alike]) - grid.blocks(np.asarray(plain, np.uint8), sources[alike])
    return grid.laid(wanted, given / (1 + unlike * unlike).astype(np.float32)[:, None, None, None], box)


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Blocks of a picture between `ys` (rows + 1 edges) and `xs` (columns + 1), counted row by row. A block is at most
    one pixel larger than the smallest."""

    ys: NDArray[np.int_]
    xs: NDArray[np.int_]

    @property
    def size(self) -> tuple[int, int]:
        """`(height, width)` that every block has at least."""
        return int(np.diff(self.ys).min()), int(np.diff(self.xs).min())

    def holding(self, array: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """rows×columns: the blocks with a true pixel of `array` (h×w)."""
        by_rows = np.logical_or.reduceat(array, self.ys[:-1], axis=0)
        return np.asarray(np.logical_or.reduceat(by_rows, self.xs[:-1], axis=1))

    def blocks(self, pixels: Pixels, numbers: NDArray[np.intp]) -> NDArray[np.int16]:
        """n×height×width×3: these blocks, as large as the smallest."""
        windows = np.lib.stride_tricks.sliding_window_view(pixels, self.size, axis=(0, 1))
        rows, columns = np.divmod(numbers, len(self.xs) - 1)
        return windows[self.ys[rows], self.xs[columns]].transpose(0, 2, 3, 1).astype(np.int16)

    def laid(self, numbers: NDArray[np.intp], parts: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
        """What `box` shows where `parts` (n×height×width×3) are laid on these blocks, which reach over all that is
        wanted of it; zero elsewhere."""
        (height, width), rows = self.size, np.divmod(numbers, len(self.xs) - 1)
        tops, lefts = self.ys[rows[0]], self.xs[rows[1]]
        bottoms, rights = self.ys[rows[0] + 1], self.xs[rows[1] + 1]
        all_of = Box(int(lefts.min()), int(tops.min()), int(rights.max()), int(bottoms.max())).union(box)
        out = np.zeros((all_of.height, all_of.width, 3), np.float32)
        edges = np.stack([tops - all_of.top, bottoms - all_of.top, lefts - all_of.left, rights - all_of.left], axis=1)
        for (top, bottom, left, right), part in zip(edges.tolist(), parts, strict=True):
            place = out[top:bottom, left:right]
            place[:height, :width] = part
            place[height:] = place[height - 1 : height]
            place[:, width:] = place[:, width - 1 : width]
        return out[box.shift(-all_of.left, -all_of.top).slices]


def nearest(looks: NDArray[np.float32], sources: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """For each row of `looks` (n×d) the first of the rows of `sources` (m×d) nearest to it, and the distance.

    By |a - b|² = |a|² - 2ab + |b|², which float32 holds exactly for whole numbers as small as 8-bit colours: what
    `cv2.BFMatcher` finds, in a fifth of its time.
    """
    import cv2

    table = np.hstack([-2 * sources, (sources * sources).sum(axis=1, keepdims=True)])
    asked = np.hstack([looks, np.ones((len(looks), 1), np.float32)])
    found, squares = np.empty(len(looks), np.intp), (looks * looks).sum(axis=1)
    for start in range(0, len(looks), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        # One thread on purpose: numpy's own product lets threads spin, which takes ten times as long on busy cores.
        far = np.asarray(cv2.gemm(asked[rows], table, 1, np.empty(0, np.float32), 0, flags=cv2.GEMM_2_T))
        found[rows] = far.argmin(axis=1)
        squares[rows] += far[np.arange(len(far)), found[rows]]
    return found, np.sqrt(squares)


def _descriptors(small: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
    """Each block's pixels in Lab, one row per block."""
    import cv2

    fitted = np.asarray(cv2.resize(small, (columns * BLOCK, rows * BLOCK)), np.uint8)
    lab = to_lab_bytes(fitted).astype(np.float32)
    blocks = lab.reshape(rows, BLOCK, columns, BLOCK, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(blocks.reshape(rows * columns, -1))
