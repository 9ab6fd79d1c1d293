"""Rows that papers publish, marked as quoted, with their dataset and definition: nobody ran those editors here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .tables import Cell, Table, markdown

FILE = Path(__file__).with_name("quoted.json")


def quoted() -> tuple[dict[str, Any], ...]:
    """As they stand in the file: title, dataset, source, definition, columns, rows by editor, notes."""
    return tuple(json.loads(FILE.read_text("utf-8")))


def run() -> str:
    """All of it as Markdown."""
    return "\n\n".join(map(markdown, tables()))


def tables() -> tuple[Table, ...]:
    """A table for each."""
    return tuple(_table(one) for one in quoted())


def _table(told: dict[str, Any]) -> Table:
    rows = tuple(
        (Cell(editor, weak=True), *(Cell(value, weak=True) for value in values))
        for editor, values in told["rows"].items()
    )
    notes = (
        f"Quoted from {told['source']}; not run here. On {told['dataset']}: not to be set beside rows of other data.",
        f"Definition: {told['definition']}.",
        *told["notes"],
    )
    return Table(f"Quoted: {told['title']}", ("editor", *told["columns"]), rows, notes)
