"""Editors asked about a made dataset, one after the other; what was answered before is kept and not asked again."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...scene.image import Pixels
from ..datasets import Sample
from ..datasets.published import simple
from ..editors.controls import PastedBack, fitted
from ..editors.editor import Editor, Outcome, Task, talking
from ..metrics.metric import DRAWS
from ..runs.cells import Cached, Cells
from .writing import rows_of


@dataclass(frozen=True)
class Contestant:
    """An editor; `control`: it looks at the truth, or is told it."""

    editor: Editor
    control: bool = False

    @property
    def name(self) -> str:
        return self.editor.name


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What one editor made of one sample. `after` is the picture that one then has, of the photo's size; `control` as
    for a contestant."""

    editor: str
    row: Mapping[str, Any]
    sample: Sample
    before: Pixels
    after: Pixels
    outcome: Outcome
    control: bool = False

    @property
    def done(self) -> bool:
        return self.outcome.status == "done"


def answers(folder: Path, name: str, line: Sequence[Contestant], kept: Path) -> Iterator[Answer]:
    """Each contestant on each sample (the turns of a session in one conversation), in the dataset's order."""
    rows, cells = {row["id"]: row for row in rows_of(folder, name)}, Cells(kept)
    dataset = simple(folder / f"{name}.jsonl")
    if dataset.broken:
        raise ValueError(f"{folder} was made here, but {dataset.broken[0].id} is broken: {dataset.broken[0].reason}")
    groups: dict[str, list[Sample]] = {}
    for sample in dataset.samples:
        groups.setdefault(sample.session or f"/{sample.id}", []).append(sample)
    for number, group in enumerate(groups.values(), 1):
        for one in line:
            yield from _asked(one, group, rows, cells)
        print(f"{name}: {number} of {len(groups)}", file=sys.stderr, flush=True)


def _remembering(one: Contestant, cells: Cells) -> Cached:
    """What a control takes from another editor is not asked again either."""
    within = one.editor
    if isinstance(within, PastedBack):
        within = PastedBack(Cached(within.editor, cells))
    return Cached(within, cells, one.control)


def _asked(one: Contestant, group: Sequence[Sample], rows: Mapping[str, Any], cells: Cells) -> Iterator[Answer]:
    with talking(_remembering(one, cells)) as talk:
        before: Pixels | None = None
        for sample in group:
            photo = sample.pixels() if before is None else before
            outcome = talk.edit(Task(sample, photo, sample.instruction, 0, sample.truth(), sample.marks))
            after = photo if outcome.picture is None else fitted(outcome.picture, photo)
            yield Answer(one.name, rows[sample.id], sample, photo, after, replace(outcome, picture=None), one.control)
            before = after


def clustered(values: Sequence[float], clusters: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean where values of one photo go together: photos are drawn, not values."""
    names = sorted(set(clusters))
    parts = [np.asarray([v for v, c in zip(values, clusters, strict=True) if c == name], float) for name in names]
    sums, counts = np.array([part.sum() for part in parts]), np.array([part.size for part in parts])
    drawn = np.random.default_rng(seed).integers(0, len(names), (DRAWS, len(names)))
    low, high = np.percentile(sums[drawn].sum(1) / counts[drawn].sum(1), [2.5, 97.5])
    return float(low), float(high)


def mean_of(values: Sequence[float], clusters: Sequence[str], form: str = ".3f") -> str:
    """`0.123 (0.100…0.150)`, `–` for none."""
    if not values:
        return "–"
    low, high = clustered(values, clusters)
    return f"{format(float(np.mean(values)), form)} ({format(low, form)}…{format(high, form)})"


def share_of(hits: Sequence[bool], clusters: Sequence[str]) -> str:
    """`3 of 4 (75 %, 50–100)`."""
    if not hits:
        return "–"
    low, high = clustered([float(hit) for hit in hits], clusters)
    return f"{sum(hits)} of {len(hits)} ({sum(hits) / len(hits):.0%}, {100 * low:.0f}–{100 * high:.0f})"
