"""The objects that the head and the adjectives of a phrase leave."""

from __future__ import annotations

from ....scene.target import ObjectTarget
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..words.colors import color_of
from ..words.normalise import word_set
from ..words.phrases import TOOLS, Phrase
from .nouns import Things, named, with_adjective
from .occupancy import filled
from .relations import reflections
from .roles import is_person
from .spatial import measure

AGES = frozenset(["new", "added", "copied", "original", "old"])
"""After something was copied or added these tell it from what was there before."""


def candidates(phrase: Phrase, context: Context) -> tuple[Things, bool]:
    """The things that head and adjectives leave, and whether every adjective could be checked."""
    if _cut_in_color(phrase) or phrase.head.split(" ")[-1] in _NO_HEADS:
        raise OtherFrame(phrase.text)
    head = phrase.head
    if head in ("other", "rest", "remaining") or not head:
        if not _spoken_of(context) and _is_other(phrase):
            raise Open(f"What does “{phrase.text}” mean here? Name it, or mark it in the picture.")
        head = context.focus.label
    things = _called(phrase, head, context)
    if reflected := _reflected(phrase, things, context):
        return reflected, True
    if not head and not phrase.adjectives and not phrase.tails:
        raise Open(f"What does “{phrase.text}” mean here? Name it, or mark it in the picture.")
    if (word_set("no_noun") | _PLACING) & {word for said in phrase.adjectives for word in said.split()} or _is_number(
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
        if adjective.startswith("non-"):
            excluded = with_adjective(things, adjective.removeprefix("non-"), context) or ()
            things = tuple(thing for thing in things if thing not in excluded)
            continue
        fitting = with_adjective(things, adjective, context)
        fitting = special(things, adjective, context) if fitting is None else fitting
        if fitting is None and _names_another(adjective, head, context):
            return (), sure
        sure = sure and fitting is not None
        things = things if fitting is None else fitting
    return things, sure


def _names_another(adjective: str, head: str, context: Context) -> bool:
    """Whether `bus` of `the bus driver` is a thing of the scene and `driver` only another word for one: then the two
    words name a third thing, which nobody has seen yet."""
    labels = {thing.label.lower() for thing in context.scene.objects}
    own = any(label == head or label.endswith(f" {head}") for label in labels)
    return adjective in labels and bool(head) and not own


def _called(phrase: Phrase, head: str, context: Context) -> Things:
    """What the noun names; of a name of several words (`wooden chair`) the first ones choose among its likes."""
    things = named(head, context) if head and head != "thing" else context.standing
    if head == "person" and (phrase.every or phrase.plural):
        things = tuple(thing for thing in context.standing if is_person(thing, context))
    for word in head.split(" ")[:-1] if len(things) > 1 else ():
        things = with_adjective(things, word, context) or things
    if not things and head in TOOLS and any(tail.kind == "purpose" for tail in phrase.tails):
        return context.standing
    return things


_PLACING = frozenset(["into", "onto", "the", "from", "through", "towards", "toward", "until", "during", "whose"])
"""Words that are never among a noun's adjectives: then a phrase was cut wrongly."""
_NO_HEADS = frozenset(
    ["up", "down", "by", "of", "to", "out", "off", "in", "on", "at", "as", "with", "from", "into", "for"]
)
_REFLECTED = frozenset(["reflected", "mirrored"])
_REAL = frozenset(["real", "actual", "true", "physical"])


_EMPTY = frozenset(["empty", "vacant", "unoccupied", "free"])
_TAKEN = frozenset(["occupied", "taken", "full", "filled"])
_SHADES = {"dark": -1, "light": 1, "pale": 1, "bright": 1}
_SHADE_APART = 80.0
"""So much lighter or darker than the mean, in the sum of red, green and blue, is what is called so."""


def special(things: Things, adjective: str, context: Context) -> Things | None:
    """`reflected` and `real` things, the `empty` plate: what relations and boxes tell; None for other adjectives."""
    mirrored = reflections(context.scene)
    if adjective in _REFLECTED:
        return tuple(thing for thing in things if thing.id in mirrored) or None
    if adjective in _REAL:
        return tuple(thing for thing in things if thing.id not in mirrored)
    if adjective in _EMPTY | _TAKEN and not all(is_person(thing, context) for thing in things):
        people = tuple(thing for thing in context.standing if is_person(thing, context))
        people += tuple(thing for thing in context.standing if context.table.is_kind(thing.label.lower(), "animal"))
        full = filled(things, context.scene, people)
        return tuple(thing for thing in things if (thing in full) == (adjective in _TAKEN))
    return _of_shade(things, _SHADES[adjective]) if adjective in _SHADES else None


def _of_shade(things: Things, sign: int) -> Things | None:
    """The dark ones, or the light ones, where the colours of all are known and some are clearly neither."""
    told = [(thing, sign * measure(thing, "light")) for thing in things]
    if not all(color_of(str(thing.attributes.get("color", ""))) for thing in things):
        return None
    middle = sum(value for _, value in told) / max(1, len(told))
    apart = min((abs(value - middle) for _, value in told), default=0.0) > _SHADE_APART
    return tuple(thing for thing, value in told if value > middle) if apart else None


def _reflected(phrase: Phrase, things: Things, context: Context) -> Things:
    """What `the reflection (of the cat)` may be, where the scene knows what is a reflection."""
    if things or phrase.head not in ("reflection", "mirror image", "mirror reflection"):
        return ()
    mirrored = reflections(context.scene)
    return tuple(thing for thing in context.scene.objects if thing.id in mirrored)


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
