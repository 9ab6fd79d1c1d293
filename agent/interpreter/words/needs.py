"""What words must hold for a pattern to fit them, told from the pattern's text without compiling it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

Need: TypeAlias = tuple[tuple["str | Need", ...], ...]
"""One of these ways, and in it everything: letters that stand somewhere in the words, or a need again. A way with
nothing in it is met by any words."""

NOTHING: Need = ((),)

_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"  # what stands for several characters, or for a place
    r"|\(\?P<\w+>|\(\?:|\(\?|\(|\)|\|"
    r"|\{[A-Z_]+\}|(?:\{[\d,]+\}|[*+?])[?+]?"  # a part by its name; how often
    r"|[a-z0-9 ',-]+|.",
    re.DOTALL,
)
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 ',-")
_ANY_CASE = re.compile(r"\(\?[aiLmsux-]")
_TOO_FEW = 1
"""One letter is in nearly all words: asking for it costs more than it spares."""


def need_of(text: str, part: Callable[[str], Need]) -> Need:
    """What words have to hold that the pattern fits, or that hold something it fits; `part` tells it of `{NAME}`.

    It may ask for too little, never for too much."""
    return NOTHING if _ANY_CASE.search(text) else _ways(iter(_TOKEN.findall(text)), part)


def met(need: Need, words: str) -> bool:
    """Whether the words hold it."""
    for way in need:
        for one in way:
            if not (one in words if isinstance(one, str) else met(one, words)):
                break
        else:
            return True
    return False


def _ways(tokens: Iterator[str], part: Callable[[str], Need]) -> Need:
    """What the pattern needs up to the end of the group."""
    ways: list[tuple[str | Need, ...]] = []
    way: list[str | Need] = []
    for token in tokens:
        first = token[0]
        if first in _LETTERS:
            way.append(token)
        elif first == "(":
            inside = _ways(tokens, part)
            way.append("" if token == "(?" else inside)  # what stands before or after is not looked into
        elif first == ")":
            break
        elif first == "|":
            ways.append(_worth_asking(way))
            way = []
        elif first == "{" and token[1:2].isalpha():
            way.append(part(token[1:-1]))
        elif way and (first in "?*" or (first == "{" and token[1:2] in ("0", ","))):
            last = way.pop()
            way.append(last[:-1] if isinstance(last, str) else "")
        else:
            way.append("")
    return (*ways, _worth_asking(way))


def _worth_asking(way: list[str | Need]) -> tuple[str | Need, ...]:
    kept: list[str | Need] = []
    for one in way:
        if isinstance(one, str):
            kept += [one] if len(one.strip()) > _TOO_FEW else []
        elif len(one) == 1:
            kept += one[0]
        elif () not in one:
            kept.append(one)
    return tuple(kept)
