"""Verb frames about the background → ops: another one, none, one thing cut out of it, all of it blurred."""

from __future__ import annotations

import re

from ....scene.ops import Background, Remove
from ....scene.target import BackgroundTarget, ObjectTarget, Target
from ..clauses.grammar import Frame, first_words
from ..context import Context
from ..outcomes import Ambiguous, Choice, OtherFrame
from ..things.reference import objects_of, resolve
from .adding import thing_of
from .common import Ops, is_background
from .replacing import new_background


def background_on(frame: Frame, context: Context) -> Ops:
    thing = frame.slots["thing"]
    if not frame.get("obj") and (re.search(r" (?:in|on|from|of|behind|the|to|at)$", thing) or _is_verb(thing)):
        raise OtherFrame
    if frame.get("obj"):
        resolve(frame.slots["obj"], context)
    return (new_background(*thing_of(frame.slots["thing"], context)),)


def background_as(frame: Frame, context: Context) -> Ops:
    """`use [B] as the background`: of a picture that was brought along."""
    if not frame.slots["thing"].startswith("["):
        raise OtherFrame
    return (new_background(*thing_of(frame.slots["thing"], context)),)


def _is_verb(text: str) -> bool:
    return text.split()[0] in first_words()


def background_cut(frame: Frame, context: Context) -> Ops:
    targets = resolve(frame.slots["obj"], context).targets
    if is_background(targets):
        raise OtherFrame
    return (Background(color="transparent"),)


def cut_out(frame: Frame, context: Context) -> Ops:
    """`cut out the bus`: to be rid of it, or to have it alone. The answer is pinned as what is to go."""
    text = frame.slots["obj"]
    targets = objects_of(resolve(text, context).targets, context)
    if is_background(targets):
        return (Background(color="transparent"),)
    phrase = f"{' '.join(frame.words)} {text}"
    if phrase not in context.pins:
        going = (
            Choice(f"keep only {text}, on a transparent background", (BackgroundTarget(said=text),)),
            Choice(f"remove {text} from the picture", targets),
        )
        raise Ambiguous(phrase, f"Does “{phrase}” mean to keep only that, or to remove it?", going)
    gone = context.pins[phrase]
    return _only(targets, context) if is_background(gone) else (Remove(targets=gone),)


def _only(targets: tuple[Target, ...], context: Context) -> Ops:
    """Nothing but these: the other things go as well as the background, which is only what belongs to no thing."""
    kept = {target.object for target in targets if isinstance(target, ObjectTarget)}
    others = [t.id for t in context.standing if not {t.id, t.part_of} & kept and t.id not in context.gone]
    clear = Background(color="transparent")
    return (Remove(targets=tuple(ObjectTarget(object=id) for id in others)), clear) if kept and others else (clear,)


def background_keep(frame: Frame, context: Context) -> Ops:
    resolve(frame.slots["obj"], context)
    return (Background(blur=0.5),)
