"""Whether words are another language than English: only that is read so far."""

from __future__ import annotations

import re
import unicodedata

from ..words.letters import legible
from ..words.normalise import data, word_set
from .grammar import first_words

ONLY_ENGLISH = "only English is read so far; say it in English, such as “remove the cup on the left”"


_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]|(?<!\w)['‘][^'‘’]+['’](?!\w)")


def has_other_script(text: str) -> bool:
    """Whether a word is written in other letters than Latin ones (`dоg` with a Cyrillic о, too); quotes do not count.

    What stands in quotes may be in any language: it is to be written, not read.
    """
    return any(letter.isalpha() and not _is_latin(letter) for letter in _unquoted(text))


def is_foreign(text: str) -> bool:
    """Whether more small words are of another language than of English."""
    said = data("words")["contractions"]
    words = [said.get(word, word) for word in re.findall(r"[^\W\d_]+", _unquoted(text).lower())]
    elsewhere = sum(word in word_set("elsewhere") or not word.isascii() for word in words)
    english = sum(word in word_set("function") or word in first_words() for word in words)
    return elsewhere > english


def _unquoted(text: str) -> str:
    return _QUOTED.sub(" ", legible(text))


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")
