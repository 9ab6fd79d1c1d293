"""A run: datasets by contestants by seeds, into a folder. The same command goes on where it was interrupted."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ...agent.exchange.workers import Done, in_processes
from ..datasets import Dataset
from ..editors.identity import code, digest
from ..metrics import Chosen, MetricNote, Unmeasured, chosen
from .cells import Cells
from .contestants import Contestant
from .device import device
from .layout_scores import IOU, RIGHT
from .rows import FORMAT, MANIFEST, ROWS, DatasetNote, Row, Run, Turns
from .work import Choosing, Opening, Unit, broken, died, do, opened, units

PACKAGES = (
    *("scenewright", "numpy", "pillow", "opencv-python-headless", "onnxruntime", "ai-edge-litert", "pypatchmatch"),
    *("torch", "torchmetrics", "diffusers", "transformers"),
)
Watch = Callable[[int, int, Sequence[Row]], None]
"""Told after each unit: how many are over, of how many, and its rows."""


@dataclass(frozen=True)
class Plan:
    """What is compared on what. `open_line` and `choose` must be picklable for more than one process."""

    datasets: Sequence[Dataset]
    open_line: Opening
    choose: Choosing = chosen
    seeds: tuple[int, ...] = (0,)
    limit: int | None = None
    turns: Turns = "multi"
    left_out: tuple[Unmeasured, ...] = ()


def run(plan: Plan, folder: Path, jobs: int = 1, watch: Watch | None = None) -> Run:
    """Do what is not done yet, and read it back."""
    line = plan.open_line()
    work, names = units(plan.datasets, plan.seeds, plan.limit, plan.turns), [one.editor.name for one in line]
    _manifest(plan, line, folder, work)
    rows = list(_lost(plan, names))
    with (folder / ROWS).open("w", encoding="utf-8") as file:
        for over, (unit, made) in enumerate(_made(plan, work, folder, jobs), 1):
            done = died(unit, names) if made is None else made
            rows += done
            file.writelines(f"{row.to_json()}\n" for row in done)
            file.flush()
            if watch is not None:
                watch(over, len(work), done)
    _rewrite(plan, rows, names, folder)
    _manifest(plan, line, folder, work, rows)
    return Run.load(folder)


def _made(plan: Plan, work: Sequence[Unit], folder: Path, jobs: int) -> Iterator[tuple[Unit, list[Row] | None]]:
    opener = partial(opened, plan.open_line, plan.choose, folder)
    if jobs == 1:
        with opener() as held:
            for unit in work:
                yield unit, do(held, unit)
        return
    over: Done
    for over in in_processes(work, opener, do, jobs):
        yield work[over.job], over.result


def _lost(plan: Plan, names: Sequence[str]) -> Iterator[Row]:
    """Rows of what the datasets themselves could not read: they stay in every denominator."""
    for dataset in plan.datasets:
        for one in dataset.broken:
            for seed in plan.seeds:
                yield from (broken(dataset.name, one.id, name, seed, one.reason) for name in names)


def _rewrite(plan: Plan, rows: Sequence[Row], names: Sequence[str], folder: Path) -> None:
    """All rows in their order, whatever order they were made in."""
    samples = [(d.name, id) for d in plan.datasets for id in (*(s.id for s in d.samples), *(b.id for b in d.broken))]
    place, turn = {sample: n for n, sample in enumerate(samples)}, plan.seeds.index
    order = sorted(rows, key=lambda row: (place[row.dataset, row.sample], turn(row.seed), names.index(row.editor)))
    Cells(folder).write(ROWS, "".join(f"{row.to_json()}\n" for row in order).encode())


def _manifest(
    plan: Plan, line: Sequence[Contestant], folder: Path, work: Sequence[Unit], rows: Sequence[Row] | None = None
) -> None:
    """`rows` are all of them, once the run is complete."""
    folder.mkdir(parents=True, exist_ok=True)
    picked: Chosen = plan.choose()
    told = {
        "format": FORMAT,
        "complete": rows is not None,
        "datasets": [asdict(_note(dataset, work)) for dataset in plan.datasets],
        "editors": [asdict(one.note) for one in line],
        "seeds": list(plan.seeds),
        "turns": plan.turns,
        "left_out": [asdict(one) for one in plan.left_out],
        "metrics": [asdict(note) for note in (*(one.note for one in picked.metrics), *_of_layouts(plan))],
        "unmeasured": [asdict(one) for one in picked.unmeasured],
        "made_with": made_with(rows or ()),
    }
    Cells(folder).write(MANIFEST, json.dumps(told, indent=1, ensure_ascii=False).encode())


def _of_layouts(plan: Plan) -> tuple[MetricNote, ...]:
    """Where there are any layouts."""
    layouts = any(sample.layout is not None for dataset in plan.datasets for sample in dataset.samples)
    return (IOU, RIGHT) if layouts else ()


def _note(dataset: Dataset, work: Sequence[Unit]) -> DatasetNote:
    """`samples` are those that this run asks for."""
    asked = {sample.id: sample for unit in work if unit.dataset == dataset.name for sample in unit.samples}
    told = [[one.id, one.instruction, one.label, one.captions, dict(one.marks)] for one in asked.values()]
    files = [one.photo for one in asked.values()] + [mask for one in asked.values() for mask in one.masks]
    files += [one.target for one in asked.values() if one.target is not None]
    contents = [hashlib.sha256(one if isinstance(one, bytes) else one.read_bytes()).hexdigest() for one in files]
    return DatasetNote(dataset.name, digest(told, contents), len(asked), len(dataset.broken))


def made_with(rows: Sequence[Row] = ()) -> dict[str, Any]:
    """Versions, machine and date; the device is what the processes that made the rows tell of."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
        "device": "; ".join(sorted({row.device for row in rows if row.device})) or device(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "code": code(),
        "command": sys.argv[1:],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
