"""Marks as targets: by name, by pointing words, and against the words."""

from __future__ import annotations

import re

from ....scene.target import MarkTarget, ObjectTarget, Target
from ..context import Context, Referents
from ..outcomes import Ambiguous, Choice, NotRead, Open, Refused
from ..words.amounts import number
from ..words.normalise import word_set
from ..words.patterns import Rule
from ..words.phrases import Phrase, parse
from .candidates import candidates
from .describe import describe
from .nouns import Things, named

_DREW = (
    r"(?:marked|circled|drew|drawn|selected|highlighted|pointed (?:at|to|out)|clicked(?: on)?|tapped(?: on)?"
    r"|boxed(?: in)?"
    r"|outlined|drew around|framed|painted(?: over)?|brushed(?: over)?|touched|indicated|chose|chosen|picked"
    r"|point(?:ing)? (?:at|to)"
    r"|ticked|flagged|scribbled (?:on|over)|put (?:a|the) (?:box|circle|mark|rectangle) (?:around|on|over))"
)
_WHAT = (
    r"(?:whatever|what|everything|anything|all|(?:the|that|this) (?:thing|things|object|objects|one|item|items"
    r"|part|parts|area"
    r"|areas|region|spot|place|stuff|bit|piece|person|section|zone|stain))"
)
_DRAWN = (
    r"(?:box|mark|circle|rectangle|frame|selection|outline|marker|cursor|pointer|stroke|line|region|area"
    r"|dot|point|square)"
)
_POINTED = Rule(
    rf"{_WHAT}(?: (?:that|which))? (?:i|i have|i just|i am|we)(?: have| just| already)* {_DREW}(?: .{{0,24}})?"
    rf"|(?:{_WHAT}(?: (?:that|which))?(?: is| are| lies| stands)? )?(?:inside|in|within|under|below|beneath|at"
    rf"|on|behind|by)(?: of)?"
    rf" (?:the|my|this|that) (?:marked |selected |drawn |red |green |blue |highlighted )?{_DRAWN}"
    rf"(?: (?:that )?i(?: have| just)? (?:drew|made|marked|painted|put|placed|drawn))?"
    rf"|the (?:marked|circled|selected|highlighted|outlined|boxed|indicated|chosen|framed) (?:thing|things"
    rf"|object|objects|one|item"
    r"|part|area|region|spot|stuff|place|section)"
    rf"|(?:the|my) (?:selection|mark|marked one|circled one|{_DRAWN} i (?:drew|made|marked|put))"
)
_MARKED_NOUN = Rule(
    rf"the (?:marked|circled|selected|highlighted|outlined|boxed|indicated|chosen) (?P<noun>.+)|"
    rf"(?:the|that|this) (?P<noun2>.+?)(?: (?:that|which))? (?:i|i have|i just) (?:have |just )?{_DREW}(?: with .+)?"
    rf"|(?:the|that) (?P<noun3>.+?) (?:in|inside|within|under|at) (?:the|my) (?:box|mark|circle|rectangle|selection)"
)


def pointed(text: str, context: Context) -> str | None:
    """`what I circled`, `the selected tractor` → how the same is said with `this`; None where nothing is marked."""
    if not context.marks:
        return None
    if _POINTED.fullmatch(text):
        return "this"
    match = _MARKED_NOUN.fullmatch(text)
    noun = next((group for group in match.groups() if group), None) if match else None
    return f"this {noun}" if noun else None


def mark_target(name: str, context: Context, said: str) -> MarkTarget:
    own = context.mark_named(name)
    if own is None:
        raise Refused(f"there is no mark [{name.upper()}]; the marks are {', '.join(context.marks) or 'none'}")
    return MarkTarget(mark=own, said=said)


_WITHIN = re.compile(
    r"(?P<what>.+?)(?: (?:that|which|who))?(?: (?:is|are|lies|lie|stands?|sits?))? (?:inside|within|in)(?: of)? "
    rf"(?:\[(?P<name>\w+)\]|(?:the|my|this|that) (?:(?:marked|selected|drawn|highlighted|circled) )?{_DRAWN}"
    r"(?: (?:that )?i (?:drew|made|marked))?)"
)


def within_mark(text: str, context: Context) -> Referents | None:
    """`all the birds inside [A]`: the things of that name within the mark; None where words say nothing of the kind."""
    match = _WITHIN.fullmatch(text)
    name = (match["name"] or next(iter(context.marks), "")) if match else ""
    own = context.mark_named(name) if name and (match["name"] or len(context.marks) == 1) else None  # type: ignore[index]
    if match is None or own is None:
        return None
    phrase = parse(match["what"], context.nouns)[0]
    kind = phrase.head in context.table.kinds and phrase.article != "a"
    if phrase.generic or not phrase.head or not (phrase.plural or phrase.every or kind):
        return None
    bounds = context.marks[own].bounds
    things = tuple(thing for thing in candidates(phrase, context)[0] if bounds.contains(thing.box.center))
    if not things or (phrase.count or len(things)) != len(things):
        return None
    return Referents(tuple(ObjectTarget(object=thing.id, said=text) for thing in things), text)


_AT_MARK = re.compile(r"\s*(?:\b(?:at|in|on|of|under|inside|within|marked|labeled|called) )*\[[^\]]+\]\s*")


def marked(text: str, name: str, context: Context) -> Referents:
    target = mark_target(name, context, text)
    words = re.sub(r"^(?:this|these) ", "the ", text)
    words = _AT_MARK.sub(" ", f" {words} ").strip()
    phrase = parse(words, context.nouns)[0] if words else Phrase("")
    below = context.under(target)
    if (
        phrase.generic
        or not phrase.head
        or phrase.head in ("area", "spot", "part", "region", "place", "mark", "box", "point")
        or _lies_on_things(phrase)
    ):
        return Referents((target,), text)
    meant = named(phrase.head, context)
    if not context.nouns(phrase.head) or (below is not None and below in meant) or (below is None and not meant):
        return Referents((target,), text)
    raise contradiction(text, target, meant, context)


SEVERAL = Rule(r"(?:(?:all|each|both)(?: of)? )?(?:these|those|them)(?: ones| all)?|both|they")
"""Pronouns for everything that is marked, where several things are."""
_COUNTED = Rule(
    r"(?:(?:all|each|both)(?: of)? )?(?:these|those)(?: all)?"
    r"(?: (?P<count>two|three|four|five|six|seven|eight|nine|ten|\d+))?(?: (?P<noun>.+))?"
)


def several_marked(text: str, context: Context) -> Referents | None:
    """`these people`, `all of these`, `these three`, where several things are marked: all of them, if they are that."""
    match = _COUNTED.fullmatch(text)
    if match is None or len(context.marks) < 2:
        return None
    targets = tuple(mark_target(name, context, text) for name in context.marks)
    if (noun := match.group("noun")) is not None:
        phrase = parse(f"the {noun}", context.nouns)[0]
        if not (phrase.plural or match.group("count")):
            return None
        _agreeing(phrase, targets, text, context)
    said = match.group("count")
    if said is not None and number(said) != len(targets):
        raise Open(f"{len(targets)} things are marked, not {said}: which of them are meant by “{text}”?")
    return Referents(targets, text)


def _agreeing(phrase: Phrase, targets: tuple[MarkTarget, ...], text: str, context: Context) -> None:
    """Raises what says that one of the marks shows something else than the words."""
    if phrase.generic or not phrase.head or not context.nouns(phrase.head):
        return
    meant = named(phrase.head, context)
    for target in targets:
        below = context.under(target)
        if below is not None and below not in meant:
            raise contradiction(text, target, meant, context)


def _lies_on_things(phrase: Phrase) -> bool:
    """Whether a mark on a thing may well be about what lies on it: a spot, a wire. No detector knows those."""
    return phrase.head in word_set("flaws") or phrase.head in word_set("overlying")


def contradiction(text: str, mark: MarkTarget, meant: Things, context: Context) -> NotRead:
    below = context.under(mark)
    shown: Target = ObjectTarget(object=below.id, said=text) if below else mark
    label = below.label if below else "nothing known"
    choices = (Choice(f"what the mark [{mark.mark}] shows ({label})", (shown,)), *choices_of(meant, text, context))
    return Ambiguous(text, f"The mark shows {label}, but the words say “{text}”. Which is meant?", choices)


def choices_of(things: Things, said: str, context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(describe(t, context.scene), (ObjectTarget(object=t.id, said=said),)) for t in things)


def pointed_at(phrase: Phrase, things: Things, text: str, context: Context) -> Target | None:
    """A mark that no word refers to says which one is meant; on something else it contradicts the words."""
    name = context.stray_mark
    if name is None or phrase.plural or phrase.every:
        return None
    mark = mark_target(name, context, text)
    below = context.under(mark)
    if below is not None and not things and _lies_on_things(phrase):
        return mark
    if below is None or below in things:
        return mark if below else None
    raise contradiction(text, mark, things, context)
