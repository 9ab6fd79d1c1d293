"""How sure a reading is: fits the curves of `agent/interpreter/data/confidence.json` to first readings, and draws them.

`python -m scenewright.evals.confidence` prints what cross-validation says, writes the curves, and draws
`docs/reliability.svg`: in every drawn bin none of the readings had a part in the fit it is predicted by.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.files import write_whole
from .confidence_readings import FIRST, FirstReading, kept
from .reliability import Told, diagram, table

CURVES = Path(__file__).resolve().parents[1] / "agent" / "interpreter" / "data" / "confidence.json"
DRAWN = Path(__file__).resolve().parents[1] / "docs" / "reliability.svg"
STRENGTH = 1.0
"""Inverse regularisation: what little data says is drawn towards even odds, and towards no weight."""
FOLDS = 5
MADE = (
    "Fitted by python -m scenewright.evals.confidence to first readings (evals/first_readings.csv): logistic curves, "
    "one for each way a reading can end, no weight above zero. Each older file has an offset of its own, which is "
    "dropped: the rules have changed since. Corrected spelling is set by hand (none of 14 such readings was wrong). "
    "Never fitted to heldout or unseen4."
)
BY_HAND = ("ready", "respelt", -0.1)
"""What a person who mistypes may have meant is never surer than what was typed right."""


@dataclass(frozen=True)
class Curve:
    start: float
    weights: dict[str, float]

    def at(self, features: dict[str, float], offset: float = 0.0) -> float:
        logit = self.start + offset + sum(weight * features[name] for name, weight in self.weights.items())
        return float(np.clip(1 / (1 + np.exp(-logit)), 0.01, 0.99))


@dataclass(frozen=True)
class Fit:
    """`offsets` are of the older files: how much worse or better the rules of their time did."""

    curves: dict[str, Curve]
    offsets: dict[str, float]

    def told(self, row: FirstReading, own_offset: bool = True) -> float:
        return self.curves[row.way].at(row.features, self.offsets.get(row.file, 0.0) if own_offset else 0.0)


def fit(rows: Sequence[FirstReading]) -> Fit:
    """Logistic regression; a weight that comes out above zero is left out, and the rest fitted again."""
    from sklearn.linear_model import LogisticRegression

    ways = sorted({row.way for row in rows})
    columns = [(way, name) for way in ways for name in rows[0].features]
    older = list(FIRST)[:-1]
    right = np.array([row.right for row in rows])
    while True:
        matrix = _matrix(rows, ways, older, columns)
        model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000).fit(matrix, right)
        found = model.coef_[0]
        weights = found[len(ways) + len(older) :]
        if (weights <= 0).all():
            break
        columns = [column for column, weight in zip(columns, weights, strict=True) if weight <= 0]
    starts = dict(zip(ways, found, strict=False))
    offsets = dict(zip(older, found[len(ways) :], strict=False))
    told: dict[str, dict[str, float]] = {way: {} for way in ways}
    for (way, name), weight in zip(columns, weights, strict=True):
        if weight < -0.005:
            told[way][name] = round(float(weight), 2)
    way, name, weight = BY_HAND
    told.get(way, {}).setdefault(name, weight)
    return Fit({way: Curve(round(float(starts[way]), 2), told[way]) for way in ways}, offsets)


def _matrix(
    rows: Sequence[FirstReading], ways: Sequence[str], older: Sequence[str], columns: Sequence[tuple[str, str]]
) -> NDArray[np.float64]:
    return np.array(
        [
            [
                *(float(row.way == way) for way in ways),
                *(float(row.file == file) for file in older),
                *(row.features[name] if row.way == way else 0.0 for way, name in columns),
            ]
            for row in rows
        ]
    )


def crossed(rows: Sequence[FirstReading]) -> list[Told]:
    """Each reading by a fit that no reading about the same scene had a part in."""
    from sklearn.model_selection import GroupKFold

    told: list[Told] = []
    for train, test in GroupKFold(FOLDS).split(rows, groups=[row.group for row in rows]):
        found = fit([rows[i] for i in train])
        told += [Told(found.told(rows[i]), rows[i].right, rows[i].way) for i in test]
    return told


def main() -> None:
    rows = kept()
    told = crossed(rows)
    print("Cross-validated by scene, every way a reading can end:\n")
    print(table(told))
    ready = [one for one in told if one.way == "ready"]
    print("\nOf these, readings that are ready to run:\n")
    print(table(ready))
    found = fit(rows)
    curves: dict[str, Any] = {
        way: {"start": curve.start, "weights": curve.weights} for way, curve in found.curves.items()
    }
    write_whole(CURVES, (json.dumps({"made": MADE, "curves": curves}, indent=1) + "\n").encode())
    write_whole(DRAWN, diagram(told, "First readings, cross-validated by scene").encode())
    print(f"\nOffsets dropped: {', '.join(f'{name} {value:+.2f}' for name, value in found.offsets.items())}")


if __name__ == "__main__":
    main()
