"""U²-Net-p (Qin et al., Pattern Recognition 106, 2020): how surely each pixel is of what a picture is about."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels, id_of_colors, to_rgb
from ...scene.mask import Mask
from ..recent import Recent
from .onnx_session import Network, open_session

WEIGHTS = "u2netp.onnx"
NATIVE = 320
"""Pixels a side that the network sees, whatever the picture's proportions."""
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

SURE = 0.5
"""A pixel from this on is part of the subject."""
CLOSER = 0.8
"""A subject that takes less than this share of a side, with its surroundings, is looked at again from near."""
AROUND = 0.15
"""Share of the subject's longer side that is shown around it then."""
AGREES = 0.75
"""The nearer look counts where it finds this share of the subject again."""
REMEMBERED = 2
"""Pictures whose maps are kept."""


class U2Net:
    """A `SubjectFinder`."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: Recent[str, NDArray[np.float32]] = Recent(REMEMBERED)
        self._alone = threading.Lock()

    def subject(self, pixels: Pixels) -> NDArray[np.float32]:
        """See `SubjectFinder.subject`."""
        shown = np.ascontiguousarray(to_rgb(check_pixels(pixels)))
        return self._known.get(id_of_colors(pixels), lambda: self._look(shown)).copy()

    def _look(self, shown: Pixels) -> NDArray[np.float32]:
        """From afar and from near: either look may see what the other misses."""
        found = self._run(shown)
        near = _near(found)
        if near is None:
            return found
        first, closer = found[near.slices], self._run(np.ascontiguousarray(shown[near.slices]))
        if np.count_nonzero((closer >= SURE) & (first >= SURE)) >= AGREES * np.count_nonzero(first >= SURE):
            found[near.slices] = np.maximum(first, closer)
        return found

    def _run(self, shown: Pixels) -> NDArray[np.float32]:
        import cv2

        height, width = shown.shape[:2]
        method = cv2.INTER_AREA if min(height, width) > NATIVE else cv2.INTER_LINEAR
        image = cv2.resize(shown, (NATIVE, NATIVE), interpolation=method).astype(np.float32)
        image = (image / max(float(image.max()), 1.0) - MEAN) / DEVIATION
        planes = np.ascontiguousarray(image.transpose(2, 0, 1)[None])
        with self._alone:
            found = self._network.run(None, {self._network.inputs[0]: planes})[0]
        sized = cv2.resize(np.asarray(found[0, 0], np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
        return np.clip(sized, 0, 1)


def _near(found: NDArray[np.float32]) -> Box | None:
    mask = Mask(found >= SURE)
    if not mask.area:
        return None
    near = mask.box.pad(round(AROUND * max(mask.box.size))).clamp(mask.width, mask.height)
    return near if near.width < CLOSER * mask.width or near.height < CLOSER * mask.height else None


def load(context: Any) -> U2Net:
    """The network from `context.weights["u2netp.onnx"]`."""
    return U2Net(open_session(context.weights[WEIGHTS]))
