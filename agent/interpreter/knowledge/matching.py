"""How well a thing fits words about its use, nature, parts or place: shared stems, near-synonyms, rare words first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import log
from pathlib import Path
from typing import NamedTuple

from ..words.normalise import data, lemma

ALIKE = 0.7
"""What a word that means nearly the same counts, beside the word itself."""
TOGETHER = 0.35
"""The share of a score that only words count for that stand together in one phrase of the table."""
UNKNOWN = 0.5
"""The weight of a word that the table does not have, in shares of that of one which a single thing has: it is some
evidence that nothing fits."""

NEEDED = (1.0, 0.47, 0.53, 0.31, 0.26, 0.19)
"""The least score that fits, by the number of content words."""
RAREST = 6.0
"""No word weighs more: of two rare words one that fits still says much."""
STRESS = 1.5
BROAD = 0.2
"""What a phrase of the table loses at most for saying more than was asked."""
CONTRADICTED = 0.4
"""What is left of a score where the words deny what is said of the thing (`without strings`)."""
SOMEBODY = 0.5
"""Who does it says less than what is done (`what an employee sits on`), and so does how many there are of its parts."""
_DENIED = frozenset(["not", "never", "nowhere", "no", "nobody", "nothing", "hardly", "useless", "cannot"])
_USELESS = frozenset(["useless", "helpless", "worthless", "lost", "dead", "pointless"])
"""Before or after `without` they say that a thing needs it."""
_BEFORE_CAN = frozenset(["a", "the", "this", "tin", "soda", "beer", "paint", "sealed", "open", "opens", "cans"])
"""After these a `can` is a thing."""
_MAY = "can|could|might|may|would|able to"
_DONE = re.compile(rf"\b(?:{_MAY}|(?:that|who)(?! (?:is )?(?:{_MAY})\b)) ([a-z]+)(?= |$)")
"""Words that tell what a thing does, and name no thing (a tree has bark, and cannot bark)."""
_WORD = re.compile(r"[a-z0-9']+")


class Said(NamedTuple):
    """A text of the table and what it counts. `loose`: words that mean nearly the same count too; `names`: it names
    things and tells nothing that is done."""

    text: str
    weight: float
    loose: bool = True
    names: bool = False


@dataclass(frozen=True)
class Synonyms:
    """Word (or two words joined by a hyphen) → the ideas it may stand for."""

    ideas: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, word: str) -> frozenset[str]:
        return self.ideas.get(word, frozenset())


@dataclass(frozen=True, slots=True)
class Term:
    """A content word in dictionary form, and the ideas it may stand for."""

    stem: str
    ideas: frozenset[str]

    @property
    def opposite(self) -> Term:
        """`can not fly`, `without legs`."""
        return Term(f"not {self.stem}", frozenset(f"not {idea}" for idea in self.ideas))


class Matcher:
    """Fits words to labels. `said_of` gives the texts of a label; `rows` the plain text of each row by which rarity is
    told, with how many things it holds for; `people` are words for somebody who does it."""

    def __init__(
        self,
        said_of: Callable[[str], Iterable[Said]],
        rows: Mapping[str, tuple[str, int]],
        alike: Callable[[], Synonyms],
        people: Collection[str] = (),
    ) -> None:
        self._said_of, self._rows, self._load, self._people = said_of, rows, alike, people
        self._said: dict[str, _Row] = {}
        self._weights: dict[Term, float] = {}
        self._known: dict[str, tuple[Term, ...]] = {}

    def terms(self, text: str) -> tuple[Term, ...]:
        """The content words of a text, each once, in their order."""
        return tuple(dict.fromkeys(_terms(text, self._alike)))

    def fit(self, description: str, labels: Iterable[str], stressed: str = "") -> dict[str, float]:
        """The share (0…1) of the words' weight that each label explains; `stressed` words of them weigh more."""
        weights = {term: self._weight(term) for term in self.terms(description)}
        weights |= {term: weights[term] * STRESS for term in self.terms(stressed) if term in weights}
        whole = sum(weights.values()) or 1.0
        done = frozenset(_stem(word) for word in _DONE.findall(description))
        return {label: self._explained(label, weights, done) / whole for label in labels}

    def support(self, description: str, label: str) -> float:
        """By how many texts of a label the words are explained; one that explains half of them counts a quarter."""
        weights = {term: self._weight(term) for term in self.terms(description)}
        whole = sum(weights.values()) or 1.0
        hits = (found for _, found in self._row_of(label).hits(weights))
        return sum((sum(weights[term] * hit for term, hit in found.items()) / whole) ** 2 for found in hits)

    def needed(self, description: str) -> float:
        """The least score of a description that fits: few words must be explained nearly all of them."""
        return NEEDED[min(len(self.terms(description)), len(NEEDED) - 1)]

    def holding(self, description: str) -> set[str]:
        """Rows whose own text has one of the words or one like it."""
        wanted = {key for term in self.terms(description) for key in (term.stem, *term.ideas)}
        return {label for key in wanted for label in self._index.get(key, ())}

    def _explained(self, label: str, weights: Mapping[Term, float], done: Collection[str]) -> float:
        best = dict.fromkeys(weights, 0.0)
        together = 0.0
        row = self._row_of(label)
        for phrase, found in row.hits(weights):
            if phrase.names:
                found = {term: hit for term, hit in found.items() if term.stem not in done}
            spare = BROAD * (1 - min(1.0, len(found) / len(phrase.stems)))
            hits = {term: hit * (1 - spare) for term, hit in found.items()}
            for term, hit in hits.items():
                best[term] = max(best[term], hit)
            together = max(together, sum(weights[term] * hit for term, hit in hits.items()))
        alone = sum(weights[term] * hit for term, hit in best.items())
        share = CONTRADICTED if any(row.denies(term) for term in weights) else 1.0
        return share * ((1 - TOGETHER) * alone + TOGETHER * together)

    def _row_of(self, label: str) -> _Row:
        if label not in self._said:
            said = ((self._terms_of(one.text), one) for one in self._said_of(label))
            self._said[label] = _row(tuple(_phrase(terms, one) for terms, one in said if terms))
        return self._said[label]

    def _terms_of(self, text: str) -> tuple[Term, ...]:
        """Texts of the table, those of kinds over and over."""
        if text not in self._known:
            self._known[text] = self.terms(text)
        return self._known[text]

    def _weight(self, term: Term) -> float:
        if term not in self._weights:
            self._weights[term] = self._rarity(term)
        return self._weights[term]

    @cached_property
    def _whole(self) -> int:
        return sum(count for _, count in self._rows.values())

    def _rarity(self, term: Term) -> float:
        whole = self._whole
        stem, ideas = term.stem.removeprefix("not "), {idea.removeprefix("not ") for idea in term.ideas}
        having = max(self._having(stem), *(ALIKE * self._having(idea) for idea in ideas), 0)
        weight = log(1 + whole / having) if having else UNKNOWN * log(1 + whole)
        return min(weight, RAREST) * (SOMEBODY if stem in self._people or " " in stem else 1)

    def _having(self, key: str) -> int:
        return sum(self._rows[label][1] for label in self._index.get(key, ()))

    @cached_property
    def _alike(self) -> Synonyms:
        return self._load()

    @cached_property
    def _index(self) -> dict[str, set[str]]:
        """Stem or idea → the rows in whose own text it stands."""
        by_word: dict[str, set[str]] = {}
        for label, (text, _) in self._rows.items():
            for word in _words(text):
                by_word.setdefault(word, set()).add(label)
        index: dict[str, set[str]] = {}
        for word, labels in by_word.items():
            for key in (stem := _stem(word), *self._alike.of(stem), *self._alike.of(word)):
                index.setdefault(key, set()).update(labels)
        return index


@dataclass(frozen=True, slots=True)
class _Phrase:
    stems: frozenset[str]
    ideas: frozenset[str]
    weight: float
    names: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """The phrases of a label, and where in them each stem and each idea stands."""

    phrases: tuple[_Phrase, ...]
    at: Mapping[str, tuple[int, ...]]

    def denies(self, term: Term) -> bool:
        """Whether the term denies what is said here: `not fly` of a bird, unless that is said of this one too."""
        return term.stem.startswith("not ") and term.stem not in self.at and term.stem.removeprefix("not ") in self.at

    def hits(self, terms: Iterable[Term]) -> Iterator[tuple[_Phrase, dict[Term, float]]]:
        """The phrases that say any of the terms, each with what those count in it. What a label denies
        counts nothing."""
        found: dict[int, dict[Term, float]] = {}
        for term in terms:
            if f"not {term.stem}" in self.at:
                continue
            for i in self.at.get(term.stem, ()):
                found.setdefault(i, {})[term] = self.phrases[i].weight
            for i in (i for idea in term.ideas for i in self.at.get(idea, ())):
                found.setdefault(i, {}).setdefault(term, ALIKE * self.phrases[i].weight)
        return ((self.phrases[i], found[i]) for i in sorted(found))


def _row(phrases: tuple[_Phrase, ...]) -> _Row:
    at: dict[str, list[int]] = {}
    for i, phrase in enumerate(phrases):
        for key in phrase.stems | phrase.ideas:
            at.setdefault(key, []).append(i)
    return _Row(phrases, {key: tuple(places) for key, places in at.items()})


def _phrase(terms: tuple[Term, ...], said: Said) -> _Phrase:
    ideas = frozenset(idea for term in terms for idea in term.ideas) if said.loose else frozenset()
    return _Phrase(frozenset(term.stem for term in terms), ideas, said.weight, said.names)


def _terms(text: str, alike: Synonyms) -> Iterator[Term]:
    words = _words(text)
    denied, number = False, ""
    for i, word in enumerate(words):
        stem, term = _stem(word), None
        after = words[i + 1] if i + 1 < len(words) else ""
        if f"{stem} {after}" in _asking("pairs"):
            continue
        if word == "can" and i and words[i - 1] in _BEFORE_CAN and not _lets(after):
            term = Term(word, alike.of(word))
        elif pair := next((pair for pair in _pairs(stem, words[i + 1 : i + 4]) if alike.of(pair)), ""):
            term = Term(pair, alike.of(pair))
        elif word == "without" and _is_needed(words, i):
            continue
        elif word in _asking("negations"):
            denied = True
        elif word in _asking("numbers"):
            number = word
        elif word not in _asking("words") and len(word) > 1:
            term = Term(stem, alike.of(stem) | alike.of(word))
        if term is not None:
            yield term.opposite if denied else term
            if number:
                yield Term(f"{number} {term.stem}", frozenset())
            denied, number = False, ""


def _lets(word: str) -> bool:
    """Whether `can` before this word says that something is possible (`a thing that can be opened`)."""
    return word in ("be", "not", "also", "only", "never", "you", "we", "i", "he", "she", "they", "it")


def _is_needed(words: list[str], at: int) -> bool:
    """Whether `without` says that a thing needs what follows (`it can not move without wind`)."""
    return not (_DENIED.isdisjoint(words[max(0, at - 5) : at]) and _USELESS.isdisjoint(words[at : at + 8]))


def _pairs(stem: str, following: list[str]) -> Iterator[str]:
    """`keep off`, also as in `keep the rain off`."""
    return (f"{stem}-{word}" for i, word in enumerate(following) if not i or word in _asking("particles"))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("whether or not", "whether"))


def _stem(word: str) -> str:
    return _OWN_STEMS.get(word, lemma(word))


# fmt: off
_OWN_STEMS = {
    "alive": "live", "living": "live", "lives": "live", "meowing": "meow", "typing": "type", "saw": "saw",
    "evening": "evening", "morning": "morning", "ceiling": "ceiling", "string": "string", "building": "building",
    "painting": "painting", "clothing": "clothes", "drunk": "drink", "stole": "stole", "worn": "wear",
    "housing": "house", "lay": "lay", "lays": "lay", "laid": "lay", "laying": "lay", "lies": "lie", "left": "left",
    "storing": "store", "better": "better", "crosses": "cross", "mixes": "mix", "fixes": "fix",
}
# fmt: on
"""Words whose dictionary form another word has too."""


@cache
def _asking(name: str) -> frozenset[str]:
    """Words (and pairs) that ask for a thing and say nothing of it (`which object is commonly used`)."""
    return frozenset(data("asking")[name])


def synonyms(path: Path) -> Synonyms:
    """A file with the words of one idea in each line."""
    ideas: dict[str, set[str]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("#"):
            for word in line.split(","):
                ideas.setdefault(_key(word.strip()), set()).add(f"#{number}")
    return Synonyms({word: frozenset(found) for word, found in ideas.items()})


def _key(word: str) -> str:
    first, _, rest = word.partition("-")
    return "-".join((_stem(first), rest)) if rest else _stem(first)
