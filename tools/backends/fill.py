"""The default inpainter: MI-GAN or PatchMatch for each group of a hole, or both in one where it is large."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.lab import to_lab_bytes
from ...scene.mask import Mask
from ..context_crop import CropRule, HoleCrop, check_fill, hole_crops, reads, shrink_mask
from ..detail import shrink
from ..generators import Watch
from ..ports import Inpainter, LocalInpainter

Choice: TypeAlias = Literal["migan", "patchmatch", "both"]

LOOK = CropRule(native=256, context=3.0)
"""What is looked at to choose: the hole is at most a ninth of it, unless the picture ends."""

LARGE_HOLE = 0.15
"""Share of the looked-at window from which on both work together: up to here MI-GAN keeps walls, posts and plates going
where copies break them; beyond, what it imagines far from the rim are things and faces from nowhere."""

CORE = 0.7
"""Depth in a large hole, as a share of its deepest point's, from which on what was copied stays. On photos with things
pasted in, the band that MI-GAN fills between this core and the rim is nearer to the truth (LPIPS 0.20) than all of it
by MI-GAN (0.22) or by PatchMatch (0.24): nothing strange grows around a middle that is there already."""

ONE_TEXTURE = 0.8
"""Below this ratio of contrast between tiles to contrast within them the surroundings are one texture (gravel, grass,
brick, beans: 0.2–0.6; water: 0.6–0.8; photos of things: 0.9–3): patches fit anywhere, and copied ones are better than
imagined ones."""

FLAT = 4.0
"""Contrast within tiles, in 8-bit Lab steps summed over channels, below which there is no texture to copy."""

LOOK_SIDE = 256
TILE = 16
MIN_TILES = 6


class Fill:
    """An `Inpainter` that sends each group of a hole to the one of two others that suits it."""

    def __init__(self, migan: Inpainter, patchmatch: Inpainter) -> None:
        self._migan, self._patchmatch = migan, patchmatch

    def fill(
        self,
        pixels: Pixels,
        hole: Mask,
        *,
        barred: Mask | None = None,
        prompt: str | None = None,
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        """See `Inpainter.fill`; raises ValueError for a prompt or where nothing is left to go by."""
        check_fill(pixels, hole, barred, prompt)
        crops = hole_crops(hole, LOOK)
        filled, rest = pixels if crops else pixels.copy(), hole
        for done, crop in enumerate(crops, 1):
            own = hole if len(crops) == 1 else _whole(crop, hole)
            rest = rest.minus(own)
            shut = rest if barred is None else rest.union(barred.minus(own))
            filled = self._fill_one(filled, hole, own, crop, shut if shut.area else None, seed)
            if watch is not None:
                watch(done, len(crops))
        return filled

    def _fill_one(self, pixels: Pixels, hole: Mask, own: Mask, crop: HoleCrop, shut: Mask | None, seed: int) -> Pixels:
        choice = _choose(pixels, hole, crop)
        if choice == "migan":
            return self._migan.fill(pixels, own, barred=shut, seed=seed)
        copied = self._patchmatch.fill(pixels, own, barred=shut, seed=seed)
        if choice == "patchmatch":
            return copied
        return self._migan.fill(copied, own.minus(_core(crop, own)), barred=shut, seed=seed)

    def reads(self, hole: Mask, barred: Mask | None = None) -> Box:
        """See `LocalInpainter.reads`; all of the picture where one of the two does not say."""
        frame = Box.of_size(hole.width, hole.height)
        both = [one.reads(hole, barred) if isinstance(one, LocalInpainter) else frame for one in self._both]
        return reads(hole, barred, LOOK).union(both[0]).union(both[1])

    @property
    def _both(self) -> tuple[Inpainter, Inpainter]:
        return self._migan, self._patchmatch

    def explain(self, pixels: Pixels, hole: Mask) -> str:
        """What it uses: `migan`, `patchmatch`, `both`, several joined with `+`, or `none` for an empty hole."""
        choices = {_choose(pixels, hole, crop) for crop in hole_crops(hole, LOOK)}
        return "+".join(sorted(choices)) or "none"


def load(context: Any) -> Fill:
    """The chooser over both, from the same context."""
    from . import migan, patchmatch

    return Fill(migan.load(context), patchmatch.load(context))


def _whole(crop: HoleCrop, hole: Mask) -> Mask:
    return crop.own.paste(hole.width, hole.height, crop.box.left, crop.box.top)


def _choose(pixels: Pixels, hole: Mask, crop: HoleCrop) -> Choice:
    gap = hole.array[crop.window.slices]
    within, between = contrast(pixels[crop.window.slices], Mask(gap))
    if within > FLAT and between < ONE_TEXTURE * within:
        return "patchmatch"
    return "both" if np.count_nonzero(gap) > LARGE_HOLE * gap.size else "migan"


def _core(crop: HoleCrop, own: Mask) -> Mask:
    """What lies deepest in the hole; the picture's edge is no rim."""
    import cv2

    window = crop.window.slices
    depth = cv2.distanceTransform(own.array[window].astype(np.uint8), cv2.DIST_L2, 5)
    core = np.zeros_like(own.array)
    core[window] = depth > CORE * depth.max()
    return Mask(core)


def contrast(window: Pixels, gap: Mask) -> tuple[float, float]:
    """Contrast `(within tiles, between tiles)` of the known part: standard deviations of Lab, summed over channels.

    What changes evenly over the window (the sky upwards, water with the distance) is no contrast between tiles.
    `(0, 0)` where fewer than `MIN_TILES` whole tiles are known.
    """
    scale = min(1.0, LOOK_SIDE / max(gap.width, gap.height))
    rows, columns = int(gap.height * scale) // TILE, int(gap.width * scale) // TILE
    if rows * columns < MIN_TILES:
        return 0.0, 0.0
    size = columns * TILE, rows * TILE
    lab = to_lab_bytes(shrink(window, size)).astype(np.float32)
    tiles = lab.reshape(rows, TILE, columns, TILE, 3).swapaxes(1, 2).reshape(rows * columns, TILE * TILE, 3)
    blind = shrink_mask(gap.array, size).reshape(rows, TILE, columns, TILE).any(axis=(1, 3)).ravel()
    known = tiles[~blind]
    if len(known) < MIN_TILES:
        return 0.0, 0.0
    means = _without_trend(known.mean(axis=1), np.flatnonzero(~blind), columns)
    return float(known.std(axis=1).mean(axis=0).sum()), float(means.std(axis=0).sum())


def _without_trend(means: NDArray[np.float32], places: NDArray[np.intp], columns: int) -> NDArray[np.float64]:
    """The tiles' means less the plane, bent upwards or downwards, that fits them best."""
    y, x = (part.astype(np.float64) for part in np.divmod(places, columns))
    trend = np.stack([np.ones_like(x), x, y, y * y], axis=1)
    fit, *_ = np.linalg.lstsq(trend, means.astype(np.float64), rcond=None)
    return np.asarray(means - trend @ fit)
