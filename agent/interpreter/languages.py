"""Whether words are another language than English: only that is read so far."""

from __future__ import annotations

import re
import unicodedata

from .grammar import first_words
from .normalise import word_set

ONLY_ENGLISH = "only English is read so far; say it in English, such as “remove the cup on the left”"


def is_foreign(text: str) -> bool:
    """Whether most letters are of another script, or more small words are of another language than of English."""
    letters = [letter for letter in text if letter.isalpha()]
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) > len(letters) / 2:
        return True
    words = re.findall(r"[^\W\d_]+", text.lower())
    elsewhere = sum(word in word_set("elsewhere") or not word.isascii() for word in words)
    english = sum(word in word_set("function") or word in first_words() for word in words)
    return elsewhere > english
