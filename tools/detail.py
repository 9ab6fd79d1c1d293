"""Fine detail for a fill made at reduced size: the surroundings' own, put where the fill looks like them.

After "Contextual Residual Aggregation" (Yi et al., CVPR 2020), with the single best match for an attention.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels
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
    """`crop` averaged down to `(width, height)`."""
    import cv2

    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)


def enlarge_with_detail(
    small: Pixels, crop: Pixels, reduced: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]
) -> Pixels:
    """`crop` (h×w×3) with the fill `small` of `reduced` (`crop` made smaller) in its gap, enlarged and as sharp as the
    pixels around it.

    Detail is what `crop` loses by being reduced; each block of the gap takes that of the known block that looks most
    like it. Blocks with gap or barred pixels give none.
    """
    import cv2

    out = crop.copy()
    box = Mask(gap).box
    if box.area:
        detail = _borrow(small, crop, reduced, gap, gap | shut)
        out[box.slices] = cv2.add(_enlarged_part(small, crop.shape, box), detail[box.slices], dtype=cv2.CV_8U)
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
    small: Pixels, crop: Pixels, reduced: Pixels, gap: NDArray[np.bool_], blind: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """h×w×3 of detail, zero outside the blocks of the gap."""
    import cv2

    rows, columns = small.shape[0] // BLOCK, small.shape[1] // BLOCK
    detail = np.zeros(crop.shape, np.float32)
    if rows == 0 or columns == 0:
        return detail
    edges_y = np.linspace(0, crop.shape[0], rows + 1).astype(int)
    edges_x = np.linspace(0, crop.shape[1], columns + 1).astype(int)
    height, width = int(np.diff(edges_y).min()), int(np.diff(edges_x).min())
    looks = _descriptors(small, rows, columns)
    needs = _per_block(gap, edges_y, edges_x)
    gives = ~_per_block(blind, edges_y, edges_x)
    wanted, sources = np.flatnonzero(needs), np.flatnonzero(gives)
    if not sources.size:
        return detail
    sources = sources[:: -(-sources.size // MAX_SOURCES)]
    plain = cv2.resize(reduced, crop.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    alike, distances = nearest(looks[wanted], looks[sources])
    unlike = distances.astype(float) / UNLIKE
    origins = sources[alike]
    corner = edges_y[origins // columns], edges_x[origins % columns]
    given = _blocks(crop, *corner, height, width) - _blocks(np.asarray(plain, np.uint8), *corner, height, width)
    parts = given / (1 + unlike * unlike).astype(np.float32)[:, None, None, None]
    for block, part in zip(wanted, parts, strict=True):
        row, column = divmod(int(block), columns)
        place = detail[edges_y[row] : edges_y[row + 1], edges_x[column] : edges_x[column + 1]]
        place[:height, :width] = part
        place[height:] = place[height - 1 : height]  # a block is at most one pixel larger than what the others give
        place[:, width:] = place[:, width - 1 : width]
    return detail


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


def _blocks(
    pixels: Pixels, rows: NDArray[np.int_], columns: NDArray[np.int_], height: int, width: int
) -> NDArray[np.int16]:
    """n×height×width×3: the blocks whose corners are at these rows and columns."""
    windows = np.lib.stride_tricks.sliding_window_view(pixels, (height, width), axis=(0, 1))
    return windows[rows, columns].transpose(0, 2, 3, 1).astype(np.int16)


def _descriptors(small: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
    """Each block's pixels in Lab, one row per block."""
    import cv2

    lab = cv2.cvtColor(cv2.resize(small, (columns * BLOCK, rows * BLOCK)), cv2.COLOR_RGB2LAB).astype(np.float32)
    blocks = lab.reshape(rows, BLOCK, columns, BLOCK, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(blocks.reshape(rows * columns, -1))


def _per_block(array: NDArray[np.bool_], edges_y: NDArray[np.int_], edges_x: NDArray[np.int_]) -> NDArray[np.bool_]:
    by_rows = np.logical_or.reduceat(array, edges_y[:-1], axis=0)
    return np.asarray(np.logical_or.reduceat(by_rows, edges_x[:-1], axis=1))
