"""Models of a hub, in its own cache on this machine: whether they are here whole, how large they are, fetching them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ..checkpoints import Checkpoint
from ..errors import Attempt, DownloadFailed, MissingRequirement
from .hub import cache_folder


class Here(NamedTuple):
    """A model on this machine."""

    place: Path
    bytes: int


def found(checkpoint: Checkpoint, environ: Mapping[str, str] | None = None) -> Here | None:
    """Where a model is, and its bytes; None where it is not here or not whole. Nothing is asked of a hub."""
    if checkpoint.file is not None:
        return _file(checkpoint.file)
    place = checkpoint.folder or _snapshot(checkpoint, os.environ if environ is None else environ)
    weights = [*place.rglob("*.safetensors")] if place is not None else []
    if place is None or not weights or not all(part.is_file() for part in _parts(place)):
        return None
    return Here(place, sum(path.stat().st_size for path in weights if path.is_file()))


def fetch(checkpoint: Checkpoint) -> Here:
    """Fetch what is loaded of a repository into the hub's cache; what has arrived is kept. A file or folder is there or
    is not. HF_ENDPOINT, HF_HOME, HF_HUB_OFFLINE and HF_TOKEN are honoured by the hub's own client.

    Raises DownloadFailed where it cannot be had, MissingRequirement without the hub's client.
    """
    here = found(checkpoint)
    if here is not None:
        return here
    if checkpoint.local is not None:
        raise _failed(checkpoint, "it is no folder or file with weights in safetensors files")
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        what = "fetching models of a hub needs the Python module huggingface_hub"
        raise MissingRequirement(what, 'pip install "scenewright[foundation]"') from None
    try:
        snapshot_download(
            checkpoint.name,
            revision=checkpoint.revision,
            allow_patterns=list(checkpoint.files),
            ignore_patterns=list(checkpoint.excluded),
        )
    except (OSError, ValueError) as error:  # all errors of the hub's client are among them
        raise _failed(checkpoint, str(error).partition("\n")[0]) from error
    fetched = found(checkpoint)
    if fetched is None:
        raise _failed(checkpoint, f"it holds no weights in safetensors files of {', '.join(checkpoint.files)}")
    return fetched


def _failed(checkpoint: Checkpoint, why: str) -> DownloadFailed:
    source = f"hf:{checkpoint.name}{f'@{checkpoint.revision}' if checkpoint.revision else ''}"
    return DownloadFailed([Attempt(checkpoint.name, source, why)])


def _file(path: Path) -> Here | None:
    return Here(path, path.stat().st_size) if path.is_file() else None


def _snapshot(checkpoint: Checkpoint, environ: Mapping[str, str]) -> Path | None:
    """The folder of the revision in the hub's cache."""
    repository = cache_folder(environ) / f"models--{checkpoint.name.replace('/', '--')}"
    named = repository / "refs" / (checkpoint.revision or "main")
    commit = named.read_text("utf-8", "replace").strip() if named.is_file() else checkpoint.revision
    place = repository / "snapshots" / commit if commit else None
    return place if place is not None and place.is_dir() else None


def _parts(place: Path) -> Iterator[Path]:
    """The files that weights in several parts are kept in."""
    for index in place.rglob("*.safetensors.index.json"):
        yield from (index.parent / name for name in _named(index))


def _named(index: Path) -> list[str]:
    """What an index lists; where it cannot be read, a name that no file has."""
    try:
        names = [*json.loads(index.read_text("utf-8")).get("weight_map", {}).values()]
    except (OSError, ValueError, AttributeError, RecursionError):
        names = [None]
    return [name if isinstance(name, str) else f"{index.name} cannot be read" for name in names]
