"""Words that are spelt right and meant otherwise (`get ride of`, `take of the hat`), and words in another order"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from .colors import is_color_word
from .normalise import Cleaned, singular
from .patterns import resaid
from .phrase_words import SIDES, SIZES, SOFT_SIZES

_BEHIND = re.compile(
    r"^(?P<lead>(?:please |just |and |so )*)(?P<the>(?:the |my |that |this )?)(?P<noun>[a-z]+(?: [a-z]+)??)"
    r" (?P<color>[a-z]+)(?P<one> ones?)?(?P<rest> ?,? ?(?:please )?(?:it |them )?(?:should |must |has to |needs to )?"
    r"(?:delete|remove|erase|make|paint|turn|move|take|get|blur|away|gone|out|into|bigger|smaller|to|want|go|begone)\b.*)$"
)


def as_meant(said: Cleaned, labels: Collection[str]) -> Cleaned:
    """The words as they are meant; a colour behind its noun (`balloon yellow delete it`) stands before it."""
    text = " ".join(resaid("slips", "meant", said.text).split())
    if (match := _BEHIND.match(text)) and is_color_word(match["color"]) and _known(match["noun"], labels):
        text = f"{match['lead']}{match['the'] or 'the '}{match['color']} {match['noun']}{match['rest']}"
    text = _determined(text, labels)
    return said if text == said.text else replace(said, text=text)


_PLACED = re.compile(
    r"\b(?P<prep>on|onto|in|into|under|underneath|beside|behind|above|near|by|against|next to|on top of|in front of"
    r"|(?:to the )?(?:left|right) of) (?P<np>(?!(?:the|a|an|my|this|that|these|those|his|her|its|their|our|your|all"
    r"|both|every|each|any|some|two|three|it|them)\b)[a-z]+(?: [a-z]+){0,3})(?= ?[,.;!?]| ?$)"
)


def _determined(text: str, labels: Collection[str]) -> str:
    """With the articles that were left out before things of the scene (`on brown table` → `on the brown table`)."""
    return _PLACED.sub(lambda match: f"{match['prep']} {_with_article(match['np'], labels)}", text)


def _with_article(words: str, labels: Collection[str]) -> str:
    said = words.split(" ")
    for start in range(len(said)):
        if " ".join(said[start:]) in labels:
            return f"the {words}" if all(_tells_which(word) for word in said[:start]) else words
    return words


def _tells_which(word: str) -> bool:
    return is_color_word(word) or word in SIDES or word in SIZES or word in SOFT_SIZES


def _known(noun: str, labels: Collection[str]) -> bool:
    return noun in labels or singular(noun) in labels
