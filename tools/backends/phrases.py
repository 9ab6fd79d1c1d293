"""Reading a noun phrase as far as a grounder needs to: its noun, a colour, a place in the picture."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DROPPED = _words("a an the this that these those my your his her its our their some any all every each one")
_COLORS = _words("red orange yellow green blue purple pink brown black white gray grey")
_SHADES = _words("dark light bright pale deep")
_PREPOSITIONS = _words(
    "with in on at near by under behind beside before above below next between from for to wearing holding"
)
_AMOUNTS = _words("piece slice bunch pair group row set lot stack bouquet kind type bit")
_LARGE = _words("big bigger biggest large larger largest")
_SMALL = _words("small smaller smallest little tiny")
_SIZES = dict.fromkeys(_LARGE, 1) | dict.fromkeys(_SMALL, -1)
_PLACES = {
    "left": (-1, 0),
    "leftmost": (-1, 0),
    "right": (1, 0),
    "rightmost": (1, 0),
    "top": (0, -1),
    "upper": (0, -1),
    "bottom": (0, 1),
    "lower": (0, 1),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: its noun with what describes it (`wine bottle`), and what helps to choose among several."""

    text: str
    words: tuple[str, ...]
    color: str | None = None
    place: tuple[int, int] | None = None
    """Towards which side, `(x, y)` of -1, 0 or 1."""
    size: int = 0
    """1 for the large one, -1 for the small one."""

    @property
    def noun(self) -> str:
        """The words without colour, place and size; empty when there are none."""
        return " ".join(self.words)

    @property
    def endings(self) -> tuple[str, ...]:
        """What the noun may be known as, longest first: `wine bottle`, `bottle`."""
        return tuple(" ".join(self.words[start:]) for start in range(len(self.words)))


def read(text: str) -> Phrase:
    """`The red car on the left` → noun `car`, colour `red`, place left. What follows a preposition names other
    things and is left out, except its place words."""
    words = [word for word in re.findall(r"[\w'-]+", text.lower()) if word not in _DROPPED]
    main = _main(words)
    place = next((_PLACES[word] for word in words if word in _PLACES), None)
    last = len(main) - 1
    color = next((word for at, word in enumerate(main) if word in _COLORS and at < last), None)
    size = next((_SIZES[word] for word in main if word in _SIZES), 0)
    noun = [word for at, word in enumerate(main) if at == last or not _describes(word)]
    return Phrase(text, tuple(word for word in noun if word not in _PLACES), color, place, size)


def _describes(word: str) -> bool:
    return word in _COLORS or word in _SHADES or word in _PLACES or word in _SIZES


def _main(words: list[str]) -> list[str]:
    """Up to the first preposition; an amount (`piece of cake`) gives way to what it is of."""
    end = next((at for at, word in enumerate(words) if word in _PREPOSITIONS and at > 0), len(words))
    main = words[:end]
    if "of" not in main:
        return main
    at = main.index("of")
    amount = at > 0 and singular(main[at - 1]) in _AMOUNTS
    return main[at + 1 :] if amount else main[:at]


@dataclass(frozen=True)
class Nouns:
    """Which labels everyday nouns stand for."""

    detector: Mapping[str, tuple[str, ...]]
    """Noun to labels of COCO."""
    superclasses: Mapping[str, frozenset[str]]
    """Noun to labels of ImageNet (the first of their synonyms, lower case)."""
    lookalikes: Mapping[str, frozenset[str]]
    """Noun to labels of either that it is no kind of, but that networks which lack it take it for."""

    def labels(self, phrase: Phrase) -> tuple[str, ...]:
        """The COCO labels the phrase's noun stands for, none when it is no such noun."""
        for ending in phrase.endings:
            for noun in (ending, singular(ending)):
                if noun in self.detector:
                    return self.detector[noun]
        return ()

    def lookalikes_of(self, phrase: Phrase) -> frozenset[str]:
        """Labels (lower case) that the phrase's noun may be mistaken for; none when nothing is known of it."""
        for ending in phrase.endings:
            for noun in (ending, singular(ending)):
                if noun in self.lookalikes:
                    return self.lookalikes[noun]
        return frozenset()

    def is_kind(self, phrase: Phrase) -> bool:
        """Whether the phrase's noun is a name of an ImageNet label or of a group of them, as far as the table tells."""
        names = {name for ending in phrase.endings for name in (ending, singular(ending))}
        return bool(names & (self.superclasses.keys() | self._members))

    @cached_property
    def _members(self) -> frozenset[str]:
        return frozenset().union(*self.superclasses.values(), *self.lookalikes.values())

    def covers(self, phrase: Phrase, label: str) -> bool:
        """Whether an ImageNet label (`tabby, tabby cat`) is a kind of what the phrase names."""
        names = names_of(label)
        for ending in phrase.endings[:1] + phrase.endings[-1:]:
            noun = singular(ending)
            if any(name in (noun, ending) or name.endswith(f" {noun}") for name in names):
                return True
            if names[0] in self.superclasses.get(noun, ()):
                return True
        return False


def names_of(label: str) -> list[str]:
    """`tabby, tabby cat` → `tabby` and `tabby cat`, lower case."""
    return [name.strip().lower() for name in label.split(",")]


@cache
def nouns() -> Nouns:
    """The table that ships (`nouns.json`)."""
    data = json.loads(files(__package__).joinpath("nouns.json").read_text("utf-8"))
    superclasses, lookalikes = (_sets(data[name]) for name in ("superclasses", "lookalikes"))
    return Nouns({noun: tuple(labels) for noun, labels in data["detector"].items()}, superclasses, lookalikes)


def _sets(table: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {noun: frozenset(name.lower() for name in names) for noun, names in table.items()}


def singular(noun: str) -> str:
    """A noun without its regular plural ending: `boxes` → `box`, `cherries` → `cherry`, `lamps` → `lamp`."""
    if len(noun) > 4 and noun.endswith("ies"):
        return noun[:-3] + "y"
    if len(noun) > 4 and re.search(r"(s|x|z|ch|sh)es$", noun):
        return noun[:-2]
    if len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun
