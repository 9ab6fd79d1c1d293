"""Depth, subjects, captions and likeness to words, told beforehand: for tests and scripts, never as a stand-in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, check_pixels


class ScriptedDepthEstimator:
    """A `DepthEstimator` of pictures whose lower rows are nearer."""

    def depth(self, pixels: Pixels) -> NDArray[np.float32]:
        height, width = check_pixels(pixels).shape[:2]
        return np.repeat(np.linspace(0, 1, height, dtype=np.float32)[:, None], width, axis=1)


class ScriptedSubjectFinder:
    """A `SubjectFinder` of pictures that are about what lies in these boxes."""

    def __init__(self, boxes: Sequence[Box] = ()) -> None:
        self._boxes = tuple(boxes)
        self.calls = 0

    def subject(self, pixels: Pixels) -> NDArray[np.float32]:
        height, width = check_pixels(pixels).shape[:2]
        self.calls += 1
        found = np.zeros((height, width), np.float32)
        for box in self._boxes:
            found[box.clamp(width, height).slices] = 1
        return found


class ScriptedCaptioner:
    """A `Captioner` that says one sentence of everything, answers from a mapping question → answer, and tells of the
    things of a label, one after the other, from a mapping label → attributes of each."""

    def __init__(
        self,
        sentence: str = "a picture",
        answers: Mapping[str, str] | None = None,
        attributes: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    ) -> None:
        self._sentence, self._answers = sentence, dict(answers or {})
        self._attributes = dict(attributes or {})
        self.calls: list[str] = []

    def caption(self, crops: Sequence[Pixels]) -> list[str]:
        self.calls.extend("caption" for _ in crops)
        return [self._sentence for _ in crops]

    def answer(self, pixels: Pixels, question: str) -> str:
        check_pixels(pixels)
        self.calls.append(question)
        return self._answers.get(question, "I cannot tell")

    def attributes(self, crops: Sequence[Pixels], labels: Sequence[str]) -> list[dict[str, str]]:
        self.calls.extend(f"attributes of {label}" for label in labels)
        left = {label: iter(told) for label, told in self._attributes.items()}
        return [dict(next(left.get(label, iter(())), {})) for _, label in zip(crops, labels, strict=True)]


class ScriptedImageTextScorer:
    """An `ImageTextScorer` that scores each text the same for every picture."""

    def __init__(self, scores: Mapping[str, float] | None = None) -> None:
        self._scores = dict(scores or {})

    def similarity(self, crops: Sequence[Pixels], texts: Sequence[str]) -> NDArray[np.float32]:
        row = np.asarray([self._scores.get(text, 0.2) for text in texts], np.float32)
        return np.repeat(row[None], len(crops), axis=0)


def load_depth_estimator(context: Any) -> ScriptedDepthEstimator:
    """Nearer further down."""
    return ScriptedDepthEstimator()


def load_subject_finder(context: Any) -> ScriptedSubjectFinder:
    """Pictures in which nothing stands out."""
    return ScriptedSubjectFinder()


def load_captioner(context: Any) -> ScriptedCaptioner:
    """The same sentence for everything."""
    return ScriptedCaptioner()


def load_image_text(context: Any) -> ScriptedImageTextScorer:
    """No text fits better than another."""
    return ScriptedImageTextScorer()
