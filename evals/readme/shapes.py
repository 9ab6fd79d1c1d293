"""How a table of the README comes out of a table that a benchmark prints: columns chosen, renamed, joined, crossed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .printed import MARK, Printed

PLACE = re.compile(r"\{([^{}]*)\}")


class Shape(Protocol):
    """One table of the README."""

    @property
    def columns(self) -> Sequence[str]:
        """Its head as it stands there, but for marks."""
        ...

    def made(self, printed: Sequence[Printed]) -> str:
        """Markdown, out of all that a benchmark printed; raises ValueError where that has changed."""
        ...


@dataclass(frozen=True)
class Picked:
    """Some of a printed table's columns and rows. Each column is words with `{printed column}` in them."""

    told: Mapping[str, str]
    table: int = 0
    """Which of the tables, among those below `under`."""
    rows: str = ""
    """A pattern: only the rows in which some cell matches it whole."""
    under: str = ""
    """Words of a heading above it."""

    @property
    def columns(self) -> Sequence[str]:
        return tuple(self.told)

    def made(self, printed: Sequence[Printed]) -> str:
        given = chosen(printed, self.table, self.under, self.told.values())
        wanted = [row for row in given.named() if not self.rows or _any_matches(self.rows, row)]
        head = [_marked(name, words, given) for name, words in self.told.items()]
        return markdown(head, [[_filled(words, row) for words in self.told.values()] for row in wanted])


@dataclass(frozen=True)
class AsPrinted:
    """A printed table as it is, under the README's column names."""

    columns: Sequence[str]
    table: int = 0
    under: str = ""

    def made(self, printed: Sequence[Printed]) -> str:
        given = chosen(printed, self.table, self.under)
        if len(given.columns) != len(self.columns):
            raise ValueError(f"{len(self.columns)} columns should be printed, got {', '.join(given.columns)}")
        told = zip(self.columns, given.columns, strict=True)
        return markdown([f"{name}{MARK}" if printed in given.marked else name for name, printed in told], given.rows)


@dataclass(frozen=True)
class Crossed:
    """A printed table with rows of one kind side by side: `down` names a row, `across` a column, `cell` is in both."""

    corner: str
    down: str
    across: str
    cell: str
    names: Mapping[str, str]
    """The columns wanted: how the README calls them, and what `across` comes to there."""
    table: int = 0
    under: str = ""

    @property
    def columns(self) -> Sequence[str]:
        return (self.corner, *self.names)

    def made(self, printed: Sequence[Printed]) -> str:
        given = chosen(printed, self.table, self.under, (self.down, self.across, self.cell))
        found: dict[str, dict[str, str]] = {}
        for row in given.named():
            found.setdefault(_filled(self.down, row), {})[_filled(self.across, row)] = _filled(self.cell, row)
        rows = [[name, *(by.get(one, "–") for one in self.names.values())] for name, by in found.items()]
        return markdown([_marked(self.corner, self.cell, given), *self.names], rows)


def chosen(printed: Sequence[Printed], table: int, under: str, words: Iterable[str] = ()) -> Printed:
    """The table that is meant; raises ValueError where there is none, or it lacks a column that `words` name."""
    below = [one for one in printed if not under or any(under in heading for heading in one.headings)]
    if table >= len(below):
        where = f" below “{under}”" if under else ""
        raise ValueError(f"table {table + 1}{where} should be printed, there are {len(below)}")
    missing = {name for one in words for name in PLACE.findall(one)} - set(below[table].columns)
    if missing:
        raise ValueError(f"no column is called {', '.join(sorted(missing))}: {', '.join(below[table].columns)}")
    return below[table]


def _marked(name: str, words: str, given: Printed) -> str:
    """The README's name of a column, marked where one that it shows is."""
    return f"{name}{MARK}" if given.marked & set(PLACE.findall(words)) else name


def _any_matches(pattern: str, row: Mapping[str, str]) -> bool:
    return any(re.fullmatch(pattern, cell) for cell in row.values())


def _filled(words: str, row: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: row[place[1]], words)


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(one.replace("|", "\\|") for one in line) + " |" for line in lines)
