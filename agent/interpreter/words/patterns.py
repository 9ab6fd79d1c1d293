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


@cache
def _rules(file: str, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(filled(rule, file)), told) for rule, told in data(file)["rules"][name])


def told(file: str, name: str, words: str) -> str | None:
    """What the first of those rules in `FILE.json` that fits the whole of the words says instead, None where none does.

    A rule is a pattern and what is said instead, with the pattern's groups in braces."""
    for rule, template in _rules(file, name):
        if match := rule.fullmatch(words):
            return _said(template, match.groupdict())
    return None


_SLOT = re.compile(r"\{(\w+)\}")


def _said(template: str, groups: Mapping[str, str | None]) -> str:
    return " ".join(_SLOT.sub(lambda slot: groups.get(slot[1]) or "", template).split())


def filled(text: str, file: str) -> str:
    return _PART.sub(lambda match: part(file, match.group(1)), text)
