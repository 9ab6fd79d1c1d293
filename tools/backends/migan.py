"""MI-GAN (Sargsyan et al., ICCV 2023), Places2 at 512: the whole pipeline as one ONNX graph."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..context_crop import CropRule, check_fill, fill_in_crops, fill_reduced, reads
from ..generators import Watch
from ..smooth_fill import smooth_fill
from .onnx_session import open_session

WEIGHTS = "migan-512-places2.onnx"
NATIVE = 512
RULE = CropRule(native=NATIVE, context=2.0)
"""From 1.3 to 4 times the hole's size the fills look much alike: 1.3 loses what lines lead to, 4 loses sharpness."""

HIDDEN_SHARE = 0.25
"""Barred pixels are hidden only as long as hole and barred together stay below this share: beyond it, it ghosts."""

SMALLEST = 16
"""Pixels of a side below which there is nothing to imagine (and from 2 on no room for the graph's own smoothing): such
strips are filled smoothly."""


class MiGan:
    """An `Inpainter` that imagines. It is fully determined by its input: `seed` changes nothing.

    It copies nothing; barred pixels near the hole are hidden from it like the hole, as far as it can do without them,
    so that no other object is continued.
    """

    def __init__(self, session: Any) -> None:
        self._session = session

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

        def imagine(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            return fill_reduced(crop, gap, shut, NATIVE, self._run)

        return fill_in_crops(pixels, hole, barred, RULE, imagine, watch)

    def reads(self, hole: Mask, barred: Mask | None = None) -> Box:
        """See `LocalInpainter.reads`."""
        return reads(hole, barred, RULE)

    def _run(self, crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
        hidden = gap | shut
        if np.count_nonzero(hidden) > HIDDEN_SHARE * hidden.size:
            hidden = gap
        if min(hidden.shape) < SMALLEST:
            return smooth_fill(crop, hidden)
        # The graph scales its mask smoothly and so sees a rim of the hole, which it would continue.
        image = np.ascontiguousarray(smooth_fill(crop, hidden).transpose(2, 0, 1)[None])
        keep = np.where(hidden, 0, 255).astype(np.uint8)[None, None]
        (result,) = self._session.run(["result"], {"image": image, "mask": keep})
        return np.ascontiguousarray(result[0].transpose(1, 2, 0))


def load(context: Any) -> MiGan:
    """The network from `context.weights["migan-512-places2.onnx"]`."""
    return MiGan(open_session(context.weights[WEIGHTS], often=True))
