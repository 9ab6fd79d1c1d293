"""Verb frames about faces → ops: hiding them, making people unrecognisable, the colour of eyes, red eyes of a flash."""

from __future__ import annotations

import re

from ....scene.ops import Adjust, Obscure, Recolor
from ....scene.target import ObjectTarget, Target
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import OtherFrame
from ..things.reference import resolve
from ..words.colors import color_of
from ..words.phrases import parse
from .common import Ops

RED_EYE = {"saturation": -1.0, "brightness": -0.4}
"""What turns the red of a flash into the dark of a pupil and leaves its glint."""

_HIDDEN = frozenset(["face", "eye", "mouth"])
_EVERYBODY = re.compile(
    r"(?:(?:all|every|the|of) )*(?:everyone|everybody|people|persons?|everything|picture|photo|image|it)"
)


def red_eyes(frame: Frame, context: Context) -> Ops:
    """`fix the red eyes`: the red goes out of the pupils, which become dark."""
    whose = f" of {owner}" if (owner := frame.get("obj")) else ""
    targets = resolve(f"the red eyes{whose}", context).targets
    return (Adjust.model_validate({"targets": targets, **RED_EYE}),)


def hide_face(frame: Frame, context: Context) -> Ops:
    """`hide her face` covers it up; what is hidden otherwise is removed."""
    text = frame.slots["obj"]
    if not any(phrase.head in _HIDDEN for phrase in parse(text.replace(" 's ", " ")[-40:], context.nouns)[:1]):
        raise OtherFrame
    return (Obscure(targets=resolve(text, context).targets, method="blur"),)


def anonymize(frame: Frame, context: Context) -> Ops:
    """`make everyone unrecognizable`: their faces are blurred; all of what has none, and of who shows none."""
    text = frame.slots["obj"]
    if not _EVERYBODY.fullmatch(text) and (shown := _without_face(text, context)):
        return (Obscure(targets=shown, method="blur"),)
    whose = "all faces" if _EVERYBODY.fullmatch(text) else f"the faces of {text}"
    return (Obscure(targets=resolve(whose, context).targets, method="blur"),)


def _without_face(text: str, context: Context) -> tuple[Target, ...]:
    """The things that words mean where they are no people, or people whose faces were looked for in vain."""
    targets = resolve(text, context).targets
    ids = [target.object for target in targets if isinstance(target, ObjectTarget) and context.scene.has(target.object)]
    people = [id for id in ids if context.scene.get(id).label == "person"]
    faces = {one.part_of for one in context.scene.objects if one.label == "face"}
    searched = any("face" in query for query in context.scene.queries)
    return targets if ids and (not people or (searched and not faces & set(people))) else ()


def given_eyes(frame: Frame, context: Context) -> Ops:
    """`give her blue eyes`: the irises, not the white around them."""
    color = color_of(frame.slots["color"])
    if color is None:
        raise OtherFrame
    owner = frame.slots["noun"]
    pronoun = {"her": "her", "him": "his", "them": "their", "it": "its"}.get(owner)
    text = f"{pronoun} irises" if pronoun else f"the irises of {owner}"
    return (Recolor(targets=resolve(text, context).targets, color=color),)
