"""A segmenter made of a promptable network (SAM, SAM 2): what is encoded and kept, and when a crop is looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, Protocol

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
from .everything import SAME, TINY
from .tidy import tidy

PICTURES = 3
"""Pictures whose encodings are kept: a turn asks about the same one several times."""

PARTS = 9
"""Encoded parts kept for each picture; the whole is one."""

ANSWERS = 8
"""Answers kept for each picture: a turn asks the same again to foresee, to resolve and to check."""

AGREES = 0.5
"""IoU with the first mask below which a crop's mask shows something else and is not taken."""


class Drawn(NamedTuple):
    """A mask of the part that was asked about, and the network's estimate of its IoU with the true one."""

    inside: NDArray[np.bool_]
    score: float


class Engine(Protocol):
    """A promptable network as one of the packages runs it. Coordinates are pixels of the part."""

    def encode(self, part: Pixels) -> Any:
        """What is remembered of a part of a picture, h×w×3."""
        ...

    def draw(self, encoded: Any, prompt: Prompt) -> Drawn:
        """The mask, h×w, of what a prompt means; the best of several where it may mean several things."""
        ...

    def everything(self, encoded: Any, part: Pixels, closer: bool) -> list[Drawn]:
        """Masks found at a grid of points; `closer` at a finer one, with more allowed."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class Embedding:
    """A picture's pixels (H×W×3), the encodings of the parts that were asked about, and what was answered."""

    pixels: Pixels
    parts: Recent[Box, Any] = field(default_factory=lambda: Recent(PARTS))
    answers: Recent[Prompt, Region] = field(default_factory=lambda: Recent(ANSWERS))

    @property
    def frame(self) -> Box:
        return Box.of_size(self.pixels.shape[1], self.pixels.shape[0])


class PromptedSegmenter:
    """A `Segmenter`. The network runs for one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: Recent[str, Embedding] = Recent(PICTURES)
        self._alone = threading.RLock()

    def encode(self, pixels: Pixels) -> Embedding:
        """See `Segmenter.encode`. Nothing runs before the first prompt tells which part of the picture (H×W×3|4)
        matters; what was encoded of one of the last few pictures, by content, is not encoded again."""
        check_pixels(pixels)
        return self._known.get(id_of_colors(pixels), lambda: Embedding(frozen(to_rgb(pixels))))

    def segment(self, embedding: Embedding, prompts: Sequence[Prompt]) -> list[Region]:
        """See `Segmenter.segment`; a mask may be empty, with score 0, where nothing stands out. A thing that is small
        in its picture is looked at on a crop of its own."""
        return [embedding.answers.get(prompt, partial(self._segment, embedding, prompt)) for prompt in prompts]

    def everything(
        self, embedding: Embedding, known: Sequence[Region] | None = None, boxes: Sequence[Box] = ()
    ) -> list[Region]:
        """See `Segmenter.everything`: the whole picture at a grid of points, what fills the boxes first; given what is
        known, at a finer grid and without what that has."""
        frame = embedding.frame
        encoded = self._encoded(embedding, frame)
        with self._alone:
            drawn = [self._engine.draw(encoded, Prompt(box=box)) for box in boxes]
            drawn += self._engine.everything(encoded, embedding.pixels, known is not None)
        found = (_region(one, frame, frame) for one in drawn)
        return apart([one for one in found if one.mask.area >= TINY * frame.area], known or ())

    def _segment(self, embedding: Embedding, prompt: Prompt) -> Region:
        frame = embedding.frame
        if prompt.box is not None:
            window = window_of(prompt.box, frame)
            return self._ask(embedding, window or frame, prompt)
        first = self._ask(embedding, frame, prompt)
        window = window_of(first.mask.box, frame) if first.mask.area else None
        if window is None:
            return first
        closer = self._ask(embedding, window, Prompt(first.mask.box, prompt.inside, prompt.outside))
        return closer if closer.mask.iou(first.mask) >= AGREES else first

    def _ask(self, embedding: Embedding, part: Box, prompt: Prompt) -> Region:
        go_on()
        encoded = self._encoded(embedding, part)
        with self._alone:
            return _region(self._engine.draw(encoded, _shifted(prompt, part)), part, embedding.frame)

    def _encoded(self, embedding: Embedding, part: Box) -> Any:
        def encode() -> Any:
            with self._alone:
                return self._engine.encode(np.ascontiguousarray(embedding.pixels[part.slices]))

        return embedding.parts.get(part, encode)


def apart(regions: Iterable[Region], known: Sequence[Region]) -> list[Region]:
    """The better ones of those that show the same, none that is known, the largest first."""
    kept: list[Region] = []
    for one in sorted(regions, key=lambda one: (-one.score, -one.mask.area, one.mask.box)):
        if all(one.mask.iou(other.mask) <= SAME for other in (*known, *kept)):
            kept.append(one)
    return sorted(kept, key=lambda one: (-one.mask.area, one.mask.box))


def best_first_only(masks: NDArray[np.bool_], scores: NDArray[np.float32]) -> Drawn:
    """Of several masks (n×h×w) of one prompt, the one that the network thinks best of."""
    best = int(np.argmax(scores))
    return Drawn(masks[best], float(np.clip(scores[best], 0, 1)))


def _shifted(prompt: Prompt, part: Box) -> Prompt:
    """The prompt in the part's own pixels, without points outside it."""
    move = -part.left, -part.top

    def moved(points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        return tuple((x + move[0], y + move[1]) for x, y in points_in(part, points))

    box = prompt.box.shift(*move) if prompt.box is not None else None
    inside = moved(prompt.inside) if box is not None else tuple((x + move[0], y + move[1]) for x, y in prompt.inside)
    return Prompt(box, inside, moved(prompt.outside))


def _region(drawn: Drawn, part: Box, frame: Box) -> Region:
    mask = Mask(tidy(drawn.inside)).paste(frame.width, frame.height, part.left, part.top)
    return Region(mask, drawn.score if mask.area else 0.0)
