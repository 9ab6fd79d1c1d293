"""Words about where → places: relations, edges, offsets, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce

from ....scene.geometry import Box, Point
from ....scene.objects import SceneObject
from ....scene.target import (
    EdgePlace,
    MarkPlace,
    MarkTarget,
    ObjectTarget,
    OffsetPlace,
    Place,
    PointPlace,
    RegionTarget,
    Relative,
    Target,
)
from ..context import Context
from ..outcomes import Missing, Open, OtherFrame, Refused
from ..words.amounts import take_degree
from ..words.normalise import singular, word_set
from ..words.patterns import Rule
from ..words.phrase_words import RELATIONS
from .marks import mark_target
from .reference import one, resolve
from .spatial import gap, nearness

# fmt: off
_ONTO = {
    "onto": "on", "into": "inside", "on to": "on", "in to": "inside", "underneath of": "below",
    "at the side of": "next to", "to the side of": "next to", "besides": "next to", "along": "next to",
    "to": "next to", "towards": "next to", "toward": "next to", "closer to": "next to", "next": "next to",
    "inside of": "inside", "with": "next to", "to the front of": "in front of",
    "to the back of": "behind", "on the top of": "on", "below of": "below", "for": "on",
    "in the hand of": "on",
    "in the hands of": "on",
}
# fmt: on
_ONTO |= {f"{at} the {part} of": "next to" for at in ("at", "by", "near") for part in ("foot", "base", "side")}
_ONTO |= {f"{at} the {part} of": "on" for at in ("in", "at", "on", "to") for part in ("middle", "center", "top")}
_WORDS = {
    word: place
    for word, place in {**RELATIONS, **_ONTO}.items()
    if place not in ("of", "with", "closest to", "farthest from")
}
_RELATION = Rule(
    r"^(?:(?:right|directly|just|straight|somewhere|immediately|up|down|over|back) )?(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r") (?P<of>.+)$"
)
_MARK = Rule(
    r"^(?:(?:to|at|on|in|into|onto|inside|over|by|near|under) )?(?:the )?(?:(?:spot|place|mark|area|region|box"
    r"|position|point|location|circle) )?(?:marked |labeled |called )?\[(?P<name>[^\]\s]+)\]$"
)
_HERE = Rule(
    r"^(?:(?:over|right|to|at|in|on|into|from|inside|back) )*(?:here|there|the same (?:spot|place"
    r"|position)|this (?:spot|place|point|area|position"
    r"|box|region|mark|location)|the (?:marked|selected) (?:spot|place|area|region|box|position)|the mark"
    r"|where i (?:have |had |just )*(?:clicked|marked|drew|drawn|pointed|tapped|circled)(?: it)?"
    r"|the (?:box|spot) i (?:drew|marked))$"
)
_THERE = Rule(r"\b(?:there|same (?:spot|place|position)|that (?:spot|place))$")
_SIDES = r"(?:left|right|top|bottom|upper|lower|middle|center)"
_EDGE = Rule(
    rf"^(?:(?:more|further|all the way|a bit|over|up|down|far) )*(?:(?:to|towards|toward|on|at|in|into|onto"
    rf"|against|near|along|by) )?(?:the |its |my )?(?:far |very |extreme "
    rf"|absolute )?(?P<first>{_SIDES})(?:[ -]+(?P<second>{_SIDES}))?(?: hand)?(?: side| edge| corner| border"
    rf"| part| half| area| end)?(?: of (?:the |this |my )?(?:photo|picture|image|scene|frame|shot|canvas))?$"
)
_TOWARD = Rule(r"^(?:over )?(?:(?:to|towards|toward|on) )?(?:the |its )?(?P<way>left|right)(?: hand side)?$")
# fmt: off
_DIRECTION = {
    "left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1), "upwards": (0, -1), "downwards": (0, 1),
    "upward": (0, -1), "downward": (0, 1), "higher": (0, -1), "lower": (0, 1), "leftwards": (-1, 0),
    "rightwards": (1, 0), "top": (0, -1), "bottom": (0, 1),
}
# fmt: on
_WAY = "|".join(_DIRECTION)
_OFFSET = Rule(
    rf"^(?:by )?(?:(?P<n>\d+(?:\.\d+)?)(?P<unit>%| pixels)?(?: of (?:the|its) (?P<whole>width|height"
    rf"|size))? )?(?:(?:more|further|over) )?(?:(?:to|towards"
    rf"|toward) )?(?:the )?(?P<way>{_WAY})(?: (?:by )?(?P<n2>\d+(?:\.\d+)?)(?P<unit2>%"
    rf"| pixels)?)?(?P<more> and (?:by )?\d.*)?$"
)
_POINT = Rule(r"^(?:to|at) (?:position |point |coordinates? )?\(? ?(?P<x>\d+)(?: ?, ?| )(?P<y>\d+) ?\)?$")
_WHERE = Rule(r"^(?:to |at )?where (?P<what>.+?) (?:is|are|was|were|stands|sits|lies)$")
_ZONES = {
    "sky": "top",
    "air": "top",
    "ceiling": "top",
    "ground": "bottom",
    "floor": "bottom",
    "street": "bottom",
    "road": "bottom",
    "grass": "bottom",
    "foreground": "bottom",
    "lawn": "bottom",
    "corner": "bottom right",
}
_LOOKED_FOR = frozenset({"grass", "lawn", "road", "street"})
"""Zones that are looked for first; where there is none, that side of the picture is meant."""

_ZONE = Rule(
    r"^(?:up |down |over |high )?(?:in|on|into|to|onto|at|across) (?:the )?(?P<zone>" + "|".join(_ZONES) + r")$"
)


_HAS = re.compile(r"with (?:an?|no|two|three|four|five|some|many|its|his|her|their)\b")
"""What a new thing has, and not where it is to be."""


def looks_like_place(text: str) -> bool:
    """Whether words may say where: a cheap test that comes before reading them."""
    first = text.split()[0]
    if not (first in word_set("place_starts") or first[0] in "[0123456789") or _HAS.match(text):
        return False
    rest, _ = take_degree(text)
    return any(pattern.match(rest) for pattern in (_WHERE, _RELATION, _MARK, _HERE, _EDGE, _OFFSET, _POINT, _ZONE))


def place(text: str, context: Context, moved: Target | None = None) -> Place:
    """The place that words name; `moved` is what goes there, so that "here" is not the same mark."""
    text = text.strip(" ,.")
    rest, _ = take_degree(text)
    rest = rest.removesuffix(" instead").strip()
    if match := _WHERE.match(rest):
        there = one(match.group("what"), context)
        return (
            MarkPlace(mark=there.mark) if isinstance(there, MarkTarget) else PointPlace(point=_center(there, context))
        )
    found = (
        _marked(rest, context, moved)
        or _shifted(text, rest, context)
        or _toward(rest, moved)
        or _edge(rest)
        or _zone(rest, context)
        or _relative(rest, context)
    )
    if found is None:
        raise OtherFrame(text)
    return found


def _center(target: Target, context: Context) -> Point:
    if isinstance(target, ObjectTarget):
        return context.scene.get(target.object).box.center
    if isinstance(target, MarkTarget):
        return context.marks[target.mark].bounds.center
    raise OtherFrame


def _marked(text: str, context: Context, moved: Target | None) -> Place | None:
    if match := _MARK.match(text):
        file = context.reference_named(match.group("name"))
        if file is not None and context.mark_named(match.group("name")) is None:
            raise OtherFrame(text)
        return MarkPlace(mark=mark_target(match.group("name"), context, text).mark)
    if not _HERE.match(text):
        return None
    taken = moved.mark if isinstance(moved, MarkTarget) else None
    names = [name for name in context.marks if name != taken and f"[{name.lower()}]" not in context.said.text]
    if not names and context.there is not None and _THERE.search(text):
        return context.there
    if not names:
        raise Open("Where is “here”? Mark the place in the picture.")
    return MarkPlace(mark=names[-1])


def _shifted(text: str, rest: str, context: Context) -> Place | None:
    first, sign, second = text.partition(" and ")
    if sign and re.match(r"(?:by )?\d", second):
        parts = (_shifted(first, first, context), _shifted(second, second, context))
        if all(isinstance(part, OffsetPlace) for part in parts):
            (x, y), (dx, dy) = (part.offset for part in parts if isinstance(part, OffsetPlace))
            return OffsetPlace(offset=(x + dx, y + dy))
    if match := _POINT.match(rest):
        return PointPlace(point=(float(match.group("x")), float(match.group("y"))))
    plain = text.replace("%", "% ").replace("  ", " ").replace(" percent", "%")
    match = _OFFSET.match(re.sub(r"(\d)% ", r"\1% ", plain)) or _OFFSET.match(rest)
    if match is None:
        return None
    x, y = _DIRECTION[match.group("way")]
    number, unit = match.group("n") or match.group("n2"), match.group("unit") or match.group("unit2")
    soft = rest != text or re.match(r"(?:more|further)\b", rest)
    if number is None and not soft and match.group("way") in ("left", "right", "top", "bottom"):
        return None
    width, height = context.scene.image.width, context.scene.image.height
    share = (
        float(number) / 100
        if number and unit == "%"
        else {0.15: 0.05, 0.6: 0.25}.get(take_degree(text)[1].strength, 0.1)
    )
    if number and unit != "%":
        return OffsetPlace(offset=(x * float(number), y * float(number)))
    return OffsetPlace(offset=(float(round(x * share * width)), float(round(y * share * height))))


def _toward(text: str, moved: Target | None) -> Place | None:
    """`move it to the left` says which way, `to the left edge` how far; `put one on the left` says where."""
    match = _TOWARD.match(text) if moved is not None else None
    return EdgePlace.model_validate({"edge": match.group("way"), "toward": True}) if match else None


def _edge(text: str) -> Place | None:
    match = _EDGE.match(text)
    if match is None:
        return None
    names = {"upper": "top", "lower": "bottom", "middle": "center"}
    words = [names.get(word, word) for word in match.groups() if word]
    words.sort(key=lambda word: word in ("left", "right"))
    words = [word for word in words if word != "center"] or ["center"]
    return EdgePlace.model_validate({"edge": " ".join(dict.fromkeys(words))})


def _zone(text: str, context: Context) -> Place | None:
    match = _ZONE.match(text)
    if match is None or any(match.group("zone") in thing.label for thing in context.scene.objects):
        return None
    zone = match.group("zone")
    if zone in _LOOKED_FOR and zone not in context.scene.queries:
        raise Missing((zone,), (None,))
    return EdgePlace.model_validate({"edge": _ZONES[match.group("zone")]})


def _relative(text: str, context: Context) -> Place | None:
    match = _RELATION.match(text)
    if match is None:
        return None
    relation, of = _WORDS[match.group("word")], match.group("of")
    if match.group("word") == "to":
        relation = _reached(of, context)
    if holder := _HOLDER.fullmatch(of):
        try:
            return Relative.model_validate({"relation": relation, "of": one(of, context)})
        except Missing:
            who = {"her": "the woman", "his": "the man", "their": "the person"}.get(holder["who"], holder["who"])
            return Relative.model_validate({"relation": "on", "of": one(who, context)})
    if relation == "between":
        return Relative(relation="between", of=_two(of, context))
    return Relative.model_validate({"relation": relation, "of": _anchor(relation, _without_side(of), context)})


_TOGETHER = 0.5
"""Things stand together where each is so near to another, in shares of its own longer side."""


def _anchor(relation: str, words: str, context: Context) -> Target:
    """What a place is told by: one thing, or (`beside the boots`) several that stand together, as the box around them;
    behind them is behind the one farthest back."""
    targets = resolve(words, context).targets
    things = [context.scene.get(t.object) for t in targets if isinstance(t, ObjectTarget)]
    if len(targets) < 2 or len(things) < len(targets) or relation in ("on", "inside"):
        return one(words, context)
    if not all(_is_near(thing, things) for thing in things):
        return one(words, context)
    if relation in ("behind", "in front of"):
        ordered = sorted(things, key=nearness, reverse=relation == "in front of")
        return ObjectTarget(object=ordered[0].id, said=words)
    return RegionTarget(region=reduce(Box.union, (thing.box for thing in things)), said=words)


def _is_near(thing: SceneObject, things: Sequence[SceneObject]) -> bool:
    reach = _TOGETHER * max(thing.box.width, thing.box.height)
    return any(gap(thing.box, other.box) <= reach for other in things if other is not thing)


_HOLDER = Rule(
    r"(?P<who>her|his|their|(?:the|my|this|that) .+?)(?: 's)? (?:left |right )?(?:hands?|head|lap|shoulders?"
    r"|back|arms?|face|neck"
    r"|wrist|nose|finger|feet|body)"
)
"""A part of somebody: where nobody has seen it, the whole will do."""


def _reached(words: str, context: Context) -> str:
    """`to the rug` is onto it, `to the bowl` into it, `to the tree` beside it."""
    label = singular(words.split()[-1])
    kinds = {"inside": ("container",), "on": ("furniture", "floor covering", "ground", "surface")}
    return next(
        (place for place, names in kinds.items() if any(context.table.is_kind(label, kind) for kind in names)),
        "next to",
    )


def _without_side(text: str) -> str:
    return re.sub(r"^(?:the )?(?:side|edge) of ", "", text)


def _two(text: str, context: Context) -> tuple[Target, Target]:
    targets = resolve(text, context).targets
    if len(targets) != 2:
        raise Refused(f"“between” needs two things, but “{text}” names {len(targets)}")
    return targets[0], targets[1]


def is_known(text: str, context: Context) -> bool:
    """Whether the words name a place whose things are all there."""
    try:
        place(text, context)
    except (Missing, OtherFrame, Open, Refused):
        return False
    return True


__all__ = ["ObjectTarget", "is_known", "looks_like_place", "place"]
