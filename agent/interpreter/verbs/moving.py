"""Verb frames that put things elsewhere: move them, and let two of them trade places."""

from __future__ import annotations

import re
from dataclasses import replace

from ....scene.ops import Move, Swap
from ....scene.target import MarkPlace, ObjectTarget, Place, Relative, Target
from ..clauses.grammar import Frame
from ..context import Context
from ..conversation.keeping import kept
from ..outcomes import Open, OtherFrame
from ..things.places import place
from ..things.reference import objects_of, one, resolve
from .common import Ops


def move(frame: Frame, context: Context) -> Ops:
    if frame.words and frame.words[0] in PUTS and kept(frame.slots["obj"], context) is not None:
        raise OtherFrame
    if _CUT_PLACE.search(frame.slots["obj"]):
        raise OtherFrame
    targets = objects_of(resolve(frame.slots["obj"], context).targets, context)
    return tuple(
        Move(target=target, to=_not_itself(place(frame.slots["place"], context, target), target)) for target in targets
    )


_CUT_PLACE = re.compile(r" (?:in|into|at|on|to) the (?:top|bottom|upper|lower|middle|center)$")
"""A place that was cut in two (`the cup in the top` `left corner`)."""


PUTS = ("put", "place", "set", "stick", "position", "drop", "lay", "stand", "bring", "have", "i want", "i would like")
"""Verbs that may as well put something new into the picture."""


def _not_itself(where: Place, target: Target) -> Place:
    if (
        isinstance(where, Relative)
        and not isinstance(where.of, tuple)
        and where.of.model_dump(exclude={"said"}) == target.model_dump(exclude={"said"})
    ):
        raise OtherFrame
    return where


def move_open(frame: Frame, context: Context) -> Ops:
    """A mark that nothing was said of is where it is to go, unless it lies on the thing itself."""
    name = context.stray_mark
    unmarked = replace(context, marks={}) if name else context
    targets = objects_of(resolve(frame.slots["obj"], unmarked).targets, unmarked)
    if name is not None:
        below = context.under(name)
        if below is None or ObjectTarget(object=below.id) not in [ObjectTarget(object=_id(t)) for t in targets]:
            return tuple(Move(target=target, to=MarkPlace(mark=name)) for target in targets)
    raise Open(f"Where should {frame.slots['obj']} go?")


def _id(target: Target) -> str:
    return target.object if isinstance(target, ObjectTarget) else ""


def bare_move(frame: Frame, context: Context) -> Ops:
    """`move to the left`: what was spoken of, else it is asked."""
    if context.focus.targets or context.marks:
        return move(replace(frame, slots={**frame.slots, "obj": "it"}), context)
    raise Open(f"{frame.words[0].capitalize()} what? Name it, or mark it in the picture.")


def swap(frame: Frame, context: Context) -> Ops:
    other = frame.slots["obj2"]
    is_new = re.match(r"(?:a|an|some|new) ", other) is not None
    unknown = not context.nouns(other.split()[-1]) and not other.startswith(("the ", "["))
    if ({"for", "with"} & set(frame.words) and is_new) or ("for" in frame.words and unknown):
        raise OtherFrame
    return (Swap(target=one(frame.slots["obj"], context), other=one(other, context)),)


def swap_place(frame: Frame, context: Context) -> Ops:
    """`put the cup where the vase is and the vase where the cup is`."""
    slots = ("obj", "obj4", "obj2", "obj3")
    first, back, other, there = (one(frame.slots[name], context) for name in slots)
    if not (_id(first) == _id(back) and _id(other) == _id(there)):
        raise OtherFrame
    return (Swap(target=first, other=other),)


def swap_pair(frame: Frame, context: Context) -> Ops:
    text = frame.slots["obj"]
    targets = resolve(text, context).targets
    if len(targets) != 2:
        raise OtherFrame
    return (Swap(target=targets[0], other=targets[1]),)
