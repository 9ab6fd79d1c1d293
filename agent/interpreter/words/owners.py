"""Whose a thing is, said in several ways, as one that phrases are read in: `the bus 's front wheel`, `in her hand`."""

from __future__ import annotations

import re

from .normalise import singular
from .phrase_words import CHOOSING

_ONE_AMONG = re.compile(
    r"(?:the )?(?P<pick>\w+(?: \w+)?) of (?:the |these |those |all |my )*(?:two |three |four |five |\d+ )?(?P<noun>.+)$"
)


_IN_HAND = re.compile(
    r" (?:in|on|around|over|under) (?P<who>her|his|their|(?:the|my|that) (?:\w+ ){0,3}?\w+ 's) (?:left |right |own )?"
    r"(?P<where>hands?|arms?|fingers|grip|head|face|nose|neck|shoulders?|back|wrist|ears|feet|lap|body)(?=$| )"
)
_MIRRORED = re.compile(r"\bmirror(?:ed)? (?:image|reflection)(?= of\b|$)")
_HELD_BY = {
    **dict.fromkeys(["hand", "hands", "arm", "arms", "fingers", "grip", "lap", "shoulder", "shoulders"], "held by"),
    **dict.fromkeys(["head", "face", "nose", "neck", "back", "wrist", "ears", "feet", "body"], "worn by"),
}
_WHOSE = {"her": "the woman", "his": "the man", "their": "the person"}


def _in_hand(match: re.Match[str]) -> str:
    who = match["who"]
    return f" {_HELD_BY[match['where']]} {_WHOSE.get(who, who[:-3])}"


def owned(text: str) -> str:
    """`the bus 's front wheel` → `the front wheel of the bus`; `everyone 's face` is every face."""
    if (match := _ONE_AMONG.match(text)) and set(match.group("pick").split()) <= CHOOSING:
        return f"the {match.group('pick')} {singular(match.group('noun'))}"
    text = _IN_HAND.sub(_in_hand, _MIRRORED.sub("reflection", text))
    text = re.sub(r"^(?:the |a |any )?(?:source|supplier|provider|giver) of (?=\w+$)", "what gives ", text)
    owner, sign, part = text.partition(" 's ")
    if owner.split()[-1] in ("everyone", "everybody") and sign:
        return f"every {singular(part)}"
    if sign and owner.startswith(("every ", "each ", "all ")):
        return f"every {singular(part)} of {owner}"
    return f"the {part} of {owner}" if sign else text
