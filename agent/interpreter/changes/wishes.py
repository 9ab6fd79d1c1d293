"""Moods and styles, however they are wished for (`more drama for the whole picture`) → `make … look …`."""

from __future__ import annotations

from functools import cache

from ..words.normalise import data
from ..words.patterns import Rule, pattern
from .moods import mood_of
from .qualities import style_of


def wished(clause: str) -> str | None:
    """The wish as a plain imperative; None where words name no mood, or wish for something else."""
    for rule in _rules():
        match = rule.fullmatch(clause)
        if match is None:
            continue
        said = match.groupdict()
        if (look := _look(said["mood"], said.get("air") or "")) is not None:
            return f"make {_thing(said.get('thing') or 'everything')} look {look}"
    return None


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(Rule(rule, "wishes") for rule in data("wishes")["wishes"])


def _look(mood: str, air: str) -> str | None:
    """How it should look: by words that name a mood, or by any before "vibe" and its likes."""
    words = [data("wishes")["nouns"].get(word, word) for said in mood.split() for word in _apart(said)]
    telling = [word for word in words if word not in data("wishes")["adverbs"]]
    whole = " ".join(telling)
    if not telling:
        return mood if mood_of(mood) else None
    if any(word in data("tones")["adjectives"] and word.endswith("er") for word in telling):
        return None
    known = [mood_of(word) is not None for word in telling]
    of_air = pattern("wishes", "air").search(air) is not None
    a_style_too = of_air and mood_of(whole) is not None and style_of(whole) is not None
    if not a_style_too and (mood_of(whole) or all(known) or (air and any(known))):
        return whole
    return f"like a {whole} {air}" if of_air else None


def _apart(word: str) -> list[str]:
    """`horror-movie` in two where one of them names a mood and the whole does not."""
    halves = word.split("-")
    known = mood_of(word) is None and any(mood_of(data("wishes")["nouns"].get(half, half)) for half in halves)
    return halves if known else [word]


def _thing(words: str) -> str:
    return "everything" if pattern("wishes", "whole").fullmatch(words) or words.startswith("everything") else words
