"""Verb frames as data: templates with slots, matched over words. Every cut of a clause is given, the likelier first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from ..changes.qualities import parse_quality, style_of, tone_nouns, tone_of
from ..things.places import looks_like_place
from ..words.amounts import leading_count, scale_of, take_degree, take_factor
from ..words.colors import color_of
from ..words.normalise import data
from ..words.patterns import Rule


@dataclass(frozen=True)
class Frame:
    """A verb and the words in its slots. `words` are the literal words it matched, in order."""

    verb: str
    slots: Mapping[str, str]
    words: tuple[str, ...] = ()

    def get(self, slot: str) -> str | None:
        return self.slots.get(slot)


@dataclass(frozen=True)
class _Literal:
    options: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Slot:
    name: str


@dataclass(frozen=True)
class _Group:
    """Parts that may be left out (`optional`)."""

    parts: tuple[_Part, ...]


_Part = _Literal | _Slot | _Group


def _is_new(text: str) -> bool:
    """An indefinite thing: not one that is there already."""
    if re.match(
        (
            r"(?:the|it|them|this|that|these|those|my|his|her|all|every|both|each|here|there|everything|him|back|more|nobody"
            r"|nothing|none|no|\[)\b|\["
        ),
        text,
    ):
        return False
    return (
        bool(re.match(r"(?:a|an|some|another|several|new|more)\b", text))
        or leading_count(text)[0] is not None
        or " the " not in f" {text} "
    )


_SIZE_WORDS = Rule(
    r"(?:\d+(?:\.\d+)?[%x]?(?= |$) ?|(?:a|and(?= height| width)|the|its|by|to|of|as|be|is|it|at|than|so|much|very|more"
    r"|less|even|way|far|lot|bit|little|their|his|her"
    r"|slightly|somewhat|considerably|just|about|around|times|size|sized|original|current|factor|half|halves|third"
    r"|thirds|quarter|quarters|double|twice|thrice|triple|quadruple|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|big|bigger|large|larger|small|smaller|tall|taller|tiny|huge|wide|wider|short|shorter|scale|dimensions?|now|was"
    r"|before|up|down|in|normal|fraction|bigness|significantly|dramatically|tad|touch|again|height|width)(?= |$) ?)+"
)


def _is_size(text: str) -> bool:
    return _SIZE_WORDS.fullmatch(text) is not None and (
        scale_of(text, shrinks=False) is not None or scale_of(text, shrinks=True) is not None
    )


_RATIO = Rule(r"\d+(?:\.\d+)?(?::|/|x| by | : )\d+(?:\.\d+)?|landscape|portrait|widescreen|panorama")
_ANGLE = Rule(r"-?\d+(?:\.\d+)?(?: degrees)?|a quarter(?: turn)?|half a turn|a half turn|upside down|ninety degrees")
_PIXELS = Rule(
    r"(?:about |around |roughly |exactly )?(?:\d+(?:\.\d+)? ?(?:megapixels?|mega pixels?|mp|mpx|mpix|mpixels?)"
    r"|\d+ pixels (?:wide|high|tall|across|in (?:width|height))|a (?:width|height) of \d+ pixels)"
)
_SIDE_WORDS = (
    r"(?:left|right|top|bottom|sides|all sides|left and right|every side|up|down|upwards|downwards|sky|above"
    r"|below|both sides)"
)
# fmt: off
_CHECKS: dict[str, Callable[[str], bool]] = {
    "place": looks_like_place, "quality": lambda text: parse_quality(text) is not None,
    "excess": lambda text: tone_of(text) is not None or text in data("tones")["casts"],
    "tonequality": lambda text: tone_of(text) is not None, "style": lambda text: style_of(text) is not None,
    "color": lambda text: color_of(text) is not None,
    "quote": lambda text: re.fullmatch(r"quote\d+", text) is not None,
    "quote2": lambda text: re.fullmatch(r"quote\d+", text) is not None, "new": _is_new,
    "off": lambda text: re.search(r".+ (?:off|out of|away from|from) .+", text) is not None,
    "ref": lambda text: re.fullmatch(r"\[\w+\]", text) is not None,
    "tone": lambda text: bool(tone_nouns(text)),
    "ratio": lambda text: _RATIO.fullmatch(text) is not None,
    "angle": lambda text: _ANGLE.fullmatch(text) is not None,
    "side": lambda text: re.fullmatch(_SIDE_WORDS, text) is not None,
    "sides": lambda text: re.fullmatch(_SIDE_WORDS, text) is not None,
    "pixels": lambda text: _PIXELS.fullmatch(text) is not None,
    "athing": lambda text: re.match(r"(?:an?|some|another|one|two|three|\[\w+\])(?= |$)", text) is not None,
    "amount": lambda text: take_degree(text)[0] == "" or take_factor(text)[0] == "" or re.fullmatch((
r"(?:by |of |with |the )*(?:a (?:bit|little|lot|touch|third|quarter|half)|slightly|much|strongly|heavily"
r"|half|\d+(?:%| pixels)?|gently|some|more|lightly|up|down|out)(?: more| less)?"
), text) is not None,
    "size": lambda text: _is_size(text),
    "times": lambda text: re.fullmatch(r"(?:once|twice|thrice|\w+ times|\d+x)", text) is not None,
    "copies": lambda text: re.fullmatch((
r"(?:(?:a|an|one|another|two|three|four|five|six|\d+|some|several|a few|a couple of|an exact)(?: more"
r"| exact| identical)? )?(?:copy|copies|duplicate|duplicates|clone|clones|replica|replicas)"
), text) is not None,
}
# fmt: on


def frames(clause: str, verbs: Collection[str] | None = None) -> Iterator[Frame]:
    """Every frame (of these verbs) that a clause fits, in the order of the templates, shorter first slots first."""
    words = tuple(clause.split())
    for (verb, parts), firsts in zip(_templates(), _firsts(), strict=True):
        if (verbs is not None and verb not in verbs) or (firsts is not None and words[:1] and words[0] not in firsts):
            continue
        for slots, matched in _match(parts, words, {}, ()):
            yield Frame(verb, slots, matched)


@cache
def _templates() -> tuple[tuple[str, tuple[_Part, ...]], ...]:
    source = data("frames")
    return tuple((verb, _compile(template, source["words"])) for verb, template in source["frames"])


@cache
def _firsts() -> tuple[frozenset[str] | None, ...]:
    """The words that a template may begin with, None where it begins with a slot or with what may be left out."""
    heads = (parts[0] for _, parts in _templates())
    return tuple(
        frozenset(option[0] for option in head.options) if isinstance(head, _Literal) and all(head.options) else None
        for head in heads
    )


@cache
def first_words() -> frozenset[str]:
    """Words that may begin an edit clause."""
    firsts: set[str] = set()
    for verb, parts in _templates():
        part = parts[0]
        if isinstance(part, _Literal) and verb not in ("quality_bare",):
            firsts |= {option[0] for option in part.options}
    return frozenset(
        firsts
        - {
            "no",
            "i",
            "how",
            "what",
            "instead",
            "in",
            "rather",
            "where",
            "it",
            "more",
            "less",
            "up",
            "down",
            "without",
            "minus",
            "want",
            "like",
            "see",
            "needs",
            "we",
            "there",
            "let",
            "prefer",
            "wish",
            "horizontal",
            "vertical",
            "auto",
            "size",
            "light",
            "bye",
            "goodbye",
        }
    ) | {"let", "undo", "redo", "keep", "leave", "spare", "do", "rotate"}


@cache
def vocabulary() -> frozenset[str]:
    """Every literal word of the templates and every mood, for the spelling."""
    source = data("frames")
    moods = {word for mood in data("moods")["moods"].values() for name in mood["names"] for word in name.split()}
    text = " ".join([*source["words"].values(), *(template for _, template in source["frames"])])
    painters = {word for names in data("styles")["painters"].values() for name in names for word in name.split()}
    return frozenset(re.findall(r"[a-z]{2,}", re.sub(r"\{\w+\}|<\w+>", " ", text))) | moods | painters


def _compile(template: str, words: Mapping[str, str]) -> tuple[_Part, ...]:
    def spelt_out(match: re.Match[str]) -> str:
        options = words[match.group(1)]
        return options if _inside(template, match.start()) else f"({options})"

    template = re.sub(r"<(\w+)>", spelt_out, template)
    tokens = re.findall(r"\{\w+\}|\[|\]|\(|\)|\||[^\s\[\](){}|]+", template)
    parts, rest = _sequence(tokens)
    assert not rest, template
    return parts


def _inside(template: str, position: int) -> bool:
    before = template[:position]
    return before.count("(") > before.count(")")


def _sequence(tokens: list[str]) -> tuple[tuple[_Part, ...], list[str]]:
    parts: list[_Part] = []
    while tokens and tokens[0] not in ("]", ")"):
        token, *tokens = tokens
        if token == "[":
            inner, tokens = _optional(tokens)
            parts.append(inner)
        elif token == "(":
            inner_literal, tokens = _alternatives(tokens, ")")
            parts.append(inner_literal)
        elif token.startswith("{"):
            parts.append(_Slot(token.strip("{}")))
        else:
            parts.append(_Literal(((token,),)))
    return tuple(parts), tokens


def _optional(tokens: list[str]) -> tuple[_Group, list[str]]:
    """`[a|b c]` is optional words; `[(on|of) {obj}]` an optional sequence."""
    end = _closing(tokens)
    inner = tokens[:end]
    if any(token.startswith(("{", "(")) for token in inner):
        parts, _ = _sequence(inner)
        return _Group(parts), tokens[end + 1 :]
    literal, _ = _alternatives([*inner, "]"], "]")
    return _Group((literal,)), tokens[end + 1 :]


def _closing(tokens: list[str]) -> int:
    depth = 1
    for i, token in enumerate(tokens):
        depth += (token == "[") - (token == "]")
        if depth == 0:
            return i
    raise ValueError(f"unclosed bracket in {tokens}")


def _alternatives(tokens: list[str], close: str) -> tuple[_Literal, list[str]]:
    options: list[tuple[str, ...]] = []
    current: list[str] = []
    nested = 0
    for i, token in enumerate(tokens):
        nested += token == "("
        if token == close and not nested:
            options.append(tuple(current))
            return _Literal(tuple(sorted(dict.fromkeys(options), key=len, reverse=True))), tokens[i + 1 :]
        nested -= token == ")"
        if token == "|":
            options.append(tuple(current))
            current = []
        elif token not in ("(", ")"):
            current.append(token)
    raise ValueError(f"unclosed alternatives in {tokens}")


_Matches = Iterator[tuple[dict[str, str], tuple[str, ...]]]


def _match(parts: tuple[_Part, ...], words: tuple[str, ...], slots: dict[str, str], seen: tuple[str, ...]) -> _Matches:
    if not parts:
        if not words:
            yield slots, seen
        return
    part, rest = parts[0], parts[1:]
    if isinstance(part, _Literal):
        for option in part.options:
            if words[: len(option)] == option:
                yield from _match(rest, words[len(option) :], slots, (*seen, *option))
    elif isinstance(part, _Group):
        yield from _match((*part.parts, *rest), words, slots, seen)
        yield from _match(rest, words, slots, seen)
    else:
        yield from _fill(part.name, rest, words, slots, seen)


def _fill(
    name: str, rest: tuple[_Part, ...], words: tuple[str, ...], slots: dict[str, str], seen: tuple[str, ...]
) -> _Matches:
    check = _CHECKS.get(name)
    for size in range(1, len(words) + 1):
        if not rest and size < len(words):
            continue
        text = " ".join(words[:size]).strip(" ,")
        if text and (check is None or check(text)):
            yield from _match(rest, words[size:], {**slots, name: text}, seen)
