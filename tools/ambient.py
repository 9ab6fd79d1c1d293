"""How much light photos were taken in, told by their bright parts; and a thing as it would look in less of it."""

from __future__ import annotations

import numpy as np

from ..scene.image import Pixels, to_rgb
from .filters.oklab import from_linear, to_linear

BRIGHT = 90
"""Percentile of a photo's light that tells how bright it is there: a dark wall is no night."""

SHARE = 0.6
"""Exponent by which the ratio of two photos' light is taken over."""

LEAST, MOST = 0.75, 0.35
"""A thing is dimmed when less than this much of its light is left, and never below that."""

SAMPLES = 200_000
"""Pixels of a photo that are looked at, evenly spread."""


def dimming(source: Pixels, scene: Pixels) -> float:
    """What share of its light a thing from the photo `source` (H×W×3|4) keeps in the darker photo `scene`; 1 keeps all.

    Nothing is ever lightened: what is dark in its own photo may be a dark thing.
    """
    before, after = brightness(source), brightness(scene)
    share = (after / max(before, 1e-4)) ** SHARE
    return 1.0 if share >= LEAST else max(MOST, share)


def dimmed(cutout: Pixels, share: float) -> Pixels:
    """The cut-out (h×w×4) in that share of its light."""
    if share >= 1:
        return cutout
    return np.dstack([from_linear(to_linear(np.ascontiguousarray(to_rgb(cutout))) * np.float32(share)), cutout[..., 3]])


def brightness(pixels: Pixels) -> float:
    """How much light (linear, 0…1) the bright parts of a photo (H×W×3|4) send."""
    stride = max(1, int(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLES)))
    return float(
        np.percentile(to_linear(np.ascontiguousarray(to_rgb(pixels)[::stride, ::stride])).mean(axis=2), BRIGHT)
    )
