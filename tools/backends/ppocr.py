"""PP-OCRv6 small (PaddleOCR): finds lines with DB (AAAI 2020), reads them with SVTR (IJCAI 2022) and CTC.

The models are those of the package `rapidocr`, run by onnxruntime without it: nothing is fetched or logged.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels, check_pixels, to_rgb
from ..ports import TextLine
from ..recent import Recent
from .onnx_session import open_session
from .text_boxes import Corners, text_boxes

FINDER = "ppocrv6-det-small.onnx"
READER = "ppocrv6-rec-small.onnx"
SHORT, LONG = 736, 1920
"""The finder looks at a picture whose short side is at least, and whose long side at most, so long."""
MAGNIFIED = 4.0
"""… but never more than so many times enlarged."""
HEIGHT, NARROW, WIDE = 48, 320, 2400
"""The reader's input: its height, and the least and greatest width."""
LARGE, BEST = 110, 48
"""From the first height of a box, in pixels that the finder sees, it is looked at again at the second."""
READ, ALONE = 0.7, 0.95
"""Mean probability of the letters below which what was found is not taken for writing: for long lines, and for a
single letter, which many things look like."""
DOUBTFUL = 0.85
"""Below it a line is read upside down as well, and the better reading holds."""
PIECE = 0.25
"""A line that shares so much of the smaller box with a longer one that holds its letters is a piece of that."""
TALL = 1.5
"""From this height over width on, a box holds a line that runs up or down."""
REMEMBERED = 6


@dataclass(frozen=True, slots=True)
class _Reading:
    text: str
    score: float
    centers: tuple[float, ...]


class PpOcr:
    """A `TextReader` of Latin, Chinese and Japanese writing. Lines come top to bottom, then left to right."""

    def __init__(self, finder: Any, reader: Any) -> None:
        self._finder, self._reader = finder, reader
        names = reader.notes["character"].splitlines()
        self._characters = ("", *names, " ")
        self._known: Recent[str, list[TextLine]] = Recent(REMEMBERED)

    def read(self, pixels: Pixels, within: Box | None = None) -> list[TextLine]:
        """See `TextReader.read`."""
        check_pixels(pixels)
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        part = frame if within is None else within.intersect(frame)
        if not part.area:
            return []
        shown = np.ascontiguousarray(to_rgb(pixels)[part.slices])
        found = self._known.get(ImageRef.of(shown).id, lambda: self._read(shown))
        return [line.shift(part.left, part.top) for line in found]

    def _read(self, shown: Pixels) -> list[TextLine]:
        lines = [self._line(shown, corners) for corners in self._find(shown)]
        return _once([line for line in lines if line is not None])

    def _find(self, shown: Pixels) -> list[Corners]:
        height, width = shown.shape[:2]
        scale = min(max(1.0, min(SHORT / min(height, width), MAGNIFIED)), LONG / max(height, width))
        found = self._boxes(shown, scale)
        return [closer for corners in found for closer in self._from_afar(shown, corners, scale)]

    def _from_afar(self, shown: Pixels, corners: Corners, scale: float) -> list[Corners]:
        """Large letters anew at the size in which the finder sees them best: it draws wide boxes around them."""
        tall = min(_size(corners))
        if tall * scale <= LARGE:
            return [corners]
        frame = Box.of_size(shown.shape[1], shown.shape[0])
        left, top = np.floor(corners.min(axis=0) - tall / 2).astype(int)
        right, bottom = np.ceil(corners.max(axis=0) + tall / 2).astype(int)
        part = Box(int(left), int(top), int(right), int(bottom)).intersect(frame)
        seen = self._boxes(np.ascontiguousarray(shown[part.slices]), BEST / tall)
        moved = [one + np.array([part.left, part.top], np.float32) for one in seen]
        return [one for one in moved if _inside(one.mean(axis=0), corners)] or [corners]

    def _boxes(self, shown: Pixels, scale: float) -> list[Corners]:
        import cv2

        height, width = shown.shape[:2]
        size = tuple(max(32, round(side * scale / 32) * 32) for side in (width, height))
        picture = cv2.resize(shown, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
        likely = self._finder.run(None, {self._finder.inputs[0]: _normal(np.asarray(picture, np.uint8))[None]})[0][0, 0]
        back = np.array([width / size[0], height / size[1]], np.float32)
        return [box.corners * back for box in text_boxes(likely)]

    def _line(self, shown: Pixels, corners: Corners) -> TextLine | None:
        """The line in a box, read the way in which it is surest."""
        width, height = _size(corners)
        turns = (1, 3) if height > TALL * width else (0,)
        tried = [(self._letters(straightened(shown, np.roll(corners, turn, axis=0))), turn) for turn in turns]
        if turns == (0,) and tried[0][0].score < DOUBTFUL:
            tried.append((self._letters(straightened(shown, np.roll(corners, 2, axis=0))), 2))
        reading, turn = max(tried, key=lambda pair: (pair[0].score, -pair[1]))
        if not any(map(str.isalnum, reading.text)) or reading.score < READ + (ALONE - READ) / len(reading.text):
            return None
        turned = np.roll(corners, turn, axis=0)
        quad = tuple((float(x), float(y)) for x, y in turned)
        return TextLine(reading.text, quad, round(reading.score, 4), reading.centers)  # type: ignore[arg-type]

    def _letters(self, line: Pixels) -> _Reading:
        """CTC, greedily: the likeliest sign of each step, repeats and blanks left out."""
        import cv2

        wanted = math.ceil(HEIGHT * line.shape[1] / line.shape[0])
        width = max(8, min(wanted, WIDE))
        canvas = np.zeros((3, HEIGHT, max(width, NARROW)), np.float32)
        canvas[:, :, :width] = _normal(np.asarray(cv2.resize(line, (width, HEIGHT)), np.uint8))
        chances = self._reader.run(None, {self._reader.inputs[0]: canvas[None]})[0][0]
        best = chances.argmax(axis=1)
        steps = np.flatnonzero((best != 0) & (np.diff(best, prepend=0) != 0))
        if not steps.size:
            return _Reading("", 0.0, ())
        share = canvas.shape[2] / width / len(best)
        centers = tuple(round(float(min(1.0, (_middle(best, int(step)) + 0.5) * share)), 4) for step in steps)
        text = "".join(self._characters[best[step]] for step in steps)
        return _trimmed(text, float(chances[steps, best[steps]].mean()), centers)


def _once(lines: list[TextLine]) -> list[TextLine]:
    """Without pieces of a line that was read whole."""
    return [one for one in lines if not any(_is_piece(one, other) for other in lines)]


def _is_piece(one: TextLine, other: TextLine) -> bool:
    shared = one.box.intersect(other.box).area
    smaller = min(one.box.area, other.box.area)
    return len(one.text) < len(other.text) and one.text in other.text and shared >= PIECE * smaller


def _middle(best: NDArray[np.int64], start: int) -> float:
    """The middle of a run of the same sign."""
    end = start
    while end + 1 < len(best) and best[end + 1] == best[start]:
        end += 1
    return (start + end) / 2


def _trimmed(text: str, score: float, centers: tuple[float, ...]) -> _Reading:
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return _Reading(text[begin:end], score, centers[begin:end])


def _normal(picture: Pixels) -> NDArray[np.float32]:
    """3×h×w float32 of -1…1, blue first, as the models were trained."""
    return (picture[..., ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)


def _size(corners: Corners) -> tuple[float, float]:
    """Width and height of a turned box."""
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(max(top, bottom)), float(max(left, right))


def _inside(point: NDArray[np.float32], corners: Corners) -> bool:
    import cv2

    return bool(cv2.pointPolygonTest(corners, (float(point[0]), float(point[1])), False) >= 0)


def straightened(picture: Pixels, corners: Corners) -> Pixels:
    """What lies in a turned box, upright."""
    import cv2

    width, height = (max(2, math.ceil(side)) for side in _size(corners))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), flat)
    return np.asarray(
        cv2.warpPerspective(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    )


def load(context: Any) -> PpOcr:
    """Both models from `context.weights`."""
    return PpOcr(open_session(context.weights[FINDER]), open_session(context.weights[READER]))
