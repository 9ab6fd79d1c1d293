"""A small run as `bench edit` leaves it: four samples, one of them broken, two seeds, an editor and a control."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from scenewright.evals.metrics import UNMEASURED, Edit, chosen
from scenewright.evals.runs import DatasetNote, EditorNote, Row, Run
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask

EDITORS = (EditorNote("ours", "a1b2"), EditorNote("do nothing", "c3d4", control=True))
SLOW = ("LPIPS", "SSIM", "published")
METRICS = [metric for metric in chosen().metrics if not any(word in metric.name for word in SLOW)]
"""Those that need neither PyTorch nor weights."""
PHOTOS: dict[str, Pixels] = {
    "cat": np.ascontiguousarray(data.chelsea()[:120, :160]),
    "cup": np.ascontiguousarray(data.coffee()[100:220, 100:260]),
    "rocket": np.ascontiguousarray(data.rocket()[100:220, 200:360]),
}
TRUTH = Mask.from_box(Box(40, 30, 100, 90), 160, 120)
STATUSES: Mapping[tuple[str, int], str] = {("cup", 0): "asked", ("rocket", 0): "refused", ("rocket", 1): "refused"}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run") / "first")


@pytest.fixture(scope="session")
def stronger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another run, whose editor does more, on other photos of the same names."""
    return write_run(tmp_path_factory.mktemp("other") / "second", strength=120, digest="d2")


@pytest.fixture(scope="session")
def run(folder: Path) -> Run:
    return Run.load(folder)


def write_run(folder: Path, strength: int = 60, digest: str = "d1") -> Path:
    """`strength` is how much brighter the editor makes the place, and a quarter of it the background."""
    folder.mkdir(parents=True)
    rows = [row for seed in (0, 1) for row in _rows(folder, seed, strength)]
    (folder / "rows.jsonl").write_text("".join(row.to_json() + "\n" for row in rows), "utf-8")
    told: dict[str, Any] = {
        "datasets": [asdict(DatasetNote("photos", digest, 3, 1))],
        "editors": [asdict(note) for note in EDITORS],
        "seeds": [0, 1],
        "complete": True,
        "made_with": {"device": "CPU, 2 cores", "versions": {"numpy": np.__version__}},
        "metrics": [asdict(metric.note) for metric in METRICS],
        "unmeasured": [asdict(one) for one in UNMEASURED],
    }
    (folder / "run.json").write_text(json.dumps(told), "utf-8")
    return folder


def _rows(folder: Path, seed: int, strength: int) -> list[Row]:
    rows = []
    for name, photo in PHOTOS.items():
        status = STATUSES.get((name, seed), "done")
        made = brighter(photo, strength + 10 * seed) if status == "done" else None
        mask = Mask.from_box(Box(40, 30, 90, 90), 160, 120) if made is not None else Mask.empty(160, 120)
        rows.append(_row(folder, name, "ours", seed, status, photo, made, mask))
        rows.append(_row(folder, name, "do nothing", seed, "nothing", photo, None, Mask.empty(160, 120)))
    broken = "x.png is no picture"
    rows += [Row("photos", "torn", note.name, seed, "broken", said=broken) for note in EDITORS]
    return rows


def brighter(photo: Pixels, strength: int) -> Pixels:
    gain = np.where(TRUTH.array, strength, strength // 4)[..., None]
    return np.clip(photo.astype(int) + gain, 0, 255).astype(np.uint8)


def _row(
    folder: Path, name: str, editor: str, seed: int, status: Any, photo: Pixels, made: Pixels | None, mask: Mask
) -> Row:
    edit = Edit(photo, photo if made is None else made, TRUTH, chosen=mask)
    return Row(
        "photos",
        name,
        editor,
        seed,
        status,
        {metric.name: metric.measure(edit) for metric in METRICS},
        seconds=1.5,
        said="" if status == "done" else "Which | one? <b>",
        instruction=f"make the {name} brighter",
        category="animals" if name == "cat" else "things",
        photo=_png(folder, f"{name}.png", photo),
        picture=None if made is None else _png(folder, f"{name}-{editor}-{seed}.png", made),
        truth=_png(folder, f"{name}-truth.png", np.uint8(255) * TRUTH.array),
        chosen=_png(folder, f"{name}-{editor}-{seed}-chosen.png", np.uint8(255) * mask.array),
        details={"offered_iou": [0.25, 0.75]} if status == "asked" else {},
    )


def _png(folder: Path, name: str, pixels: Any) -> str:
    Image.fromarray(np.asarray(pixels, np.uint8)).save(folder / name)
    return name
