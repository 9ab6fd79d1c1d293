"""Markdown tables as benchmarks print them, read back: headings, columns, rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..reports.content import WARNING

RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
CELL = re.compile(r"(?<!\\)\|")
ESCAPED = re.compile(r"\\([\\`*_\[\]<|])")
MARK = f" {WARNING}"


@dataclass(frozen=True, slots=True)
class Printed:
    """A table with the headings that it stands below, the nearest last. Cells are words, without emphasis."""

    headings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[str] = frozenset()
    """Columns that doing nothing wins; their names stand here without the mark."""

    def named(self) -> Iterator[Mapping[str, str]]:
        """Each row by its columns' names."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def read(text: str) -> tuple[Printed, ...]:
    """The tables of a Markdown text in their order. Raises ValueError for a row that has other cells than its head."""
    lines, headings, found = text.splitlines(), dict[int, str](), []
    for number, line in enumerate(lines):
        if heading := re.match(r"(#+) (.*)", line):
            level = len(heading[1])
            headings = {**{depth: one for depth, one in headings.items() if depth < level}, level: heading[2]}
        elif RULE.fullmatch(line.strip()) and number and lines[number - 1].startswith("|"):
            found.append(_table(lines, number, tuple(headings.values())))
    return tuple(found)


def _table(lines: Sequence[str], rule: int, headings: tuple[str, ...]) -> Printed:
    head = cells(lines[rule - 1])
    columns, rows = tuple(one.removesuffix(MARK) for one in head), []
    for line in lines[rule + 1 :]:
        if not line.startswith("|"):
            break
        rows.append(cells(line))
        if len(rows[-1]) != len(columns):
            raise ValueError(f"a row should have {len(columns)} cells as its table’s head, got {line!r}")
    return Printed(headings, columns, tuple(rows), frozenset(name.removesuffix(MARK) for name in head if MARK in name))


def cells(line: str) -> tuple[str, ...]:
    """What stands in a line of a table."""
    return tuple(_plain(one.strip()) for one in CELL.split(line.strip())[1:-1])


def _plain(text: str) -> str:
    """Without the emphasis around all of it, and without escapes."""
    inner = re.fullmatch(r"(\*{1,2})([^*].*?)\1", text)
    return ESCAPED.sub(r"\1", inner[2] if inner else text)
