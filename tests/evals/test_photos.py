"""Free photos for the benchmarks and the gallery: many, real, and everybody may use them."""

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from scenewright.evals.photos import Photo, fetch, manifest, photo, photos
from scenewright.scene.image import Pixels
from scenewright.tools.weights.manifest import MirrorFile


def test_there_are_many_and_each_says_its_licence_and_its_package() -> None:
    rows = photos()
    assert len(rows) >= 30
    assert len({row.name for row in rows}) == len(rows)
    free = ("CC0", "CC BY", "MIT", "public domain", "unrestricted use", "free of copyright", "Pexels licence (free use")
    assert all(row.licence.startswith(free) for row in rows)
    assert all(row.source.startswith(("npm:", "pypi:")) for row in rows)


def test_no_package_gives_a_third_of_them() -> None:
    packages = Counter(row.source.split("/")[0] for row in photos())
    assert len(packages) >= 10
    assert max(packages.values()) < len(photos()) / 3


def test_each_is_pinned_by_its_hash_and_comes_from_a_package_in_the_end() -> None:
    assert all(file.sha256 and file.bytes for file in manifest())
    assert not any(isinstance(file.sources[-1], MirrorFile) for file in manifest())


def test_a_name_that_is_none_says_which_there_are() -> None:
    with pytest.raises(ValueError, match=r"'chelseah'.* chelsea"):
        photo("chelseah")


@pytest.mark.models
def test_the_files_are_the_ones_in_the_table() -> None:
    for path, file in zip(fetch(), manifest(), strict=True):
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == file.sha256


@pytest.mark.models
@pytest.mark.parametrize("row", photos(), ids=lambda row: row.name)
def test_each_opens_as_a_colour_photo(row: Photo) -> None:
    pixels: Pixels = row.open(256)
    assert pixels.dtype == np.uint8
    assert pixels.shape[2] == 3
    assert max(pixels.shape[:2]) == 256
    assert pixels.std() > 10


@pytest.mark.models
def test_nearly_all_are_in_colour() -> None:
    spread = {row.name: float(np.ptp(row.open(128).astype(int), axis=2).mean()) for row in photos()}
    assert {name for name, value in spread.items() if value < 2} <= {"telephone"}
