"""What was typed as characters that can be read: nothing invisible, nothing that steers a terminal, no floods."""

from __future__ import annotations

import re
import unicodedata

_NO_LETTERS = {"Cc": " ", "Cs": "", "Cf": "", "Co": "", "Cn": ""}
"""Control characters part words; halves of surrogate pairs, invisible and unassigned ones are nothing."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"
_FLOOD = re.compile(f"([{_MARKS}]{{2}})[{_MARKS}]+")
_STEERING = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_KEPT_SIGNS = "°"


def legible(text: str) -> str:
    """Compatibility forms as plain ones (`ｒｅｄ` → `red`), without what is not seen; at most two accents a letter."""
    plain = unicodedata.normalize("NFKC", _STEERING.sub(" ", text))
    seen = "".join(_NO_LETTERS.get(unicodedata.category(letter), letter) for letter in plain)
    return _FLOOD.sub(r"\1", seen)


def unadorned(text: str) -> str:
    """Without emoji and accents on Latin letters (`café 🐶` → `cafe`): they say nothing that words are looked up by."""
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f")
    return "".join(" " if _is_sign(letter) else letter for letter in unicodedata.normalize("NFC", kept))


def _is_sign(letter: str) -> bool:
    return unicodedata.category(letter) in ("So", "Sk") and letter not in _KEPT_SIGNS
