"""A commonsense table of everyday things: names, kinds, purposes, places, parts. A thing has what its kinds have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

from ..words.colors import is_color_word
from ..words.normalise import DATA, singular
from .matching import Matcher, Said, Synonyms, synonyms

GENERAL = "kinds"
"""The file of kinds: what is looked for in a picture is a thing, not a kind."""
SORTS = "breeds"
"""The file of breeds and species, by their kind alone."""
FURTHER = ("uses", "effects")
"""The files with more of what things are for, by their labels."""
SEVERAL, NARROW = 3, 40
"""So many things of a kind suggest the kind itself, if it has no more sorts than that."""
MUCH_LESS = 0.7
"""Of things that fit nearly alike one of which so much less is said, in shares of the most, is not meant."""
STEP = 0.85
"""What a thing's kind says counts so much less than what its own row says, and once more for each wider kind."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One row: what it is called, what kinds it belongs to, what it is for (phrases), where it is found, its parts."""

    label: str
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    source: str = ""
    """The file it stands in."""


class Knowledge:
    """The table, looked up by label, by any name, by kind, and by what a thing is for."""

    def __init__(self, things: Iterable[Thing], alike: Callable[[], Synonyms] = Synonyms) -> None:
        self.things: dict[str, Thing] = {}
        for thing in things:
            self.things.setdefault(thing.label, thing)
        self._names: dict[str, list[str]] = {}
        for thing in self.things.values():
            for name in dict.fromkeys((thing.label, *thing.names, *map(singular, thing.names))):
                self._names.setdefault(name, []).append(thing.label)
        self._kinds: dict[str, tuple[tuple[str, int], ...]] = {}
        self._rows: dict[str, Thing] = {}
        self._alike = alike

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Every kind that some thing is of, under all its names."""
        used = {kind for thing in self.things.values() for kind in thing.kinds}
        return frozenset(used | {name for kind in used if kind in self.things for name in self.things[kind].names})

    def labels_named(self, name: str) -> tuple[str, ...]:
        """Labels of the things that go by this (singular) name; a `brown bear` is a bear whose colour is said."""
        found = tuple(self._names.get(name, ()))
        first, _, rest = name.partition(" ")
        return () if rest in self._names and is_color_word(first) else found

    def about(self, label: str) -> Thing | None:
        """The row of a label, or of the thing its name or last word names (`office chair` → chair), with all the kinds
        it belongs to that are things themselves (a collie is a sheepdog and a dog)."""
        for name in (label, singular(label), label.split()[-1], singular(label.split()[-1])):
            if name in self._names:
                return self._row(name if name in self.things else self._names[name][0])
        return None

    def _row(self, label: str) -> Thing:
        if label not in self._rows:
            row = self.things[label]
            wider = (kind for kind, _ in self._above(label) if kind in self.things and not self.is_general(kind))
            self._rows[label] = replace(row, kinds=tuple(dict.fromkeys((*row.kinds, *wider))))
        return self._rows[label]

    def is_general(self, label: str) -> bool:
        """Whether a row is of a kind (`vehicle`) and not of a thing."""
        return self.things[label].source == GENERAL

    def has_sorts(self, label: str) -> bool:
        """Whether other things are sorts of it (musician: guitarist, drummer)."""
        return self._below[label] > 0

    def shared_kinds(self, labels: Iterable[str]) -> list[str]:
        """The kinds, narrow ones in one word, that several of the labels are sorts of: a bag of some sort is easier to
        see than a satchel."""
        rows = [row for label in labels if (row := self.about(label))]
        counts = Counter(kind for row in rows for kind in row.kinds[:1] if " " not in kind)
        return [kind for kind, count in counts.most_common() if count >= SEVERAL and self._below[kind] <= NARROW]

    @cached_property
    def _below(self) -> Counter[str]:
        things = [thing.label for thing in self.things.values() if thing.source != SORTS]
        return Counter(kind for label in things for kind, _ in self._above(label))

    def is_kind(self, label: str, kind: str) -> bool:
        """Whether a thing is of a kind (`bird` is an animal), under any name of the kind."""
        thing = self.about(label)
        if thing is None:
            return False
        above = (self.things.get(name, Thing(name)) for name, _ in self._above(thing.label))
        return any(kind == row.label or kind in row.names for row in above)

    def _above(self, label: str) -> tuple[tuple[str, int], ...]:
        """The kinds of a thing and theirs, each with how many steps it is away."""
        if label not in self._kinds:
            steps: dict[str, int] = {}
            frontier = [label]
            while frontier:
                wider = [kind for name in frontier for kind in self.things.get(name, Thing(name)).kinds]
                frontier = [kind for kind in dict.fromkeys(wider) if kind not in steps and kind != label]
                steps.update(dict.fromkeys(frontier, 1 + max(steps.values(), default=0)))
            self._kinds[label] = tuple(steps.items())
        return self._kinds[label]

    def words(self) -> frozenset[str]:
        """Every word of every name and kind, for the spelling; not of breeds, which nobody means by a slip."""
        return self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        rows = [thing for thing in self.things.values() if thing.source != SORTS]
        names = (*self.kinds, *(name for thing in rows for name in (thing.label, *thing.names)))
        return frozenset(word for name in names for word in name.split() if word.isalpha())

    def says(self, words: str) -> bool:
        """Whether words hold anything that a use could be matched by."""
        return bool(self._matcher.terms(words))

    def count(self, words: str) -> int:
        """How many words tell something."""
        return len(self._matcher.terms(words))

    def needed(self, words: str) -> float:
        """The share that must be explained for a description to fit at all: the fewer words, the more of them."""
        return self._matcher.needed(words)

    def fit(self, description: str, labels: Iterable[str], stressed: str = "") -> dict[str, float]:
        """How well each label fits words about use or nature, as the share (0…1) of their weight that it explains.

        Words that few of the table's things have weigh more (inverse document frequency), `stressed` ones too."""
        rows = {label: self.about(label) for label in labels}
        found = self._matcher.fit(description, {row.label for row in rows.values() if row}, stressed)
        return {label: found[row.label] if row else 0.0 for label, row in rows.items()}

    def likeliest(self, description: str, labels: Collection[str]) -> set[str]:
        """Of labels that fit words nearly alike those of which much more is said in these words."""
        rows = {label: row.label for label in labels if (row := self.about(label))}
        support = {label: self._matcher.support(description, own) for label, own in rows.items()}
        most = max(support.values(), default=0.0)
        return {label for label in labels if support.get(label, 0.0) >= MUCH_LESS * most}

    def described(self, description: str, least: float, kinds: bool = False) -> list[str]:
        """Labels of the things (not of breeds, and of kinds only where `kinds` are asked for) whose own row fits the
        words, best first, equal ones as they stand in the table."""
        holding, without = self._matcher.holding(description), (SORTS,) if kinds else (GENERAL, SORTS)
        labels = [t.label for t in self.things.values() if t.label in holding and t.source not in without]
        scores = self._matcher.fit(description, labels)
        return sorted((label for label in labels if scores[label] >= least), key=lambda label: -scores[label])

    @cached_property
    def _matcher(self) -> Matcher:
        below = Counter(kind for label in self.things for kind, _ in self._above(label))
        rows = [thing for thing in self.things.values() if thing.source != SORTS]
        texts = {row.label: (" ".join(text for text, *_ in _texts(row)), 1 + below[row.label]) for row in rows}
        return Matcher(self._said_of, texts, self._alike, self._people)

    @cached_property
    def _people(self) -> frozenset[str]:
        rows = [thing for thing in self.things.values() if "person" in (thing.label, *thing.kinds)]
        return frozenset(name for row in rows for name in (row.label, *row.names))

    def _said_of(self, label: str) -> Iterator[Said]:
        """What is said of a thing, by its own row and by its kinds, each text with what it counts."""
        for name, step in ((label, 0), *self._above(label)):
            row = self.things.get(name, Thing(name))
            yield from (said._replace(weight=said.weight * STEP**step) for said in _texts(row))


def _texts(row: Thing) -> Iterator[Said]:
    yield from (Said(text, 1.0) for text in row.uses)
    yield from (Said(text, 0.7, loose=False, names=True) for text in (row.label, *row.names))
    yield from (Said(text, 0.8, names=True) for text in row.parts)
    yield from (Said(text, 0.6, names=True) for text in row.places)


@cache
def table() -> Knowledge:
    """The tables in `data/things/`, read once."""
    files = sorted((DATA / "things").glob("*.txt"), key=lambda path: (path.stem in (GENERAL, SORTS), path.name))
    more = [further(DATA / "things" / f"{name}.txt") for name in FURTHER]
    rows = (thing for path in files if path.stem not in FURTHER for thing in _things(path))
    return Knowledge((_told(thing, more) for thing in rows), partial(synonyms, DATA / "synonyms.txt"))


def _told(thing: Thing, more: Sequence[Mapping[str, tuple[str, ...]]]) -> Thing:
    uses = tuple(use for uses in more for use in uses.get(thing.label, ()))
    return replace(thing, uses=(*thing.uses, *uses)) if uses else thing


def further(path: Path) -> dict[str, tuple[str, ...]]:
    """`label: use, use` in each line → what more is said of each label."""
    rows = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#"))
    return {label.strip(): _list(uses) for label, _, uses in rows}


def _things(path: Path) -> Iterator[Thing]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield from _sorts(line, path.stem) if path.stem == SORTS else (_thing(line, path.stem),)


def _thing(row: str, source: str) -> Thing:
    label, *fields = row.split("|")
    lists = [_list(field) for field in (*fields, *[""] * (5 - len(fields)))]
    names, kinds, uses, places, parts = lists
    return Thing(label.strip(), names, kinds, uses, places, parts, source)


def _sorts(line: str, source: str) -> Iterator[Thing]:
    """`sheepdog: collie, kelpie` are two things of that kind."""
    kind, _, names = line.partition(":")
    return (Thing(name, kinds=(kind.strip(),), source=source) for name in _list(names))


def _list(field: str) -> tuple[str, ...]:
    return tuple(field.split(", ")) if (field := field.strip()) else ()


NOTHING = Knowledge(())
"""Without knowledge (an ablation)."""
