"""How far an editor's several results for the same wish are from each other, sample by sample (SANE, BMVC 2025)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from ...scene.image import Pixels
from ..metrics import DIVERSITY, Summary, summary
from ..runs import Run
from .content import Part
from .tables import Cell, Table, number

Measure = Callable[[Sequence[Pixels]], float | None]
WORDS = (
    "Mean LPIPS of all pairs of an editor's results for one sample, over the samples with at least two of them: more "
    "is more diverse, which is worth something only where the results are good too."
)


def spread(run: Run) -> tuple[list[Part], dict[str, Any]]:
    """A part for a run of several seeds, and its figures; nothing for one of a single seed. VGG is slow: only where the
    run was measured by it too."""
    if len(run.seeds) < 2:
        return [], {}
    slow = any("VGG" in note.name for note in run.metrics)
    measures = {name: measure for name, measure in DIVERSITY.items() if slow or "VGG" not in name}
    found = {note.name: _of(run, note.name, measures) for note in run.editors}
    rows = []
    for note in run.editors:
        of = len(run.first(note.name))
        cells = [Cell(number(found[note.name][name], 4, of), weak=note.control) for name in measures]
        rows.append((Cell(note.name, weak=note.control), *cells))
    table = Table("Diversity", ("editor", *measures), tuple(rows))
    told = {name: {of: asdict(one) if one else None for of, one in by.items()} for name, by in found.items()}
    return [Part("Diversity", (WORDS,), (table,))], {"diversity": told}


def _of(run: Run, editor: str, measures: Mapping[str, Measure]) -> Mapping[str, Summary | None]:
    """Each measure's summary over the samples."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in run.of(editor):
        if row.picture is not None:
            groups.setdefault((row.dataset, row.sample), []).append(row.picture)
    several = [names for names in groups.values() if len(names) > 1]
    return {name: summary([_among(run, names, measure) for names in several]) for name, measure in measures.items()}


def _among(run: Run, names: Sequence[str], measure: Measure) -> float | None:
    """Pictures of one name are one picture: most editors give the same for every seed."""
    return 0.0 if len(set(names)) == 1 else measure([_pixels(run, name) for name in names])


def _pixels(run: Run, name: str) -> Pixels:
    from PIL import Image

    with Image.open(run.folder / name) as opened:
        return np.asarray(opened.convert("RGB"), np.uint8)
