"""Numbers and degrees: `a bit`, `twice`, `50%`, `three times as`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .patterns import Rule

# fmt: off
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "a pair of": 2, "couple": 2, "once": 1,
    "twice": 2, "thrice": 3, "half a dozen": 6, "a dozen": 12, "a few": 3, "several": 3, "some": 3,
}
# fmt: on
# fmt: off
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9,
    "10th": 10, "last": -1, "final": -1,
}
# fmt: on
FRACTIONS = {
    "half": 0.5,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "a quarter": 0.25,
    "one quarter": 0.25,
    "two thirds": 2 / 3,
    "three quarters": 0.75,
}

_LITTLE = (
    r"(?:just )?(?:a (?:very |tiny |wee |little )?(?:bit|little|touch|tad|hair|smidge|smidgen|notch|pinch|shade"
    r"|trifle|whisker|fraction)|slightly"
    r"|somewhat|a little bit|gently|subtly|mildly|faintly)"
)
_MUCH = (
    r"(?:very much|so much|much|a lot|lots|a (?:great|good) deal|(?<!the )way|far|really|very|strongly|heavily"
    r"|significantly|considerably|dramatically|substantially|extremely|super|a ton|hugely|completely|totally)"
)
_DEGREE = Rule(
    rf"\b(?:(?P<little>{_LITTLE})|(?P<much>{_MUCH})|(?:by |to )?(?P<percent>\d+(?:\.\d+)?)%)(?![\w])(?: more)?"
)
LITTLE, NORMAL, MUCH = 0.15, 0.3, 0.6


@dataclass(frozen=True, slots=True)
class Degree:
    """How much: `strength` 0…1; `percent` when a number was said."""

    strength: float = NORMAL
    percent: float | None = None


def take_degree(text: str) -> tuple[str, Degree]:
    """The words without those that say how much, and how much that is."""
    match = _DEGREE.search(text)
    if match is None:
        return text, Degree()
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split())
    if match.group("percent"):
        percent = float(match.group("percent"))
        return rest, Degree(min(1.0, percent / 100), percent)
    return rest, Degree(LITTLE if match.group("little") else MUCH)


_FACTOR = Rule(
    rf"\b(?:by )?(?:a factor of (?P<by>\d+(?:\.\d+)?|two|three|four|five)"
    rf"|(?P<n>\d+(?:\.\d+)?|two|three|four|five) ?(?:times|x)|(?P<word>twice|thrice|double|triple)(?: as)"
    rf"|(?P<part>{'|'.join(sorted(FRACTIONS, key=len, reverse=True))}|\d+%)(?= as))"
    r"(?: as(?: much)?| the)?(?= |$)"
)
_AS_IT_IS = re.compile(r" as (?:(?:it|they|he|she) (?:is|are|was|were)(?: now| before)?|now|before|the original)$")


def take_factor(text: str) -> tuple[str, float | None]:
    """The words without those that say by what factor, and that: `1.2 times brighter`, `half as bright as it is`."""
    match = _FACTOR.search(text)
    if match is None:
        return text, None
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split())
    said = match["by"] or match["n"] or match["word"] or match["part"]
    return _AS_IT_IS.sub("", rest), _factor(said)


def _factor(said: str) -> float:
    if said.endswith("%"):
        return float(said[:-1]) / 100
    words = FRACTIONS | {"double": 2.0, "triple": 3.0}
    return words.get(said) or float(number(said) or said)


def strength_of(factor: float) -> float:
    """How much a tone is to grow by a factor, 0 for as it is: `1.2` is 20 % more, `0.5` half of it less."""
    return max(-1.0, min(1.0, factor - 1))


def number(word: str) -> int | None:
    """`three` or `3` → 3."""
    return int(word) if word.isdigit() else NUMBERS.get(word)


def leading_count(text: str) -> tuple[int | None, str]:
    """The number at the start of a phrase and the rest: `three red cups` → (3, `red cups`)."""
    for words in sorted(NUMBERS, key=len, reverse=True):
        if text.startswith(words + " "):
            return NUMBERS[words], text[len(words) + 1 :]
    match = re.match(r"(\d+) (.+)", text)
    return (int(match.group(1)), match.group(2)) if match else (None, text)


_TIMES = Rule(
    r"(?:by )?(?:a factor of )?(?P<n>[\w.]+?)(?: times|x)(?: (?:as|its|the|bigger|larger|smaller|size"
    r"|the original|original|more|than|big|large|tall|wide|it|was|now)(?:(?! and |,).)*)?$"
)
_UP = Rule(
    r"\b(?:big|bigger|large|larger|enlarged|huge|enormous|giant|gigantic|massive|taller|tall|wider|grow|up"
    r"|enlarge|increase|size|long|longer|thick|thicker|fat|fatter)\b"
)
_DOWN = Rule(
    r"\b(?:small|smaller|little|tiny|mini|miniature|shorter|shrunk|shrunken|shrink|narrower|down|reduce|decrease)\b"
)
_EXTREME = {
    "huge": 2.5,
    "enormous": 3.0,
    "giant": 3.0,
    "gigantic": 3.0,
    "massive": 2.5,
    "tiny": 0.4,
    "mini": 0.4,
    "miniature": 0.4,
}


_AROUND_SIZE = re.compile(
    r"(?:(?:be|look|looks|appear|even|more|in|size|sized|down|up|to|a|an|of|as|so|too|way|far|much|very|really"
    r"|absolutely|become|get)"
    r"(?: |$))*"
)
"""What may be said beside an extreme size; with anything else it is a thing (`into tiny sharks`)."""


_MORE_BY = Rule(
    rf"(?:by )?(?P<part>{'|'.join(sorted(FRACTIONS, key=len, reverse=True))}) (?P<way>larger|bigger|taller"
    rf"|wider|longer|more"
    r"|smaller|shorter|narrower|less)"
)


_PARTS = "|".join(sorted(FRACTIONS, key=len, reverse=True))
_BY_PART = Rule(rf"(?:(?P<way>bigger|larger|taller|wider|smaller|shorter|narrower) )?by (?P<part>{_PARTS})")


_OWN_SIZE = re.compile(r"\b(?:his|her|their)\b(?= (?:(?:own|current|original|present) )?(?:size|height|width)\b)")


def scale_of(text: str, shrinks: bool | None = None) -> float | None:
    """The factor that words about size mean (`twice as big` 2.0, `30% smaller` 0.7); None when they are not about it.

    `shrinks` says which way the verb goes, where the words leave it open (`shrink it by half`).
    """
    text = _OWN_SIZE.sub("its", text)
    if match := _BY_PART.fullmatch(text.strip()):
        less = match["way"] in ("smaller", "shorter", "narrower") if match["way"] else shrinks
        return None if less is None else round(1 + FRACTIONS[match["part"]] * (-1 if less else 1), 4)
    text = re.sub(
        r"^(?:by|to|at|of|so it is) (?=\d|a |half|one|two|three|twice)",
        lambda m: m.group(0) if m.group(0).startswith("to") else "",
        text.strip(),
    )
    down = bool(_DOWN.search(re.sub(r"\ba (?:very )?(?:little|tiny|small|wee)\b", "", text))) or (
        bool(shrinks) and not _UP.search(text)
    )
    up = bool(_UP.search(text)) and not down
    if not (down or up or shrinks is not None):
        return None
    if shrinks is not None and (match := re.fullmatch(r"(?:by |to )?(?:a factor of )?(\d+(?:\.\d+)?)", text)):
        factor = float(match.group(1))
        return (1 / factor if shrinks and factor > 1 else factor) if 0 < factor <= 20 else None
    if match := _MORE_BY.fullmatch(text):
        part = FRACTIONS[match["part"]]
        return round(1 - part if match["way"] in ("smaller", "shorter", "narrower", "less") else 1 + part, 4)
    if match := re.search(r"\ba factor of (?P<n>\w+)$", text):
        factor = float(number(match["n"]) or 0)
        return (1 / factor if down and factor > 1 else factor) if 0 < factor <= 20 else None
    return _fraction(text, down) or _times(text, down) or _percent(text, down) or _plain(text, down)


def _fraction(text: str, down: bool) -> float | None:
    for words in sorted(FRACTIONS, key=len, reverse=True):
        if re.match(
            rf"(?:to |by |at )?{words}\b(?! a )(?: (?:as|of|its|the|size|big|it|that|was|original)(?:(?! and "
            rf"|,).)*)?$",
            text,
        ):
            return 1 + FRACTIONS[words] if text.startswith("by ") and not down else FRACTIONS[words]
    if re.search(r"\bhalf (?:as|the|its|of)\b", text):
        return 0.5
    if " and " in text:
        return None
    return (
        2.0
        if re.match(r"(?:to )?(?:double|twice)\b", text) and not down
        else 0.5
        if "twice" in text and down
        else 3.0
        if re.match(r"triple\b", text)
        else None
    )


def _times(text: str, down: bool) -> float | None:
    match = _TIMES.search(text)
    if match is None:
        return None
    try:
        factor = float(number(match.group("n")) or match.group("n"))
    except ValueError:
        return None
    return 1 / factor if down and factor > 1 else factor if factor > 0 else None


def _percent(text: str, down: bool) -> float | None:
    if " and " in text:
        return None
    match = re.search(r"(?P<to>to |at )?(?P<n>\d+(?:\.\d+)?)%(?P<of> (?:of|its|the size|scale))?", text)
    if match is None:
        return None
    part = float(match.group("n")) / 100
    if match.group("to") or match.group("of"):
        return part or None
    return max(0.02, 1 - part) if down else 1 + part


def _plain(text: str, down: bool) -> float | None:
    rest, degree = take_degree(text)
    for word, factor in _EXTREME.items():
        if word in rest.split():
            return factor if _AROUND_SIZE.fullmatch(" ".join(w for w in rest.split() if w != word)) else None
    if rest and not re.fullmatch(
        (
            r"(?:(?:be |look |appear |even |more |in |size |down |up |to |a |of )*)?(?:big|bigger|large|larger|small"
            r"|smaller|little|enlarged|shrunken|shrunk|taller|tall|wider|shorter|narrower|size|up|down|more|less)?"
        ),
        rest,
    ):
        return None
    step = {LITTLE: 1.2, NORMAL: 1.5, MUCH: 2.0}.get(degree.strength, 1.5)
    return round(1 / step, 2) if down else step
