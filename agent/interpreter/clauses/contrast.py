"""Sentences that say what is not meant, or say two things out of order → plain imperatives in order."""

from __future__ import annotations

import re

from ..words.normalise import imperative, lemma, word_set
from .splitting import starts_clause

_THING = r"(?:the|my|this|that|these|those|a|an|all|both|every|each|his|her|its|their|our|your|it|them|\[)"
_SPARING = (
    r"(?:chang|touch|alter|affect|mov|edit|harm|ruin|mess(?:ing)? (?:up|with)|modify|remov|delet|damag|disturb)(?:ing)?"
)
_ELSE = r"(?:anything|everything|the rest|all the rest|the others?|other things|something)(?: else)?(?: in \w+ \w+)?"
_JUST = re.compile(
    rf"(?:do not|never) (?P<verb>\w+(?: (?:out|away|up|off|rid of))?) (?P<a>.+?)(?: ?,| ?;)?"
    rf" (?:but |and )?(?:just|only|rather|instead|but(?: rather| only)?) (?:(?P=verb) )?(?P<b>{_THING}.*)"
)
_RATHER = re.compile(
    r"(?:rather than|instead of|as opposed to|not) (?P<a>.+?) ?, (?:but |just |rather |please )?(?P<b>.+)"
)
_RATHER_END = re.compile(rf"(?P<b>.+?),? (?:rather than|instead of|as opposed to) (?P<a>{_THING} .+|\w+ing .+)")
_PUTS = frozenset(
    [
        "put",
        "place",
        "have",
        "use",
        "show",
        "draw",
        "add",
        "insert",
        "get",
        "want",
        "like",
        "see",
        "take",
        "make",
        "turn",
        "paint",
        "i",
    ]
)
_WITHOUT = re.compile(
    rf"(?:(?:without|and without|but without) {_SPARING}(?: (?P<what>.+?))? ?, (?P<b>.+)"
    rf"|(?P<b2>.+?)[ ,]+(?:but |and )?(?:without {_SPARING} .+|do not {_SPARING} {_ELSE}|nothing else|(?:keep"
    rf"|leave) {_ELSE}"
    r"(?: .*)?))"
)
_SPARED = re.compile(
    r"(?:everything|everyone|everybody|all(?: (?:of )?(?:the |them|it)\w*)?|the rest|the others?)(?: else)?"
    r" (?:can|should|may|must|could|has to|is allowed to|will) (?:stay|remain|be kept|be left)(?: .{2,20}?)?,?"
    r" (?:but|except(?: for)?|apart from|other than|besides|only|just)(?: not)? (?P<what>.+?)(?: (?:should|must"
    r"|has to) go)?"
)
_ORDERS = (
    re.compile(r"while (?:you are )?(?P<first>\w+ing .+?) ?, (?:(?:could|can|would) you )?(?:also )?(?P<second>.+)"),
    re.compile(r"before (?:you )?(?P<second>\w+ .+?) ?, (?P<first>.+)"),
    re.compile(
        r"(?:after|once|when|as soon as) (?:you )?(?:have |are done "
        r"|finish(?:ed)? )?(?P<first>\w+ .+?) ?, (?P<second>.+)"
    ),
    re.compile(r"(?P<second>.+?),? (?:after|once)(?: you)?(?: have)? (?P<first>\w+(?:ing|ed) .+)"),
    re.compile(r"(?P<second>.+?),? but (?:first|before that|beforehand) (?P<first>.+)"),
    re.compile(r"(?P<first>.+?),? before (?:you )?(?P<second>\w+(?:ing)? .+)"),
)


_ONLY = (
    re.compile(
        r"(?:remove|delete|erase|get rid of|take out|clear|drop) (?:all "
        r"|every )?(?:the )?others? ?(?P<all>\w+)?(?: \w+ the"
        r" background)? ?,? (?:and |but |so )?(?:please )?(?:just |only )?keep(?:ing)? (?:only |just )?(?P<what>.+)"
    ),
    re.compile(
        r"(?:just |only )?keep (?:only |just )?(?P<what>.+?) ?,? (?:and|but) (?:remove|delete|erase|get rid of"
        r"|take out|drop)"
        r" (?:all |every )?(?:the )?others? (?P<all>\w+)"
    ),
)
_CUT_OUT = re.compile(
    r"(?:cut|crop|clip) out (?P<what>.+?) (?:from|of|out of) (?:the|this|my) (?:picture|photo"
    r"|image|scene|shot)"
)
_NOT_BUT = re.compile(r"not (?P<a>(?:the|this|that|my) .+?) ?,? but (?P<b>(?:the|this|that|my) .+)")


def contrasted(words: str) -> str:
    """`do not delete the fork, just the spoon` → `delete the spoon`; `before you remove A, paint B` → `paint B, then
    remove A`; words of which nothing is to be taken out stay as they are."""
    for only in _ONLY:
        if match := only.fullmatch(words):
            return f"remove all {match['all'] or 'people'} except {match['what']}"
    if match := re.fullmatch(
        r"do not (?:keep|leave|retain|preserve|include|show) (?P<what>.+?)(?: in| there"
        r"| here)?",
        words,
    ):
        return f"remove {match['what']}"
    if match := _CUT_OUT.fullmatch(words):
        return f"remove {match['what']}"
    if match := _NOT_BUT.fullmatch(words):
        noun = match["a"].split()[-1]
        return re.sub(r"\bone\b", noun, match["b"])
    if match := _SPARED.fullmatch(words):
        return f"remove {match['what']}"
    if (match := _JUST.fullmatch(words)) and not starts_clause(match["b"]):
        return f"{match['verb']} {match['b']}"
    if (match := _WITHOUT.fullmatch(words)) and (kept := match["b"] or match["b2"]) and _is_order(kept):
        return kept
    if (match := _RATHER.fullmatch(words)) and starts_clause(match["b"]) and not _replaces(match["a"], match["b"]):
        return match["b"]
    if (match := _RATHER_END.fullmatch(words)) and not _replaces(match["a"], match["b"]):
        return match["b"]
    return _ordered(words)


def _is_order(words: str) -> bool:
    return starts_clause(words)


def _replaces(instead: str, said: str) -> bool:
    """Whether `put a fountain instead of the statue` is meant: something new in the place of a thing."""
    first = said.split()[0]
    return first in _PUTS and not instead.split()[0].endswith("ing")


def _ordered(words: str) -> str:
    for pattern in _ORDERS:
        match = pattern.fullmatch(words)
        if match is None:
            continue
        first, second = (_imperative(match[name]) for name in ("first", "second"))
        if starts_clause(first) and starts_clause(second):
            return f"{first} , then {second}"
    return words


def _imperative(words: str) -> str:
    first, _, rest = words.partition(" ")
    if first.endswith("ed") and first not in word_set("function"):
        return f"{lemma(first)} {rest}"
    return imperative(words)


_SLIP = re.compile(
    r"(?P<head>.*?)\b(?P<a>(?:the|a|an|my|that) [^.,!?;]+?)[ ,.]*[ ,.](?:no ,? wait|wait ,? no|no ,? i mean"
    r"|sorry ,? i mean"
    r"|i mean|i meant|or rather|scratch that|correction|no ,? sorry|sorry ,? no|err? no|oh no|no no|wait|sorry|no)"
    r"(?: ?[,:.])?[ ,:]+(?P<b>(?:the|a|an|my|that|not)\b.+|to .+)"
)


def mended(text: str) -> str:
    """`paint the red, I mean the blue plate green` → `paint the blue plate green`: what was taken back is not said."""
    text = re.sub(r" ?[;.] (?=(?:just|only|but|rather|instead) (?:the|my|this|that|these|a) )", " , ", text)
    text = re.sub(r"(?: ?\.){2,} ?(?=\w)|…(?= ?\w)", " - ", text)
    if " - " in text and starts_clause(text):
        text = re.sub(r" - (?:(?:um+|uh+|hm+|er+|well|like|so|yeah)(?: -)? )?", " ", text)
    match = _SLIP.fullmatch(text)
    if match is None or not match["head"].strip() or not match["b"].startswith(("the ", "a ", "an ", "my ", "that ")):
        return text
    return f"{match['head']}{match['b']}"
