"""Plain colour names for skies, water, plants and walls: the blue of a sky, not that of a screen."""

from __future__ import annotations

import re

from ....scene.target import ObjectTarget, PhraseTarget, Target
from ..context import Context
from ..words.normalise import data, singular
from .qualities import Change, ColorChange

_PLAIN = re.compile(
    r"(?:(?:be|look|in|into|to|a|the|color|colored|again|instead|now) )*(?P<name>[a-z]+)(?: color| instead| now)?"
)


def natural(change: Change, words: str, targets: tuple[Target, ...], context: Context) -> Change:
    """`make the sky blue` means a sky's blue; a shade that was named (`navy`, `bright blue`, `#0000ff`) is kept."""
    named = _PLAIN.fullmatch(words.strip())
    if not isinstance(change, ColorChange) or named is None:
        return change
    shades = [_shades(target, context).get(named["name"]) for target in targets]
    return ColorChange(shades[0]) if shades and shades[0] and len(set(shades)) == 1 else change


def _shades(target: Target, context: Context) -> dict[str, str]:
    label = ""
    if isinstance(target, ObjectTarget) and context.scene.has(target.object):
        label = context.scene.get(target.object).label.lower()
    elif isinstance(target, PhraseTarget):
        label = re.sub(r"^(?:the|this|that|my|a) ", "", target.phrase.lower())
    tables: dict[str, dict[str, str]] = data("colors")["natural"]
    of = next((names for key, names in tables.items() if {label, singular(label)} & set(key.split("|"))), {})
    return of
