"""Verb frames that say what a thing is to become: its colour, tone, style or mood."""

from __future__ import annotations

import re

from ....scene.ops import Background, EditOp
from ....scene.target import EverythingTarget, Target
from ..changes.natural import natural
from ..changes.qualities import (
    AspectChange,
    Change,
    ColorChange,
    FlipChange,
    MoodChange,
    ObscureChange,
    RotateChange,
    StyleChange,
    ToneChange,
    color_change,
    is_picture,
    parse_quality,
)
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..words.normalise import word_set
from ..words.phrases import parse
from .common import Ops, is_background, or_picture

_OF_PICTURES = ToneChange | StyleChange | MoodChange | AspectChange | FlipChange | RotateChange
"""Changes that are a picture's as well as a thing's."""


def quality(frame: Frame, context: Context) -> Ops:
    """`make {obj} {quality}`: what it is to become says which op."""
    change = parse_quality(frame.slots["quality"])
    if change is None:
        raise OtherFrame
    text = frame.get("obj")
    if text and isinstance(change, ColorChange) and _is_cut(text, frame.slots["quality"], context):
        raise OtherFrame
    if text and isinstance(change, ColorChange):
        text = _colored_part(text, "color" in frame.words)
    targets = or_picture(text, context, calm=isinstance(change, _OF_PICTURES))
    if isinstance(change, StyleChange) and "as" in frame.words and is_picture(targets):
        return (change.op(targets),)
    if is_background(targets):
        return (_background(change, targets),)
    if (
        isinstance(change, ColorChange)
        and isinstance(targets[0], EverythingTarget)
        and "gray" in frame.slots["quality"]
    ):
        return (ToneChange({"saturation": -1.0}).op(targets),)
    if isinstance(change, ColorChange) and is_picture(targets):
        raise Open(f"What should be {frame.slots['quality']}? Name the thing to recolor.")
    if isinstance(change, ObscureChange) and is_picture(targets):
        return (change.op(targets),)
    return (natural(change, frame.slots["quality"], targets, context).op(targets),)


def _is_cut(text: str, quality: str, context: Context) -> bool:
    return _shade_cut(text, quality) or _noun_cut(text, quality, context)


def _shade_cut(text: str, quality: str) -> bool:
    """Whether `light` of `the wall light blue` was cut off the colour."""
    words = text.split()
    return len(words) > 2 and words[-1] in word_set("shades") and color_change(f"{words[-1]} {quality}") is not None


def _noun_cut(text: str, quality: str, context: Context) -> bool:
    """Whether `apple` of `the red apple green` was cut off the thing: what is left has no noun, and it is here."""
    first, _, rest = quality.partition(" ")
    phrase = parse(text, context.nouns)[0]
    nameless = not phrase.head and bool(phrase.adjectives) and text.split()[-1] not in ("one", "ones")
    here = any(thing.label.lower().split()[-1] == first for thing in context.scene.objects)
    return nameless and here and color_change(rest) is not None


_EYE = re.compile(r"\b(?<!red )eye(?P<plural>s?)\b")


def _colored_part(text: str, both: bool) -> str:
    """Of an eye the iris is what has a colour; "her eye color" is that of `both`."""
    return _EYE.sub(lambda match: "irises" if both or match.group("plural") else "iris", text)


def _background(change: Change, targets: tuple[Target, ...]) -> EditOp:
    if isinstance(change, ColorChange):
        return Background.model_validate(change.fields)
    if isinstance(change, ObscureChange):
        return Background(blur=change.amount or 0.5)
    return change.op(targets)


def quality_bare(frame: Frame, context: Context) -> Ops:
    """`a bit warmer`: about what was changed last, when that was the picture or a thing; else the picture."""
    change = parse_quality(frame.get("tonequality") or frame.get("style") or "black and white")
    if change is None:
        raise OtherFrame
    about_thing = context.focus.verb == "adjust" or (
        context.focus.verb == "recolor" and getattr(change, "amounts", {}).keys() == {"brightness"}
    )
    targets = context.focus.targets if about_thing and context.focus.targets else (EverythingTarget(),)
    return (change.op(targets),)


def mood(frame: Frame, context: Context) -> Ops:
    targets = or_picture(frame.slots["obj"], context)
    return (MoodChange(" ".join((*frame.words, "it")), "cheerful").op(targets),)


def quality_obj(frame: Frame, context: Context) -> Ops:
    """`redraw it as a comic`."""
    return quality(frame, context)


def restyle(frame: Frame, context: Context) -> Ops:
    """`redraw {obj} with {thing}`: a medium or a manner that no list knows."""
    manner = re.sub(r"^(?:an?|the|some) ", "", frame.slots["thing"])
    if color_change(manner) is not None:
        raise OtherFrame
    return (StyleChange(manner).op(or_picture(frame.slots["obj"], context)),)
