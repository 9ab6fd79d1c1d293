"""A made dataset as a folder: PNG pictures, one JSONL of samples, and a manifest that names every photo's licence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...scene.image import Pixels
from ...scene.mask import Mask
from ..photos import photo
from .sources import Half

MANIFEST = "made.json"


@dataclass(slots=True)
class Writer:
    """Takes in pictures and rows; `close` writes `NAME.jsonl` and the manifest. The same calls write the same bytes."""

    folder: Path
    name: str
    half: Half
    seed: int
    asked: int | None = None
    """Pictures that were asked for, where a photo is used so often and no more."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def picture(self, name: str, pixels: Pixels) -> str:
        """Write `name`.png, H×W×3 uint8; its name for the row."""
        return self._save(name, Image.fromarray(pixels, "RGB"))

    def mask(self, name: str, mask: Mask) -> str:
        """Write `name`.png, white where it is meant."""
        return self._save(name, Image.fromarray(mask.array.astype(np.uint8) * 255, "L"))

    def row(self, photos: Iterable[str], **row: Any) -> None:
        """One sample, and the photos it was made of."""
        self.rows.append(row)
        self.used.update(photos)

    def close(self) -> Path:
        """The folder's JSONL file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{self.name}.jsonl"
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows), "utf-8")
        made = {"dataset": self.name, "half": self.half, "seed": self.seed, "samples": len(self.rows)}
        pictures = len({row["photo"] for row in self.rows})
        if self.asked is not None and pictures < self.asked:
            made |= {"pictures": pictures, "pictures asked for": self.asked}
        told = {**made, "photos": licences(self.used)}
        (self.folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        return file

    def _save(self, name: str, image: Image.Image) -> str:
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, "PNG", compress_level=6)
        return f"{name}.png"


def licences(names: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Of photos by name: their licences, and the packages that they come in."""
    return {name: {"licence": photo(name).licence, "source": photo(name).source} for name in sorted(names)}


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a dataset that was written, with what the simple layout has no field for."""
    lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def manifest_of(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    return told


def fewer(folder: Path) -> str:
    """What is to be said of a dataset with fewer pictures than were asked for; nothing of any other."""
    told = manifest_of(folder)
    if "pictures asked for" not in told:
        return ""
    return (
        f"{told['pictures']} of the {told['pictures asked for']} pictures that were asked for: a photo is used "
        "so often and no more, so that no few of them decide."
    )


def photos_of(folder: Path) -> tuple[str, ...]:
    """The photos that a made dataset shows."""
    return tuple(manifest_of(folder)["photos"])
