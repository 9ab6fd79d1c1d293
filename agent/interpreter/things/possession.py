"""Whose part is meant: `her face`, where the scene knows of what each face is a part."""

from __future__ import annotations

from collections.abc import Callable

from ....scene.target import ObjectTarget, Target
from ..context import Context
from ..outcomes import NotRead, Refused
from .nouns import Things
from .purposes import not_found

_OWNERS = {"her": "the woman", "his": "the man"}


def possessed(things: Things, text: str, context: Context, resolve: Callable[[str], tuple[Target, ...]]) -> Things:
    """The parts of the one who was spoken of last, or of the only woman or man; else all of them.

    Raises Refused when it is clear whose part is meant and only others have one.
    """
    said = text.split()[0] if text else ""
    if said not in ("her", "his", "their", "its") or not any(thing.part_of for thing in things):
        return things
    owners = _owners(said, things, context, resolve)
    own = tuple(thing for thing in things if thing.part_of in owners)
    if owners and not own:
        raise Refused(not_found(text))
    return own or things


def _owners(
    said: str, things: Things, context: Context, resolve: Callable[[str], tuple[Target, ...]]
) -> frozenset[str]:
    wholes = {thing.part_of for thing in things}
    spoken_of = frozenset(target.object for target in context.focus.targets if isinstance(target, ObjectTarget))
    if spoken_of & wholes:
        return spoken_of
    if said not in _OWNERS:
        return frozenset()
    try:
        found = resolve(_OWNERS[said])
    except NotRead:
        return frozenset()
    ids = frozenset(target.object for target in found if isinstance(target, ObjectTarget))
    return ids if len(ids) == 1 else frozenset()
