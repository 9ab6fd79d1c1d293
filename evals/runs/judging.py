"""From an outcome to a row: what it looks like by every metric, kept so that nothing is measured twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...scene.mask import Mask, MaskRef
from ..datasets import Sample
from ..editors.controls import fitted
from ..editors.editor import Outcome, Task
from ..editors.identity import digest
from ..metrics import Edit, Metric
from .cells import DEVICE, Cells, content
from .layout_scores import measured
from .rows import Row


@dataclass(frozen=True, eq=False)
class Question:
    """A sample as it is read once for all editors; raises BrokenSample where it cannot be."""

    dataset: str
    sample: Sample
    photo: Pixels
    truth: Mask | None
    stored: NDArray[np.uint8] | None
    target: Pixels | None

    @classmethod
    def of(cls, dataset: str, sample: Sample) -> Question:
        return cls(dataset, sample, sample.pixels(), sample.truth(), sample.stored(), sample.edited())

    def task(self, seed: int, photo: Pixels | None = None) -> Task:
        """What an editor is asked; `photo` is its own result of the turn before, where there is one."""
        shown = self.photo if photo is None else photo
        return Task(self.sample, shown, self.sample.instruction, seed, _at(self.truth, shown), self.sample.marks)

    @cached_property
    def digest(self) -> str:
        """Of what the outcome is compared with."""
        known = [self.stored, self.target, None if self.truth is None else self.truth.array.astype(np.uint8)]
        told = [None if one is None else content(one) for one in known]
        return digest(told, self.sample.label, self.sample.captions, self.sample.instruction)


@dataclass(frozen=True)
class Judging:
    """Metrics, and where their values are kept."""

    metrics: tuple[Metric, ...]
    cells: Cells

    def row(self, question: Question, task: Task, editor: str, outcome: Outcome) -> Row:
        sample, details = question.sample, dict(outcome.details)
        edit = _edit(question, task, outcome)
        ran_on = str(details.pop(DEVICE, ""))
        offered = details.pop("offered", None)
        if offered and task.truth is not None:
            details["offered_iou"] = [round(iou(one, task.truth), 4) for one in offered]
        if outcome.picture is not None and outcome.picture.shape != task.photo.shape:
            details["resized_from"] = list(outcome.picture.shape[:2])
        return Row(
            question.dataset,
            sample.id,
            editor,
            task.seed,
            outcome.status,
            {**self._measured(edit, question), **measured(sample, outcome)},
            outcome.seconds,
            outcome.cost,
            outcome.said,
            task.instruction,
            sample.category,
            sample.label,
            sample.session,
            sample.turn,
            photo=self.cells.picture(task.photo),
            picture=self.cells.picture(outcome.picture),
            truth=self.cells.mask(task.truth),
            chosen=self.cells.mask(outcome.chosen),
            target=self.cells.picture(question.target),
            details=details,
            notes="; ".join(sample.notes),
            device=ran_on,
        )

    def _measured(self, edit: Edit, question: Question) -> Mapping[str, float | None]:
        pictures = [edit.original, edit.edited, *([edit.chosen.array.astype(np.uint8)] if edit.chosen else [])]
        told = [(one.name, one.definition) for one in self.metrics]
        name = f"measures/{digest([content(one) for one in pictures], question.digest, told, measuring_code())}.json"
        kept = self.cells.folder / name
        if not kept.is_file():
            values = {one.name: one.measure(edit) for one in self.metrics}
            self.cells.write(name, json.dumps({key: _plain(value) for key, value in values.items()}).encode())
        plain: dict[str, Any] = json.loads(kept.read_text("utf-8"))
        return {key: None if value is None else float(value) for key, value in plain.items()}


def _at(truth: Mask | None, shown: Pixels) -> Mask | None:
    """The truth at the size of what is shown: the result of an earlier turn may have another one."""
    if truth is None or truth.array.shape == shown.shape[:2]:
        return truth
    from PIL import Image

    grey = Image.fromarray(truth.array.astype(np.uint8) * 255)
    return Mask(np.asarray(grey.resize(shown.shape[1::-1], Image.Resampling.NEAREST)) > 0)


def iou(ref: Mapping[str, Any], truth: Mask) -> float:
    """Of a mask as plain data with the truth; 0 for one of another size."""
    mask = Mask.from_ref(MaskRef.model_validate(ref))
    return mask.iou(truth) if mask.array.shape == truth.array.shape else 0.0


def _edit(question: Question, task: Task, outcome: Outcome) -> Edit:
    """The photo as it was, where there is no picture: that is what the person then has."""
    shown = task.photo if outcome.picture is None else fitted(outcome.picture, task.photo)
    same = outcome.chosen is not None and outcome.chosen.array.shape == task.photo.shape[:2]
    sample = question.sample
    return Edit(
        original=task.photo,
        edited=shown,
        truth=task.truth,
        target=question.target,
        chosen=outcome.chosen if same else None,
        stored=question.stored if task.truth is not None else None,
        instruction=sample.instruction,
        label=sample.label,
        captions=sample.captions,
    )


def _plain(value: float | None) -> float | str | None:
    return None if value is None else str(value) if not np.isfinite(value) else float(value)


@cache
def measuring_code() -> str:
    """Of the source of the metrics: measured otherwise is measured anew."""
    told, root = hashlib.sha256(), Path(str(files("scenewright.evals")))
    for file in sorted([*(root / "metrics").glob("*.py"), *root.glob("lpips*.py")]):
        told.update(file.read_bytes())
    return told.hexdigest()
