"""EfficientNet-Lite3 (Tan and Le, ICML 2019), ImageNet-1k, int8, through the TensorFlow Lite interpreter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels, to_rgb
from ..ports import Tag
from ..stopping import go_on
from .tflite import open_interpreter

MODEL = "efficientnet-lite3.tflite"
LABELS = "efficientnet-lite3-labels.txt"


class EfficientNet:
    """A `Tagger` of a thousand ImageNet labels (`tabby, tabby cat`: synonyms are separated by commas).

    A crop is squeezed to the network's square, so that nothing at its edges is cut away; scores are probabilities
    over the thousand labels in steps of 1/256.
    """

    def __init__(self, interpreter: Any, labels: Sequence[str]) -> None:
        interpreter.allocate_tensors()
        self._interpreter = interpreter
        self._labels = tuple(labels)
        self._lock = Lock()
        self._input = interpreter.get_input_details()[0]
        self._output = interpreter.get_output_details()[0]

    def tag(self, crops: Sequence[Pixels], top: int = 5) -> list[list[Tag]]:
        """See `Tagger.tag`; equal scores are in the order of the labels."""
        return [self._tag(check_pixels(crop), top) for crop in crops]

    def _tag(self, crop: Pixels, top: int) -> list[Tag]:
        go_on()
        scores = self._scores(self._tensor(to_rgb(crop)))
        best = np.argsort(-scores, kind="stable")[: max(0, top)]
        return [Tag(self._labels[index], float(scores[index])) for index in best]

    def _tensor(self, crop: Pixels) -> NDArray[np.uint8]:
        """1×h×w×3 in the network's own quantisation of `(x − 127) / 128`."""
        import cv2

        height, width = self._input["shape"][1:3]
        enlarges = min(crop.shape[0] / height, crop.shape[1] / width) < 1
        method = cv2.INTER_LINEAR if enlarges else cv2.INTER_AREA
        sized = cv2.resize(np.ascontiguousarray(crop), (int(width), int(height)), interpolation=method)
        scale, zero = self._input["quantization"]
        values = (sized.astype(np.float32) - 127) / 128 / scale + zero
        return np.asarray(np.clip(np.rint(values), 0, 255)[None], np.uint8)

    def _scores(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        scale, zero = self._output["quantization"]
        with self._lock:
            self._interpreter.set_tensor(self._input["index"], tensor)
            self._interpreter.invoke()
            raw = self._interpreter.get_tensor(self._output["index"])[0]
        return (raw.astype(np.float32) - zero) * scale


def load(context: Any) -> EfficientNet:
    """The network and its labels from `context.weights`."""
    return EfficientNet(open_interpreter(context.weights[MODEL]), _labels(context.weights[LABELS]))


def _labels(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
