"""What is called after what was spoken of: its twin, its blue counterpart, the remaining one → the other one"""

from __future__ import annotations

import re

_KIND = (
    r"(?:twin|friend|mate|buddy|pal|brother|sister|colleague|counterpart|sibling|companion|partner|pendant|double"
    r"|lookalike|fellow|neighbou?r|opposite number)s?"
)
_KIN = re.compile(
    rf"(?:(?:its|their|his|her|that one 's) (?P<adj>(?:\w+ )?){_KIND}"
    rf"|the (?P<adj2>(?:\w+ )?)(?:twin|counterpart))(?: one)?(?: (?:to|on|at) (?:the|its) (?P<side>left|right))?"
)
_LEFT_OVER = re.compile(
    r"(?:the|that) (?:one )?(?:last )?(?:remaining|leftover|left-over|surviving) (?P<noun>\w+)"
    r"|the (?P<last>one)(?: (?:that is|which is))? (?:left|remaining|left over|still there)"
)
_OTHERS = re.compile(
    r"(?:the|those|these) (?:other|remaining|last) (?P<n>two|three|four|five)"
    r"(?: (?:of (?:them|those|these)|ones|left))*"
)
_GROUP = re.compile(
    r"(?:(?:the |all )?(?P<n>two|three|four|five)(?: of (?:them|these|those))"
    r"|(?:the )?(?:both|pair)(?: of (?:them|these|those))?|them both|them all|all of (?:them|these|those))"
)
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}


def unlike(text: str) -> str:
    """`its white twin` → `the other white one`; other words as they are."""
    if (match := _KIN.fullmatch(text)) and match["side"]:
        return f"the one to the {match['side']} of it"
    if match:
        return f"the other {(match['adj'] or match['adj2'] or '').removeprefix('little ')}one"
    if match := _LEFT_OVER.fullmatch(text):
        return f"the other {match['noun'] or match['last']}"
    if match := _OTHERS.fullmatch(text):
        return f"the other {match['n']} ones"
    return text


def how_many(text: str) -> int | None:
    """How many of what was spoken of words mean together, at least two (`the three of them`); None for other words."""
    match = _GROUP.fullmatch(text)
    return None if match is None else _COUNTS.get(match["n"] or "", 2)
