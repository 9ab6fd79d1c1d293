"""Few words after an edit (`its twin as well`, `or rather orange`) → the words that the discourse reads"""

from __future__ import annotations

import re
from collections.abc import Callable

from ....scene.ops import Adjust, EditOp, Insert, Move, Obscure, Recolor, Replace, Resize, Restyle
from ..changes.qualities import parse_quality
from ..things.places import looks_like_place
from ..words.patterns import pattern, told
from .discourse import SAME_KIND

Ops = tuple[EditOp, ...]
LONGEST = 30
"""Of so many words no follow-up is in few words."""
_ALL = (Recolor, Resize, Obscure, Restyle, Adjust, Move, Insert, Replace)
_PLAIN = (Recolor, Obscure, Restyle, Insert, Replace)
"""What a value that is only named replaces; a size, a place or a tone may as well come on top."""


def followed(text: str, past: Ops, is_edit: Callable[[str], bool]) -> str:
    """A whole instruction that only makes sense after the turn before, in words that the discourse reads; any other as
    it is. `is_edit` says whether words begin an edit of their own."""
    if not past or len(text.split()) > LONGEST:
        return text
    words = _flat(text)
    rest, doubted = _without_fillers(words)
    if not rest:
        return text
    meant = told("followups", "corrections", rest) or _value(rest, past[-1], is_edit)
    if meant is not None:
        return f"no , {meant}"
    if (degree := eased(rest)) != rest:
        return degree
    if doubted:
        return f"no , {rest}" if rest != words and words.split()[0] != "no" else text
    more = joined(rest, is_edit)
    return text if more == rest else more


def _value(rest: str, last: EditOp, is_edit: Callable[[str], bool]) -> str | None:
    """What the last op should have been given instead."""
    for rules, kinds in (("values", _ALL), ("tried", _PLAIN)):
        value = told("followups", rules, rest)
        if value is None or not isinstance(last, kinds):
            continue
        value = _WAYS.sub(lambda match: "pixelated" if match["pixels"] else "blurred", value)
        if is_value(value, last):
            return value
    return None


_WAYS = re.compile(
    r"^(?:a |the |with )?(?:(?P<pixels>pixelat\w+|mosaic|pixels)|blur(?:ring|red|ry)?)(?: (?:it|him|her|them))?$"
)


def joined(clause: str, is_edit: Callable[[str], bool]) -> str:
    """A clause that wants what was done before for other things too, as `the same for …`, one that wants them gone too,
    as `remove …`; any other as it is."""
    if len(clause.split()) > LONGEST:
        return clause
    if (going := told("followups", "departures", clause)) is not None:
        return f"remove {going}"
    others = told("followups", "additions", clause)
    if others is None and not is_edit(clause):
        others = told("followups", "bare_additions", clause)
    return clause if others is None else f"the same for {others}"


def eased(clause: str) -> str:
    """A clause that says how far the last edit went, in the words that `again` knows; any other as it is."""
    return told("followups", "degrees", clause) or clause


def is_value(words: str, op: EditOp) -> bool:
    """Whether words say what an op might have been given instead: another colour, size, place, thing or look."""
    words = re.sub(r"^(?:in|to|into|as) (?=\S)", "", words) if isinstance(op, Recolor) else words
    change = None if words.startswith("the ") else parse_quality(words)
    if isinstance(change, SAME_KIND.get(type(op), ())):
        return True
    if isinstance(op, Move | Insert) and looks_like_place(words):
        return True
    return isinstance(op, Insert | Replace) and re.match(r"(?:an?|some|two|three) ", words) is not None


def _flat(text: str) -> str:
    """One sentence out of several."""
    return " ".join(re.sub(r" [.!;?]+(?= |$)|\.\.+|…", " , ", f" {text} ").replace(" , ,", " ,").split()).strip(" ,")


def _without_fillers(words: str) -> tuple[str, bool]:
    """The words after those that only say that something was wrong, and whether any said so."""
    doubted = False
    while match := pattern("followups", "filler").match(words):
        doubted = doubted or match["wrong"] is not None
        words = words[match.end() :].strip(" ,")
    while match := pattern("followups", "trailer").search(words):
        doubted = doubted or match["sorry"] is not None
        words = words[: match.start()].strip(" ,")
    return words, doubted
