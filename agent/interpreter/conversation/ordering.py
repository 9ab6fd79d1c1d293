"""Words about which edit happens when: one sooner than another, first, last, the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from ....scene.plan import Reorder
from ..outcomes import Refused
from ..port import ReadRequest
from ..words.patterns import pattern
from .edits import Edit, edits_of, of_a_turn, one_of_several, which

Place = tuple[int, int]
"""An action by its turn's place in the history and its own in the turn."""


def order_of(text: str, request: ReadRequest) -> Reorder | None:
    """The order that a clause wants; None where it is about something else. Raises Refused and Open."""
    edits = edits_of(request.history)
    order = [edit[:2] for edit in edits]
    for name, arrange in (("sooner", _sooner), ("later", _later), ("exchange", _exchanged)):
        match = pattern("history", name).fullmatch(text)
        if match is not None and (pair := _pair(match, edits)) is not None:
            return _reordered(arrange(order, *pair), order)
    for name, front in (("to_front", True), ("to_end", False)):
        match = pattern("history", name).fullmatch(text)
        if match is not None and (moved := _block(match["one"], edits)):
            rest = [place for place in order if place not in moved]
            return _reordered([*moved, *rest] if front else [*rest, *moved], order)
    if pattern("history", "all_reversed").fullmatch(text) and order:
        return _reordered([place for unit in _units(text, edits)[::-1] for place in unit], order)
    return None


def _block(words: str, edits: Sequence[Edit]) -> list[Place]:
    """What words mean that is to happen at another time: a turn whole, or one of its actions; empty for no edit."""
    edit = which(words, edits)
    if edit is None:
        return []
    return [edit[:2]] if one_of_several(words, edit, edits) else [one[:2] for one in edits if one.turn == edit.turn]


def _pair(match: re.Match[str], edits: Sequence[Edit]) -> tuple[list[Place], list[Place]] | None:
    """The two edits that are named."""
    found = match.groupdict()
    if found.get("which"):
        return _two_of(found["which"], _units(match.string, edits))
    one, two = (next((found[n] for n in found if n.startswith(name) and found[n]), "") for name in ("one", "two"))
    first, second = _block(one, edits), _block(two, edits)
    if not first or not second:
        return None
    if set(first) & set(second):
        raise Refused("both were asked for in one sentence, and change places only together with it")
    return first, second


def _units(words: str, edits: Sequence[Edit]) -> list[list[Place]]:
    """What several edits are counted by: turns where words say so, else single actions."""
    if not of_a_turn(words):
        return [[edit[:2]] for edit in edits]
    turns = dict.fromkeys(edit.turn for edit in edits)
    return [[edit[:2] for edit in edits if edit.turn == turn] for turn in turns]


def _two_of(words: str, units: Sequence[list[Place]]) -> tuple[list[Place], list[Place]] | None:
    """The first or the last two; of more than two, “both” says nothing."""
    sure = words in ("first two", "last two") or len(units) == 2
    if len(units) < 2 or not sure:
        return None
    one, two = units[:2] if words == "first two" else units[-2:]
    return one, two


def _sooner(order: Sequence[Place], one: Sequence[Place], two: Sequence[Place]) -> list[Place]:
    rest = [place for place in order if place not in one]
    at = rest.index(two[0])
    return [*rest[:at], *one, *rest[at:]]


def _later(order: Sequence[Place], one: Sequence[Place], two: Sequence[Place]) -> list[Place]:
    rest = [place for place in order if place not in one]
    at = rest.index(two[-1]) + 1
    return [*rest[:at], *one, *rest[at:]]


def _exchanged(order: Sequence[Place], one: Sequence[Place], two: Sequence[Place]) -> list[Place]:
    out: list[Place] = []
    for place in order:
        out += two if place == one[0] else one if place == two[0] else [] if place in (*one, *two) else [place]
    return out


def _reordered(wanted: Sequence[Place], order: Sequence[Place]) -> Reorder:
    """As an order of turns where each stays whole and as it is, else of single actions."""
    if list(wanted) == list(order):
        raise Refused("the edits are in this order already")
    before, after = ([turn for turn, _ in groupby(places, itemgetter(0))] for places in (order, wanted))
    whole = len(set(after)) == len(after) and all(
        [place for place in wanted if place[0] == turn] == [place for place in order if place[0] == turn]
        for turn in before
    )
    if whole:
        return Reorder(turns=tuple(new for new, old in zip(after, before, strict=True) if new != old))
    moved = [new for new, old in zip(wanted, order, strict=True) if new != old]
    return Reorder(turns=tuple(turn for turn, _ in moved), actions=tuple(place for _, place in moved))
