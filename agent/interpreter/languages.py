"""Whether words are another language than English: only that is read so far."""

from __future__ import annotations

import re
import unicodedata

ONLY_ENGLISH = "only English is read so far; say it in English, such as “remove the cup on the left”"
_OTHERS = ("de", "es", "fr", "it", "nl", "pt")


def is_foreign(text: str) -> bool:
    """Whether most letters are of another script, or another language knows more of the words than English does."""
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        return False
    if sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters) > len(letters) / 2:
        return True
    return len(text.split()) > 1 and _spoken_elsewhere(" ".join(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text)))


def _spoken_elsewhere(text: str) -> bool:
    """The other dictionaries are opened only for words that English hardly knows."""
    from simplemma import langdetect

    english = dict(langdetect(text, lang=("en",)))["en"]
    if english > 0.5:
        return False
    best = max(share for language, share in langdetect(text, lang=("en", *_OTHERS)) if language in _OTHERS)
    return best >= 0.5 and best > english
