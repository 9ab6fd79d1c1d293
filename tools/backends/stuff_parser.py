"""What every part of a picture is made of, read from the features of EfficientNet-Lite3 (Tan and Le, ICML 2019).

Sky, grass and walls have no outline that a detector could box; but a network that learned a thousand classes tells
them apart in its middle layers. `stuff.json` is a multinomial logistic regression on those, trained by
`evals/stuff_training.py` on labelled cells of free photos.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels, to_rgb
from ..cores import usable_cores

MODEL = "efficientnet-lite3.tflite"
FINE, COARSE = "blocks_16/Add", "blocks_22/Add"
"""The layers that are read: 18×18×136 and 9×9×232 for the network's 280×280 input."""


@dataclass(frozen=True, slots=True)
class Head:
    """The regression: N classes, their N biases and N×D weights."""

    classes: tuple[str, ...]
    bias: NDArray[np.float32]
    weights: NDArray[np.float32]


@cache
def head() -> Head:
    """The one that ships."""
    data = json.loads(files(__package__).joinpath("stuff.json").read_text("utf-8"))
    return Head(tuple(data["classes"]), np.array(data["bias"], np.float32), np.array(data["weights"], np.float32))


class StuffParser:
    """A `SceneParser` of thirteen classes. A parse takes a quarter of a second, whatever the picture's size."""

    def __init__(self, interpreter: Any, head: Head) -> None:
        interpreter.allocate_tensors()
        self._interpreter = interpreter
        self._head = head
        self._lock = Lock()
        self._input = interpreter.get_input_details()[0]
        self._layers = [_layer(interpreter, name) for name in (FINE, COARSE)]

    @property
    def classes(self) -> tuple[str, ...]:
        """See `SceneParser.classes`."""
        return self._head.classes

    def parse(self, pixels: Pixels) -> NDArray[np.float32]:
        """See `SceneParser.parse`: 18×18, of the picture squeezed to a square; the mean of it and its mirror image."""
        colours = to_rgb(check_pixels(pixels))
        straight = self._parse(colours)
        mirrored = self._parse(np.ascontiguousarray(colours[:, ::-1]))
        return np.asarray((straight + mirrored[:, ::-1]) / 2, np.float32)

    def _parse(self, colours: Pixels) -> NDArray[np.float32]:
        logits = self.features(colours) @ self._head.weights.T + self._head.bias
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=-1, keepdims=True), np.float32)

    def features(self, colours: Pixels) -> NDArray[np.float32]:
        """18×18×600 float32 of an H×W×3 picture: both layers, and the mean of the coarser one over the picture."""
        with self._lock:
            self._interpreter.set_tensor(self._input["index"], self._tensor(colours))
            self._interpreter.invoke()
            fine, coarse = (self._read(layer) for layer in self._layers)
        mean = np.broadcast_to(coarse.mean(axis=(0, 1)), (*fine.shape[:2], coarse.shape[2]))
        return np.concatenate([fine, enlarged(coarse, fine.shape[:2]), mean], axis=-1)

    def _tensor(self, colours: Pixels) -> NDArray[np.uint8]:
        """1×h×w×3 in the network's own quantisation of `(x − 127) / 128`."""
        import cv2

        height, width = (int(side) for side in self._input["shape"][1:3])
        method = cv2.INTER_AREA if min(colours.shape[:2]) >= max(height, width) else cv2.INTER_LINEAR
        sized = cv2.resize(np.ascontiguousarray(colours), (width, height), interpolation=method)
        scale, zero = self._input["quantization"]
        values = (sized.astype(np.float32) - 127) / 128 / scale + zero
        return np.asarray(np.clip(np.rint(values), 0, 255)[None], np.uint8)

    def _read(self, layer: dict[str, Any]) -> NDArray[np.float32]:
        scale, zero = layer["quantization"]
        values = self._interpreter.get_tensor(layer["index"])[0].astype(np.float32)
        return np.asarray((values - zero) * scale, np.float32)


def load(context: Any) -> StuffParser:
    """The tagger's network from `context.weights`, opened so that its middle layers can be read, and the regression."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    interpreter = Interpreter(
        str(context.weights[MODEL]),
        num_threads=usable_cores(),
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    return StuffParser(interpreter, head())


def enlarged(grid: NDArray[np.float32], size: tuple[int, ...]) -> NDArray[np.float32]:
    """An h×w×N grid of cells at another size, linearly between the cells' centres. Any N, unlike OpenCV's."""
    for axis, length in enumerate(size[:2]):
        there = np.clip((np.arange(length) + 0.5) * grid.shape[axis] / length - 0.5, 0, grid.shape[axis] - 1)
        low = there.astype(int)
        high = np.minimum(low + 1, grid.shape[axis] - 1)
        share = np.expand_dims((there - low).astype(np.float32), tuple(range(axis)) + tuple(range(axis + 1, grid.ndim)))
        grid = grid.take(low, axis) * (1 - share) + grid.take(high, axis) * share
    return np.asarray(grid, np.float32)


def _layer(interpreter: Any, name: str) -> dict[str, Any]:
    found = [layer for layer in interpreter.get_tensor_details() if layer["name"].endswith(name)]
    if not found:
        raise ValueError(f"expected a network with a layer {name}, but this one has none")
    detail: dict[str, Any] = found[0]
    return detail
