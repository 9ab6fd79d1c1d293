"""Noun phrases: `the second red cup from the left on the table` → quantity, head, adjectives, picks, tails.

No scene here, only a predicate that knows which nouns exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from .absence import PEOPLE, plainly
from .amounts import ORDINALS, leading_count
from .colors import color_of, is_color_word
from .normalise import is_plural, singular
from .patterns import Rule, pattern
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
_WHO = frozenset(
    [
        "person",
        "people",
        "bloke",
        "chap",
        "lad",
        "lass",
        "gentleman",
        "dude",
        "fellow",
        "man",
        "men",
        "woman",
        "women",
        "guy",
        "lady",
        "boy",
        "girl",
        "kid",
        "kids",
        "child",
        "children",
    ]
)
_DOING = re.compile(r"[a-z]{2,}ing(?= (?:the|an?|his|her|their|my|some|to|for|at|with|out) |$)")
"""Of somebody these words tell what they do (`the man selling the fish`)."""
TOOLS = frozenset(
    ["device", "tool", "gadget", "appliance", "utensil", "instrument", "equipment", "machine", "place", "spot"]
)
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
_RELATION = Rule(r"^(?P<word>" + "|".join(sorted(RELATIONS, key=len, reverse=True)) + r")(?= )")
_DONE = ("of", "held", "worn", "under", "containing")
"""What a thing is to somebody who does something with it (`the cup that she holds`)."""


def _said(what: str, text: str) -> re.Match[str] | None:
    return pattern("phrases", what).match(text)


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
    close: bool = False
    """Whether only the nearest are meant (`right under it`)."""


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
    phrase, rest = _quantity(plainly(text.strip(" ,.")))
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
    if match := _said("one_of", rest):
        return replace(phrase, article="a", count=1), rest[match.end() :]
    if match := _said("every", rest):
        phrase, rest = replace(phrase, every=True, article="the"), rest[match.end() :]
    elif match := _said("both", rest):
        return replace(phrase, count=2, article="the", plural=True), rest[match.end() :]
    while match := _said("article", rest):
        phrase, rest = replace(phrase, article=phrase.article or match.group("word")), rest[match.end() :]
    if match := _said("piece", rest):
        one = match.group("of") not in ("bunch", "group", "couple", "set", "row", "pile", "stack", "pair")
        return replace(phrase, count=1 if one and not phrase.every else None), rest[match.end() :]
    count, after = leading_count(rest)
    if count is not None and after and rest.split()[0] not in ("one", "once", "twice"):
        return replace(phrase, count=count, plural=count > 1), after
    return phrase, rest


def _split_region(text: str, phrase: Phrase, knows: Callable[[str], bool]) -> tuple[str, str]:
    words = text.split()
    if len(words) > 2 and words[0] in ("whatever", "whichever") and knows(words[1]):
        words = words[1:]
    if words and words[0] in (*_SINGLE_HEADS, *_WHOLE_HEADS):
        return words[0], " ".join(words[1:])
    for i in range(len(words)):
        rest = " ".join(words[i:])
        if (i == 0 and words[0] == "people") or _within_name(words, i, knows):
            continue
        if i and words[i - 1] in _WHO and _DOING.match(rest):
            return " ".join(words[:i]), rest
        if (i or not phrase.article) and _said("start", rest) and (i or words[0] not in ("that",)):
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


_LONELY = frozenset(["lonely", "lone", "solitary", "isolated"])
_OUTER = frozenset(["outer", "outermost", "outside"])


def _picks(words: list[str]) -> tuple[tuple[Pick, ...], list[str]]:
    picks: list[Pick] = []
    rest: list[str] = []
    for i, word in enumerate(words):
        if word in ("most", "far", "very", "extreme") and i + 1 < len(words) and words[i + 1] in SIDES:
            continue
        if word in _LONELY:
            picks.append(Pick("apart"))
        elif word in _OUTER:
            picks.append(Pick("outer"))
        elif word in _MEDIUM:
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
        if match := _said("apart", text):
            picks.append(Pick("apart"))
            text = text[match.end() :].strip(" ,")
            continue
        if match := _said("end", text):
            picks.append(Pick("outer"))
            text = text[match.end() :].strip(" ,")
            continue
        if (match := _said("meanwhile", text)) and not _said("close", text):
            text = text[match.end() :].strip(" ,")
            continue
        if match := _said("spatial", text):
            side = SIDES.get(match.group("side"), "")
            first = SIDES.get((match.group("first") or "").strip(), "")
            picks += [Pick("side", value) for value in (first, side) if value]
            text = text[match.end() :].strip(" ,")
            continue
        if match := _said("posture", text):
            text = text[match.end() :].strip(" ,")
            tails += [] if text else [Tail("posture", match.group())]
            continue
        close = _said("close", text)
        tail, text = _tail(text[close.end() :] if close else text, greedy)
        if tail is not None:
            tails.append(replace(tail, close=close is not None))
    return _joined(tuple(picks)), tuple(tails)


_MOST = r"(?:the |an? )?(?:most|least|highest|greatest|largest|lowest|richest|high|lot|plenty|rich|large)\b"
_CONTENT = Rule(
    rf"(?P<much>{_MOST}(?: (?:amount|content|level|levels|dose|share|quantity|source))?(?: of| in)?|full of|packed with"
    r"|loaded with|rich in|high in|low in) (?P<what>[a-z]+"
    r"(?: (?!(?:on|in|at|with|next|near|and|that|which|from|to|of|the|under|behind)\b)[a-z]+)?)"
)


def content_of(tail: Tail) -> str:
    """What `the drink with the most sugar` and `the meal that is rich in iron` are told by, "" for other tails."""
    if tail.kind == "purpose":
        return ""
    match = _CONTENT.fullmatch(tail.argument)
    return match["what"] if match else ""


def _tail(text: str, greedy: bool) -> tuple[Tail | None, str]:
    if match := _said("held", text):
        empty = bool(match.group("not") or match.group("no")) or match.group("what") in ("nothing", "no one", "nobody")
        what = "anything" if match.group("what") in ("nothing", "something", "anything") else match.group("what")
        return Tail("relation", what, _seen_from(match.group("where")), negated=empty), text[match.end() :].strip(" ,")
    if match := _said("has", text):
        argument, rest = _argument(text[match.end() :], greedy)
        return Tail("relation", argument, "with"), rest
    if match := _said("made", text):
        return Tail("is", match.group("of")), text[match.end() :].strip(" ,")
    if match := _said("is", text):
        return _what_it_is(text[match.end() :], bool(match.group("not")), greedy)
    if color_of(text):
        return Tail("is", text.removeprefix("in ")), ""
    for relation in _DONE:
        if match := _said(f"{relation} by whom", text):
            return Tail("relation", match.group("who"), relation), ""
    if match := re.match(r"^without ", text):
        argument, rest = _argument(text[match.end() :], greedy)
        return Tail("relation", argument, "with", negated=True), rest
    if match := re.match(r"^not ", text):
        return _what_it_is(text[match.end() :], True, greedy)
    if match := _RELATION.match(text):
        argument, rest = _argument(text[match.end() :].strip(), greedy or match.group("word").endswith("between"))
        return Tail("relation", argument, RELATIONS[match.group("word")]), rest
    return Tail("purpose", text), ""


_OPPOSITE = {"on": "under", "inside": "containing", "above": "below", "below": "above"}
_OPPOSITE |= {"behind": "in front of", "in front of": "behind"}


def _seen_from(where: str) -> str:
    """How the thing stands to what is there: with a cup on it a plate is under the cup."""
    relation = RELATIONS.get(where, "inside")
    return _OPPOSITE.get(relation, relation)


def _what_it_is(text: str, negated: bool, greedy: bool) -> tuple[Tail | None, str]:
    if match := _CONTENT.match(text):
        return Tail("is", match.group(), negated=negated), text[match.end() :].strip(" ,")
    if _said("spatial", text) and not negated:
        return None, text
    if match := _said("posture", text):
        text = text[match.end() :].strip()
        if not text:
            return Tail("posture", match.group(), negated=negated), ""
    if match := _RELATION.match(text):
        argument, rest = _argument(text[match.end() :].strip(), greedy)
        return Tail("relation", argument, RELATIONS[match.group("word")], negated), rest
    if _said("purpose", text) or text.split()[0].endswith("ing"):
        return Tail("purpose", text), ""
    if text.startswith("neither "):
        return _what_it_is(text.removeprefix("neither "), not negated, greedy)
    argument, rest = _argument(text, greedy)
    return Tail("is", argument, negated=negated), rest


def _argument(text: str, greedy: bool) -> tuple[str, str]:
    if greedy and PEOPLE.match(text) is None:
        return text, ""
    words = text.split()
    if anyone := PEOPLE.match(text):
        return anyone.group(), text[anyone.end() :].strip(" ,")
    for i in range(1, len(words)):
        rest = " ".join(words[i:])
        if (_said("start", rest) and words[i] not in ("of", "is", "are")) or _said("spatial", rest):
            return " ".join(words[:i]).rstrip(" ,"), rest
    return text, ""
