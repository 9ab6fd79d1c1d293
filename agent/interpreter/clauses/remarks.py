"""Remarks beside a command, taken off: who says so, why it is to be, what it is for, how to write it down."""

from __future__ import annotations

import re

from ..changes.qualities import parse_quality
from ..words.patterns import Rule
from .splitting import starts_clause

_WHO = (
    r"(?:(?:my|our|the|his|her|their|a|some) )?(?:\w+ )?"
    r"(?:boss|mom|mum|mommy|mother|father|dad|daddy|parents?|wife|husband|son"
    r"|daughter|grandson|granddaughter|grandma|grandpa|grandmother|grandfather|granny|nana|kids|sister|brother"
    r"|boyfriend"
    r"|girlfriend|partner|friends?|buddy|mate|clients?|customers?|editor|manager|colleagues?|coworkers?|teacher"
    r"|professor"
    r"|tutor|agent|agency|landlord|neighbors?|aunt|uncle|cousin|niece|nephew|roommate|flatmate|fiance|fiancee|lawyer"
    r"|designer"
    r"|director|team|publisher|photographer|printer|family|in-laws|supervisor|assistant|sponsor|organizers?|committee"
    r"|legal|marketing|hr|everyone|everybody|they|she|he|people|somebody|someone)"
)
_SAYS = (
    r"(?:says?|said|thinks?|thought|told (?:me|us)|tells me|insists?|insisted|suggests?|suggested|reckons?|believes?"
    r"|feels|claims?|argues?|decided|finds|complains?|complained|swears?|recommends?|recommended)"
)
_WISHES = r"(?:wants?|wanted|asks?|asked|begs?|begged|demands?|demanded|requests?|requested|needs?|would like|expects?)"
_ABLE = Rule(
    rf"(?:{_WHO}|i|we)(?: have| was| were)? (?:{_SAYS}|heard?|hears|read|was told|were told|understand|know|knew"
    r"|believe|saw|see|learned|hope|assume)(?: (?:me|us|from \w+(?: \w+)?))?(?: that)?"
    r" (?:you|this (?:\w+ )?(?:app|program|tool|thing|software|site|machine|computer|robot|ai)|it|one|the \w+)"
    r" (?:can|could|is able|are able|will|knows?|do|does|may)\b.*"
)
"""What somebody heard the program can do."""
_LED = (
    Rule(rf"{_WHO} {_SAYS}(?: (?:that|so ,|: ?|to))*(?: ,)? "),
    Rule(rf"{_WHO} {_WISHES} (?:me |us |you )?to (?:have |get |see )?(?=\w)"),
)
_SAID_SO = Rule(
    rf",? (?:(?:says|said|thinks|according to) {_WHO}|{_WHO} (?:{_SAYS}|{_WISHES}(?: it| this| that)?)(?: so)?)[ .!]*$"
)
_WHY = re.compile(
    r"(?:,|(?<=\bit)|(?<=\bthem)|(?<=\bhim)|(?<=\bher)|(?<=\bplease)|(?<=\baway)|(?<=\bout)|(?<=\])|\.) ?"
    r"(?:(?:it|they|he|she|that|this|its \w+|their \w+|there)(?: just| really| only| kind of| sort of)?"
    r" (?:is|are|was|were|has|have|shows?|does|do|did|looks?|seems?|will|belongs?|reveals?|contains?|gives?|makes?"
    r"|draws?|steals?|blocks?|ruins?|spoils?|annoys?|distracts?|bothers?|hides?|adds?|takes?|feels?|got"
    r"|gets?|had|cost|came|comes)\b"
    r"(?P<told>.*)|(?:i|we) (?:hate|dislike|can not stand|do not like|never liked|need|want|use|am using)"
    r" (?:it|them|him|her|this|that)\b(?P<told2>.*))"
)
_ASKS = Rule(
    r"\b(?:too|should|must|needs? to|have to|has to|ought|instead|make|turn|paint|remove|delete|erase|move|put"
    r"|add|replace|blur|crooked|tilted|underexposed|overexposed|not (?:sharp|bright|warm|clear) enough"
    r"|in the way)\b|quote\d"
)
"""What a reason may not say, or it is more than a reason."""
_DICTATED = Rule(
    r"[ ,]*\b(?:period|full stop|exclamation (?:mark|point)|question mark|new line|end of message|over and out)"
    r"(?=[ ,.!]*(?:(?:thank you|thanks|please|cheers)\b[ \w]*)?[ .!]*$)"
)


_ITS = Rule(
    r"\bits (?=(?:private|secret|confidential|ugly|for|not|just|so|too|really|very|my|an?|annoying|distracting"
    r"|in the way|gross"
    r"|old|broken|boring|hideous|awful|bad|embarrassing|personal|sensitive)\b)"
)
_SO = Rule(r" ?, (?:and )?so (?:that )?(?=(?:please |all |both |the |my |just |go ahead and )+\w+)(?!that\b)")


def unremarked(text: str) -> str:
    """`my wife says make the sofa green , it is ugly` → `make the sofa green`."""
    text = _SO.sub(" . ", _ITS.sub("it is ", text))
    text = _SAID_SO.sub("", _DICTATED.sub("", text)).rstrip(" ,")
    parts = re.split(r"( ?[.!?;]+ (?!\.))", text)
    told = [part for part in parts[::2] if _ABLE.fullmatch(part.strip(" ,.!?")) is None]
    if 0 < len(told) < len(parts[::2]):
        return unremarked(" . ".join(told))
    for led in _LED:
        if (match := led.match(text)) and starts_clause(text[match.end() :]):
            text = text[match.end() :]
    return _unreasoned(text)


def _unreasoned(text: str) -> str:
    for match in _WHY.finditer(text):
        before, why = text[: match.start()].strip(" ,."), match.group(0)
        if parse_quality((match["told2"] or "").strip()) is not None:
            continue
        if starts_clause(before) and not _ASKS.search(why) and not re.search(r"[,.;!?] ?\w+ \w", why.lstrip(" ,.")):
            return before
    return text
