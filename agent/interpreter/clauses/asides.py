"""Words said beside a phrase (`the glasses, the whole lot`) → where the grammar of phrases reads them"""

from __future__ import annotations

import re

_LOT = (
    r"(?:the (?:whole |entire )?(?:lot|bunch)|(?:the )?(?:pair|two|three|four) of them|(?:all"
    r"|every)(?: \w+)? of (?:them"
    r"|these|those)|every (?:last|single) one(?: of them)?|without exception|one and all|the both of them)"
)
_NOBODY = r"(?:nobody|no one|no person)"
_TONES = (
    r"(?:dark|bright|light|dim|blurry|soft|pale|dull|flat|warm|cold|cool|yellow|blue|red|green|orange|saturated|colorful"
    r"|washed out|gray|grey|murky|gloomy|hazy|faded|harsh|contrasty)"
)
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
    (r"\b(?:over|across|up|down|back|right|straight) (?=(?:to|at|onto|into) \[)", ""),
    (
        r"(?P<own>\b(?:is|are|looks?|seems?|came out|turned out) )(?:very|really|so|pretty|super|extremely|awfully"
        rf"|terribly) (?P<many>{_TONES}) ?[,.;!]* (?=(?:please )?(?:fix|sort|correct|help|do something|mend)\b)",
        r"\g<own>too \g<many> . ",
    ),
    (
        r"^(?P<own>(?:the |my |this )?(?:whole |entire )?(?:photo|picture|image|shot|scene|thing|it))"
        rf" too (?P<many>{_TONES})\b",
        r"\g<own> is too \g<many>",
    ),
    (
        r"(?P<own>\b(?:flip|mirror|reverse|reflect)\b[^,]*?) ?,? (?:so )?(?:that )?(?:left|right)"
        r" (?:becomes?|is|goes|for|to) (?:the )?(?:left|right)(?: and .*)?$",
        r"\g<own> horizontally",
    ),
    (r"\bplease to (?=\w)", "please "),
    (
        r"\b(?:(?:i|we) (?:would )?(?:want|need|like|love|fancy|prefer|could use)|there should be|let us have"
        r"|give (?:me|us)) (?:an? |the )?(?P<own>[^,]{2,40}?) (?P<many>background|backdrop)"
        r" (?:behind|around|for|in back of) [^,]+$",
        r"use a \g<own> \g<many>",
    ),
)


def put_in_place(text: str) -> str:
    """The words with what was said beside a phrase within it."""
    for pattern, told in _MOVED:
        text = re.sub(pattern, told, text)
    return " ".join(text.split())
