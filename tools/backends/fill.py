"""The default inpainter: MI-GAN or PatchMatch for each group of a hole, chosen by its size and its surroundings."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np

from ...scene.image import Pixels
from ...scene.mask import Mask
from ..context_crop import CropRule, HoleCrop, check_fill, hole_crops, shrink_mask
from ..detail import shrink
from ..ports import Inpainter

Choice: TypeAlias = Literal["migan", "patchmatch"]

LOOK = CropRule(native=256, context=3.0)
"""What is looked at to choose: the hole is at most a ninth of it, unless the picture ends."""

LARGE_HOLE = 0.25
"""Share of the looked-at window from which on the hole is copied rather than imagined. Seen on holes with known truth
and on objects taken out of real photos: up to a fifth MI-GAN keeps walls, posts and plates going where copies break
them; beyond a quarter it grows faces and ghosts of the object, where copies smear but invent nothing."""

ONE_TEXTURE = 0.7
"""Below this ratio of contrast between tiles to contrast within them the surroundings are one texture (gravel, grass,
brick: 0.2–0.6; photos of things: 1.4–3): patches fit anywhere, and copied ones are sharper than imagined ones."""

FLAT = 4.0
"""Contrast within tiles, in 8-bit Lab steps summed over channels, below which there is no texture to copy."""

LOOK_SIDE = 256
TILE = 16
MIN_TILES = 6


class Fill:
    """An `Inpainter` that sends each group of a hole to the one of two others that suits it."""

    def __init__(self, migan: Inpainter, patchmatch: Inpainter) -> None:
        self._by_choice: dict[Choice, Inpainter] = {"migan": migan, "patchmatch": patchmatch}

    def fill(
        self, pixels: Pixels, hole: Mask, *, barred: Mask | None = None, prompt: str | None = None, seed: int = 0
    ) -> Pixels:
        """See `Inpainter.fill`; raises ValueError for a prompt or where nothing is left to go by."""
        check_fill(pixels, hole, barred, prompt)
        filled, rest = pixels.copy(), hole
        for crop in hole_crops(hole, LOOK):
            own = _whole(crop, hole)
            rest = rest.minus(own)
            shut = rest if barred is None else rest.union(barred.minus(own))
            inpainter = self._by_choice[_choose(pixels, hole, crop)]
            filled = inpainter.fill(filled, own, barred=shut if shut.area else None, seed=seed)
        return filled

    def explain(self, pixels: Pixels, hole: Mask) -> str:
        """Which it would use: `migan`, `patchmatch`, `migan+patchmatch`, or `none` for an empty hole."""
        choices = {_choose(pixels, hole, crop) for crop in hole_crops(hole, LOOK)}
        return "+".join(sorted(choices)) or "none"


def load(context: Any) -> Fill:
    """The chooser over both, from the same context."""
    from . import migan, patchmatch

    return Fill(migan.load(context), patchmatch.load(context))


def _whole(crop: HoleCrop, hole: Mask) -> Mask:
    return crop.own.paste(hole.width, hole.height, crop.box.left, crop.box.top)


def _choose(pixels: Pixels, hole: Mask, crop: HoleCrop) -> Choice:
    window = crop.window.slices
    gap = hole.array[window]
    if np.count_nonzero(gap) > LARGE_HOLE * gap.size:
        return "patchmatch"
    within, between = contrast(pixels[window], Mask(gap))
    return "patchmatch" if within > FLAT and between < ONE_TEXTURE * within else "migan"


def contrast(window: Pixels, gap: Mask) -> tuple[float, float]:
    """Contrast `(within tiles, between tiles)` of the known part: standard deviations of Lab, summed over channels.

    `(0, 0)` where fewer than `MIN_TILES` whole tiles are known.
    """
    import cv2

    scale = min(1.0, LOOK_SIDE / max(gap.width, gap.height))
    rows, columns = int(gap.height * scale) // TILE, int(gap.width * scale) // TILE
    if rows * columns < MIN_TILES:
        return 0.0, 0.0
    size = columns * TILE, rows * TILE
    lab = cv2.cvtColor(shrink(window, size), cv2.COLOR_RGB2LAB).astype(np.float32)
    tiles = lab.reshape(rows, TILE, columns, TILE, 3).swapaxes(1, 2).reshape(rows * columns, TILE * TILE, 3)
    blind = shrink_mask(gap.array, size).reshape(rows, TILE, columns, TILE).any(axis=(1, 3)).ravel()
    known = tiles[~blind]
    if len(known) < MIN_TILES:
        return 0.0, 0.0
    return float(known.std(axis=1).mean(axis=0).sum()), float(known.mean(axis=1).std(axis=0).sum())
