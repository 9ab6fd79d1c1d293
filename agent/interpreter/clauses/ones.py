"""`One` after its noun was said (`the red bike gone, the blue one black`; `of the fish, the one …`) → the noun"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..words.amounts import ORDINALS
from ..words.colors import color_of
from ..words.normalise import is_plural, singular
from ..words.phrase_words import SIDES, SIZES, SOFT_SIZES

Knows = Callable[[str], bool]
_ONE = re.compile(r"\b(?P<before>(?:the|that|this|my|an?) )(?P<adj>[\w-]+) (?P<one>ones?)\b(?! (?:of|by)\b)")
_COUNT = r"(?:(?:two|three|four|five|six|\d) )?"
_AMONG = tuple(
    re.compile(
        rf"(?:of|among|amongst|out of|from|between) (?:all (?:of )?|both )?(?:the|these|those|my) {_COUNT}"
        rf"(?P<noun>{noun}) ?,? (?P<rest>(?:\w+ )*?the (?:[\w-]+ )?ones?\b.*|(?:\w+ )+?the \w+)"
    )
    for noun in (r"[\w-]+ [\w-]+", r"[\w-]+")
)
_LAST = re.compile(r"the (?P<how>[\w-]+)$")


def named_ones(sentence: str, knows: Knows) -> str:
    """The sentence with the noun in the place of `one` wherever it is clear which noun that is."""
    if not re.search(r"\bones?\b", sentence) and not sentence.startswith(("of ", "among", "out of ", "from ")):
        return sentence
    for among in _AMONG:
        if (match := among.fullmatch(sentence)) and _is_noun(match["noun"], knows):
            return _among(match["noun"], match["rest"])
    return _ONE.sub(lambda one: _filled(one, sentence, knows), sentence)


def _among(noun: str, rest: str) -> str:
    name = singular(noun)
    if (filled := re.sub(r"\bones\b", noun, re.sub(r"\bone\b", name, rest))) != rest:
        return filled
    last = _LAST.search(rest)
    return f"{rest} {name}" if last and _sort(last["how"]) else rest


def _filled(one: re.Match[str], sentence: str, knows: Knows) -> str:
    sort = _sort(one["adj"])
    nouns = dict.fromkeys(_nouns(sentence[: one.start()], sort, knows)) if sort else {}
    if len(nouns) != 1:
        return one.group()
    name = next(iter(nouns))
    return f"{one['before']}{one['adj']} {name if one['one'] == 'one' else _plural(name)}"


def _nouns(before: str, sort: str, knows: Knows) -> Iterator[str]:
    """The nouns, singular, that an adjective of that sort was said of."""
    words = before.replace(",", " ,").split()
    for i, word in enumerate(words[:-1]):
        if _sort(word) != sort:
            continue
        for end in (i + 3, i + 2):
            name = " ".join(words[i + 1 : end])
            if _is_noun(name, knows):
                yield singular(name)
                break


def _is_noun(name: str, knows: Knows) -> bool:
    return (knows(name) or knows(singular(name))) and color_of(name) is None and not _sort(name.split()[0])


def _sort(word: str) -> str:
    """What kind of adjective a word is: those of one kind are said of things that are told apart by it."""
    if color_of(word) is not None:
        return "color"
    if word in SIDES:
        return "side"
    return "size" if word in SIZES or word in SOFT_SIZES else "rank" if word in ORDINALS else ""


def _plural(name: str) -> str:
    return name if is_plural(name) else f"{name}s"
