"""What the families of verbs share: ops as they come out, and when a phrase means the picture."""

from __future__ import annotations

import re

from ....scene.ops import EditOp
from ....scene.target import BackgroundTarget, EverythingTarget, Target
from ..context import Context
from ..outcomes import Missing
from ..things.reference import resolve
from ..words.patterns import pattern

Ops = tuple[EditOp, ...]
# fmt: off
_WHAT_IS_SHOWN = frozenset(
    [
        "it", "this", "that", "itself", "things", "the colors", "colors", "the tones", "the tone", "the light",
        "the lighting", "all of this", "all this", "this all", "all of it", "it all", "the whole lot",
    ]
)
# fmt: on

_SHOWN = re.compile(
    r"(?:the |all the )?(?:overall |general )?(?:tones?|colors?|hues?|shades|lighting|light|palette|coloring)"
    r" (?:of|in|on) (?:the|this|my) (?:whole |entire )?(?:photo|picture|image|shot|scene|photograph)"
)


def is_background(targets: tuple[Target, ...]) -> bool:
    return len(targets) == 1 and isinstance(targets[0], BackgroundTarget)


def or_picture(text: str | None, context: Context, calm: bool = True) -> tuple[Target, ...]:
    """The targets of a phrase; "it" with nothing mentioned before is the picture, where that makes sense (`calm`)."""
    if text is None:
        return (EverythingTarget(),)
    if calm and _SHOWN.fullmatch(text):
        return (EverythingTarget(said=text),)
    if calm and text in _WHAT_IS_SHOWN and not context.focus.targets and not context.marks:
        return (EverythingTarget(said=text),)
    try:
        return resolve(text, context).targets
    except Missing:
        if calm and pattern("phrases", "setting").fullmatch(text):
            return (EverythingTarget(said=text),)
        raise
