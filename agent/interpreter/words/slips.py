"""Words that are spelt right and meant otherwise (`get ride of`, `take of the hat`), and words in another order"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from .colors import is_color_word
from .normalise import Cleaned, singular
from .patterns import resaid

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
    return said if text == said.text else replace(said, text=text)


def _known(noun: str, labels: Collection[str]) -> bool:
    return noun in labels or singular(noun) in labels
