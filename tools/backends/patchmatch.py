"""PatchMatch (Barnes et al., SIGGRAPH 2009; `pypatchmatch`): holes filled with patches copied from the surroundings."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..context_crop import CropRule, check_fill, fill_in_crops, fill_reduced, reads
from ..generators import Watch

RULE = CropRule(native=320, context=3.0)
"""Copying needs sources: three times the hole's size around it (less repeats itself)."""

WORK_SIDE = RULE.native
"""Larger crops are filled at this size, and the detail is borrowed afterwards: votes over the patches of a large hole
average away what is fine (grass, wood grain, the joints of bricks), and the time is a quarter of that at 640."""

PATCH_RADIUS = 3
"""7×7 patches; 5×5 bends lines, 11×11 and more smear as 640 pixels do and take twice as long."""

_NATIVE = Lock()
"""The library keeps its seed in one place for the whole process."""


class PatchMatch:
    """An `Inpainter` that copies. Barred pixels are never sources."""

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
        """See `Inpainter.fill`; raises ValueError for a prompt or where no source is left."""
        check_fill(pixels, hole, barred, prompt)

        def copy(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            return fill_reduced(crop, gap, shut, WORK_SIDE, partial(_copy_patches, seed=seed))

        return fill_in_crops(pixels, hole, barred, RULE, copy, watch)

    def reads(self, hole: Mask, barred: Mask | None = None) -> Box:
        """See `LocalInpainter.reads`."""
        return reads(hole, barred, RULE)


def load(context: Any) -> PatchMatch:
    """The back-end; it has no weights."""
    return PatchMatch()


def _copy_patches(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_], seed: int) -> Pixels:
    import patchmatch

    with _NATIVE:
        patchmatch.set_random_seed(seed)
        return patchmatch.inpaint(crop, gap, global_mask=shut if shut.any() else None, patch_size=PATCH_RADIUS)
