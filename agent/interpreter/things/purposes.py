"""Things described by what they are for, and what to look for when a thing is not in the scene."""

from __future__ import annotations

import re

from ....scene.target import ObjectTarget, Target
from ..context import Context
from ..knowledge.similarity import USE_THRESHOLD
from ..outcomes import Missing, NotRead, Open, OtherFrame, Refused
from ..words.normalise import singular, word_set
from ..words.phrases import Phrase, content_of
from .descriptions import elsewhere, of_said_color
from .nouns import Things, dressed_for, wears
from .roles import at_hand, is_person, roles_in, tools_in

CLEAR = 0.8
"""What suffices, in shares of what is else needed, where nothing else of the scene fits even half as well."""
SHARE_OF_ONE = 0.9
"""Things that fit nearly as well as the best are meant too: then it is asked which one."""
SHARE_OF_MANY = 0.6
DESCRIBED = 0.4
"""How well a thing must fit a description to be looked for because of it."""
MOST_DESCRIBED, MOST_ALIKE = 4, 8


def for_purpose(things: Things, words: str, phrase: Phrase, context: Context) -> Things:
    """The things whose use fits the words best, or these with what was said before; near ties stay. Those of the kind
    that is named (`the machine that digs`) come before all others."""
    told = f"{words} {context.preamble}".strip()
    sort = tuple(thing for thing in things if context.table.is_kind(thing.label.lower(), phrase.head))
    for said in dict.fromkeys((words, told) if context.table.count(words) > 1 else (told, words)):
        for group in (sort, things) if sort and len(sort) < len(things) else (things,):
            if fitting := _fitting(group, said, phrase, context):
                return fitting
    uses = re.split(r",? or | ?, ", words)
    if len(uses) > 1 and (phrase.every or phrase.plural):
        fitting = tuple(thing for use in uses for thing in _fitting(things, use, phrase, context))
        return tuple(thing for thing in things if thing in fitting)
    if dressed := _in_that_role(things, words, context):
        return dressed
    if context.similar is not None and context.table.says(words):
        nearest = context.similar.best(words, _uses(things, context), USE_THRESHOLD)
        return tuple(thing for thing in things if nearest and nearest.startswith(thing.label + ":"))
    return ()


def _in_that_role(things: Things, words: str, context: Context) -> Things:
    """Of several people those who wear what one wears whose work is told of (`who watches over the exhibits`), or have
    at hand what the words name (`who plays the guitar`)."""
    if not things or not all(is_person(thing, context) for thing in things):
        return ()
    roles = context.table.described(words, context.table.needed(words))
    told = (role for role in roles[:3] if context.table.is_kind(role, "person"))
    people = dict.fromkeys((*told, *roles_in(words, context)))
    if len(things) == 1:
        rows = (context.table.about(role) for role in people)
        worn = {part for row in rows if row for part in row.parts}
        return things if any(wears(things[0], part) for part in worn) else ()
    dressed = (found for role in people if (found := dressed_for(role, things, context)) != things)
    return next(dressed, ()) or at_hand(things, tools_in(words, context), context)


def _fitting(things: Things, words: str, phrase: Phrase, context: Context) -> Things:
    others = tuple(thing for thing in things if not _is_mentioned(thing.label.lower(), words))
    scores = context.table.fit(words, {thing.label.lower() for thing in others})
    best, second, *_ = (*sorted(scores.values(), reverse=True), 0.0, 0.0)
    needed = context.table.needed(words) * (CLEAR if second <= best / 2 else 1)
    if best < needed or elsewhere(words, best, context):
        return ()
    several = phrase.every or phrase.plural
    near = {label for label, score in scores.items() if score >= (SHARE_OF_MANY if several else SHARE_OF_ONE) * best}
    near = near if several else context.table.likeliest(words, near)
    return of_said_color(tuple(thing for thing in others if thing.label.lower() in near), words, context)


def _is_mentioned(label: str, words: str) -> bool:
    """`what the horses would eat` is not the horse."""
    said = rf"\b(?:the|a|an|some|his|her|my|your|their|its) {re.escape(singular(label))}(?:s|es)?\b"
    return re.search(said, words) is not None


def _uses(things: Things, context: Context) -> list[str]:
    rows = {thing.label: context.table.about(thing.label.lower()) for thing in things}
    return [f"{label}: {', '.join(row.uses) if row else label}" for label, row in sorted(rows.items())]


def missing(phrase: Phrase, context: Context, owners: tuple[Things, ...] = ()) -> NotRead:
    """What to look for; a thing described by its use is looked for by the names that fit best."""
    inside: Target | None = None
    owner = [thing for group in owners for thing in group]
    if len(owner) == 1:
        inside = ObjectTarget(object=owner[0].id)
    phrases = looked_for(phrase, context)
    if _is_here(phrases, phrase, context):
        return OtherFrame(phrase.text)
    if word_set("no_noun") & set(" ".join(phrases).split()):
        return OtherFrame(phrase.text)
    new = tuple(p for p in phrases if p not in context.scene.queries)
    if not phrases:
        return Open(f"What is meant by “{phrase.text}”? Name it, or mark it in the picture.")
    if not new:
        return Refused(not_found(phrase.text, _is_thin(phrase)))
    return Missing(new, tuple(inside for _ in new))


def _is_here(phrases: tuple[str, ...], phrase: Phrase, context: Context) -> bool:
    """Whether the very thing is known, and only a use that follows its name does not fit: a phrase cut wrongly."""
    used = bool(phrase.tails) and all(tail.kind == "purpose" for tail in phrase.tails)
    return used and phrases == tuple(p for p in phrases if p in {t.label.lower() for t in context.scene.objects}) != ()


def not_found(text: str, thin: bool = False) -> str:
    """What was looked for in vain may well be there: how to go on."""
    how = "draw along it with a brush" if thin else "mark it with a box"
    return f"“{text}” was looked for and not found; say it in other words, or {how} and say the same with “this”"


def _is_thin(phrase: Phrase) -> bool:
    return bool(word_set("thin") & set(phrase.core.split()))


def looked_for(phrase: Phrase, context: Context) -> tuple[str, ...]:
    if phrase.generic or phrase.head in ("other", ""):
        wish = " ".join(tail.argument for tail in phrase.tails if tail.kind == "purpose")
        here = {thing.label for thing in context.scene.objects}
        ranked = context.table.described(wish, 0.4) if wish else ()
        return tuple(label for label in ranked if label not in here)[:2]
    if sorts := _of_kind(phrase, context):
        return sorts
    part = any(tail.relation == "of" for tail in phrase.tails)
    side = " ".join(how.value for how in phrase.picks if how.kind == "side") if part else ""
    return (f"{side} {phrase.core}".strip(),)


def _of_kind(phrase: Phrase, context: Context) -> tuple[str, ...]:
    """What of a kind fits what is said of it (`the meal that is rich in iron`): what several of that are, and those."""
    told = " ".join(content_of(tail) for tail in phrase.tails).strip()
    if not told or phrase.head not in context.table.kinds:
        return ()
    known = {thing.label for thing in context.scene.objects}
    ranked = context.table.described(told, DESCRIBED, kinds=True)
    fitting = [label for label in ranked if context.table.is_kind(label, phrase.head) and label not in known]
    wanted = (*context.table.shared_kinds(fitting[:MOST_ALIKE]), *fitting)
    return tuple(dict.fromkeys(wanted))[:MOST_DESCRIBED] if fitting else ()
