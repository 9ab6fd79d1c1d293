"""The objects that the head and the adjectives of a phrase leave."""

from __future__ import annotations

from ...scene.target import ObjectTarget
from .colors import color_of
from .context import Context
from .normalise import word_set
from .nouns import Things, named, with_adjective
from .outcomes import Open, OtherFrame
from .phrases import TOOLS, Phrase

AGES = frozenset(["new", "added", "copied", "original", "old"])
"""After something was copied or added these tell it from what was there before."""


def candidates(phrase: Phrase, context: Context) -> tuple[Things, bool]:
    """The things that head and adjectives leave, and whether every adjective could be checked."""
    if _cut_in_color(phrase):
        raise OtherFrame(phrase.text)
    head = phrase.head
    if head in ("other", "rest", "remaining") or not head:
        if not _spoken_of(context) and _is_other(phrase):
            raise Open(f"What does “{phrase.text}” mean here? Name it, or mark it in the picture.")
        head = context.focus.label
    things = named(head, context) if head and head != "thing" else context.standing
    if not things and head in TOOLS and any(tail.kind == "purpose" for tail in phrase.tails):
        things = context.standing
    if not head and not phrase.adjectives and not phrase.tails:
        raise Open(f"What does “{phrase.text}” mean here? Name it, or mark it in the picture.")
    if word_set("no_noun") & {word for adjective in phrase.adjectives for word in adjective.split()} or _is_number(
        phrase
    ):
        raise OtherFrame(phrase.text)
    sure = True
    for adjective in phrase.adjectives:
        if adjective in ("other", "remaining", "rest"):
            continue
        if context.added and adjective in AGES:
            things = _by_age(things, adjective in ("original", "old"), context)
            continue
        fitting = with_adjective(things, adjective, context)
        sure = sure and fitting is not None
        things = things if fitting is None else fitting
    return things, sure


def _is_other(phrase: Phrase) -> bool:
    return phrase.head == "other" or (not phrase.head and "other" in phrase.adjectives)


def _spoken_of(context: Context) -> bool:
    """Whether there is one that the others are other than."""
    return bool(context.focus.targets or context.focus.label or context.gone or context.marks)


def _cut_in_color(phrase: Phrase) -> bool:
    """Whether a colour was cut in two, so that its first word stands where the noun should (`the sofa navy` blue)."""
    colors = [color_of(adjective) is not None for adjective in phrase.adjectives]
    return (
        not phrase.head and any(colors) and not all(colors) and phrase.text.split()[-1] not in ("one", "ones", "other")
    )


def _is_number(phrase: Phrase) -> bool:
    return any(word.isdigit() for word in (*phrase.adjectives, *phrase.head.split()))


def others(phrase: Phrase, things: Things, context: Context) -> Things:
    if phrase.head in ("other", "rest", "remaining") or {"other", "remaining"} & set(phrase.adjectives):
        return tuple(thing for thing in things if thing.id not in context.focus.ids | context.gone)
    return things


def still_there(things: Things, context: Context) -> Things:
    left = tuple(thing for thing in things if thing.id not in context.gone)
    return left or things


def _by_age(things: Things, old: bool, context: Context) -> Things:
    """The things that were there before, or those that the last copying or adding made."""
    made = {target.object for target in context.added if isinstance(target, ObjectTarget)}
    return tuple(thing for thing in things if (thing.id in made) != old) or things
