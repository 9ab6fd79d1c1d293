"""What is said of the tones of the whole picture, in any order of words → `increase the contrast`, `reduce the warmth`.

A tone is named by a noun with a way (`contrast up`, `lacks light`, `too much warmth`), by a word that holds both
(`brighter`, `enrich the colors`), or as a complaint that asks for the opposite (`it looks dark`). Nothing else may be
said: a word that names no tone, no way, no degree and is not said around them, and this is not what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from ..words.normalise import data
from ..words.patterns import KEPT, part, resaid

TONE_FRAMES = frozenset(["tone", "tone_more", "tone_less", "too", "flawed", "enhance", "quality", "quality_bare"])
"""Frames that read tones by themselves."""
_PARTS = {"half": 50, "third": 33, "quarter": 25, "fifth": 20, "tenth": 10}
_BY = re.compile(r"(?P<sign>[+-]) ?(?P<n>\d+)(?: ?%)?|(?<!\w)(?:by |of )?(?P<n2>\d+)(?: percent| points| units)")
_ENOUGH = re.compile(
    r"\bnot (?:that |so |really |quite )?(?P<word>\w+) enough\b|\bnot (?:so|very|that|too) (?P<less>\w+)"
)
_TOWARDS = re.compile(
    r"\b(?:towards?(?: the)?|to the|more to the) (?P<color>blue|yellow|orange|red|warm|cold|cool)(?:er)?"
    r"(?: side| end| tones| direction)?s?\b"
)


@cache
def _degree() -> re.Pattern[str]:
    little, much, share = (part("toning", name) for name in ("LITTLE", "MUCH", "PART"))
    return re.compile(
        rf"\b(?:(?:by|about|around|roughly|just|some) )*(?:(?P<much>{much})|(?P<little>{little})"
        rf"|(?<!in )(?:to )?(?:about )?(?:a |one )?(?P<part>{share})|(?P<percent>\d+ ?%))"
        r"(?: of| more(?= \w+er\b))?(?= |$)"
    )


@cache
def _words(kind: str) -> Mapping[str, tuple[str, int]]:
    """Each word of a kind with its tone and whether it is more or less of it."""
    return {
        word: (tone, sign)
        for tone, (up, down) in data("toning")[kind].items()
        for sign, words in ((1, up), (-1, down))
        for word in words
    }


@cache
def _nouns() -> Mapping[str, str]:
    return {word: tone for tone, words in data("toning")["nouns"].items() for word in words}


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(data("toning")[name])


@cache
def _around() -> frozenset[str]:
    loose = data("loose")
    return frozenset((*loose["fillers"], *loose["overall"], *loose["mending"], *_listed("besides"))) | _listed(
        "complaint"
    )


@lru_cache(maxsize=KEPT)
def toned(words: str) -> str | None:
    """`the photo came out a bit dark` → `increase the brightness a bit`; None where anything else is said as well."""
    text = re.sub(r"(?<!\S)[.!?;:,]+(?!\S)", " ", words)
    text = resaid("toning", "said", " ".join(text.split()))
    text = re.sub(r"\bwhite balance\b", "white-balance", re.sub(r"\bcolor temperature\b", "temperature", text))
    text, by = _amount(text)
    if match := _ENOUGH.search(text):
        word = match["word"] or match["less"]
        text = _ENOUGH.sub(f" more {word} " if match["word"] else f" less {word} ", text)
    if match := _TOWARDS.search(text):
        text = _TOWARDS.sub(" cooler " if match["color"] in ("blue", "cold", "cool") else " warmer ", text)
        text = re.sub(r"\b(?:shift|move|push|pull|nudge|bring|temperature|white-balance|balance)\b", " ", text)
    tokens = text.split()
    tones = _tones(tokens)
    if not tones:
        return None
    said = " and ".join(
        f"{'increase' if sign > 0 else 'reduce'} the {tone} {by}".strip() for tone, sign in tones.items()
    )
    return said


def _amount(text: str) -> tuple[str, str]:
    """The words without how much, and that as frames read it."""
    by = ""
    if match := _BY.search(text):
        by = f"by {match['n'] or match['n2']}%"
        way = {"+": " more ", "-": " less "}.get(match["sign"] or "", " ")
        text = _BY.sub(way, text, count=1)
    if match := _degree().search(text):
        by = by or _said_degree(match)
        text = _degree().sub(" ", text, count=1)
    return text, by


def _said_degree(match: re.Match[str]) -> str:
    """How much, in words that frames read."""
    if match["little"] or match["much"]:
        return "a bit" if match["little"] else "a lot"
    return f"by {_PARTS[match['part']]}%" if match["part"] else f"by {match['percent']}"


def _tones(tokens: Sequence[str]) -> dict[str, int]:
    said = set(tokens)
    if ends := _of_ends(tokens):
        return ends
    colors, nouns = said & _listed("colors"), [token for token in tokens if token in _nouns()]
    if colors and not nouns and (sign := _of_colors(tokens)):
        return {"saturation": sign}
    if any(token in _words("direct") or token in _words("plain") for token in tokens) and (
        found := _of_words(tokens, bool(nouns))
    ):
        return found
    named = {_nouns()[token] for token in nouns}
    bare = [token for token in tokens if token in _words("plain") and token not in _nouns()]
    sign = _way([token for token in tokens if token not in bare])
    wrong = any(_words("plain")[word] not in [(tone, -sign) for tone in named] for word in bare)
    if not sign or wrong or not (nouns or colors):
        return {}
    return {_nouns()[token]: sign for token in nouns} or {"saturation": sign}


def _of_ends(tokens: Sequence[str]) -> dict[str, int]:
    """Of the dark and the bright end: `deepen the blacks` makes them darker, where other tones would get more."""
    ends = [token for token in tokens if _nouns().get(token) in data("toning")["of_ends"]]
    tones = {_nouns()[token] for token in ends}
    if len(tones) != 1:
        return {}
    up, down = map(frozenset, data("toning")["of_ends"][tone := tones.pop()])
    ways = [sign for sign, words in ((1, up), (-1, down)) if words & set(tokens)]
    return {tone: ways[0]} if len(ways) == 1 and not _left(tokens, up, down, _nouns(), _listed("plenty")) else {}


def _left(tokens: Sequence[str], *known: frozenset[str] | Mapping[str, object]) -> bool:
    """Whether a word is left over."""
    return any(
        not token.isdigit() and token not in _around() and not any(token in k for k in known) for token in tokens
    )


def _of_colors(tokens: Sequence[str]) -> int:
    up, down = frozenset(data("toning")["of_colors"]["up"]), frozenset(data("toning")["of_colors"]["down"])
    more, less = set(tokens) & up, set(tokens) & down
    if bool(more) == bool(less) or _left(tokens, up, down, _listed("excess"), _listed("colors"), frozenset(["not"])):
        return 0
    if "too" in tokens:
        return -1 if more else 1
    return 1 if more else -1


def _of_words(tokens: Sequence[str], named: bool) -> dict[str, int]:
    """Tones by words that hold both the tone and its way; complaints ask for the opposite."""
    direct, plain = _words("direct"), _words("plain")
    beside = _listed("excess") | _listed("colors") | _listed("lacking") | _listed("plenty") | {"less", "more", "and"}
    known: tuple[frozenset[str] | Mapping[str, object], ...] = (direct, plain, beside)
    if _left(tokens, *known, *([_nouns()] if named else [])):
        return {}
    held = [token for token in tokens if token in direct and not (token in plain and _complains(tokens))]
    less = -1 if "less" in tokens else 1
    if held and not (named and any(_nouns()[t] not in (direct[h][0] for h in held) for t in tokens if t in _nouns())):
        return {direct[token][0]: direct[token][1] * less for token in held}
    bare = [token for token in tokens if token in plain and token not in _nouns()]
    if not bare or (named and {_nouns()[t] for t in tokens if t in _nouns()} != {plain[token][0] for token in bare}):
        return {}
    if "more" in tokens or "less" in tokens:
        return {plain[token][0]: plain[token][1] * less for token in bare}
    return {plain[token][0]: -plain[token][1] for token in bare} if _complains(tokens) else {}


def _complains(tokens: Sequence[str]) -> bool:
    if tokens[-1:] in (["look"], ["feel"]):
        return False
    return bool(set(tokens) & {"too", "overly", "excessively"}) or (
        bool(set(tokens) & _listed("complaint"))
        and not set(tokens) & {"should", "must", "make", "could", "want", "let"}
    )


def _way(tokens: Sequence[str]) -> int:
    """More or less of what nouns name: by a verb, by what there is too much or too little of, or by what lacks."""
    said, loose = set(tokens), data("loose")
    up, down = said & set(loose["up_only"]), said & set(loose["down_only"])
    known = (*map(frozenset, (loose["up"], loose["down"])), _listed("excess"), _listed("lacking"), _listed("plenty"))
    if _left(tokens, *known, _listed("scant"), _nouns(), _listed("colors"), frozenset(["and"])):
        return 0
    if said & {"too", "excessive", "overly"}:
        many, few = said & _listed("plenty"), said & _listed("scant")
        return 0 if bool(many) == bool(few) else -1 if many else 1
    if bool(up) != bool(down):
        return 1 if up else -1
    if up:
        return 0
    return (
        1 if said & _listed("lacking") or {"give", "some"} <= said or {"add", "some"} <= said or "some" in said else 0
    )
