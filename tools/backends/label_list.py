"""A detector of the names of a list, that asks the toolset's own grounder: one network serves both ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from ..errors import ToolError
from .coco import COCO
from .open_vocabulary import Looks, OpenDetector, OpenGrounder

LIST = "labels.txt"
"""In the folder of a model: names to look for in every photo, one a line, instead of COCO's."""


def labels_of(folder: Path | None) -> tuple[str, ...]:
    """The names of a model's list, the eighty of COCO where its folder has none. Raises ToolError for an empty one."""
    file = folder / LIST if folder is not None else None
    if file is None or not file.is_file():
        return tuple(COCO.values())
    names = tuple(dict.fromkeys(line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()))
    if not names:
        raise ToolError(f"{file} should have a name a line, but it has none")
    return names


def load(context: Any) -> OpenDetector:
    """Over the grounder of the same toolset, which must be one of any words; nothing is loaded before it looks."""
    return OpenDetector(_leased(context.lease), tuple(COCO.values()))


def _leased(lease: Callable[[str], AbstractContextManager[Any]]) -> Callable[[], AbstractContextManager[Looks]]:
    @contextmanager
    def use() -> Iterator[Looks]:
        with lease("grounder") as grounder:
            if not isinstance(grounder, OpenGrounder):
                kind = type(grounder).__name__
                raise ToolError(f"this detector needs a grounder for any words (GroundingDINO, OWLv2), but got {kind}")
            yield grounder.looks

    return use
