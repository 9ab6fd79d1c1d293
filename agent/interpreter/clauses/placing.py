"""Wishes about where a thing is to go or what is to be there (`above it there should hang a lamp`) → imperatives"""

from __future__ import annotations

import re

from ..things.places import looks_like_place
from ..words.patterns import pattern, told
from .splitting import starts_clause

LONGEST = 45
"""Of so many words no single thing is placed."""


_ANSWER = re.compile(r"(?:no|nope|nah|yes|yeah|ok|okay) ?[,.!] ")
"""A word that answers names nothing (`no , put it on the rug`)."""


def placed(text: str) -> str:
    """A whole instruction, or a sentence, as an imperative that adds, moves, copies or swaps; any other as it is."""
    if len(text.split()) > LONGEST:
        return text
    if (match := _ANSWER.match(text)) is not None:
        return f"{match.group()}{placed(text[match.end() :])}"
    flat = _flat(text)
    words = _without_remark(flat)
    said = told("placing", "swaps", words) or _at_a_place(words)
    if said is None and words != flat and (starts_clause(words) or re.match(r"(?:an?|some|two|three) ", words)):
        return words
    return said.replace(" @ ", " ") if said else text


def _at_a_place(words: str) -> str | None:
    """The first rule that fits and of which the place is one."""
    for rules in ("moves", "copies", "additions"):
        said = told("placing", rules, words)
        if said is not None and _ends_with_place(said):
            return said
    return None


def _ends_with_place(said: str) -> bool:
    _, _, where = said.partition(" @ ")
    return not where or looks_like_place(where)


def _flat(text: str) -> str:
    """One sentence out of several."""
    return " ".join(re.sub(r"(?: [.!;?,]+)+(?= |$)", " , ", f" {text} ").split()).strip(" ,")


def _without_remark(words: str) -> str:
    """Without what is only said about it at the end (`that is where he lives`)."""
    match = pattern("placing", "remark").search(words)
    return words[: match.start()].strip(" ,") if match and match.start() else words
