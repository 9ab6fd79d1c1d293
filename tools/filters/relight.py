"""A thing from another photo as it would look in the light of this one: how warm, how bright.

Light is told by whole photos, never by the thing: greys tell how warm it is (`auto.py`), bright parts how much there is
(`ambient.py`). Both are taken over in part, for both are guesses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...scene.image import Pixels, to_rgb
from ..ambient import brightness, dimming
from .auto import measured
from .oklab import from_linear, to_linear
from .window import LUMA, Floats

WARMTH = 1.0
"""Share of a difference in the tint of the light that is taken over; what is measured is bounded already."""

LIGHTENED, MOST = 0.6, 1.7
"""Exponent by which more light is taken over, and its limit."""

DIM = 1.3
"""Photos whose light differs by less are alike."""


@dataclass(frozen=True, slots=True)
class Light:
    """What becomes of the red, green and blue light of a thing, and of all of it; 1 leaves it."""

    tint: tuple[float, float, float] = (1.0, 1.0, 1.0)
    share: float = 1.0

    @property
    def warmer(self) -> float:
        """How much more red than blue it gives: 1 nothing."""
        return self.tint[0] / self.tint[2]


def between(source: Pixels, scene: Pixels) -> Light:
    """From the light of the photo `source` (H×W×3|4) to that of the photo `scene`."""
    return Light(_tint(_rgb(source), _rgb(scene)), _share(source, scene))


def relit(cutout: Pixels, light: Light) -> Pixels:
    """The cut-out (h×w×4) in another light; what is white stays within what can be shown."""
    if light == Light():
        return cutout
    linear = to_linear(_rgb(cutout)) * np.array(light.tint, np.float32)
    if light.share > 1:
        linear = linear * np.float32(light.share) / (1 + np.float32(light.share - 1) * np.clip(linear, 0, 1))
    else:
        linear = linear * np.float32(light.share)
    return np.dstack([from_linear(linear), cutout[..., 3]])


def _rgb(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(to_rgb(pixels))


def _tint(source: Pixels, scene: Pixels) -> tuple[float, float, float]:
    """Gains between the lights, of no effect on the lightness of greys."""
    ratio = np.array(measured(source).gain, np.float32) / np.array(measured(scene).gain, np.float32)
    gain: Floats = np.asarray(np.power(ratio, WARMTH), np.float32)
    gain = np.asarray(gain / float(gain @ np.array(LUMA, np.float32)), np.float32)
    if np.abs(gain - 1).max() < 0.01:
        return (1.0, 1.0, 1.0)
    return float(gain[0]), float(gain[1]), float(gain[2])


def _share(source: Pixels, scene: Pixels) -> float:
    less = dimming(source, scene)
    if less < 1:
        return less
    more = brightness(scene) / max(brightness(source), 1e-4)
    return 1.0 if more <= DIM else float(min(MOST, more**LIGHTENED))
