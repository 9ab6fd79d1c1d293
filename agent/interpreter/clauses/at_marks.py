"""A mark said before an order of "it" (`[A] turn it red`, after a question too) → the order, of the mark."""

from __future__ import annotations

import re

from ..words.normalise import polite
from .splitting import starts_clause

_ORDER = r"(?:(?:please|then|now|and|so|just|kindly) )*(?P<plain>\w+ [^.!?;]*)"
_BEFORE = re.compile(
    r"(?P<start>^|[.!?;,] |[.!?] and )(?:(?:so|here|this|it is|that is"
    r"|that would be) )?(?P<mark>\[\w+\])(?: ?[,:.!?;-])*"
    rf" (?P<order>{_ORDER})"
)
_AFTER = re.compile(rf"(?P<start>^|[.!?;] )(?P<order>{_ORDER}?) ?[,.!:-]+ (?P<mark>\[\w+\])[ .!]*$")
_LEADS = re.compile(
    r"(?:please )?(?:identify|find|locate|select|name|determine|imagine|think|consider|look|picture|suppose|guess"
    r"|tell|pick|say)\b"
)
"""What only leads to the mark, though it begins as an order does."""
_ITS = re.compile(
    r"\b(?:its|their|his|her|the(?= \w+ (?:to|from|into)\b)) (?P<part>color|size|brightness|contrast|background"
    r"|hue|shade|saturation)\b"
)
_IT = re.compile(
    r"\b(?:it|them|him|this(?! \w+er\b)|that|these|those|her|(?:the|this|that|these|those) (?:things?|objects?"
    r"|items?|one|device))\b"
)
_OWN = re.compile(r"\b(?:do not|never|not|keep|leave|undo|redo)\b|\[\w+\]")
"""What is an order too, or speaks of a mark itself."""


_AT_END = re.compile(r"[ .,;:!]+(?P<marks>\[\w+\](?: ?(?:,|and|, and)? ?\[\w+\])+)[ .!]*$")
_POINTED = re.compile(r"\b(?:this|that|these|those|here|there)(?: (?:one|thing))?\b(?! (?:photo|picture|image|is)\b)")


def _in_order(text: str) -> str:
    """`make this red and that blue . [a] [b]` → each is the mark that is named in its turn."""
    match = _AT_END.search(text)
    names = re.findall(r"\[\w+\]", match["marks"]) if match else []
    before = text[: match.start()] if match else text
    if not names or len(_POINTED.findall(before)) != len(names) or "[" in before:
        return text
    turns = iter(names)
    return _POINTED.sub(lambda _: next(turns), before)


def orders_of_marks(text: str) -> str:
    """`what tells the time ? [a] make it red` → `make [a] red`: what is marked is what the order calls "it", and
    what is told or asked before only leads to it."""
    text = _in_order(text)
    for pattern in (_BEFORE, _AFTER):
        if (said := pattern.sub(_of_mark, text)) != text:
            return _without_lead(said)
    return text


def _of_mark(match: re.Match[str]) -> str:
    order, mark = match["order"], match["mark"]
    if not starts_clause(match["plain"]) or "[" in order:
        return match.group(0)
    said, its = _ITS.subn(rf"the \g<part> of {mark}", order, count=1)
    if not its:
        said, its = _IT.subn(mark, order, count=1)
    return f"{match['start']}{said}" if its else match.group(0)


def _without_lead(text: str) -> str:
    """Without the sentences before the first that orders something or names a mark."""
    parts = [part.strip() for part in re.split(r"(?<=[.!?;]) ", text)]
    first = next(i for i, part in enumerate(parts) if _is_own(part))
    return " ".join(parts[first:])


def _is_own(part: str) -> bool:
    return _OWN.search(part) is not None or (starts_clause(polite(part)) and _LEADS.match(part) is None)
