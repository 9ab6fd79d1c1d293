"""SSD-MobileNetV2 (Liu et al., ECCV 2016; Sandler et al., CVPR 2018) trained on COCO, through OpenCV's `dnn`."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels, id_of_colors, to_rgb
from ..detail import shrink
from ..ports import Detection
from ..recent import Recent
from ..stopping import go_on
from ..tiles import agreed, is_cut, merge, pooled, tiles
from .coco import COCO

GRAPH = "ssd-mobilenet-v2-coco.pb"
TEXT = "ssd-mobilenet-v2-coco.pbtxt"
INPUT_SIDE = 300

THRESHOLD = 0.5
"""Chosen for precision. It is not free of mistakes: photos showed wrong labels up to about 0.7. It is never lowered to
find something."""

FAINT = 0.05
"""Scores below it are noise, even as hints."""

SUPPORT = 0.3
"""A thing in a tile must be seen in two looks: once with `THRESHOLD`, once with this score at least."""

MOST_HINTS = 200

REMEMBERED = 2
"""Pictures whose thorough looks are kept: boxes and scores only."""

TILE_SHARES = (0.55, 0.4)
"""Sides of the tiles, in short sides of the picture. Larger ones add mistakes and find little."""

SMALLEST_TILE = 150
"""Smaller tiles would show blur enlarged more than twice."""

SMALLEST_SIDE = 4
"""Boxes thinner than this many pixels are no objects."""


class SsdMobileNet:
    """A `Detector`. Every picture is squeezed to 300×300, so what takes less than about a tenth of a side is missed
    unless `thorough` looks at overlapping tiles too."""

    def __init__(self, net: Any) -> None:
        self._net = net
        self._lock = Lock()
        self._looks: Recent[str, tuple[list[Detection], list[Detection]]] = Recent(REMEMBERED)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The eighty names of COCO."""
        return tuple(COCO.values())

    def detect(self, pixels: Pixels, within: Box | None = None, thorough: bool = False) -> list[Detection]:
        """See `Detector.detect`. Scores are at least 0.5, boxes at least 4×4 pixels and in the picture.

        `thorough` costs about forty looks instead of one. What only one of them saw is not believed.
        """
        check_pixels(pixels)
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        frame = frame if within is None else within.intersect(frame)
        if not frame.area:
            return []
        if not thorough:
            return merge([one for one in self._look(pixels, frame) if one.score >= THRESHOLD])
        looks, in_tiles = ([one for one in seen if one.score >= SUPPORT] for seen in self._everywhere(pixels, frame))
        whole, clear = ([one for one in seen if one.score >= THRESHOLD] for seen in (looks, in_tiles))
        return merge(whole, agreed(clear, looks + in_tiles))

    def hints(self, pixels: Pixels) -> list[Detection]:
        """See `Detector.hints`: what looks with scores from 0.05 on agree on, at most 200. Free after a thorough look
        at the whole picture, and the other way round."""
        check_pixels(pixels)
        whole, in_tiles = self._everywhere(pixels, Box.of_size(pixels.shape[1], pixels.shape[0]))
        return pooled([*whole, *in_tiles])[:MOST_HINTS]

    def _everywhere(self, pixels: Pixels, frame: Box) -> tuple[list[Detection], list[Detection]]:
        """The whole and its tiles looked at, down to faint scores; the last few pictures are remembered."""
        key = f"{id_of_colors(pixels)} {frame.as_list()}"
        return self._looks.get(key, lambda: (self._look(pixels, frame), list(self._in_tiles(pixels, frame))))

    def _in_tiles(self, pixels: Pixels, frame: Box) -> Iterator[Detection]:
        for tile in _tiles_of(frame):
            yield from (found for found in self._look(pixels, tile) if not is_cut(found.box, tile, frame))

    def _look(self, pixels: Pixels, part: Box) -> list[Detection]:
        import cv2

        go_on()
        crop = np.ascontiguousarray(to_rgb(pixels)[part.slices])
        side = (INPUT_SIDE, INPUT_SIDE)
        blob = cv2.dnn.blobFromImage(shrink(crop, side) if min(part.size) > INPUT_SIDE else cv2.resize(crop, side))
        with self._lock:
            self._net.setInput(blob)
            rows = self._net.forward().reshape(-1, 7)
        found = [_to_detection(row, part) for row in rows if row[2] >= FAINT and int(row[1]) in COCO]
        return [one for one in found if min(one.box.size) >= SMALLEST_SIDE]


def load(context: Any) -> SsdMobileNet:
    """The network from the frozen graph and its text description in `context.weights`."""
    import cv2

    return SsdMobileNet(cv2.dnn.readNetFromTensorflow(str(context.weights[GRAPH]), str(context.weights[TEXT])))


def _to_detection(row: Any, part: Box) -> Detection:
    """Of `(picture, class, score, left, top, right, bottom)`, the box in shares of `part`."""
    left, right = (part.left + part.width * float(np.clip(x, 0, 1)) for x in (row[3], row[5]))
    top, bottom = (part.top + part.height * float(np.clip(y, 0, 1)) for y in (row[4], row[6]))
    box = Box(round(left), round(top), max(round(left), round(right)), max(round(top), round(bottom)))
    return Detection(COCO[int(row[1])], box, float(np.clip(row[2], 0, 1)))


def _tiles_of(frame: Box) -> list[Box]:
    short = min(frame.size)
    sides = [round(short * share) for share in TILE_SHARES]
    return [tile for side in sides if side >= SMALLEST_TILE for tile in tiles(frame, side)]
