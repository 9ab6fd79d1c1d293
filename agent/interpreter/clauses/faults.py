"""A fault of the picture's tones, and beside it the wish to have it mended (`too dark , can you save it`) → tones"""

from __future__ import annotations

import re
from functools import lru_cache

from ..words.normalise import polite
from ..words.patterns import KEPT, pattern
from .toning import toned

_BREAKS = re.compile(r" ?[,;:.!?]+(?= |$)| - |(?<=\w) (?:and|but|then|because)(?= )")
_TOLD = re.compile(r"(?P<way>increase|reduce) the (?P<tone>\w+)")
_LONGEST = 40


@lru_cache(maxsize=KEPT)
def mended_tones(text: str) -> str | None:
    """All of an instruction that says of tones what is wrong with them, each part with the same in view; None where any
    part is about something else, or two of them ask for opposites."""
    parts = [part for part in (_BREAKS.sub("\n", text).split("\n")) if part.strip(" ,")]
    if len(parts) < 2 or len(text.split()) > _LONGEST:
        return None
    found: dict[str, str] = {}
    ways: set[str] = set()
    for part in parts:
        said = part.strip(" ,")
        plain = toned(polite(said))
        if plain is None:
            if (way := _way(said)) is None:
                return None
            ways.add(way)
            continue
        for told in plain.split(" and "):
            tone = _TOLD.match(told)
            if tone is None or not _agree(found.setdefault(tone["tone"], told), told):
                return None
            found[tone["tone"]] = max(found[tone["tone"]], told, key=len)
    if not ways and len(found) == len(parts) and len({_TOLD.sub("", told) for told in found.values()}) == 1:
        return None
    asked = {told.split()[0] for told in found.values()}
    return " and ".join(found.values()) if found and ways - {""} <= asked else None


def _agree(one: str, other: str) -> bool:
    return one.split()[0] == other.split()[0]


def _way(said: str) -> str | None:
    """Which way a part wants what the others tell of, "" where it only wants it mended; None where it says more."""
    words = polite(said)
    if pattern("toning", "hardly_seen").fullmatch(said) or pattern("toning", "mended").fullmatch(words):
        return ""
    if pattern("toning", "turned_down").fullmatch(words):
        return "reduce"
    return "increase" if pattern("toning", "turned_up").fullmatch(words) else None
