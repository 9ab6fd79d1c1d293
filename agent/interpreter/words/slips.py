"""Words that are spelt right and meant otherwise (`get ride of`, `take of the hat`), and words in another order"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from .colors import is_color_word
from .normalise import Cleaned, singular
from .patterns import resaid
from .phrase_words import SIDES, SIZES, SOFT_SIZES

_BEHIND = re.compile(
    r"^(?P<lead>(?:please |just |and |so )*)(?P<the>(?:the |my |that |this )?)(?P<noun>[a-z]+(?: [a-z]+)??)"
    r" (?P<color>[a-z]+)(?P<one> ones?)?(?P<rest> ?,? ?(?:please )?(?:it |them )?(?:should |must |has to |needs to )?"
    r"(?:delete|remove|erase|make|paint|turn|move|take|get|blur|away|gone|out|into|bigger|smaller|to|want|go|begone)\b.*)$"
)


def as_meant(said: Cleaned, labels: Collection[str]) -> Cleaned:
    """The words as they are meant; a colour behind its noun (`balloon yellow delete it`) stands before it."""
    text = " ".join(resaid("slips", "meant", said.text).split())
    if (match := _BEHIND.match(text)) and is_color_word(match["color"]) and _known(match["noun"], labels):
        text = f"{match['lead']}{match['the'] or 'the '}{match['color']} {match['noun']}{match['rest']}"
    text = _out_of_rows(_determined(text, labels), labels)
    return said if text == said.text else replace(said, text=text)


_ROW = r"(?:pile|stack|row|line|lineup|heap|column|tower|queue)"
_IN_ROW = re.compile(
    r"\b(?P<which>left|leftmost|right|rightmost|top|topmost|upper|uppermost|bottom|bottommost|lower|lowermost|middle"
    r"|center|central|first|second|third|fourth|fifth|last|highest|lowest)"
    r"(?P<noun>(?: (?!(?:of|in|from|out|off|on)\b)\w+){0,2}?)"
    rf" (?:of|in|from|on) (?:the|that|this|my) (?:\w+ )?{_ROW}(?: of (?P<kind>[a-z]+))?(?=$|[ ,.!?])"
)


def _out_of_rows(text: str, labels: Collection[str]) -> str:
    """A row or pile of things is none of them (`the book at the very top of the pile` → `… top`), where no such thing
    is in the scene."""

    def short(match: re.Match[str]) -> str:
        kind, noun = match["kind"], match["noun"]
        if kind and noun in ("", " one"):
            return f"{match['which']} {singular(kind)}"
        return f"{match['which']}{noun}"

    if any(singular(word) in labels for word in re.findall(_ROW, text)):
        return text
    return _IN_ROW.sub(short, text)


_PLACED = re.compile(
    r"\b(?P<prep>on|onto|in|into|under|underneath|beside|behind|above|near|by|against|next to|on top of|in front of"
    r"|(?:to the )?(?:left|right) of|side of) (?P<np>(?!(?:the|a|an|my|this|that|these|those|his|her|its|their|our|your"
    r"|all|both|every|each|any|some|two|three|it|them)\b)[a-z]+(?: [a-z]+){0,3}?)(?= ?[,.;!?]| ?$| (?:and|then|but)\b)"
)
_BECOMING = re.compile(r"\b(?:turn|change|convert|transform|morph|make)\b[^,.;!?]*$")
"""Before `into` these tell what a thing is to become: another thing of its kind, not the one that is there."""
_DETERMINERS = (
    r"(?:the|an?|my|this|that|these|those|his|her|its|their|our|your|all|both|every|each|any|some|one|two|three|four|five"
    r"|it|them|him|everything|everyone|everybody|nothing|no|half|most|other|another)"
)
_EDITED = re.compile(
    r"(?P<before>^|[,.;!?] |\b(?:and|then|please|also|to|just|now|but|or|you|that|plus|first|finally|next|not) )"
    rf"(?P<verb>remove|delete|erase|make|paint|turn|move|change|blur|replace|swap|resize|rotate|flip|copy|duplicate|clone"
    rf"|enlarge|shrink|brighten|darken|lighten|hide|pixelate|shift|slide|drag|recolor|color|sharpen|take|exchange"
    rf"|mirror|tint|dye|put|place|bring"
    rf"|keep|leave|spare|preserve|touch|edit|alter) (?!{_DETERMINERS}\b)(?=(?P<np>[a-z]+(?: [a-z]+){{0,3}}))"
)
_LOOK = re.compile(
    r"\b(?P<own>(?:change|make|set|turn|switch|alter|modify|adjust) )"
    r"(?P<look>(?:color|size|shade|brightness|position) of )"
)
_OF_IT = re.compile(
    rf"\b(?P<look>the (?:color|size|shade|brightness|position) of )(?!{_DETERMINERS}\b)(?P<np>[a-z][a-z -]*?)"
    r"(?= (?:to|into|as|by)\b| (?:[a-z]+)(?: and\b|$|[,.;!?])|$)"
)
_SIDE = re.compile(r"\b(?P<prep>on|to|at) (?P<side>left|right)(?P<edge> (?:hand )?side)?(?= of\b)")
_PICTURES = frozenset(["photo", "picture", "image", "pic", "background"])


def _determined(text: str, labels: Collection[str]) -> str:
    """With the articles that were left out before things of the scene (`on brown table` → `on the brown table`, `make
    cup red`, `change color of bus to green`)."""
    text = _OF_IT.sub(r"\g<look>the \g<np>", _LOOK.sub(r"\g<own>the \g<look>", text))
    text = _SIDE.sub(r"\g<prep> the \g<side>\g<edge>", text)
    text = _NO_CHANGE.sub("do not ", text)
    bare = re.search(rf"\b{_DETERMINERS}\b", text) is None
    told = _EDITED.sub(lambda match: _verb_and_thing(match, labels), text)
    text = _LISTED.sub(lambda match: _one_more(match, labels), told) if bare and told != text else told
    return _PLACED.sub(lambda match: _at_thing(match, labels), text)


def _at_thing(match: re.Match[str], labels: Collection[str]) -> str:
    if match["prep"] == "into" and _BECOMING.search(match.string[: match.start()]):
        return match.group()
    return f"{match['prep']} {_with_article(match['np'], labels)}"


def _verb_and_thing(match: re.Match[str], labels: Collection[str]) -> str:
    """With the article where the verb's words begin with one thing of the scene; what follows that is kept."""
    words = match["np"].split()
    if not any(_names_one(words[:end], labels) for end in range(len(words), 0, -1)):
        return match.group()
    return f"{match.group()}the "


_NO_CHANGE = re.compile(
    r"(?:^|(?<=[,.;!?] )|(?<=\band )|(?<=\bbut ))(?:no|not) (?=(?:change|touch|edit|alter|modify) [a-z])"
)
_LISTED = re.compile(r"(?: and| ,(?: and)?) (?=(?P<np>[a-z]+(?: [a-z]+){0,3}))")
_NEW = re.compile(r"\b(?:with|into|for|by|as|add|put|insert|place|draw|onto)\b[^,.;]*$")
"""After these new things are told of."""


def _one_more(match: re.Match[str], labels: Collection[str]) -> str:
    """In a sentence without articles `cup bigger` of `make mouse smaller and cup bigger` is a thing too."""
    words = match["np"].split()
    told = is_color_word(words[0]) or _NEW.search(match.string[: match.start()])
    if told or not any(_names_one(words[:end], labels) for end in range(len(words), 0, -1)):
        return match.group()
    return f"{match.group()}the "


def _names_one(words: Sequence[str], labels: Collection[str]) -> bool:
    """Whether words are the name of a single thing, with nothing before it but what tells which."""
    for start in range(len(words)):
        name = " ".join(words[start:])
        if name in labels or (name in _PICTURES and not start):
            told = all(_tells_which(word) for word in words[:start])
            return told and (start > 0 or not is_color_word(name) or len(words) > 1)
    return False


def _with_article(words: str, labels: Collection[str]) -> str:
    said = words.split(" ")
    for start in range(len(said)):
        if " ".join(said[start:]) in labels:
            return f"the {words}" if all(_tells_which(word) for word in said[:start]) else words
    return words


def _tells_which(word: str) -> bool:
    return is_color_word(word) or word in SIDES or word in SIZES or word in SOFT_SIZES


def _known(noun: str, labels: Collection[str]) -> bool:
    return noun in labels or singular(noun) in labels
