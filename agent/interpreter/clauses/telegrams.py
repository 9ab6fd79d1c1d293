"""Telegrams: things and what becomes of each, with hardly a verb or a stop between (`lamp gone rug blue`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..changes.qualities import parse_quality
from ..context import Context
from ..things.places import looks_like_place
from ..words.normalise import word_set
from .inessential import is_beside, parts_of
from .loosely import loosely, named_span
from .splitting import starts_clause

MOST_WORDS, MOST_THINGS = 18, 4
_BECOMES = re.compile(
    r"(?:now |then )?(?:(?:should |must |can |to )?(?:becomes?|turns? (?:in)?to|is now|into)|changes? (?:in)?to)"
    r" (?P<new>.+)"
)
_GOES = re.compile(r"(?:(?:goes|moves?|comes?|further|over|a bit|moved|to go) )*(?P<place>.+)")
_TOWARDS = re.compile(r"(?:in)?to |onto |over |up|down|left|right|next to |beside |under |behind |between |on ")


def telegrams(text: str, context: Context) -> Iterator[str]:
    """The instruction in whole sentences, where every part of it is a thing and what becomes of it."""
    told: list[str] = []
    if starts_clause(text):
        return
    for part in parts_of(text):
        if is_beside(part.words):
            continue
        read = _part(part.words.split(), context)
        if read is None:
            return
        told += read
    if told:
        yield " . ".join(told)


def _part(tokens: Sequence[str], context: Context) -> list[str] | None:
    if len(tokens) > MOST_WORDS:
        return None
    spans = _spans(tokens, context)
    if not spans or len(spans) > MOST_THINGS:
        return None
    for cuts in _cuts(spans, len(tokens)):
        read = [_one(tokens[start:end], context) for start, end in cuts]
        if all(read):
            return [clause for clause in read if clause]
    return None


def _spans(tokens: Sequence[str], context: Context) -> list[tuple[int, int]]:
    """Where things of the scene are named, from left to right."""
    spans, start = [], 0
    while start < len(tokens) and (found := named_span(tokens[start:], context)) is not None:
        spans.append((start + found[0], start + found[1]))
        start = spans[-1][1]
    return spans


def _cuts(spans: Sequence[tuple[int, int]], end: int) -> Iterator[list[tuple[int, int]]]:
    """The tokens cut before each thing, or after each."""
    starts = [0, *(start for start, _ in spans[1:])]
    yield list(zip(starts, [*starts[1:], end], strict=True))
    if len(spans) > 1:
        ends = [*(stop for _, stop in spans[:-1]), end]
        yield list(zip([0, *ends[:-1]], ends, strict=True))


def _one(tokens: Sequence[str], context: Context) -> str | None:
    """One thing and what becomes of it, as an imperative."""
    if (plain := loosely(" ".join(tokens), context)) is not None:
        return plain
    span = named_span(tokens, context)
    if span is None or span[0] > 1:
        return None
    thing, rest = " ".join(tokens[: span[1]]), " ".join(tokens[span[1] :]).strip(" ,")
    named = thing if tokens[0] in word_set("determiners") else f"the {thing}"
    place = _GOES.fullmatch(rest)
    if place and _TOWARDS.match(place["place"]) and _is_there(place["place"]):
        return f"move {named} {place['place']}"
    if match := _BECOMES.fullmatch(rest):
        new = match["new"]
        return f"make {named} {new}" if parse_quality(new) else f"replace {named} with {new}"
    return None


def _is_there(place: str) -> bool:
    """Whether words are a place of the picture or beside a thing of it, and no new thing (`into a swan`)."""
    return looks_like_place(place) and re.search(r"(?:in)?to (?:an?|some) ", place) is None
