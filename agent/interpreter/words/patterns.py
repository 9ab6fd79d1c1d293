"""Patterns of words out of data files: lists of ways to say something, with named parts that several of them share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from .normalise import data

_PART = re.compile(r"\{([A-Z_]+)\}")


@cache
def pattern(file: str, name: str) -> re.Pattern[str]:
    """The pattern of that name in `FILE.json`: any of its alternatives, the earlier first, `{PARTS}` filled in.

    A part is a piece of a pattern, or a list of ways to say it."""
    return re.compile(filled("|".join(data(file)["patterns"][name]), file))


@cache
def part(file: str, name: str) -> str:
    """A part of the patterns in `FILE.json`, as text for a pattern that needs more than the file knows."""
    said = data(file)["parts"][name]
    return filled(said if isinstance(said, str) else f"(?:{'|'.join(said)})", file)


class Rule:
    """A pattern for words. Compiling costs half a millisecond, and most sentences are no match at
    sight: it waits for words that hold what the pattern cannot do without."""

    def __init__(self, text: str) -> None:
        self._text, self._needs = text, needed(text)
        self._pattern: re.Pattern[str] | None = None

    def fullmatch(self, words: str) -> re.Match[str] | None:
        return self._compiled().fullmatch(words) if self._needs in words else None

    def sub(self, told: str, words: str) -> str:
        """The words with `told` for every part that fits."""
        return self._compiled().sub(told, words) if self._needs in words else words

    def _compiled(self) -> re.Pattern[str]:
        if self._pattern is None:
            self._pattern = re.compile(self._text)
        return self._pattern


_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|.", re.DOTALL)
_OPTIONAL = ("?", "*", "{")


def needed(text: str) -> str:
    """The longest run of letters and blanks that whatever fits the whole pattern holds: outside its groups and classes,
    and not optional; "" where there is none."""
    depth, runs = 0, [""]
    for piece in _PIECE.findall(text):
        if piece == "|" and not depth:
            return ""
        if not depth and len(piece) == 1 and (piece.isalpha() or piece in " '"):
            runs[-1] += piece
            continue
        if not depth and piece.startswith(_OPTIONAL):
            runs[-1] = runs[-1][:-1]
        runs.append("")
        depth += (piece == "(") - (piece == ")")
    return max(runs, key=len)


@cache
def _rules(file: str, name: str) -> tuple[tuple[Rule, str], ...]:
    return tuple((Rule(filled(rule, file)), told) for rule, told in data(file)["rules"][name])


def told(file: str, name: str, words: str) -> str | None:
    """What the first of those rules in `FILE.json` that fits the whole of the words says instead, None where none does.

    A rule is a pattern and what is said instead, with the pattern's groups in braces."""
    for rule, template in _rules(file, name):
        if match := rule.fullmatch(words):
            return _said(template, match.groupdict())
    return None


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
