"""A commonsense table of everyday things: other names, kinds, purposes, parts. Matching is by shared word stems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log

from .normalise import DATA, lemma, singular, word_set


@dataclass(frozen=True, slots=True)
class Thing:
    """One row: what it is called, what kinds it belongs to, what it is for (phrases), and its parts."""

    label: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    uses: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The content words of its uses, kinds and parts, in dictionary form."""
        return _stems_of(" ".join((*self.uses, *self.kinds, *self.parts)))


class Knowledge:
    """The table, looked up by label, by any name, by kind, and by what a thing is for."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = {thing.label: thing for thing in things}
        self._names: dict[str, list[str]] = {}
        for thing in self.things.values():
            for name in (thing.label, *thing.names):
                self._names.setdefault(name, []).append(thing.label)
        self.kinds = frozenset(kind for thing in self.things.values() for kind in thing.kinds)

    def labels_named(self, name: str) -> tuple[str, ...]:
        """Labels of the things that go by this (singular) name."""
        return tuple(self._names.get(name, ()))

    def about(self, label: str) -> Thing | None:
        """The row of a label, or of the thing its name or last word names (`office chair` → chair)."""
        for name in (label, singular(label), label.split()[-1], singular(label.split()[-1])):
            if name in self._names:
                return self.things[name] if name in self.things else self.things[self._names[name][0]]
        return None

    def is_kind(self, label: str, kind: str) -> bool:
        """Whether a thing is of a kind (`bird` is an animal)."""
        thing = self.about(label)
        return thing is not None and kind in thing.kinds

    def words(self) -> frozenset[str]:
        """Every word of every name and kind, for the spelling."""
        return frozenset(word for name in (*self._names, *self.kinds) for word in name.split() if word.isalpha())

    def says(self, words: str) -> bool:
        """Whether words hold anything that a use could be matched by."""
        return bool(_stems_of(words))

    def fit(self, description: str, labels: Iterable[str]) -> dict[str, float]:
        """How well each label fits words about use or nature, as the share (0…1) of their weight that it explains.

        Words that few of the table's things have weigh more (inverse document frequency)."""
        wanted = _stems_of(description)
        weights = {word: self._weight(word) for word in wanted}
        whole = sum(weights.values()) or 1.0
        return {label: self._explained(label, weights) / whole for label in labels}

    def _explained(self, label: str, weights: dict[str, float]) -> float:
        thing = self.about(label)
        return sum(weight for word, weight in weights.items() if word in thing.stems) if thing else 0.0

    def _weight(self, word: str) -> float:
        return log(1 + len(self.things) / (1 + _having(self, word)))


def _having(table: Knowledge, word: str) -> int:
    return sum(word in thing.stems for thing in table.things.values())


@cache
def _stems_of(text: str) -> frozenset[str]:
    words = (word.strip(".,?!'") for word in text.lower().replace("-", " ").split())
    return frozenset(
        _stem(word) for word in words if word and word not in word_set("stop") and lemma(word) not in word_set("stop")
    )


def _stem(word: str) -> str:
    return {"alive": "live", "living": "live", "meowing": "meow"}.get(word, lemma(word))


@cache
def table() -> Knowledge:
    """The table in `data/things.txt`, read once."""
    rows = (DATA / "things.txt").read_text(encoding="utf-8").splitlines()
    return Knowledge(_thing(row) for row in rows if row.strip() and not row.startswith("#"))


def _thing(row: str) -> Thing:
    label, names, kinds, uses, parts = (field.strip() for field in row.split("|"))
    return Thing(label, _list(names), _list(kinds), _list(uses), _list(parts))


def _list(field: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in field.split(",") if word.strip())


NOTHING = Knowledge(())
"""Without knowledge (an ablation)."""
