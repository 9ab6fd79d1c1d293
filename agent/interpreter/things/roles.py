"""Who does something (`the drummer`, `whoever is selling fish`): the people who have what it is done with at hand"""

from __future__ import annotations

from functools import lru_cache

from ....scene.objects import SceneObject
from ..context import Context
from ..words.normalise import lemma, singular
from ..words.patterns import Rule
from ..words.spelling import english
from .spatial import Things, gap

_AT_HAND = (
    (
        frozenset(["held by", "carried by", "worn by", "used by", "played by"]),
        frozenset(["holding", "playing", "using"]),
    ),
    (frozenset(["under"]), frozenset(["on", "riding", "sitting on", "behind", "in", "inside", "sitting at", "at"])),
)
"""How a thing stands to who uses it, and who uses it to the thing; the surer first."""
_ENDINGS = ("ist", "er", "or", "ian", "man", "woman", "s")
_SHORTEST = 3


def at_hand(people: Things, tools: Things, context: Context) -> Things:
    """Those of the people who hold one of the tools; else who are on or behind one; else who touch one, unless all
    do."""
    for to_person, to_tool in _AT_HAND:
        if found := _related(people, tools, to_person, to_tool, context):
            return found
    near = tuple(one for one in people if any(gap(one.box, tool.box) == 0 for tool in tools))
    return near if len(near) < len(people) else ()


def is_person(thing: SceneObject, context: Context) -> bool:
    """Whether it is somebody, of whatever label."""
    label = thing.label.lower()
    return "person" in (label, *context.table.labels_named(label)) or context.table.is_kind(label, "person")


_ONE_WHO = Rule(r"^(?P<which>the|that|this|any|every)(?: (?P<many>ones)| one) who ")


def of_somebody(text: str, context: Context) -> str:
    """`the one who sells fish` is a person, where there are any."""
    match = _ONE_WHO.match(text)
    if match is None or not any(is_person(thing, context) for thing in context.standing):
        return text
    return f"{match['which']} {'people' if match['many'] else 'person'} who {text[match.end() :]}"


def _related(
    people: Things, tools: Things, to_person: frozenset[str], to_tool: frozenset[str], context: Context
) -> Things:
    ids = {tool.id for tool in tools}
    found = {r.object for r in context.scene.relations if r.subject in ids and r.predicate in to_person}
    found |= {r.subject for r in context.scene.relations if r.object in ids and r.predicate in to_tool}
    return tuple(one for one in people if one.id in found)


def tools_of(role: str, context: Context) -> Things:
    """The things of the scene that somebody of that name works with: named in the name, else a part of the role."""
    if named := tuple(thing for thing in context.standing if _in_name(thing, role)):
        return named
    rows = [row for label in context.table.labels_named(role) if (row := context.table.about(label))]
    parts = {
        part for row in rows if "person" in row.kinds and not context.table.has_sorts(row.label) for part in row.parts
    }
    return tuple(t for t in context.standing if any(_is_such(t, part, context) for part in parts))


def roles_in(words: str, context: Context) -> tuple[str, ...]:
    """What somebody is called who does what words tell (`selling fish`: seller), by the words' own verbs."""
    verbs = dict.fromkeys(lemma(word) for word in words.split() if word not in _NO_VERBS and len(word) >= _SHORTEST)
    stems = (stem for verb in verbs for stem in (verb.removesuffix("e"), f"{verb}{verb[-1]}"))
    names = (f"{stem}{ending}" for stem in stems for ending in ("er", "or"))
    return tuple(name for name in (*names, *verbs) if _is_role(name, context))


def _is_role(name: str, context: Context) -> bool:
    return any(context.table.is_kind(label, "person") for label in context.table.labels_named(name))


_NO_VERBS = frozenset(["who", "that", "the", "things", "people", "all", "with", "plays", "playing", "play"])


def tools_in(words: str, context: Context) -> Things:
    """The things of the scene that words about somebody's work name (`plays the guitar`)."""
    said = {word for word in words.split() for word in (word, singular(word))}
    return tuple(t for t in context.standing if not said.isdisjoint(t.label.lower().split()))


def _in_name(thing: SceneObject, role: str) -> bool:
    """`drummer` names the drum kit, `guitarist` the guitar."""
    stems = {*stems_of(role), role}
    return any(len(word) > _SHORTEST - 1 and word in stems for word in thing.label.lower().split())


def _is_such(thing: SceneObject, part: str, context: Context) -> bool:
    label = thing.label.lower()
    return part in (label, label.split()[-1]) or context.table.is_kind(label, part)


@lru_cache(maxsize=1024)
def stems_of(name: str) -> tuple[str, ...]:
    """What somebody or something is called after: `drummer` drum, `dryer` dry, `amplifier` amplify; () for nothing."""
    found: dict[str, None] = {}
    for ending in _ENDINGS:
        stem = name.removesuffix(ending)
        if stem == name or len(stem) < _SHORTEST:
            continue
        ways = (stem, f"{stem}e", f"{stem[:-1]}y" if stem[-1] == "i" else stem)
        doubled = (stem[:-1],) if stem[-1:] == stem[-2:-1] else ()
        found |= dict.fromkeys(way for way in (*ways, *doubled) if len(way) >= _SHORTEST and english(way))
    return tuple(dict.fromkeys((*found, *map(lemma, found))))
