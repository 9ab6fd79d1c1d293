"""What follows a noun narrows what it names: relations to other things, what it is, what it is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..context import Context, Focus, Referents
from ..outcomes import Ambiguous, Missing, NotRead
from ..words.absence import PEOPLE
from ..words.colors import color_of
from ..words.normalise import word_set
from ..words.phrases import Phrase, Pick, Tail, content_of, parse
from .candidates import candidates, special
from .nouns import Things, named, wears, with_adjective
from .occupancy import taken
from .purposes import for_purpose, missing
from .relations import hold, nearest_of, reflections
from .roles import at_hand, is_person
from .spatial import gap, nearest_first, pick

Resolve = Callable[[str, Context], Referents]


def by_description(phrase: Phrase, context: Context) -> Things:
    """The things that fit the whole description where nothing goes by its noun (`the place where you wash hands`)."""
    wish = " ".join(tail.argument for tail in phrase.tails if tail.kind == "purpose" and not tail.negated)
    concrete = context.table.labels_named(phrase.head) and phrase.head not in context.table.kinds
    if not wish or concrete or phrase.generic:
        return ()
    return for_purpose(context.standing, f"{phrase.core} {wish}", phrase, context) or for_purpose(
        context.standing, wish, phrase, context
    )


def narrowed(things: Things, tail: Tail, phrase: Phrase, context: Context, resolve: Resolve) -> Things:
    """The things of which the tail holds as well; `resolve` looks up what it refers to."""
    if tail.kind == "purpose":
        if phrase.generic and (match := _HOLDS.fullmatch(tail.argument)):
            held = Tail("relation", match["what"], "with")
            if holding := _holding_named(things, held, context, resolve):
                return holding
        return for_purpose(things, tail.argument, phrase, context)
    if tail.kind == "posture":
        return _in_posture(things, tail, context)
    if tail.kind == "is":
        kept = _that_are(things, tail.argument, context)
    else:
        kept = things if _in_picture(tail, context) else _related(things, tail, phrase, context, resolve)
    if tail.negated and tail.relation == "with" and kept and not phrase.head and not phrase.adjectives:
        labels = {thing.label for thing in kept}
        things = tuple(thing for thing in things if thing.label in labels)
    return tuple(t for t in things if t not in kept) if tail.negated else kept


def _in_posture(things: Things, tail: Tail, context: Context) -> Things:
    """Who sits or stands, by what the scene knows people to be on; all of them where it knows of none."""
    seats = word_set("seats")
    seated = {
        r.subject
        for r in context.scene.relations
        if r.predicate in ("on", "in", "inside", "sitting on") and context.scene.has(r.object)
        if context.scene.get(r.object).label.lower().split()[-1] in seats
    }
    sits = (tail.argument in ("sitting", "seated")) != tail.negated
    if tail.argument not in ("sitting", "seated", "standing") or not any(thing.id in seated for thing in things):
        return things
    sits = sits if tail.argument != "standing" else tail.negated
    return tuple(thing for thing in things if (thing.id in seated) == sits)


def _that_are(things: Things, words: str, context: Context) -> Things:
    parts = re.split(r",? (?:or|nor) ", words.removeprefix("either ").removeprefix("neither "))
    if len(parts) > 1:
        fitting = [_that_are(things, part, context) for part in parts]
        return tuple(thing for thing in things if any(thing in some for some in fitting))
    if color_of(words) or (" " not in words and with_adjective(things, words, context)):
        return with_adjective(things, words, context) or ()
    if (told := special(things, words, context)) is not None:
        return told
    if (content := content_of(Tail("is", words))) and not named(parse(content, context.nouns)[0].head, context):
        return for_purpose(things, content, Phrase(words, "thing"), context)
    phrase = parse(words, context.nouns)[0]
    matching, _ = candidates(replace(phrase, head=phrase.head or "thing"), context)
    for how in phrase.picks:
        things = pick(things, how, context.scene.frame, phrase.count, phrase.plural)
    found = tuple(thing for thing in things if thing in matching)
    return found or for_purpose(things, words, phrase, context)


def _related(things: Things, tail: Tail, phrase: Phrase, context: Context, resolve: Resolve) -> Things:
    relation = tail.relation
    if (content := content_of(tail)) and not named(parse(content, context.nouns)[0].head, context):
        return for_purpose(things, content, phrase, context)
    if relation in ("with", "inside") and tail.argument != "anything" and not PEOPLE.fullmatch(tail.argument):
        told = tuple(thing for thing in things if wears(thing, tail.argument))
        if phrase.generic and (holding := _holding_named(things, tail, context, resolve)):
            return holding
        if relation == "with" and not told and (phrase.generic or _described(things, tail, phrase, context)):
            return for_purpose(things, tail.argument, phrase, context)
        if told or (relation == "with" and not context.nouns(parse(tail.argument, context.nouns)[0].head)):
            return told
    if tail.argument == "anything" or PEOPLE.fullmatch(tail.argument):
        return _to_any(relation, things, tail.argument == "anything", context)
    if relation == "between" and _OTHERS.fullmatch(tail.argument):
        return pick(things, Pick("side", "middle"), context.scene.frame, 1, False)
    try:
        gone = _gone(tail.argument, context)
        anchors: tuple[Things, ...] = gone or _anchors(_one_of(tail.argument, things, context), context, resolve)
    except Missing:
        if (left := _unseen(things, tail, phrase, context)) is None:
            raise
        return left
    if phrase.head == "reflection":
        anchors = tuple(tuple(t for t in group if t not in things) for group in anchors)
    kept = hold(relation, things, anchors, context.scene) or _with_at_hand(relation, things, anchors, context)
    kept = _nearest_ones(kept, anchors, tail, phrase)
    if relation in ("of", "held", "worn") and not kept:
        raise missing(phrase, context, anchors)
    return kept


_HOLDS = re.compile(r"(?:holds?|carr(?:y|ies)|contains?) (?P<what>(?:the|both|all|my|these|those|this|that) .+)")


def _holding_named(things: Things, tail: Tail, context: Context, resolve: Resolve) -> Things:
    """The things that hold what is named and here (`the thing that holds the apples`)."""
    if tail.relation != "with" or not named(parse(tail.argument, context.nouns)[0].head, context):
        return ()
    try:
        anchors = _anchors(tail.argument, context, resolve)
    except NotRead:
        return ()
    return hold("with", things, anchors, context.scene)


def _nearest_ones(things: Things, anchors: tuple[Things, ...], tail: Tail, phrase: Phrase) -> Things:
    """Of several things those next to what they are told by, where only these can be meant."""
    if tail.close:
        return nearest_of(things, anchors)
    if phrase.generic and tail.relation in _SIDES and len(things) > 1 and not (phrase.every or phrase.plural):
        return _right_beside(things, anchors)
    return things


def _in_picture(tail: Tail, context: Context) -> bool:
    """`everybody in it`, where nothing else was spoken of."""
    spoken_of = context.focus.targets or context.marks
    return not spoken_of and tail.relation == "inside" and tail.argument in ("it", "this")


def _with_at_hand(relation: str, things: Things, anchors: tuple[Things, ...], context: Context) -> Things:
    """The people who have something at hand (`the woman with the pram`), where nobody holds or wears it."""
    if relation != "with" or not all(is_person(thing, context) for thing in things):
        return ()
    return at_hand(things, tuple(anchor for group in anchors for anchor in group), context)


def _unseen(things: Things, tail: Tail, phrase: Phrase, context: Context) -> Things | None:
    """What is left where it does not matter that nobody has seen what a thing is on, holds or has; None where it
    does."""
    if own := _having(things, tail, context):
        return own
    if not (_is_content(tail, things, context) or _is_setting(tail, phrase, context)):
        return None
    mirrored = reflections(context.scene)
    return tuple(thing for thing in things if thing.id not in mirrored) or things


def _having(things: Things, tail: Tail, context: Context) -> Things:
    """Who has something by what they are (a cyclist a bicycle), though it was not seen apart from them."""
    if tail.relation not in ("on", "with"):
        return ()
    row = context.table.about(parse(tail.argument, context.nouns)[0].head)
    people = ((thing, context.table.about(thing.label.lower())) for thing in things if is_person(thing, context))
    return tuple(thing for thing, who in people if row and who and {row.label, *row.names} & set(who.parts))


def _is_content(tail: Tail, things: Things, context: Context) -> bool:
    """Whether what is not seen is what they hold (`the glass of stout`): nothing to look for."""
    bare = _BARE.fullmatch(tail.argument) is not None and tail.relation == "of"
    return bare and all(
        any(context.table.is_kind(thing.label.lower(), kind) for kind in ("container", "tableware")) for thing in things
    )


_BARE = re.compile(r"(?!(?:the|an?|my|his|her|their|its|this|that|these|those|all|everyone)\b)[a-z]+(?: [a-z]+)?")


def _gone(text: str, context: Context) -> tuple[Things, ...]:
    """What was taken out before, where "it" can mean nothing else."""
    if text not in ("it", "them", "him", "her", "that", "that one") or context.focus.targets:
        return ()
    return (context.departed,) if context.departed else ()


def _to_any(relation: str, things: Things, all_kinds: bool, context: Context) -> Things:
    """The things that stand so to anything at all, or to anybody."""
    others = tuple(t for t in context.standing if t not in things and (all_kinds or is_person(t, context)))
    if all_kinds:
        return _holding(relation, things, (others,), context)
    ways = next((pair for pair in (("inside", "on"), ("containing", "under")) if relation in pair), (relation,))
    found = [hold(way, things, (others,), context.scene) for way in ways] if others else []
    if "under" in ways:
        found.append(taken(things, others, context.scene))
    return tuple(thing for thing in things if any(thing in some for some in found))


_SIDES = frozenset(["left of", "right of", "above", "below"])


def _right_beside(things: Things, anchors: tuple[Things, ...]) -> Things:
    """Of things on one side of a single one that which is by far the nearest, if there is such a one."""
    flat = tuple(anchor for group in anchors for anchor in group)
    if len(flat) != 1:
        return things
    first, second, *_ = nearest_first(things, flat[0].box)
    clear = gap(first.box, flat[0].box) <= 0.5 * gap(second.box, flat[0].box)
    return (first,) if clear else things


def _is_setting(tail: Tail, phrase: Phrase, context: Context) -> bool:
    """Whether that nobody has seen it yet does not matter: things of any kind stand on a floor, and all the people of
    the picture are wherever it was taken."""
    if phrase.every and phrase.head == "person" and tail.relation in ("inside", "on", "next to"):
        place = parse(tail.argument, context.nouns)[0].head
        return _is_place(place, context) or (tail.relation == "inside" and not context.nouns(place))
    return not phrase.generic and bool(_SETTINGS & set(tail.argument.split()))


def _is_place(noun: str, context: Context) -> bool:
    return any(context.table.is_kind(label, kind) for label in context.table.labels_named(noun) for kind in _PLACES)


_PLACES = ("place", "building", "room")
_SETTINGS = frozenset(
    [
        "floor",
        "ground",
        "horizon",
        "wall",
        "ceiling",
        "sky",
        "water",
        "sea",
        "ocean",
        "shore",
        "street",
        "road",
        "grass",
        "field",
        "room",
        "distance",
        "air",
        "lawn",
        "sand",
        "pavement",
        "sidewalk",
        "meadow",
        "yard",
        "snow",
        "scene",
        "foreground",
        "garden",
        "park",
        "kitchen",
        "table",
        "beach",
        "corner",
    ]
)
"""Where things are anyway: that nobody has seen the floor yet does not matter for the cat on it."""


def _one_of(argument: str, things: Things, context: Context) -> str:
    """`the red and the yellow one` among balloons are balloons; so is one, where there is such a balloon."""
    labels = {thing.label.lower() for thing in things}
    if len(labels) != 1 or (" and " not in argument and not argument.endswith(" one")):
        return argument
    label = labels.pop()
    if " and " not in argument:
        alike = f"{argument.removesuffix(' one')} {label}"
        return alike if _is_one_color(argument) and candidates(parse(alike, context.nouns)[0], context)[0] else argument
    halves = argument.split(" and ")
    named_ones = [
        re.sub(r" one$", f" {label}", half) if half.endswith(" one") else f"{half} {label}" if color_of(half) else half
        for half in halves
    ]
    return " and ".join(named_ones)


def _is_one_color(argument: str) -> bool:
    """Whether nothing but a colour tells the one (`the blue one`)."""
    return color_of(argument.removesuffix(" one").removeprefix("the ")) is not None


_OTHERS = re.compile(r"(?:the )?(?:two )?(?:other|others)(?: two)?(?: \w+)?|its neighbo(?:u)?rs")


def _holding(relation: str, things: Things, anchors: tuple[Things, ...], context: Context) -> Things:
    """The things that hold anything at all: those of which the scene says so, else what the boxes show."""
    if relation == "with" and (having := hold(relation, things, anchors, context.scene)):
        return having
    ids = {r.object for r in context.scene.relations if r.predicate in ("on", "inside", "in")}
    stated = tuple(thing for thing in things if thing.id in ids)
    return stated or hold(relation, things, anchors, context.scene)


def _described(things: Things, tail: Tail, phrase: Phrase, context: Context) -> bool:
    """Whether `the animal with a mane` tells a thing by what its kind has: nothing of the scene is named, and the head
    is a kind. What somebody wears or holds is no such thing."""
    labels = {thing.label.lower() for thing in things}
    if labels == {"person"} or phrase.head in labels or named(parse(tail.argument, context.nouns)[0].head, context):
        return False
    return bool(for_purpose(things, tail.argument, phrase, context))


def _anchors(text: str, context: Context, resolve: Resolve) -> tuple[Things, ...]:
    """Each group of things that a relation may refer to; for "between" two groups."""
    halves = re.split(r" and | && ", text)
    try:
        groups = [resolve(text, context)] if len(halves) != 2 else [resolve(half, context) for half in halves]
    except Ambiguous as several:
        groups = [Referents(tuple(target for choice in several.choices for target in choice.targets))]
    return tuple(
        tuple(context.scene.get(id) for id in context.scene.ids if id in Focus(group.targets).ids) for group in groups
    )
