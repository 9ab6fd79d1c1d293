"""Questions wrapped around a simple edit (`When it rains …, what would …? Remove it.`): what all of it describes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ....scene.objects import SceneObject
from ....scene.target import ObjectTarget, Target
from ..context import Context, Focus
from ..outcomes import Ambiguous, Choice, Missing, Refused
from ..things.describe import describe
from ..things.descriptions import is_faint
from ..things.nouns import Things, named
from ..words.normalise import lemma, polite, sentences, singular, without_picture
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
LIKELY, ELSEWHERE = 0.3, 1.2
"""How well, and how much better than the known things, something else must fit to be looked for instead."""
KIND_COUNTS = 1.4
"""What it counts that a thing is of the kind that is asked for."""
FLOOR, NEAR, MOST_TRIED = 0.1, 0.7, 3
"""What fits so little, or so much worse than the best, is not looked for; and so many things are at most."""

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
    r"(?:\b(?:what|which)|(?:identify|find|locate|determine|name|point (?:me )?(?:out|to)) (?:the|an?))"
    r"(?: (?:specific|particular|other|common))*(?: (?:kind|type|sort|piece|pieces|kinds|types) of)?"
    r"(?: specific| particular)? (?P<noun>[a-z-]+(?: [a-z-]+)?)"
)


_POINTING = re.compile(
    r"(?:identify|find|locate|select|detect|recognize|name|determine|pick out|point (?:me )?(?:out|to))"
    r" (?!(?:it|them|and)\b)"
)
_OUGHT = re.compile(
    r"(?P<who>.+?) (?:should|must|ought to|needs? to|has to|have to) (?!be |get |become )(?P<verb>[a-z]+)"
)
_AND = re.compile(r" ?,? (?:and )?then (?:please )?| ?,? and (?:please )?")


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


def answered_in(context: Context, least: int = 0, can_look: bool = True) -> Context | None:
    """The edit alone to read, with the answer as what "it" means; None where nothing is asked in at least so many
    words. Raises Ambiguous between answers, Missing for what is likely and not among the known things, and Refused
    where that was looked for in vain and nothing known answers."""
    wrapped = wrapped_in(context.said.text, context)
    if wrapped is None or len(wrapped.told.split()) < least:
        return None
    targets = context.pins.get(wrapped.question) or _only(_answers(wrapped, context, can_look), wrapped, context)
    return replace(context.about(Focus(targets)), said=replace(context.said, text=wrapped.edit)) if targets else None


def look_for_likely(context: Context, least: int = 0, refuse: bool = True) -> None:
    """Where nothing known answers what is asked in at least so many words: raises Missing for what may be meant, and
    Refused once that was looked for."""
    wrapped = wrapped_in(context.said.text, context)
    if wrapped is None or len(wrapped.told.split()) < least:
        return
    scores = _scores(wrapped, set(_elsewhere(wrapped, FLOOR, context)), context)
    ranked = sorted(scores, key=lambda label: -scores[label])
    ranked = [label for label in ranked if scores[label] >= NEAR * scores[ranked[0]]]
    if ranked:
        _look_for(ranked, wrapped, context)
        if refuse:
            _doubt((), ranked[:MOST_TRIED], wrapped, context)


def with_plain_edit(told: Context, context: Context) -> Context:
    """What is told of, with the edit of "it" where the words call it by its kind (`remove this instrument`)."""
    wrapped = wrapped_in(context.said.text, context)
    return told if wrapped is None else replace(told, said=replace(told.said, text=wrapped.edit))


def edit_apart(context: Context) -> Context | None:
    """The edit alone to read where what is told before it only says why; None where that asks for something too."""
    parts = [without_picture(words) for words, _ in sentences(context.said.text)]
    first = next((i for i, words in enumerate(parts) if _starts_edit(words)), 0)
    if not first or context.marks or _edit(parts[first], context) is not None:
        return None
    return replace(context, said=replace(context.said, text=" . ".join(parts[first:])))


def _only(things: Things, wrapped: Wrapped, context: Context) -> tuple[Target, ...]:
    """All that answer where several are asked for; else it is asked which."""
    targets = tuple(_target(thing, wrapped) for thing in things)
    if len(targets) > 1 and wrapped.pronoun == "it":
        choices = (Choice(describe(t, context.scene), (target,)) for t, target in zip(things, targets, strict=True))
        raise Ambiguous(wrapped.question, "Which one is meant?", tuple(choices))
    return targets


def is_reason(clause: str, context: Context) -> bool:
    """Whether a clause only says what things ought to do (`a home should invite people`): no edit, and nothing that is
    there."""
    match = _OUGHT.match(clause)
    if match is None or lemma(match["verb"]) in first_words():
        return False
    return not any(_is_label(word, context) for word in match["who"].split())


def wrapped_in(text: str, context: Context) -> Wrapped | None:
    """The parts of an instruction of which only the last is an edit, done to what the others describe."""
    parts = [part for words, _ in sentences(text) for part in _cut(without_picture(words), context)]
    edits = [_edit(words, context) for words in parts]
    first = next((i for i, edit in enumerate(edits) if edit), 0)
    if not first or context.marks or any(_starts_edit(words) for words in parts[:first]):
        return None
    asking = [words for words in parts[:first] if _ASKING.search(words)]
    if not asking and not _ASKING.match(polite(parts[first])):
        return None
    edit = " . ".join((str(edits[first]), *parts[first + 1 :]))
    return Wrapped(" . ".join(parts[:first]), _question((asking or parts[:first])[-1]), edit)


def _cut(words: str, context: Context) -> list[str]:
    """`identify what …, and then remove it` → what is asked, and the edit."""
    if _POINTING.match(polite(words)):
        for joint in _AND.finditer(words):
            if _edit(words[joint.end() :], context) is not None:
                return [words[: joint.start()], words[joint.end() :]]
    return [words]


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


def _answers(wrapped: Wrapped, context: Context, can_look: bool) -> Things:
    """The things that answer best; empty where none does."""
    kind, least = _of_kind(wrapped, context), context.table.needed(wrapped.told)
    things = (*kind, *(thing for thing in _unnamed(wrapped, context) if thing not in kind))
    scores = _scores(wrapped, {name for thing in things for name in _names(thing)}, context)
    fits = {thing.id: max(scores[name] for name in _names(thing)) for thing in things}
    best = max(fits.values(), default=0.0)
    near = tuple(thing for thing in things if fits[thing.id] >= CLOSE * best)
    needed = (OF_KIND if all(thing in kind for thing in near) else ENOUGH) * least
    found = near if best >= needed else ()
    if better := _better(wrapped, best, context):
        _look_for(better, wrapped, context, can_look or not found)
        _doubt(found, better, wrapped, context)
    if found and is_faint(best, wrapped.told, context):
        choices = (Choice(describe(one, context.scene), (_target(one, wrapped),)) for one in found)
        raise Ambiguous(wrapped.question, "Is it this?" if len(found) == 1 else "Which one is meant?", tuple(choices))
    return found


def _names(thing: SceneObject) -> tuple[str, ...]:
    """What it was seen as, and what looking for words found it as."""
    return (thing.label.lower(), *(str(name).lower() for name in thing.attributes.get("also") or ()))


def _better(wrapped: Wrapped, best: float, context: Context) -> list[str]:
    """What fits far better than the known things, best first; nothing where too much does."""
    labels = _elsewhere(wrapped, ENOUGH * context.table.needed(wrapped.told), context)
    likely = _scores(wrapped, set(labels), context)
    top = max(likely.values(), default=0.0)
    if top < max(ELSEWHERE * best, LIKELY):
        return []
    least = max(best, LIKELY, ALIKE * top)
    better = sorted((label for label in labels if likely[label] >= least), key=lambda label: -likely[label])
    return better if len(better) <= MOST_LOOKED_FOR else []


def _look_for(labels: Sequence[str], wrapped: Wrapped, context: Context, can_look: bool = True) -> None:
    """Raises Missing for those of the first few that were not looked for yet."""
    wanted = [*labels[:MOST_TRIED], *context.table.shared_kinds(labels), *_other_names(labels, wrapped, context)]
    new = tuple(label for label in dict.fromkeys(wanted) if label not in context.scene.queries)
    if new and can_look:
        raise Missing(new, (None,) * len(new))


def _other_names(labels: Sequence[str], wrapped: Wrapped, context: Context) -> list[str]:
    """Another name for what the edit puts in its place: nothing is replaced by itself."""
    rows = [row for label in labels if f" {label} " in f" {wrapped.edit} " and (row := context.table.about(label))]
    return [next(iter(row.names[1:] or row.names)) for row in rows if row.names]


def _doubt(found: Things, better: Sequence[str], wrapped: Wrapped, context: Context) -> None:
    """What fits far better was looked for in vain: nothing else is taken without a word."""
    sought = [label for label in better if label in context.scene.queries]
    names = " or ".join(f"“{label}”" for label in sought)
    if sought and not found:
        raise Refused(f"{names} was looked for and not found; mark what is meant with a box and say the same again")
    if sought and not any(name in context.scene.queries for thing in found for name in _names(thing)):
        which = "Is it this?" if len(found) == 1 else "Is it one of these?"
        choices = (Choice(describe(one, context.scene), (_target(one, wrapped),)) for one in found)
        raise Ambiguous(wrapped.question, f"{names} was not found. {which}", tuple(choices))


def _target(thing: SceneObject, wrapped: Wrapped) -> ObjectTarget:
    return ObjectTarget(object=thing.id, said=wrapped.pronoun)


def _scores(wrapped: Wrapped, labels: set[str], context: Context) -> dict[str, float]:
    """How well labels fit; what is of the kind that is asked for fits better."""
    fit = context.table.fit(wrapped.told, labels, stressed=wrapped.question)
    kinds = _kinds(wrapped)
    return {
        label: score * (KIND_COUNTS if any(context.table.is_kind(label, kind) for kind in kinds) else 1)
        for label, score in fit.items()
    }


def _elsewhere(wrapped: Wrapped, least: float, context: Context) -> list[str]:
    """What of the table fits, best first, that is neither known of nor named in the words themselves."""
    here = {name for thing in context.scene.objects for name in _names(thing)}
    found = context.table.described(wrapped.told, least)[:8]
    new = [label for label in found if not any(context.table.is_kind(label, name) for name in here)]
    return [label for label in new if not _is_named(label, wrapped.told, context)]


def _of_kind(wrapped: Wrapped, context: Context) -> Things:
    """The things of the kind that is asked for (`which vehicle …`)."""
    return next((things for kind in _kinds(wrapped) if (things := named(kind, context))), ())


def _kinds(wrapped: Wrapped) -> tuple[str, ...]:
    """What the question calls what it asks for, where that says anything."""
    match = _KIND.match(wrapped.question)
    nouns = (match["noun"], match["noun"].split()[0]) if match else ()
    return tuple(singular(noun) for noun in nouns if noun not in _NAMELESS and singular(noun) not in TOOLS)


def _unnamed(wrapped: Wrapped, context: Context) -> Things:
    """All that are not named: who names a thing does not ask for it."""
    return tuple(t for t in context.standing if not all(_is_named(name, wrapped.told, context) for name in _names(t)))


def _is_named(label: str, text: str, context: Context) -> bool:
    row = context.table.about(label)
    wider = [kind for kind in row.kinds if not context.table.is_general(kind)] if row else []
    words = f" {' '.join(singular(word) for word in text.split())} "
    return any(f" {singular(name)} " in words for name in (label, *(row.names if row else ()), *wider))
