"""JSON Schemas of the public formats, generated from the types: `python -m scenewright.scene.schema` writes them."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from .objects import Scene
from .plan import EditPlan
from .records import TurnReport

FORMATS: dict[str, type[BaseModel]] = {"scene": Scene, "plan": EditPlan, "turn": TurnReport}
FOLDER = Path(__file__).resolve().parent.parent / "scenewright" / "schemas"
"""Where a checkout keeps them."""


def schema_text(name: str) -> str:
    """The schema of `scene`, `plan` or `turn` as it stands in its file."""
    model = FORMATS[name]
    schema = model.model_json_schema(mode="validation", by_alias=True)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"scenewright.{name}/1"}
    return json.dumps({**schema, **head}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every schema into `folder`; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name in FORMATS:
        file = folder / f"{name}-1.schema.json"
        file.write_text(schema_text(name), encoding="utf-8")
        files.append(file)
    return files


if __name__ == "__main__":
    for written in write():
        print(written.name)
