"""Patterns of words out of data files: lists of ways to say something, with named parts that several of them share."""

from __future__ import annotations

import re
from functools import cache

from .normalise import data

_PART = re.compile(r"\{([A-Z_]+)\}")


@cache
def pattern(file: str, name: str) -> re.Pattern[str]:
    """The pattern of that name in `FILE.json`: any of its alternatives, the earlier first, `{PARTS}` filled in.

    A part is a piece of a pattern, or a list of ways to say it."""
    return re.compile(_filled("|".join(data(file)["patterns"][name]), file))


@cache
def part(file: str, name: str) -> str:
    """A part of the patterns in `FILE.json`, as text for a pattern that needs more than the file knows."""
    said = data(file)["parts"][name]
    return _filled(said if isinstance(said, str) else f"(?:{'|'.join(said)})", file)


def _filled(text: str, file: str) -> str:
    return _PART.sub(lambda match: part(file, match.group(1)), text)
