"""Nouns and adjectives → objects of the scene: labels, other names, kinds, colours, attributes."""

from __future__ import annotations

import re
from collections.abc import Callable

from ....scene.objects import SceneObject
from ..context import Context
from ..knowledge.similarity import NAME_THRESHOLD
from ..words.colors import color_of, may_be
from ..words.normalise import singular
from .roles import at_hand, is_person, tools_of
from .spatial import prominent

Things = tuple[SceneObject, ...]
# fmt: off
GENDERS = {
    "man": "man", "guy": "man", "boy": "man", "gentleman": "man", "dude": "man", "bloke": "man", "chap": "man",
    "fellow": "man", "lad": "man", "lass": "woman",
    "woman": "woman", "lady": "woman", "girl": "woman", "gal": "woman",
    "nephew": "man", "uncle": "man", "brother": "man", "son": "man", "father": "man", "dad": "man", "daddy": "man",
    "grandpa": "man", "grandfather": "man", "grandson": "man", "stepson": "man", "stepbrother": "man", "godson": "man",
    "father-in-law": "man", "brother-in-law": "man", "husband": "man", "fiance": "man", "ex-husband": "man",
    "boyfriend": "man", "groom": "man", "waiter": "man", "policeman": "man", "businessman": "man",
    "niece": "woman", "aunt": "woman", "auntie": "woman", "sister": "woman", "daughter": "woman", "mother": "woman",
    "mom": "woman", "mum": "woman", "mommy": "woman", "mummy": "woman", "grandma": "woman", "granny": "woman",
    "grandmother": "woman", "gran": "woman", "nan": "woman", "nana": "woman", "grandad": "man", "granddad": "man",
    "granddaughter": "woman", "stepdaughter": "woman", "stepsister": "woman",
    "goddaughter": "woman", "mother-in-law": "woman", "sister-in-law": "woman", "wife": "woman", "fiancee": "woman",
    "ex-wife": "woman", "girlfriend": "woman", "bride": "woman", "bridesmaid": "woman", "waitress": "woman",
    "policewoman": "woman", "businesswoman": "woman", "barmaid": "woman", "barman": "man",
}
AGES = frozenset(["child", "kid", "youngster", "toddler", "baby", "infant", "minor"])
_GROWN = frozenset(["adult", "grown-up", "grownup"])
_YOUNG = frozenset(["boy", "girl", "child", "kid", "baby", "toddler", "infant", "teenager"])
MAIN = frozenset(
    [
        "main subject", "subject", "main person", "main character", "protagonist", "main object", "main figure",
        "central figure", "focal point", "main motif", "center of attention", "main thing", "main focus",
    ]
)
"""The one that the photo is about: the most prominent person, or thing."""
BYSTANDERS = frozenset(
    [
        "bystander", "passerby", "passersby", "onlooker", "stranger", "photobomber", "spectator", "extra",
        "background person", "background figure", "random person", "crowd",
    ]
)
_OLD = frozenset(
    [
        "grandma", "grandmother", "granny", "gran", "nan", "nana", "grandpa", "grandfather", "granddad", "grandad",
        "grandparent", "pensioner", "senior",
    ]
)
"""Who is old by name, and so it is the old ones that are meant, where their ages are known."""
_DRUNK_FROM = frozenset(["glass", "cup", "mug", "bottle", "can", "jug", "carton", "pint"])
"""A drink is called by its name, whatever it is in."""
_SAME = {"man": {"man", "male", "boy", "m"}, "woman": {"woman", "female", "girl", "f"}}


def named(noun: str, context: Context) -> Things:
    """The objects that a (singular) noun may name, nearest sense first: the label itself, its last word, other names,
    kinds, then (`labrador`) the thing it is a kind of."""
    things, table = context.scene.objects, context.table
    if role := _by_role(noun, context):
        return role
    if noun == "glasses" and not any(_label(thing).endswith(("glasses", "spectacles")) for thing in things):
        noun = "glass"
    senses: tuple[Callable[[SceneObject], bool], ...] = (
        lambda t: noun in (_label(t), singular(_label(t))) or _joined(_label(t)) == _joined(noun),
        lambda t: _label(t).endswith(" " + noun) or singular(_label(t)).endswith(" " + noun),
        lambda t: _own_label(t, context) in table.labels_named(noun) or _label(t) in table.labels_named(noun),
        lambda t: any(name == noun or name.endswith(" " + noun) for name in _found_as(t)),
        lambda t: _label(t).startswith(noun + " ") and _label(t).split()[-1] in _DRUNK_FROM,
        lambda t: table.is_kind(_label(t), noun) or table.is_kind(_label(t), noun + "s"),
        lambda t: len(noun) > 2 and len(_label(t)) > len(noun) + 2 and _label(t).endswith(noun),
        lambda t: any(_label(t) in other.kinds for label in table.labels_named(noun) if (other := table.about(label))),
    )
    for sense in senses:
        if found := tuple(thing for thing in things if sense(thing)):
            return dressed_for(noun, _of_gender(noun, found), context)
    return _similar(noun, context)


def dressed_for(noun: str, things: Things, context: Context) -> Things:
    """Of several people those who wear what one wears in that role (a guard a uniform), or have at hand what one needs,
    if any do."""
    rows = [row for label in context.table.labels_named(noun) if (row := context.table.about(label))]
    rows = [row for row in rows if "person" in row.kinds and row.label not in _PEOPLE]
    if len(things) < 2 or not rows or not all(is_person(thing, context) for thing in things):
        return things
    if called := tuple(thing for thing in things if attribute_says(thing, noun)):
        return called
    worn = {part for row in rows for part in row.parts}
    if dressed := tuple(thing for thing in things if any(wears(thing, part) for part in worn)):
        return dressed
    return at_hand(things, tools_of(noun, context), context) or things


_PEOPLE = ("person", "child", "baby", "crowd")
"""Rows of people whatever they do."""


def _joined(name: str) -> str:
    return name.replace(" ", "")


def _by_role(noun: str, context: Context) -> Things:
    """`the main subject`, `the bystanders`: told by how large people are in the picture."""
    labels = {_label(thing) for thing in context.scene.objects}
    if noun in labels or noun not in MAIN | BYSTANDERS:
        return ()
    people = tuple(t for t in context.standing if _label(t) == "person")
    main = prominent(people or context.standing)
    if noun in MAIN:
        return main
    return tuple(person for person in people if person not in main) or people


def _found_as(thing: SceneObject) -> tuple[str, ...]:
    """The words under which looking found a thing that was known by another label (`also`)."""
    return tuple(singular(str(name).lower()) for name in thing.attributes.get("also") or ())


def _label(thing: SceneObject) -> str:
    return thing.label.lower().replace("_", " ")


def _own_label(thing: SceneObject, context: Context) -> str:
    row = context.table.about(_label(thing))
    return row.label if row else _label(thing)


def _of_gender(noun: str, things: Things) -> Things:
    """A man is a person whose gender is said to be that, else one of whom it is not said."""
    if noun in AGES:
        return tuple(thing for thing in things if _is_young(thing)) or things
    if noun in _GROWN:
        return tuple(thing for thing in things if not _is_young(thing)) or things
    if noun in _OLD:
        things = tuple(thing for thing in things if is_old(thing)) or things
    gender = GENDERS.get(noun)
    if gender is None:
        return things
    given = [(thing, str(thing.attributes.get("gender", "")).lower()) for thing in things]
    if exact := tuple(thing for thing, said in given if said == noun):
        return exact
    sure = tuple(thing for thing, said in given if said in _SAME[gender])
    return sure or tuple(thing for thing, said in given if not said)


def is_old(thing: SceneObject) -> bool:
    """Whether an attribute says so."""
    return str(thing.attributes.get("age", "")).lower() in ("old", "elderly", "senior", "aged")


def _is_young(thing: SceneObject) -> bool:
    return bool({_label(thing), *(str(thing.attributes.get(name, "")).lower() for name in ("gender", "age"))} & _YOUNG)


def _similar(noun: str, context: Context) -> Things:
    if context.similar is None or context.nouns(noun):
        return ()
    labels = sorted({thing.label for thing in context.scene.objects})
    best = context.similar.best(noun, labels, NAME_THRESHOLD)
    return tuple(thing for thing in context.scene.objects if thing.label == best)


def with_adjective(things: Things, adjective: str, context: Context) -> Things | None:
    """The things an adjective fits, () when it contradicts them all, None when nothing is known about it."""
    if color_of(adjective) or adjective == "black white":
        return _colored(things, adjective)
    fitting = tuple(thing for thing in things if attribute_says(thing, adjective))
    if fitting:
        return fitting
    if dressed := tuple(thing for thing in things if _has_on(thing, adjective)):
        return dressed
    if made := _made_of(things, adjective):
        return made
    labelled = tuple(thing for thing in things if adjective in _label(thing).split())
    if labelled:
        return labelled
    kinds = tuple(thing for thing in things if context.table.fit(adjective, [_label(thing)])[_label(thing)] > 0)
    return kinds or None


def _has_on(thing: SceneObject, adjective: str) -> bool:
    """`the uniformed man`, `a bearded one`: what is said of a thing names what the adjective is made of."""
    stem = adjective.removesuffix("ed")
    return stem != adjective and len(stem) > 2 and any(attribute_says(thing, noun) for noun in (stem, f"{stem}e"))


def _made_of(things: Things, adjective: str) -> Things:
    """`the wooden chair`, `a glass vase`: those whose material it is."""
    materials = {adjective, adjective.removesuffix("en"), adjective.removesuffix("y"), adjective.removesuffix("lic")}
    given = [(t, str(t.attributes.get("material", "")).lower().split()) for t in things]
    return tuple(thing for thing, words in given if {w for word in words for w in (word, f"{word}en")} & materials)


def _colored(things: Things, color: str) -> Things:
    given = [(thing, str(thing.attributes["color"])) for thing in things if thing.attributes.get("color")]
    exact = tuple(thing for thing, has in given if has.lower() == color)
    if exact:
        return exact
    fitting = tuple(thing for thing, has in given if may_be(color, has))
    return fitting or tuple(thing for thing in things if not thing.attributes.get("color"))


def color_unknown(thing: SceneObject, adjective: str) -> bool:
    """Whether a colour was asked for and nothing is known of the thing's."""
    return color_of(adjective) is not None and not thing.attributes.get("color")


def attribute_says(thing: SceneObject, words: str) -> bool:
    """Whether an attribute's text holds all these words (`black coat` in `a black coat and sunglasses`)."""
    wanted = [singular(word) for word in words.split() if word not in ("a", "an", "the", "some", "his", "her", "their")]
    for value in thing.attributes.values():
        text = f" {' '.join(singular(w.strip(',.')) for w in str(value).lower().split())} "
        if wanted and f" {' '.join(wanted)} " in text:
            return True
    return False


def _wears_colored(thing: SceneObject, words: str) -> bool:
    """Whether what it wears is that and of a color that may be called so (`dark blue blouse`: a navy one)."""
    said = words.split()
    worn = " ".join(singular(word.strip(",.")) for word in str(thing.attributes.get("wearing", "")).lower().split())
    for n in (2, 1):
        color, noun = " ".join(said[:n]), singular(" ".join(said[n:]))
        if noun and color_of(color) is not None:
            shades = re.findall(rf"(?:(\w+ \w+)|(\w+)) {re.escape(noun)}(?= |$)", worn)
            own = (shade for pair in shades for both in pair if both for shade in (both, both.split()[-1]))
            return any(color_of(shade) is not None and may_be(color, shade) for shade in own)
    return False


# fmt: off
_COVERS = frozenset(
    [
        "frame", "cover", "case", "casing", "body", "shade", "lid", "roof", "label", "wrapper", "fur", "coat",
        "feather", "feathers", "plumage", "shell", "skin", "paint", "finish", "upholstery",
    ]
)
# fmt: on
"""What is seen of a thing first: a thing is said to be of its color."""


def wears(thing: SceneObject, words: str) -> bool:
    bare = re.sub(r"^(?:a|an|the|some|his|her) ", "", words)
    if attribute_says(thing, bare) or (
        all(attribute_says(thing, part) for part in bare.split(" and ") if part) and " and " in bare
    ):
        return True
    if _wears_colored(thing, bare):
        return True
    last = bare.split()[-1]
    if last in _COVERS and len(bare.split()) == 2 and "wearing" not in thing.attributes:
        own = str(thing.attributes.get("color", ""))
        return bool(own) and color_of(bare.split()[0]) is not None and may_be(bare.split()[0], own)
    if attribute_says(thing, last) and "wearing" in thing.attributes and len(bare.split()) == 1:
        return True
    color = str(thing.attributes.get("color", ""))
    head, _, _ = bare.partition(" ")
    worn = (
        bare
        if color_of(bare)
        else head
        if len(bare.split()) == 2
        and last in ("clothes", "coat", "shirt", "jacket", "dress", "sweater", "top", "outfit", "suit")
        else ""
    )
    return bool(
        (worn and color and may_be(worn, color) and "wearing" not in thing.attributes)
        or (color_of(bare) and color and may_be(bare, color))
    )
