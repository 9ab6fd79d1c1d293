"""Controls: what scores come to without an edit, without damage, with a plain change, and with the place given away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from ...scene.image import Pixels
from ...scene.mask import Mask
from .editor import Editor, Outcome, Showable, Task, talking
from .identity import digest

SIGMA = 0.15
"""Of the blur, as a share of the truth's smaller side: nothing of the thing can be made out."""
NO_TRUTH = "there is no mask of where the edit belongs"


@dataclass(frozen=True)
class DoNothing:
    """Gives the photo back: what a metric is worth that this one wins."""

    name: str = "do nothing"
    identity: str = digest("do nothing")

    def edit(self, task: Task) -> Outcome:
        return Outcome("nothing", chosen=Mask(np.zeros(task.photo.shape[:2], bool)), said="by design")


@dataclass(frozen=True)
class PastedBack:
    """Another editor's result with the original background put back outside the truth: its best possible background."""

    editor: Editor

    @property
    def name(self) -> str:
        return f"{self.editor.name} + original background"

    @property
    def identity(self) -> str:
        return digest("pasted back", self.editor.identity)

    def edit(self, task: Task) -> Outcome:
        outcome = self.editor.edit(task)
        if outcome.picture is None:
            return outcome
        if task.truth is None:
            return Outcome("failed", chosen=outcome.chosen, seconds=outcome.seconds, said=NO_TRUTH)
        inside = task.truth.array[..., None]
        picture = np.where(inside, fitted(outcome.picture, task.photo), task.photo)
        same = np.array_equal(picture, task.photo)
        return replace(outcome, status="nothing" if same else "done", picture=None if same else picture)


@dataclass(frozen=True)
class BlurredMask:
    """Blurs the truth and nothing else: the right place, and no edit that anybody asked for."""

    name: str = "blurred mask"
    identity: str = digest("blurred mask", SIGMA)

    def edit(self, task: Task) -> Outcome:
        if task.truth is None:
            return Outcome("failed", said=NO_TRUTH)
        picture = np.where(task.truth.array[..., None], _blurred(task.photo, task.truth), task.photo)
        return Outcome("done", picture, task.truth, said="by design")


@dataclass(frozen=True)
class OracleMask:
    """Another editor to which the place is given away: what is left is what it does there."""

    editor: Showable

    @property
    def name(self) -> str:
        return f"{self.editor.name} + oracle mask"

    @property
    def identity(self) -> str:
        return digest("oracle mask", self.editor.identity)

    def edit(self, task: Task) -> Outcome:
        if task.truth is None:
            return Outcome("failed", said=NO_TRUTH)
        return self.editor.edit_there(task, task.truth)

    @contextmanager
    def conversation(self) -> Iterator[Editor]:
        with talking(self.editor) as talk:
            yield OracleMask(talk) if isinstance(talk, Showable) else self


def fitted(picture: Pixels, photo: Pixels) -> Pixels:
    """The picture at the photo's size."""
    if picture.shape == photo.shape:
        return picture
    from PIL import Image

    return np.asarray(Image.fromarray(picture).resize(photo.shape[1::-1], Image.Resampling.BICUBIC), np.uint8)


def _blurred(photo: Pixels, truth: Mask) -> Pixels:
    import cv2

    sigma = max(2.0, SIGMA * min(truth.box.width, truth.box.height))
    return np.asarray(cv2.GaussianBlur(photo, (0, 0), sigma))
