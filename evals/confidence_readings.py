"""First readings: how the rules of the time read instructions before they were worked on with them, by the history.

Instructions that were worked on are read right nearly always, so they say nothing of how sure a reading is. Each file
of `FIRST` is therefore read by the rules of a commit before its misses were looked at; what speaks against each reading
is judged as it is today. `python -m scenewright.evals.confidence_readings` writes `first_readings.csv`; it needs the
repository with its history.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from ..agent.interpreter.batch import request_of
from ..agent.interpreter.lexical import LexicalInterpreter
from ..agent.interpreter.telling.evidence import Evidence, evidence
from ..agent.interpreter.telling.why import explain
from ..scene.plan import EditPlan
from .understanding import OWN, judged, rows_of

FIRST = {
    "dev": "0d22e73",
    "fresh": "41a4cbb",
    "unseen1": "38bc10b",
    "unseen2": "ee19599",
    "questions": "d41dcef",
    "unseen3": "788377f",
}
"""Which commit's rules had not been worked on with which file, oldest first. `heldout` and `unseen4` are not among
them: they are for looking once at what came of the fit."""
TABLE = "first_readings.csv"
ROOMS = ("scene", "tools", "agent", "ui", "evals")


class FirstReading(NamedTuple):
    """`group` is the file and the scene that it is about."""

    file: str
    group: str
    right: bool
    way: str
    features: dict[str, float]


def kept() -> list[FirstReading]:
    """The readings of the table that lies beside this module."""
    table = (files(__package__) / TABLE).read_text(encoding="utf-8")
    return [_parsed(row) for row in csv.DictReader(table.splitlines())]


def _parsed(row: dict[str, str]) -> FirstReading:
    fixed = [row.pop(name) for name in ("file", "group", "right", "way")]
    features = {name: float(value) for name, value in row.items()}
    return FirstReading(fixed[0], fixed[1], fixed[2] == "1", fixed[3], features)


def readings() -> Iterator[FirstReading]:
    """Every file as it was first read."""
    for name, commit in FIRST.items():
        path = OWN / f"{name}.jsonl"
        cases = rows_of(path)
        with TemporaryDirectory() as folder:
            plans = _plans(path, commit, Path(folder))
        for case, plan in zip(cases, plans, strict=True):
            found = _evidence(case, path.parent, plan)
            yield FirstReading(
                name, f"{name} {case['scene']}", judged(case, path).met_by(plan), found.way, found.features
            )


def _plans(cases: Path, commit: str, folder: Path) -> list[dict[str, Any]]:
    """The plans that the rules of a commit make of a file of cases."""
    root = OWN.parents[3]
    packed = subprocess.run(
        ["git", "archive", commit, "scenewright", *ROOMS], cwd=root, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as tree:
        tree.extractall(folder, filter="data")
    for room in ROOMS:
        (folder / room).rename(folder / "scenewright" / room)
    command = [sys.executable, "-m", "scenewright", "plan", "--batch", str(cases)]
    told = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


def _evidence(case: dict[str, Any], folder: Path, plan: dict[str, Any]) -> Evidence:
    context, read = LexicalInterpreter().context_of(request_of(case, folder)), EditPlan.model_validate(plan)
    doubts = explain(read.ops, context, context).doubts if read.ops else ()
    return evidence(read, context, doubts)


def main() -> None:
    rows = list(readings())
    path = Path(str(files(__package__) / TABLE))
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["file", "group", "right", "way", *rows[0].features])
        for row in rows:
            values = (f"{value:.3g}" for value in row.features.values())
            writer.writerow([row.file, row.group, int(row.right), row.way, *values])
    print(f"{len(rows)} first readings in {path.name}")


if __name__ == "__main__":
    main()
