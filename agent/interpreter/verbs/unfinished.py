"""Verb frames that lack something: a verb alone is about what was marked or mentioned, else what lacks is asked."""

from __future__ import annotations

import re
from dataclasses import replace

from ....scene.ops import Duplicate
from ..changes.qualities import ObscureChange
from ..clauses.grammar import Frame
from ..context import Context
from ..outcomes import Open, OtherFrame
from ..things.reference import resolve
from ..things.referring import PRONOUN
from ..words.normalise import data
from .common import Ops
from .removing import remove


def open_question(frame: Frame, context: Context) -> Ops:
    if re.match(r"the (?:color|size|look|style|shape) of ", frame.get("obj") or ""):
        raise OtherFrame
    if frame.words[0] == "do" and PRONOUN.fullmatch(frame.slots["obj"]):
        raise OtherFrame
    targets = resolve(frame.slots["obj"], context).targets if frame.get("obj") else ()
    if targets and frame.words[0] in ("paint", "color", "dye", "tint", "recolor", "repaint"):
        raise Open(f"Which color should {frame.slots['obj']} get?")
    raise Open(f"What should {frame.get('obj') or 'it'} become?")


def bare_verb(frame: Frame, context: Context) -> Ops:
    """A verb alone: about the only mark when there is one."""
    verb = frame.words[0]
    if context.marks:
        return (
            remove(replace(frame, slots={"obj": "this"}), context)
            if verb in data("frames")["words"]["remove"].split("|")
            else _bare(verb, context)
        )
    if context.focus.targets and verb in data("frames")["words"]["remove"].split("|"):
        return remove(replace(frame, slots={"obj": "it"}), context)
    raise Open(f"{' '.join(frame.words).capitalize()} what? Name it, or mark it in the picture.")


def _bare(verb: str, context: Context) -> Ops:
    targets = resolve("this", context).targets
    if verb in ("blur", "pixelate", "censor"):
        return (ObscureChange("blur" if verb == "blur" else "pixelate").op(targets),)
    if verb in ("duplicate", "copy"):
        return tuple(Duplicate(target=target) for target in targets)
    raise Open(f"{verb.capitalize()} it how?")
