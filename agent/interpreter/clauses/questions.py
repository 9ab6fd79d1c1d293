"""Questions wrapped around a simple edit (`When it rains …, what would …? Remove it.`): what all of it describes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ....scene.target import ObjectTarget, Target
from ..context import Context, Focus
from ..outcomes import Ambiguous, Choice, Missing
from ..things.describe import describe
from ..things.nouns import Things, named
from ..words.normalise import polite, sentences, singular, without_picture
from ..words.phrases import TOOLS
from .grammar import first_words

LONG = 14
"""From so many words on, what is told before the edit is a riddle; fewer are read as phrases first."""
CLOSE = 0.93
"""What fits nearly as well as the best is asked about."""
ENOUGH = 0.75
"""What suffices of what a description in few words needs: of many words many say nothing."""
OF_KIND = 0.4
"""What suffices where the kind is said too (`which vehicle …`)."""
MOST_LOOKED_FOR, ALIKE = 5, 0.75
"""So many things may be meant at most by words that tell what to look for, and how nearly as well these fit."""
LIKELY, ELSEWHERE = 0.3, 1.7
"""How well, and how much better than the known things, something else must fit to be looked for instead."""

_EDIT = re.compile(
    r"(?:(?:identify|find|locate|select|detect|pick out|recognize|point out)(?: (?:it|them))? and (?:then )?)?"
    r"(?P<verb>[a-z-]+(?: (?:out|away|off|up|rid of))?) (?P<ref>it|them|him|her|its|this|that|these|those|such|the)"
    r"(?: (?:same|identified|said|mentioned|very|kind of|type of|piece of))*(?P<rest>(?: .*)?)"
)
# fmt: off
_NAMELESS = frozenset(
    [
        "object", "objects", "item", "items", "thing", "things", "tool", "tools", "device", "devices", "part", "parts",
        "one", "ones", "place", "area", "element", "elements", "feature",
    ]
)
# fmt: on
_ASKING = re.compile(
    r"\b(?:what|which|where|who|whose)\b|\b(?:identify|find|locate|point (?:me )?(?:out|to)|name|determine|tell me)\b"
)
_KIND = re.compile(
    r"\b(?:what|which)(?: (?:specific|particular|other|common))*(?: (?:kind|type|sort|piece|pieces|kinds|types) of)?"
    r"(?: specific| particular)? (?P<noun>[a-z-]+(?: [a-z-]+)?)"
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What is told and asked, and the edit that is wanted of the answer."""

    told: str
    question: str
    edit: str

    @property
    def pronoun(self) -> str:
        """What the edit calls the answer."""
        return "them" if " them" in f" {self.edit}" else "it"


def answered_in(context: Context, least: int = 0) -> Context | None:
    """The edit alone to read, with the answer as what "it" means; None where nothing is asked in at least so many
    words. Raises Ambiguous between answers, and Missing for what is likely and not among the known things."""
    wrapped = wrapped_in(context.said.text, context)
    if wrapped is None or len(wrapped.told.split()) < least:
        return None
    targets = context.pins.get(wrapped.question) or _only(_answers(wrapped, context), wrapped, context)
    return replace(context.about(Focus(targets)), said=replace(context.said, text=wrapped.edit)) if targets else None


def _only(things: Things, wrapped: Wrapped, context: Context) -> tuple[Target, ...]:
    """All that answer where several are asked for; else it is asked which."""
    targets = tuple(ObjectTarget(object=thing.id, said=wrapped.pronoun) for thing in things)
    if len(targets) > 1 and wrapped.pronoun == "it":
        choices = (Choice(describe(t, context.scene), (target,)) for t, target in zip(things, targets, strict=True))
        raise Ambiguous(wrapped.question, "Which one is meant?", tuple(choices))
    return targets


def wrapped_in(text: str, context: Context) -> Wrapped | None:
    """The parts of an instruction of which only the last is an edit, done to what the others describe."""
    parts = [without_picture(words) for words, _ in sentences(text)]
    edits = [_edit(words, context) for words in parts]
    first = next((i for i, edit in enumerate(edits) if edit), 0)
    if not first or context.marks or any(_starts_edit(words) for words in parts[:first]):
        return None
    asking = [words for words in parts[:first] if _ASKING.search(words)]
    if not asking and not _ASKING.match(polite(parts[first])):
        return None
    edit = " . ".join((str(edits[first]), *parts[first + 1 :]))
    return Wrapped(" . ".join(parts[:first]), _question((asking or parts[:first])[-1]), edit)


def _question(words: str) -> str:
    """From the asking word on (`when …, what could …`)."""
    at = _ASKING.search(words)
    return words[at.start() :] if at else words


def _edit(words: str, context: Context) -> str | None:
    """The edit with "it" for what was asked for; None where it names what it is done to."""
    match = _EDIT.fullmatch(polite(words))
    if match is None or match["verb"].split()[0] not in first_words():
        return None
    verb, said, rest = match["verb"], match["ref"], match["rest"]
    if said == "its":
        return f"{verb} the color of it{rest.removeprefix(' color')}" if rest.startswith(" color") else None
    if said in ("this", "that", "these", "those", "such", "the"):
        noun, _, after = rest.strip().partition(" ")
        if noun in _NAMELESS and not after.startswith(
            ("that ", "which ", "in ", "on ", "with ") if said == "the" else ()
        ):
            rest = f" {after}"
        elif said == "the" or _is_label(noun, context):
            return None
        elif context.nouns(singular(noun)):
            rest = f" {after}"
    return f"{verb} {'them' if said in ('them', 'these', 'those') else 'it'}{rest}".rstrip()


def _is_label(noun: str, context: Context) -> bool:
    labels = {thing.label.lower() for thing in context.scene.objects}
    return any(noun in (label, label.split()[-1]) or singular(noun) == label.split()[-1] for label in labels)


def _starts_edit(words: str) -> bool:
    first = polite(words).split(" ")[0]
    return first in first_words() and not _ASKING.match(polite(words))


def _answers(wrapped: Wrapped, context: Context) -> Things:
    """The things that answer best; empty where none does."""
    kind = _of_kind(wrapped, context)
    things = kind or _unnamed(wrapped, context)
    labels = {thing.label.lower() for thing in things}
    scores = _scores(wrapped, labels, context)
    best = max(scores.values(), default=0.0)
    needed = (OF_KIND if kind else ENOUGH) * context.table.needed(wrapped.told)
    unseen = [label for label in _elsewhere(wrapped, context) if label not in context.scene.queries]
    likely = _scores(wrapped, set(unseen), context)
    least = max(ELSEWHERE * best, LIKELY, ALIKE * max(likely.values(), default=0.0))
    wanted = [label for label in unseen if likely[label] >= least]
    if 0 < len(wanted) <= MOST_LOOKED_FOR:
        raise Missing(tuple(wanted[:2]), (None,) * len(wanted[:2]))
    return tuple(thing for thing in things if best >= needed and scores[thing.label.lower()] >= CLOSE * best)


def _scores(wrapped: Wrapped, labels: set[str], context: Context) -> dict[str, float]:
    return context.table.fit(wrapped.told, labels, stressed=wrapped.question)


def _elsewhere(wrapped: Wrapped, context: Context) -> list[str]:
    """What of the table fits, best first, that is neither known of nor named in the words themselves."""
    here = {thing.label.lower() for thing in context.scene.objects}
    found = context.table.described(wrapped.told, ENOUGH * context.table.needed(wrapped.told))[:8]
    return [label for label in found if label not in here and not _is_named(label, wrapped.told, context)]


def _of_kind(wrapped: Wrapped, context: Context) -> Things:
    """The things of the kind that is asked for (`which vehicle …`)."""
    match = _KIND.match(wrapped.question)
    nouns = (match["noun"], match["noun"].split()[0]) if match else ()
    telling = (singular(noun) for noun in nouns if noun not in _NAMELESS and singular(noun) not in TOOLS)
    return next((kind for noun in telling if (kind := named(noun, context))), ())


def _unnamed(wrapped: Wrapped, context: Context) -> Things:
    """All that are not named: who names a thing does not ask for it."""
    return tuple(t for t in context.standing if not _is_named(t.label.lower(), wrapped.told, context))


def _is_named(label: str, text: str, context: Context) -> bool:
    row = context.table.about(label)
    wider = [kind for kind in row.kinds if not context.table.is_general(kind)] if row else []
    words = f" {' '.join(singular(word) for word in text.split())} "
    return any(f" {singular(name)} " in words for name in (label, *(row.names if row else ()), *wider))
