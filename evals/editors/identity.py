"""What tells editors apart: a digest of all that changes what they give."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOMS = ("scene", "tools", "agent")
DATA = {".py", ".json", ".txt", ".tsv", ".md", ".jinja"}


def digest(*parts: Any) -> str:
    """sha256 of plain data."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@cache
def code() -> str:
    """Of the source and the data of everything that an edit goes through: another version is another editor."""
    told = hashlib.sha256()
    for room in ROOMS:
        root = Path(str(files(f"scenewright.{room}")))
        for file in sorted(path for path in root.rglob("*") if path.suffix in DATA):
            told.update(f"{room}/{file.relative_to(root)}\0".encode())
            told.update(file.read_bytes())
    return told.hexdigest()
