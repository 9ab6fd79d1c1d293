"""Depth from one picture through transformers: Depth Anything V2 (Yang et al., 2024), DPT (Ranftl et al., 2021).

Both tell how near each pixel is without a unit and without a zero (inverse depth); releases in metres are turned round.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels, id_of_colors, to_rgb
from ..recent import Recent
from .transformers_opening import Opened, open_helper, open_network

KINDS = ("depth_anything", "dpt")
REMEMBERED = 2
"""Pictures whose maps are kept."""
SMALLEST_SIDE = 2
LONGEST = 4
"""Pictures longer than so many times their height (or higher than their width) are squeezed to that for the network."""
NEAREST = 0.01
"""Metres: nothing is taken to be nearer."""


class TransformersDepth:
    """A `DepthEstimator`."""

    def __init__(self, opened: Opened, images: Any) -> None:
        self._opened, self._images = opened, images
        self._known: Recent[str, NDArray[np.float32]] = Recent(REMEMBERED)
        self._alone = threading.Lock()

    def depth(self, pixels: Pixels) -> NDArray[np.float32]:
        """See `DepthEstimator.depth`: 0 everywhere where nothing is nearer than the rest."""
        shown = np.ascontiguousarray(to_rgb(check_pixels(pixels)))
        return self._known.get(id_of_colors(pixels), lambda: self._look(shown)).copy()

    def _look(self, shown: Pixels) -> NDArray[np.float32]:
        if min(shown.shape[:2]) < SMALLEST_SIDE:
            return np.zeros(shown.shape[:2], np.float32)
        return relative(self._nearness(shown))

    def _nearness(self, shown: Pixels) -> NDArray[np.float32]:
        """H×W, larger is nearer."""
        import torch

        model, _, device, dtype = self._opened
        image = self._images(_squeezed(shown), return_tensors="pt", input_data_format="channels_last")["pixel_values"]
        with self._alone, torch.inference_mode():
            answer = model(pixel_values=image.to(device, dtype))
            answer.predicted_depth = answer.predicted_depth.float()
            (told,) = self._images.post_process_depth_estimation(answer, target_sizes=[shown.shape[:2]])
        found = told["predicted_depth"].cpu().numpy().astype(np.float32)
        metric = getattr(model.config, "depth_estimation_type", "relative") == "metric"
        return np.asarray(1 / np.maximum(found, NEAREST), np.float32) if metric else found


def _squeezed(shown: Pixels) -> Pixels:
    import cv2

    height, width = shown.shape[:2]
    size = min(width, LONGEST * height), min(height, LONGEST * width)
    return shown if size == (width, height) else np.asarray(cv2.resize(shown, size), np.uint8)


def relative(nearness: NDArray[np.float32]) -> NDArray[np.float32]:
    """From 0, the farthest, to 1, the nearest; 0 everywhere in a flat map."""
    low, high = float(nearness.min()), float(nearness.max())
    if not high - low > 1e-6 * max(abs(low), abs(high), 1e-6):
        return np.zeros_like(nearness)
    return np.clip((nearness - low) / (high - low), 0, 1).astype(np.float32)


def load(context: Any) -> TransformersDepth:
    """The row's network. Raises MissingRequirement, ToolError."""
    opened = open_network(context.model, context.running, KINDS, "AutoModelForDepthEstimation")
    return TransformersDepth(opened, open_helper(opened.folder, "DPTImageProcessorPil"))
