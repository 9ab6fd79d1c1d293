"""Patterns of words out of data files: lists of ways to say something, with named parts that several of them share."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache

from .needs import NOTHING, Need, met, need_of
from .normalise import data

PATIENCE = 16
"""How often a pattern that waits is asked for in vain."""

KEPT = 1024
"""Answers about so many words are remembered: a sentence is read more than once, its parts more often."""
_PART = re.compile(r"\{([A-Z_]+)\}")


@cache
def pattern(file: str, name: str) -> Rule:
    """The pattern of that name in `FILE.json`: any of its alternatives, the earlier first, `{PARTS}` filled in.

    A part is a piece of a pattern, or a list of ways to say it."""
    return Rule("|".join(data(file)["patterns"][name]), file)


@cache
def part(file: str, name: str) -> str:
    """A part of the patterns in `FILE.json`, as text for a pattern that needs more than the file knows."""
    said = data(file)["parts"][name]
    return filled(said if isinstance(said, str) else f"(?:{'|'.join(said)})", file)


class Rule:
    """A pattern for words, with the `{PARTS}` of a data file filled in where one is named. Compiling costs up to ten
    milliseconds, and few sentences are a match at sight: it waits for words that hold what the pattern cannot do
    without, or until looking for that has cost more."""

    def __init__(self, text: str, file: str | None = None) -> None:
        self._text, self._file = text, file
        self._pattern: re.Pattern[str] | None = None
        self._asked = 0

    def fullmatch(self, words: str) -> re.Match[str] | None:
        if self._longest not in words or (fitting := self._pattern or self._compiled(words)) is None:
            return None
        return fitting.fullmatch(words)

    def match(self, words: str) -> re.Match[str] | None:
        if self._longest not in words or (fitting := self._pattern or self._compiled(words)) is None:
            return None
        return fitting.match(words)

    def search(self, words: str) -> re.Match[str] | None:
        if self._longest not in words or (fitting := self._pattern or self._compiled(words)) is None:
            return None
        return fitting.search(words)

    def sub(self, told: str | Callable[[re.Match[str]], str], words: str, count: int = 0) -> str:
        """The words with `told` for every part that fits, or for the first few."""
        if self._longest not in words or (fitting := self._pattern or self._compiled(words)) is None:
            return words
        return fitting.sub(told, words, count)

    def _compiled(self, words: str) -> re.Pattern[str] | None:
        """The pattern; None while nobody has said words that hold what it needs."""
        self._asked += 1
        if self._asked > PATIENCE or met(self._need, words):
            self._pattern = re.compile(self._text if self._file is None else filled(self._text, self._file))
        return self._pattern

    @cached_property
    def _need(self) -> Need:
        return need_of(self._text, _no_part) if self._file is None else _need_of(self._text, self._file)

    @cached_property
    def _longest(self) -> str:
        return (
            max((one for one in self._need[0] if isinstance(one, str)), key=len, default="")
            if len(self._need) == 1
            else ""
        )


def _no_part(name: str) -> Need:
    return NOTHING


def _need_of(text: str, file: str) -> Need:
    """A part that is a piece of a pattern may begin in one way and end in another: its text is put in first."""
    said = data(file)["parts"] if _PART.search(text) else {}
    while (opened := _PART.sub(lambda match: _piece(said, match), text)) != text:
        text = opened
    return need_of(text, lambda name: _need_of_part(file, name))


def _piece(said: Mapping[str, str | list[str]], match: re.Match[str]) -> str:
    piece = said[match[1]]
    return piece if isinstance(piece, str) else match[0]


@cache
def _need_of_part(file: str, name: str) -> Need:
    return _need_of("|".join(data(file)["parts"][name]), file)


@cache
def _rules(file: str, name: str) -> tuple[tuple[Rule, str], ...]:
    return tuple((Rule(rule, file), told) for rule, told in data(file)["rules"][name])


@lru_cache(maxsize=KEPT)
def told(file: str, name: str, words: str) -> str | None:
    """What the first of those rules in `FILE.json` that fits the whole of the words says instead, None where none does.

    A rule is a pattern and what is said instead, with the pattern's groups in braces."""
    for rule, template in _rules(file, name):
        if match := rule.fullmatch(words):
            return _said(template, match.groupdict())
    return None


@lru_cache(maxsize=KEPT)
def resaid(file: str, name: str, words: str) -> str:
    """The words after all of those rules in `FILE.json` in turn: each says the parts that fit it otherwise.

    A rule is a pattern and what is said instead, as `re.sub` takes them."""
    for rule, told in _rules(file, name):
        words = rule.sub(told, words)
    return words


_SLOT = re.compile(r"\{(\w+)\}")


def _said(template: str, groups: Mapping[str, str | None]) -> str:
    return " ".join(_SLOT.sub(lambda slot: groups.get(slot[1]) or "", template).split())


def filled(text: str, file: str) -> str:
    return _PART.sub(lambda match: part(file, match.group(1)), text)
