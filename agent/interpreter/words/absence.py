"""What nobody does with a thing, and nothing is on it (`the bike nobody rides`) → relations that phrases are read in"""

from __future__ import annotations

import re
from functools import cache

from .patterns import part

_WORDS = re.compile(
    r"\b(?:nobody|no|none|nothing|anybody|anyone|somebody|someone|person|not|use|taken|occupied|sat|lack\w*|whose)\b"
)
PEOPLE = re.compile(r"(?:anybody|anyone|somebody|someone|a person|any person|people)(?: else)?")
"""Whoever it is: the people of the scene."""
_ABOUT = (
    r"(?:on(?: top of)?|in(?:side)?(?: of)?|within|near|next to|beside|by|around|close to|behind|in front of|above"
    r"|over|under|below|underneath|beneath)"
)
_HAS = r"(?:has|have|holds?|carr(?:y|ies)|wears?|owns?|(?:is|are) (?:holding|carrying|wearing))"
_USED = r"(?:ridden|used|occupied)"
_END = r"(?=$| (?!(?:\w+ ){0,2}(?:it|them)\b))"


@cache
def _told() -> tuple[tuple[re.Pattern[str], str], ...]:
    nobody, anybody = part("phrases", "NOBODY"), part("phrases", "ANYBODY")
    start = rf"\b(?:(?:that|which|who|where) )?{nobody} (?:is |are |was |has been )?(?:currently |now )?"
    rules = (
        (rf"{start}(?:h[eo]lds?|holding|carr(?:y|ies|ying)|pull(?:s|ing)|tak(?:es|ing)){_END}", "not held by anyone"),
        (rf"{start}(?:wears?|wearing|has on){_END}", "not worn by anyone"),
        (rf"{start}(?:rid(?:e|es|ing)|us(?:e|es|ing)|occup(?:ies|ying)){_END}", "without anyone on it"),
        (
            rf"{start}(?:sit|stand|l[iy]|lean|sleep|run|walk|jog|skat|train|rest|lying|rid|is)\w*"
            rf"(?: on(?: top of)?| in| at| upon){_END}",
            "without anyone on it",
        ),
        (rf"{start}(?:on|in|at|inside){_END}", "without anyone on it"),
        (rf"{start}(?:\w+ )?(?:near|next to|beside|by|close to){_END}", "not next to anyone"),
        (
            rf"\b(?:(?:that|which) (?:is|are) )?(?:currently )?(?:being )?(?P<how>held|carried|worn) by {nobody}\b",
            r"not \g<how> by anyone",
        ),
        (
            rf"\b(?:(?:that|which) (?:is|are) )?"
            rf"(?:not (?:being )?{_USED} by {anybody}|(?:being )?{_USED} by {nobody})\b",
            "without anyone on it",
        ),
        (
            rf"\b(?:(?:that|which) (?:is|are) )?not (?:currently |now )?(?:being )?(?:in use|{_USED}|taken"
            rf"|sat (?:on|in))"
            rf"(?: by {anybody})?(?: right now| now| currently| at the moment)?{_END}",
            "without anyone on it",
        ),
        (
            rf"\b(?:(?:that|which) (?:is|are) )(?:currently |now )?(?:being )?(?:in use|occupied|taken|sat (?:on|in))"
            rf"(?: by (?:{anybody}|people))?(?: right now| now| currently| at the moment)?{_END}",
            "that has someone on it",
        ),
        (rf"\bnot (?:currently )?being (?=(?:held|carried|worn) by {anybody})", "not "),
        (
            rf"\b(?:that|which) (?:is|are) not (?:currently )?(?:being )?(?P<how>held|carried|worn){_END}",
            r"not \g<how> by anyone",
        ),
        (
            rf"\b(?:with|(?:that|which|who) (?:has|have)|having|that there is) {nobody}(?: \w+ing)?"
            rf" (?P<where>{_ABOUT}) (?:it|them)\b",
            r"without anyone \g<where> it",
        ),
        (
            r"\b(?:with|(?:that|which|who) (?:has|have)|having) nothing(?: \w+ing)?"
            rf" (?P<where>{_ABOUT}) (?:it|them)\b",
            r"without anything \g<where> it",
        ),
        (
            r"\b(?:with|(?:that|which|who) (?:has|have)|having) no (?P<what>(?:\w+ ){0,2}?\w+?)(?: \w+ing)?"
            rf" (?P<where>{_ABOUT}) (?:it|them)\b",
            r"without \g<what> \g<where> it",
        ),
        (
            r"\b(?:(?:that|which|where) )?nothing (?:is |lies |stands |sits |hangs )(?:\w+ing )?"
            rf"(?P<where>{_ABOUT}){_END}",
            r"without anything \g<where> it",
        ),
        (
            rf"\b(?:with|having|(?:(?:that|which|who) )?{_HAS}(?: got)?) no "
            r"(?!one\b|more\b|longer\b|people\b|person\b)",
            "without ",
        ),
        (
            r"\b(?:(?:that|which|who) )?(?:(?:do|does|did) not (?:have|hold|carry|wear|own|possess)"
            r"|(?:has|have) not got|lacks?|lacking) (?:any |an? |the )?(?!any(?:one|body|thing)\b|it\b|them\b)(?=\w)",
            "without ",
        ),
        (
            r"\b(?:(?:that|which|who) )?(?:holds?|carr(?:y|ies)|wears?|holding|carrying|wearing) nothing(?=$| )",
            "without anything",
        ),
        (
            r"\bwhose (?P<what>\w+) (?:is|are) "
            r"(?P<how>(?:(?:dark|light|bright|pale) )?(?!not\b|on\b|in\b|under\b)\w+)(?=$| and\b)",
            r"with \g<how> \g<what>",
        ),
    )
    return tuple((re.compile(rule), told) for rule, told in rules)


def plainly(text: str) -> str:
    """`the bike nobody is riding` → `the bike without anyone on it`; other words as they are."""
    if _WORDS.search(text) is None:
        return text
    for rule, told in _told():
        if (said := rule.sub(told, text)) != text:
            return said
    return text
