"""Noun phrases: `the second red cup from the left on the table` → quantity, head, adjectives, picks, tails.

No scene here, only a predicate that knows which nouns exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .amounts import ORDINALS, leading_count
from .colors import color_of, is_color_word
from .normalise import is_plural, singular
from .phrase_words import RELATIONS, SIDES, SIZES, SOFT_SIZES

# fmt: off
GENERIC = frozenset(
    [
        "thing", "things", "object", "objects", "item", "items", "stuff", "something", "anything", "element",
        "elements", "piece", "one thing",
    ]
)
# fmt: on
_NAMELESS = frozenset(["thing", "things", "object", "objects", "item", "items"])
"""Nouns after which what follows tells which one, however it starts (`the thing wrapped around …`)."""
TOOLS = frozenset(
    ["device", "tool", "gadget", "appliance", "utensil", "instrument", "equipment", "machine", "place", "spot"]
)
_EVERY = re.compile(
    r"^(?:all of (?:the|these|those|my)|all (?:the|these|those|my)|all of|all|every single|every|each of the"
    r"|each and every|each|any|the whole|whole|entire|the entire) "
)
_BOTH = re.compile(r"^both (?:of )?(?:the |these |those |my )?")
_ONE_OF = re.compile(r"^(?:one|any|either|any one|just one|only one) of (?:the|these|those|my) ")
_PIECE = re.compile(
    r"^(?:\w+ )?(?P<of>piece|item|article|bit|kind|type|sort|bunch|group|couple|set|row|pile|stack"
    r"|pair) of (?:the )?(?=\w)"
)
_ARTICLE = re.compile(r"^(?P<word>the|a|an|this|that|these|those|my|our|your|his|her|their|its|some|only|just) ")
# fmt: off
_WHOLE_HEADS = {
    "everything": "thing", "everyone": "person", "everybody": "person", "anything": "thing", "anyone": "person",
    "all": "thing",
}
# fmt: on
_SINGLE_HEADS = {
    "something": "thing",
    "someone": "person",
    "somebody": "person",
    "what": "thing",
    "whatever": "thing",
    "whoever": "person",
    "who": "person",
}
_PLACE_WORDS = r"left|right|top|bottom|middle|center|front|back|foreground|background|rear"
_SPATIAL = re.compile(
    rf"^(?:(?:all the way |over |up |down |farthest |furthest |most |closest |nearest |far )?(?:on|at|in|to"
    rf"|towards|toward"
    rf"|from|along) )(?:the |my |its |our "
    rf"|your )?(?:far |very |extreme )?(?P<first>upper |lower |top |bottom )?"
    rf"(?P<side>{_PLACE_WORDS}|corner)(?: hand)?(?: side| edge| corner| half| end| part| area"
    rf"| row)?(?: of (?:the |this |my )?(?:picture|photo|image|scene|frame|shot)(?! frame))?(?! (?:of|side|edge"
    rf"|corner|end|hand)\b)(?=$| )"
)
_RELATION = re.compile(r"^(?P<word>" + "|".join(sorted(RELATIONS, key=len, reverse=True)) + r")(?= )")
_POSTURE = re.compile(
    r"^(?:standing|sitting|lying|parked|hanging|placed|located|walking|flying|resting|sleeping|seated|situated"
    r"|positioned|that is located|being|growing|floating|laying|running|riding|swimming|playing|shining|there"
    r"|here)(?= |$)|^(?:reading|eating|drinking|smiling|laughing|talking|waving|dancing|jumping)$"
)
_SOMEBODY = r"(?:the|my|this|that|a|an) (?:\w+ ){0,3}?\w+|she|he|they|it"
_DEEDS = {
    r"hold(?:s|ing)?|carr(?:y|ies|ying)": "held",
    r"wear(?:s|ing)?|ha(?:s|ve) on": "worn",
    r"us(?:e|es|ing)|grip(?:s|ping)?|ha(?:s|ve)": "of",
    r"(?:sit|stand|lie|lay|rest|lean|perch)(?:s|ting|ing|ning)? on(?: top of)?|lying on|rid(?:e|es|ing)|is on|are on": (
        "under"
    ),
    r"(?:sit|stand|lie|rest|grow)(?:s|ting|ing)? in(?:side)?|lying in|is in(?:side)?|are in(?:side)?": "containing",
}
_DONE_BY = tuple(
    (
        re.compile(
            rf"^(?:(?:that|which) )?(?P<who>{_SOMEBODY}) (?:is |are )?(?:currently )?(?:{deed})(?: (?:in|on"
            rf"|with|around|over) (?:her|his|their|the) \w+| (?:held|worn) by the (?:woman|man|person))?$"
        ),
        relation,
    )
    for deed, relation in _DEEDS.items()
)
_WHO = re.compile(r"^(?:that|which|who)(?= )")
_IS = re.compile(r"^(?:(?:that|which|who) )?(?:is|are|was|were|be)(?: currently| being)? (?P<not>not )?")
_HAS = re.compile(
    r"^(?:that|which|who) (?:has|have|wears|wear|holds|hold|carries|carry|is wearing|is holding|is carrying"
    r"|are wearing) "
)
_MADE = re.compile(r"^(?:(?:that|which) (?:is|are) )?made (?:out )?(?:of|from) (?P<of>\w+)(?=$| )")
_HELD = re.compile(
    r"^(?:(?:that|which) (?:has|have|does (?P<no>not) have|is|are)|(?P<not>without)|with|having|containing"
    r"|carrying)(?: got)? "
    r"(?P<what>(?:\w+ ){0,4}?\w+) (?P<where>on(?: top of)?|in(?:side)?(?: of)?|within) (?:it|them|itself)(?=$| )"
)
"""`the plate that has a croissant on it`: what holds something."""
_PURPOSE = re.compile(
    r"^(?:used|able|capable|meant|designed|made|for|to|you|we|i|people|one|someone|they|that|which|who|where"
    r"|whose|with which|in which|on which|from which|by which|he|she|it|somebody|anyone|everyone|a person|a child"
    r"|humans|kids|children|folks|animals|drivers|students|players|cooks|doctors|keeping|telling|giving|showing"
    r"|providing|protecting"
    r"|helping|containing|producing|commonly|typically|often|usually|good|suitable|can|would|could"
    r"|used for)(?= )"
)
_START = re.compile(
    r"^(?:next to|beside|by|near|close to|alongside|adjacent|touching|against|around|at|on|upon|atop|in|inside"
    r"|within|under|underneath|beneath|below|above|over|to|left of|right of|behind|between|held|carried|worn"
    r"|belonging|of|from|off|holding|carrying|with|wearing|having|dressed|using|closest to|nearest to"
    r"|nearest the|closest the|farthest|furthest|that|which|who|whose|where|used|able|capable|meant|designed"
    r"|outside|out of|farther from|further from|closer to|nearer to|nearer the|full of|filled with|containing|neither"
    r"|for|you|we|i|someone|somebody|anyone|everyone|one (?:would|could|can|may|might|will|should|\w+[^s\W]s)"
    r"|not|standing|sitting|lying|parked|hanging|placed|located|walking|flying|resting|sleeping"
    r"|seated|is|are|"
    r"growing|floating|running|riding|made|she|he|they"
    r"|(?:the|a|an|my|this|every) (?:\w+ )?(?:would|can|could|will|might|is|are|holds?|wears?|carries|stands?"
    r"|sits?|lies"
    r"|rests?|rides?|uses?|leans?|needs?|has|likes?|keeps?|makes?|gives?|puts?|takes?)"
    r"|(?:the|an?|my|every) \w+ \w+"
    r"|(?:people|humans|kids|children|persons|folks|men|women|animals|drivers|students|players|cooks|doctors) \w+"
    r"|keeping|telling|giving|showing|without|there|can"
    r")(?= |$)|^(?:reading|eating|drinking|kicking|pushing|pulling|smiling|laughing|talking|waving|dancing"
    r"|jumping)(?: (?:an?|the|his|her|their|some) |$)"
)


@dataclass(frozen=True)
class Pick:
    """A choice among several: a side of the picture, a rank, or an extreme of a measure (`sign` 1 most, −1 least)."""

    kind: str
    value: str = ""
    n: int = 1
    sign: int = 1


@dataclass(frozen=True)
class Tail:
    """What follows the head: a relation to another phrase, a purpose, or what it is."""

    kind: str
    argument: str
    relation: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Phrase:
    """A noun phrase. `head` is singular, "" when none was said (`the red one`)."""

    text: str
    head: str = ""
    article: str = ""
    every: bool = False
    count: int | None = None
    plural: bool = False
    adjectives: tuple[str, ...] = ()
    picks: tuple[Pick, ...] = ()
    tails: tuple[Tail, ...] = ()

    @property
    def generic(self) -> bool:
        return self.head == "thing"

    @property
    def core(self) -> str:
        """Adjectives and head, as one would look for them."""
        return " ".join((*self.adjectives, self.head)).strip() or self.text


def parse(text: str, knows: Callable[[str], bool]) -> tuple[Phrase, ...]:
    """The readings of a noun phrase, the likelier first (they differ in what the last tail belongs to)."""
    phrase, rest = _quantity(text.strip(" ,."))
    region, tail_text = _split_region(rest, phrase, knows)
    phrase = _region(phrase, region, knows)
    readings = []
    for greedy in (True, False):
        picks, tails = _tails(tail_text, greedy)
        own = phrase.picks
        if picks and picks[0].kind == "side" and not tail_text.startswith("from "):
            own = tuple(pick for pick in own if pick != Pick("ordinal", n=-1))
        reading = replace(phrase, picks=_joined((*own, *picks)), tails=tails)
        if reading not in readings:
            readings.append(reading)
    return tuple(readings)


def _quantity(text: str) -> tuple[Phrase, str]:
    phrase, rest = Phrase(text), text
    if match := _ONE_OF.match(rest):
        return replace(phrase, article="a", count=1), rest[match.end() :]
    if match := _EVERY.match(rest):
        phrase, rest = replace(phrase, every=True, article="the"), rest[match.end() :]
    elif match := _BOTH.match(rest):
        return replace(phrase, count=2, article="the", plural=True), rest[match.end() :]
    while match := _ARTICLE.match(rest):
        phrase, rest = replace(phrase, article=phrase.article or match.group("word")), rest[match.end() :]
    if match := _PIECE.match(rest):
        one = match.group("of") not in ("bunch", "group", "couple", "set", "row", "pile", "stack", "pair")
        return replace(phrase, count=1 if one and not phrase.every else None), rest[match.end() :]
    count, after = leading_count(rest)
    if count is not None and after and rest.split()[0] not in ("one", "once", "twice"):
        return replace(phrase, count=count, plural=count > 1), after
    return phrase, rest


def _split_region(text: str, phrase: Phrase, knows: Callable[[str], bool]) -> tuple[str, str]:
    words = text.split()
    if words and words[0] in (*_SINGLE_HEADS, *_WHOLE_HEADS):
        return words[0], " ".join(words[1:])
    for i in range(len(words)):
        rest = " ".join(words[i:])
        if (i == 0 and words[0] == "people") or _within_name(words, i, knows):
            continue
        if (i or not phrase.article) and _START.match(rest) and (i or words[0] not in ("that",)):
            return " ".join(words[:i]), rest
        if i and words[i - 1] in _NAMELESS and words[i].isalpha() and words[i] not in SIDES and words[i] != "number":
            return " ".join(words[:i]), rest
    return text, ""


def _within_name(words: list[str], i: int, knows: Callable[[str], bool]) -> bool:
    """Whether the word is inside a name of several words (`the trash can`)."""
    spans = ((j, k) for j in range(max(0, i - 2), i) for k in range(i + 1, min(len(words), i + 2) + 1))
    return any(knows(name) or knows(singular(name)) for j, k in spans if (name := " ".join(words[j:k])))


def _region(phrase: Phrase, region: str, knows: Callable[[str], bool]) -> Phrase:
    if region in _WHOLE_HEADS:
        return replace(phrase, head=_WHOLE_HEADS[region], every=True, plural=True)
    if region in _SINGLE_HEADS:
        return replace(phrase, head=_SINGLE_HEADS[region], article=phrase.article or "the")
    picks, words = _picks(region.split())
    count = phrase.count
    if words and words[0] in ("two", "three", "four", "five") and picks:
        count, words = leading_count(words[0] + " x")[0], words[1:]
    head, adjectives = _head(words, knows)
    return replace(
        phrase,
        head="thing" if head in GENERIC else "" if head in ("one", "ones") else singular(head),
        count=count,
        plural=phrase.plural or bool(count and count > 1) or is_plural(head) or phrase.article in ("these", "those"),
        adjectives=_merge_shades(adjectives),
        picks=picks,
    )


def _head(words: list[str], knows: Callable[[str], bool]) -> tuple[str, list[str]]:
    for i in range(len(words)):
        noun = " ".join(words[i:])
        if knows(noun) or knows(singular(noun)) or noun in GENERIC or noun in ("one", "ones"):
            return noun, words[:i]
    if not words or is_color_word(words[-1]):
        return "", words
    return words[-1], words[:-1]


def _merge_shades(words: list[str]) -> tuple[str, ...]:
    merged: list[str] = []
    for word in words:
        if merged and color_of(f"{merged[-1]} {word}") and is_color_word(word):
            merged[-1] = f"{merged[-1]} {word}"
        elif word not in ("and", ",", "colored", "color", "very", "same", "the", "single", "whole", "existing", "-"):
            merged.append(word)
    text = " ".join(merged)
    return ("black white",) if text == "black white" else tuple(merged)


_MEDIUM = frozenset(["medium", "medium-sized", "middle-sized", "mid-sized", "mid-size", "average-sized"])


def _picks(words: list[str]) -> tuple[tuple[Pick, ...], list[str]]:
    picks: list[Pick] = []
    rest: list[str] = []
    for i, word in enumerate(words):
        if word in ("most", "far", "very", "extreme") and i + 1 < len(words) and words[i + 1] in SIDES:
            continue
        if word in _MEDIUM:
            picks.append(Pick("median", "area"))
        elif word in ORDINALS:
            picks.append(Pick("ordinal", n=ORDINALS[word]))
        elif word in SIDES:
            picks.append(Pick("side", SIDES[word]))
        elif word in SIZES:
            picks.append(Pick("size", SIZES[word][0], sign=SIZES[word][1]))
        elif word in SOFT_SIZES:
            picks.append(Pick("soft", SOFT_SIZES[word][0], sign=SOFT_SIZES[word][1]))
        else:
            rest.append(word)
    return _joined(tuple(picks)), rest


def _joined(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """`top` + `left` → one corner; `second` + `largest` → one rank; `second` + `from the top` → its direction."""
    joined: list[Pick] = []
    for pick in picks:
        last = joined[-1] if joined else None
        if (
            last
            and last.kind == pick.kind == "side"
            and {last.value, pick.value} & {"top", "bottom"}
            and {last.value, pick.value} & {"left", "right"}
        ):
            joined[-1] = Pick("side", " ".join(sorted((last.value, pick.value), key=lambda v: v in ("left", "right"))))
        elif last and last.kind == "ordinal" and pick.kind == "size":
            joined[-1] = replace(pick, n=last.n)
        elif (
            last
            and last.kind == "ordinal"
            and not last.value
            and pick.kind == "side"
            and pick.value in ("left", "right", "top", "bottom", "front", "back")
        ):
            joined[-1] = replace(last, value=pick.value)
        elif pick not in joined:
            joined.append(pick)
    return tuple(joined)


def _tails(text: str, greedy: bool) -> tuple[tuple[Pick, ...], tuple[Tail, ...]]:
    picks: list[Pick] = []
    tails: list[Tail] = []
    text = text.strip(" ,")
    while text:
        if match := _SPATIAL.match(text):
            side = SIDES.get(match.group("side"), "")
            first = SIDES.get((match.group("first") or "").strip(), "")
            picks += [Pick("side", value) for value in (first, side) if value]
            text = text[match.end() :].strip(" ,")
            continue
        if match := _POSTURE.match(text):
            text = text[match.end() :].strip(" ,")
            continue
        tail, text = _tail(text, greedy)
        if tail is not None:
            tails.append(tail)
    return _joined(tuple(picks)), tuple(tails)


def _tail(text: str, greedy: bool) -> tuple[Tail | None, str]:
    if match := _HELD.match(text):
        relation = "under" if match.group("where").startswith("on") else "containing"
        empty = bool(match.group("not") or match.group("no")) or match.group("what") in ("nothing", "no one", "nobody")
        what = "anything" if match.group("what") in ("nothing", "something", "anything") else match.group("what")
        return Tail("relation", what, relation, negated=empty), text[match.end() :].strip(" ,")
    if match := _HAS.match(text):
        argument, rest = _argument(text[match.end() :], greedy)
        return Tail("relation", argument, "with"), rest
    if match := _IS.match(text):
        return _what_it_is(text[match.end() :], bool(match.group("not")), greedy)
    if color_of(text):
        return Tail("is", text.removeprefix("in ")), ""
    for done, relation in _DONE_BY:
        if match := done.match(text):
            return Tail("relation", match.group("who"), relation), ""
    if match := re.match(r"^without ", text):
        argument, rest = _argument(text[match.end() :], greedy)
        return Tail("relation", argument, "with", negated=True), rest
    if match := re.match(r"^not ", text):
        return _what_it_is(text[match.end() :], True, greedy)
    if match := _MADE.match(text):
        return Tail("is", match.group("of")), text[match.end() :].strip(" ,")
    if match := _RELATION.match(text):
        argument, rest = _argument(text[match.end() :].strip(), greedy or match.group("word").endswith("between"))
        return Tail("relation", argument, RELATIONS[match.group("word")]), rest
    return Tail("purpose", text), ""


def _what_it_is(text: str, negated: bool, greedy: bool) -> tuple[Tail | None, str]:
    if _SPATIAL.match(text) and not negated:
        return None, text
    if _POSTURE.match(text):
        text = text[_POSTURE.match(text).end() :].strip()  # type: ignore[union-attr]
        if not text:
            return None, ""
    if match := _RELATION.match(text):
        argument, rest = _argument(text[match.end() :].strip(), greedy)
        return Tail("relation", argument, RELATIONS[match.group("word")], negated), rest
    if _PURPOSE.match(text) or text.split()[0].endswith("ing"):
        return Tail("purpose", text), ""
    if text.startswith("neither "):
        return _what_it_is(text.removeprefix("neither "), not negated, greedy)
    argument, rest = _argument(text, greedy)
    return Tail("is", argument, negated=negated), rest


def _argument(text: str, greedy: bool) -> tuple[str, str]:
    if greedy:
        return text, ""
    words = text.split()
    for i in range(1, len(words)):
        rest = " ".join(words[i:])
        if (_START.match(rest) and words[i] not in ("of", "is", "are")) or _SPATIAL.match(rest):
            return " ".join(words[:i]).rstrip(" ,"), rest
    return text, ""
