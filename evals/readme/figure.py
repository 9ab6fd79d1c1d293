"""A figure of the README: what stands below one heading of it, and the benchmarks that give it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .shapes import Picked, Shape

CIEBENCH = "{ciebench}"


@dataclass(frozen=True)
class Figure:
    """What stands below one heading of the README. `commands` are what comes after `scenewright bench`, one after the
    other, with `{out}` (a path of this figure's own) and `{ciebench}` (a folder that nobody may pass on) in them."""

    name: str
    heading: str
    """As it stands there in bold or in italics."""
    commands: tuple[tuple[str, ...], ...]
    tables: Sequence[Shape]
    printed: str = "{out}.md"
    """Where the last command writes what it prints."""

    @property
    def needs_ciebench(self) -> bool:
        return any(CIEBENCH in words for words in self.commands)

    def filled(self, out: str, ciebench: str | None) -> tuple[tuple[str, ...], ...]:
        """The commands with their places filled."""
        known = {"{out}": out, CIEBENCH: ciebench or CIEBENCH}
        return tuple(tuple(_put(word, known) for word in words) for words in self.commands)


def _put(word: str, known: Mapping[str, str]) -> str:
    for place, value in known.items():
        word = word.replace(place, value)
    return word


def one(name: str, heading: str, *tables: Shape, words: Sequence[str] = ()) -> Figure:
    """A figure of the benchmark of that name."""
    return Figure(name, heading, ((name, *words, "-o", "{out}.md"),), tables)


def same(*columns: str, table: int = 0, under: str = "", rows: str = "") -> Picked:
    """These columns of a printed table, called as they are printed."""
    return Picked({name: f"{{{name}}}" for name in columns}, table, rows, under)
