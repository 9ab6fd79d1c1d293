"""Passive and participle wishes → imperatives: `I want the tv gone`, `the chair painted red`."""

from __future__ import annotations

import re

from ..words.normalise import lemma, word_set
from .grammar import first_words

_WISH = re.compile(
    r"^(?:i (?:only |just |really )?"
    r"(?:want|would like|would love|need|wish|would prefer)(?: to (?:see|have|get))?|we (?:want|need)|want|get"
    r"|have|see|make sure(?: that)?|let) (?=(?:the|my|this|that|these|those|all|every|both|his|her|our|your|it|them)\b"
    r"|\[)"
)
_MODAL = re.compile(
    r" (?:(?:should|must|shall|can|could|may|has to|have to|needs to|need to|ought to|to) (?:be|get)|is to be|are to be"
    r"|needs|need|is|are|gets)$"
)
_PARTICIPLE = ("ed", "en", "wn", "made", "put")
_IRREGULAR = {"gone": "remove", "hidden": "hide", "disappear": "remove", "vanish": "remove"}


def active(clause: str) -> str | None:
    """The clause as an imperative, None when it is no passive wish of an edit."""
    wish = _WISH.match(clause)
    words = (clause[wish.end() :] if wish else clause).split()
    for i in range(1, len(words)):
        thing, rest = " ".join(words[:i]), " ".join(words[i + 1 :])
        modal = _MODAL.search(thing)
        verb = _verb(words[i], anyhow=bool(wish or modal))
        if verb is None or (words[i] in _IRREGULAR and rest):
            continue
        thing = thing[: modal.start()] if modal else thing
        if modal and not wish and modal.group().strip() in ("is", "are"):
            return None
        if not _names(thing):
            return None
        return f"{verb} {thing} {rest}".strip()
    return None


def _verb(word: str, anyhow: bool) -> str | None:
    """The verb of a participle: any that begins an edit where a wish says so, else only those that are nothing else."""
    if word not in _IRREGULAR and not word.endswith(_PARTICIPLE):  # before the dictionary is asked: it loads slowly
        return None
    verb = _IRREGULAR.get(word) or lemma(word)
    return verb if verb != word and verb in (first_words() if anyhow else word_set("edits")) else None


def _names(text: str) -> bool:
    """Whether words may be a noun phrase with its noun (or a pronoun, or a mark)."""
    first, _, rest = text.partition(" ")
    return (
        text in ("it", "them", "this", "that", "these", "those", "everything", "everyone")
        or (bool(rest) and first in word_set("determiners"))
        or first.startswith("[")
    )
