"""Words said beside a phrase (`the glasses, the whole lot`) → where the grammar of phrases reads them"""

from __future__ import annotations

import re

_LOT = (
    r"(?:the (?:whole |entire )?(?:lot|bunch)|(?:the )?(?:pair|two|three|four) of them|(?:all"
    r"|every)(?: \w+)? of (?:them"
    r"|these|those)|every (?:last|single) one(?: of them)?|without exception|one and all|the both of them)"
)
_NOBODY = r"(?:nobody|no one|no person)"
_MANY = r"(?P<many>people|men|women|children|teddies|\w+s)"
_MOVED: tuple[tuple[str, str], ...] = (
    (rf"\b(?:the |these |those )?(?P<own>(?:[a-z]+ )?){_MANY} ?, {_LOT}(?: ?,)?", r"all the \g<own>\g<many>"),
    (r"\b(?P<own>(?:the )?\w+s?) and (?P<many>(?:the )?\w+) alike\b", r"the \g<own> and the \g<many>"),
    (r"\b(?P<own>(?:all|every|each|everything|everyone)\b.*?) save (?:for )?(?=the\b)", r"\g<own> except "),
    (
        r"\b(?:what|whatever|the thing|everything) (?:(?:is|lies|sits|shows) )?(?:within|inside|in|under) (?=\[)",
        "",
    ),
    (rf"\b{_NOBODY} (?:is |was )?(?:\w+ing) (?P<own>on|in)\b", r"that has nobody \g<own> it"),
    (
        rf"\b{_NOBODY} (?:is |was )?(?P<own>sitting|standing|lying|sleeping|running|walking) ",
        r"without anyone \g<own> ",
    ),
    (
        r"\b(?P<own>that|which|who) (?:stands|sits|lies|hangs|rests|perches) (?=(?:on|in|under|behind|inside)\b)",
        r"\g<own> is ",
    ),
    (r"\b(?:i\.? ?e\.?|that is to say|in other words) ?,? ", ""),
    (r"\b(?:ought to|had better|must to|(?:could|can|might|may) stand to|wants? to(?= be\b))(?= \w)", "should"),
    (r"\b(?P<own>the|my|that|this) (?P<many>(?:\w+ ){1,2}?)like (?=gone\b|removed\b|deleted\b)", r"\g<own> \g<many>"),
    (r"\b(?P<own>the|a|an) (?P=own) ", r"\g<own> "),
    (r"\b(?P<own>bigger|larger|smaller|taller|shorter) x ?(?P<many>\d+)\b", r"\g<many> times \g<own>"),
    (r"\b(?P<own>\w+)-colou?red\b", r"\g<own>"),
    (r"\bit should also\b", "it should"),
    (r"\b(?:that|the|this) colou?r too\b", "the same color"),
    (r" for that look\b", ""),
)


def put_in_place(text: str) -> str:
    """The words with what was said beside a phrase within it."""
    for pattern, told in _MOVED:
        text = re.sub(pattern, told, text)
    return " ".join(text.split())
