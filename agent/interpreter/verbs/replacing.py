"""Verb frames that put one thing in the place of another, the background among them."""

from __future__ import annotations

import re
from dataclasses import replace

from ....scene.ops import Background, EditOp, Replace
from ....scene.target import EverythingTarget, Reference, Target
from ..changes.qualities import StyleChange, color_change, is_picture, parse_quality
from ..clauses.grammar import Frame
from ..context import Context
from ..conversation.discourse import common_label
from ..outcomes import OtherFrame
from ..things.reference import objects_of, resolve
from ..words.normalise import singular
from .adding import thing_of
from .becoming import quality
from .common import Ops, is_background
from .removing import remove

_CUT_WRONGLY = re.compile(r"^(?:left|right|up|down)\b|(?:,| and| , and)$")
"""A direction, or words that go on: nothing to put there."""


def replace_thing(frame: Frame, context: Context) -> Ops:
    text = frame.get("thing") or frame.get("athing") or f"a {frame.slots['noun']}"
    if _CUT_WRONGLY.search(text):
        raise OtherFrame
    change = (
        None if re.match(r"(?:a|an) (?!bit|little|lot|square)", text) and not _is_style(text) else parse_quality(text)
    )
    if frame.slots["obj"] in ("it", "this", "that") and not context.focus.targets and not context.marks:
        return _whole_into(text, (EverythingTarget(said=frame.slots["obj"]),))
    targets = resolve(frame.slots["obj"], context).targets
    if change is not None and not (set(frame.words) & {"replace", "with"}) and not _is_exchange(frame, text):
        return quality(replace(frame, slots={"obj": frame.slots["obj"], "quality": text}), context)
    if is_picture(targets):
        return _whole_into(text, targets)
    if text in ("nothing", "nothing at all", "empty space", "the background", "background", "empty ground"):
        return remove(replace(frame, slots={"obj": frame.slots["obj"]}), context)
    if label := common_label(targets, context):
        text = re.sub(r"\bones?$", label, text)
    prompt, reference = thing_of(text, context)
    if is_background(targets):
        return (new_background(prompt, reference),)
    if frame.get("noun") and not _is_a_thing(text, context):
        raise OtherFrame
    return (Replace(targets=objects_of(targets, context), prompt=prompt, reference=reference),)


def _is_exchange(frame: Frame, text: str) -> bool:
    """Whether `swap it for a poster` is said: one thing for another, whatever style goes by that name."""
    return (
        bool({"for", "instead", "rather", "place", "lieu", "where"} & set(frame.words))
        and re.match(r"(?:an?|some) ", text) is not None
    )


def replace_become(frame: Frame, context: Context) -> Ops:
    """`the bucket should become a treasure chest`."""
    if not re.match(r"(?:an?|some|two|three|another|\[)\b", frame.slots["thing"]):
        raise OtherFrame
    return replace_thing(frame, context)


def _is_style(text: str) -> bool:
    return isinstance(parse_quality(text), StyleChange)


def _is_a_thing(text: str, context: Context) -> bool:
    """Whether the last word is a noun: an adjective ("a bit dizzier") is no thing to draw."""
    import simplemma

    last = text.split()[-1]
    return context.nouns(singular(last)) or (
        simplemma.is_known(last, lang="en") and not last.endswith(("er", "est", "ier", "ful", "ous", "ly"))
    )


def _whole_into(text: str, targets: tuple[Target, ...]) -> Ops:
    bare = re.sub(r"^(?:a|an|the|some) ", "", text)
    bare = re.sub(r" (?:scene|picture|photo|image|atmosphere|setting)$", "", bare)
    change = parse_quality(bare)
    if change is None:
        raise OtherFrame
    return (change.op(targets),)


def new_background(prompt: str | None, reference: Reference | None) -> EditOp:
    if reference is not None:
        return Background(reference=reference)
    color = color_change(prompt or "")
    if (prompt or "") in ("transparent", "transparency", "nothing", "transparent background", "transparent one"):
        return Background(color="transparent")
    return Background.model_validate(color.fields) if color else Background(prompt=prompt)
