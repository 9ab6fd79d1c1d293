"""Why these targets: one plain sentence from what reference resolution knows, and how much of it is doubtful."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby

from ....scene.ops import EditOp, Swap
from ....scene.target import BackgroundTarget, EverythingTarget, MarkTarget, ObjectTarget, Relative, Target
from ..context import Context
from ..conversation.discourse import targets_of
from ..outcomes import Ambiguous, NotRead
from ..things.candidates import AGES, candidates, special
from ..things.describe import counted, describe, places_of, plural
from ..things.nouns import GENDERS, Things, color_unknown, named, with_adjective
from ..things.referring import COPY, PRONOUN
from ..words.amounts import number
from ..words.normalise import singular
from ..words.owners import owned
from ..words.phrases import Phrase, Pick, Tail, parse
from .wording import action, listed, shown

MAX_REASONS = 3
_THAT = re.compile(r"^(?:that|which|who) ")
_SIDES = {"front": "nearest", "back": "farthest", "middle": "in the middle"}
_MEASURES = {
    ("area", 1): "largest",
    ("area", -1): "smallest",
    ("height", 1): "tallest",
    ("height", -1): "shortest",
    ("width", 1): "widest",
    ("width", -1): "narrowest",
    ("length", 1): "longest",
    ("height_in_picture", 1): "highest",
    ("height_in_picture", -1): "lowest",
    ("nearness", 1): "nearest",
    ("nearness", -1): "farthest",
    ("light", 1): "lightest",
    ("light", -1): "darkest",
}


@dataclass(frozen=True)
class Grounds:
    """Why a phrase stands for its targets; `doubts` are what had to be taken on trust."""

    reason: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    text: str
    doubts: tuple[str, ...] = ()


def explain(ops: tuple[EditOp, ...], before: Context, after: Context) -> Explained:
    """`remove cup-2: the only blue cup; recolor couch-1 navy: “the sofa” is the couch`. `after` also knows what the
    ops themselves add."""
    parts: list[str] = []
    doubts: list[str] = []
    for op in ops:
        grounds = [_grounds(said, targets, before, after) for said, targets in by_words(targets_in(op))]
        reasons = list(dict.fromkeys(g.reason for g in grounds if g.reason))[:MAX_REASONS]
        parts.append(f"{action(op)}: {', '.join(reasons)}" if reasons else action(op))
        doubts += [doubt for g in grounds for doubt in g.doubts]
    doubts = list(dict.fromkeys(doubts))
    return Explained("; ".join((*parts, *doubts)), tuple(doubts))


def explain_choice(several: Ambiguous, context: Context) -> str:
    """`two dogs fit “the dog”: dog-1 on the left, dog-2 on the right`."""
    ids = [
        [t.object for t in choice.targets if isinstance(t, ObjectTarget) and context.scene.has(t.object)]
        for choice in several.choices
    ]
    if not ids or any(len(group) != 1 for group in ids):
        return f"“{several.phrase}” may mean: {'; '.join(choice.label for choice in several.choices)}"
    things = tuple(context.scene.get(group[0]) for group in ids)
    labels = {thing.label for thing in things}
    name = counted(len(things), labels.pop() if len(labels) == 1 else "thing")
    places = [f"{t.id} {place}".strip() for t, place in zip(things, places_of(things), strict=True)]
    return f"{name} {'fits' if len(things) == 1 else 'fit'} “{several.phrase}”: {listed(places)}"


def targets_in(op: EditOp) -> tuple[Target, ...]:
    """Every target an op holds: what it is done to, and what its place refers to."""
    place = getattr(op, "to", None) or getattr(op, "at", None)
    of = place.of if isinstance(place, Relative) else ()
    other = (op.other,) if isinstance(op, Swap) else ()
    return (*targets_of(op), *other, *(of if isinstance(of, tuple) else (of,)))


def by_words(targets: tuple[Target, ...]) -> list[tuple[str, tuple[Target, ...]]]:
    return [(said, tuple(group)) for said, group in groupby(targets, key=lambda t: str(getattr(t, "said", None) or ""))]


def _grounds(said: str, targets: tuple[Target, ...], before: Context, after: Context) -> Grounds:
    first = targets[0]
    old = all(before.scene.has(t.object) for t in targets if isinstance(t, ObjectTarget))
    context = replace(before, added=after.added) if old else after
    if isinstance(first, EverythingTarget | BackgroundTarget):
        return Grounds()
    if isinstance(first, MarkTarget):
        below = context.under(first) if first.mark in context.marks else None
        return Grounds(f"the mark [{first.mark}]" + (f" is on {below.id}" if below else ""))
    things = tuple(
        context.scene.get(t.object) for t in targets if isinstance(t, ObjectTarget) and context.scene.has(t.object)
    )
    if not said or not things or said.removeprefix("the ") in context.scene.ids:
        return Grounds()
    if context.added and COPY.fullmatch(said):
        return Grounds(f"“{said}” is what was added last")
    if PRONOUN.fullmatch(said):
        return Grounds(f"“{said}” is {' and '.join(describe(t, context.scene) for t in things[:3])}")
    return _phrase_grounds(parse(owned(said), context.nouns)[0], said, things, context)


def _phrase_grounds(phrase: Phrase, said: str, things: Things, context: Context) -> Grounds:
    try:
        pool, _ = candidates(phrase, context)
    except NotRead:
        return Grounds(f"“{said}”")
    doubts = _doubts(phrase, things, context)
    checked = tuple(a for a in phrase.adjectives if not any(f"“{a}”" in doubt for doubt in doubts))
    return Grounds(_reason(replace(phrase, adjectives=checked), said, things, pool, context), doubts)


def _doubts(phrase: Phrase, things: Things, context: Context) -> tuple[str, ...]:
    """Adjectives that nothing in the scene confirms."""
    doubts: list[str] = []
    heads = named(phrase.head, context) if phrase.head and not phrase.generic else context.scene.objects
    for adjective in phrase.adjectives:
        if adjective in ("other", "remaining", "rest") or (context.added and adjective in AGES) or number(adjective):
            continue
        pool = heads or things
        if with_adjective(pool, adjective, context) is None and special(pool, adjective, context) is None:
            doubts.append(f"“{adjective}” could not be checked")
        elif any(color_unknown(thing, adjective) for thing in things):
            doubts.append(f"“{adjective}” is not known of {', '.join(t.id for t in things)}")
    return tuple(doubts)


def _reason(phrase: Phrase, said: str, things: Things, pool: Things, context: Context) -> str:
    labels = {thing.label for thing in things}
    label = labels.pop() if len(labels) == 1 else "thing"
    noun = " ".join((*(a for a in phrase.adjectives if a not in label.split() and not number(a)), label))
    other_name = phrase.head and not phrase.generic and singular(label) != phrase.head and label != "thing"
    if phrase.head in GENDERS:
        other_name, noun = False, " ".join((*phrase.adjectives, phrase.head))
    if phrase.tails:
        return _from_tail(phrase.tails[0], noun, things)
    if phrase.picks and len(pool) > len(things):
        return f"{_picked(phrase.picks[0])} of the {counted(len(pool), noun)}"
    if len(things) > 1:
        return f"“{said}” are {shown(things)}" if label == "thing" else _all(len(things), noun)
    if other_name:
        return f"“{said}” is the {noun}" if len(pool) < 2 else f"“{said}” is {describe(things[0], context.scene)}"
    return f"the only {noun}" if len(pool) == 1 else f"“{said}” is {describe(things[0], context.scene)}"


def _all(count: int, noun: str) -> str:
    return f"both {plural(noun)}" if count == 2 else f"all {counted(count, noun)}"


def _from_tail(tail: Tail, noun: str, things: Things) -> str:
    which = f"the {noun}" if len(things) == 1 else f"the {counted(len(things), noun)}"
    if tail.kind == "purpose":
        return f"{which} {'fits' if len(things) == 1 else 'fit'} “{_THAT.sub('', tail.argument)}”"
    words = (
        {"held": "of", "worn": "of"}.get(tail.relation, tail.relation)
        if tail.kind == "relation"
        else "that is"
        if len(things) == 1
        else "that are"
    )
    return f"{which} {'not ' if tail.negated else ''}{words} {tail.argument}"


def _picked(how: Pick) -> str:
    if how.kind == "side":
        return f"the one {_SIDES.get(how.value) or 'at the ' + how.value}"
    if how.kind == "ordinal":
        rank = "the last" if how.n == -1 else f"number {abs(how.n)}"
        return f"{rank} from the {how.value}" if how.value else rank
    return f"the {_MEASURES.get((how.value, how.sign), 'fitting')}"
