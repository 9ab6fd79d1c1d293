"""MobileSAM (Zhang et al., 2023): Segment Anything with a small encoder. Encode once, ask often.

Its masks have 256 pixels a side, so an object that is small in its picture is looked at on a crop of its own. On the
true boxes of 30 CIEBench photos a crop alone gives a mean IoU of 0.698, the whole picture and then the crop 0.705, at
twice the cost.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.frozen import frozen
from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels, id_of_colors, to_rgb
from ...scene.mask import Mask
from ..ports import Prompt, Region
from ..recent import Recent
from ..stopping import go_on
from .close_ups import points_in, window_of
from .everything import FINE_GRID, GRID, Finds, grid_points
from .onnx_session import open_session
from .sam_frame import LOW, Frame
from .tidy import tidy

ENCODER = "mobilesam-encoder.onnx"
DECODER = "mobilesam-decoder.onnx"

CACHED_PICTURES = 3
"""Encoded pictures kept: a turn asks about the same one several times."""

CACHED_PARTS = 9
"""Encoded parts kept for each picture (the whole is one), 4 MB each."""

AGREES = 0.5
"""IoU with the first mask below which a crop's mask shows something else and is not taken."""

A_PART = 0.5
"""The point may be answered with the part that it lies on (the pot's saucer instead of the plant): less than this share
of what the box alone gave is not taken."""


ANSWERS = 4
"""Answers kept for each picture: a turn asks the same again to foresee, to resolve and to check."""


class Logits(NamedTuple):
    """A decoder's answer: the 256×256 mask logits and its estimate of their IoU."""

    low: NDArray[np.float32]
    score: float


@dataclass(frozen=True, eq=False, slots=True)
class Embedding:
    """A picture as MobileSAM sees it: its pixels (H×W×3), and the features of the parts that were asked about."""

    pixels: Pixels
    parts: OrderedDict[Box, NDArray[np.float32]] = field(default_factory=OrderedDict)
    answers: Recent[Prompt, Region] = field(default_factory=lambda: Recent(ANSWERS))
    lock: Lock = field(default_factory=Lock)

    @property
    def frame(self) -> Frame:
        """The frame of the whole picture."""
        return Frame(Box.of_size(self.pixels.shape[1], self.pixels.shape[0]))


class MobileSam:
    """A `Segmenter`. Encoding a part takes a second or less, a prompt a tenth of it."""

    def __init__(self, encoder: Any, decoder: Any) -> None:
        self._encoder = encoder
        self._decoder = decoder
        self._recent: OrderedDict[str, Embedding] = OrderedDict()
        self._lock = Lock()

    def encode(self, pixels: Pixels) -> Embedding:
        """See `Segmenter.encode`. Nothing runs before the first prompt tells which part of the picture (H×W×3|4)
        matters, and what was encoded of one of the last few pictures is not encoded again."""
        check_pixels(pixels)
        key = id_of_colors(pixels)
        with self._lock:
            known = self._recent.pop(key, None) or Embedding(frozen(to_rgb(pixels)))
            self._recent[key] = known
            while len(self._recent) > CACHED_PICTURES:
                self._recent.popitem(last=False)
        return known

    def segment(self, embedding: Embedding, prompts: Sequence[Prompt]) -> list[Region]:
        """See `Segmenter.segment`; a mask may be empty, with score 0, where nothing stands out."""
        return [embedding.answers.get(prompt, partial(self._segment, embedding, prompt)) for prompt in prompts]

    def everything(
        self, embedding: Embedding, known: Sequence[Region] | None = None, boxes: Sequence[Box] = ()
    ) -> list[Region]:
        """See `Segmenter.everything`: asks at a grid of points, leaving out those in a small mask already found; with
        `known` what fills each of the boxes, and then at a finer grid.

        Masks are those of the whole picture (256 pixels a side); `segment` with a mask's box refines one.
        """
        frame = embedding.frame
        features = self._features(embedding, frame)
        finds = Finds(frame) if known is None else Finds.beyond(frame, (one.mask.array for one in known))
        for box in boxes:
            finds.add(*self._decode(features, frame, Prompt(box=box)))
        for point in grid_points(frame.part, GRID if known is None else FINE_GRID):
            if not finds.settled(point):
                finds.add(*self._decode(features, frame, Prompt(inside=(point,))))
        return finds.regions()

    def _segment(self, embedding: Embedding, prompt: Prompt) -> Region:
        whole = embedding.frame
        window = window_of(prompt.box, whole.part) if prompt.box is not None else None
        if window is not None:
            return self._on_its_crop(embedding, prompt, Frame(window))
        prompt, first = self._ask(embedding, whole, prompt)
        logits = whole.spread(first.low)
        box = Mask(logits > 0).box
        window = window_of(box, whole.part) if prompt.box is None and box.area else None
        closer = self._look_closer(embedding, prompt, box, logits, window) if window is not None else None
        return closer or _region(logits > 0, whole.part, whole.part, first.score)

    def _on_its_crop(self, embedding: Embedding, prompt: Prompt, frame: Frame) -> Region:
        """What a box holds, seen with its surroundings alone."""
        inside, outside = points_in(frame.part, prompt.inside), points_in(frame.part, prompt.outside)
        _, found = self._ask(embedding, frame, Prompt(prompt.box, inside, outside))
        return _region(frame.inside(found.low), frame.part, embedding.frame.part, found.score)

    def _ask(self, embedding: Embedding, frame: Frame, prompt: Prompt) -> tuple[Prompt, Logits]:
        """The answer on a part. A box alone may get a patchy mask, so it is asked again with the innermost point of
        its first answer (mean IoU with the true masks of 30 CIEBench photos 0.705 instead of 0.684)."""
        features = self._features(embedding, frame)
        found = self._decode(features, frame, prompt)
        core = _innermost(frame.inside(found.low)) if prompt.box is not None and not prompt.inside else None
        if core is None:
            return prompt, found
        pointed = replace(prompt, inside=((core[0] + frame.part.left, core[1] + frame.part.top),))
        again = self._decode(features, frame, pointed)
        whole, part = (np.count_nonzero(answer.low > 0) for answer in (found, again))
        return (prompt, found) if part < A_PART * whole else (pointed, again)

    def _look_closer(
        self, embedding: Embedding, prompt: Prompt, box: Box, logits: NDArray[np.float32], window: Box
    ) -> Region | None:
        """The mask around points on a crop of its own; None where that shows something else."""
        close = Frame(window)
        before = logits[window.slices]
        nearer = Prompt(box, points_in(window, prompt.inside), points_in(window, prompt.outside))
        found = self._decode(self._features(embedding, close), close, nearer, close.gather(before))
        after = close.spread(found.low)
        if Mask(after > 0).iou(Mask(before > 0)) < AGREES:
            return None
        return _region(after > 0, window, embedding.frame.part, found.score)

    def _features(self, embedding: Embedding, frame: Frame) -> NDArray[np.float32]:
        parts = embedding.parts
        with embedding.lock:
            if frame.part not in parts:
                (features,) = self._encoder.run(None, {"input": frame.input_of(embedding.pixels)})
                parts[frame.part] = np.asarray(features, np.float32)
            parts.move_to_end(frame.part)
            while len(parts) > CACHED_PARTS:
                parts.popitem(last=False)
            return parts[frame.part]

    def _decode(
        self,
        features: NDArray[np.float32],
        frame: Frame,
        prompt: Prompt,
        prior: NDArray[np.float32] | None = None,
    ) -> Logits:
        go_on()
        coordinates, labels = frame.coordinates_of(prompt)
        feed = {
            "image_embeddings": features,
            "point_coords": coordinates,
            "point_labels": labels,
            "mask_input": np.zeros((1, 1, LOW, LOW), np.float32) if prior is None else prior[None, None],
            "has_mask_input": np.array([prior is not None], np.float32),
            "orig_im_size": np.array([LOW, LOW], np.float32),
        }
        low, score = self._decoder.run(["low_res_masks", "iou_predictions"], feed)
        return Logits(np.ascontiguousarray(low[0, 0]), float(np.clip(score[0, 0], 0, 1)))


def load(context: Any) -> MobileSam:
    """Encoder and decoder from `context.weights`."""
    # A second thread makes the decoder no quicker, and takes half as much again of the processor.
    decoder = open_session(context.weights[DECODER], often=True, threads=1)
    return MobileSam(open_session(context.weights[ENCODER], often=True), decoder)


def _innermost(mask: NDArray[np.bool_]) -> tuple[float, float] | None:
    """The `(x, y)` of a mask that is farthest from its rim; None for an empty one."""
    import cv2

    box = Mask(mask).box
    if not box.area:
        return None
    depth = cv2.distanceTransform(np.pad(mask[box.slices], 1).astype(np.uint8), cv2.DIST_L2, 5)
    row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return box.left + float(column) - 0.5, box.top + float(row) - 0.5


def _region(inside: NDArray[np.bool_], part: Box, frame: Box, score: float) -> Region:
    mask = Mask(tidy(inside)).paste(frame.width, frame.height, part.left, part.top)
    return Region(mask, score if mask.area else 0.0)
