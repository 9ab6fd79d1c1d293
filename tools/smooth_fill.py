"""Filling holes with the smooth average of what is around them: what a network may see of a hole without harm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels


def smooth_fill(pixels: Pixels, hole: NDArray[np.bool_]) -> Pixels:
    """`pixels` (h×w×3) with the hole (h×w) filled by push-pull over a pyramid (Gortler et al., SIGGRAPH 1996).

    Nothing that was in the hole is left of it. Where all is hole the result is mid-gray.
    """
    known = (~hole).astype(np.float32)
    filled = _push_pull(pixels.astype(np.float32) * known[..., None], known)
    return np.asarray(np.where(hole[..., None], np.clip(np.rint(filled), 0, 255), pixels), np.uint8)


def _push_pull(colours: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours, given multiplied by their weight 0…1, as they are where it is 1 and interpolated where it is 0."""
    import cv2

    if weight.min() >= 1 or max(weight.shape) == 1:
        return np.where(weight[..., None] > 0, colours / np.maximum(weight, 1e-6)[..., None], np.float32(127))
    smaller = cv2.pyrDown(weight)
    coarse = cv2.pyrDown(colours).reshape(*smaller.shape, 3)
    gain = np.minimum(1, 4 * smaller) / np.maximum(smaller, 1e-6)
    below = _push_pull(np.asarray(coarse * gain[..., None]), np.asarray(smaller * gain))
    spread = cv2.pyrUp(below, dstsize=(weight.shape[1], weight.shape[0]))
    return np.asarray(colours + spread.reshape(*weight.shape, 3) * (1 - weight[..., None]), np.float32)
