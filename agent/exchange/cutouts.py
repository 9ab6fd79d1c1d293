"""Things cut out of a session's picture as it is shown, with soft edges, each under a name that can be a file's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from ...scene.objects import Scene
from ...scene.target import ObjectTarget, PhraseTarget, Target
from ..actions import ActionError, Situation
from ..actions.masks import object_mask
from ..looking.frames import shown_scene
from ..turn.evaluation import situation
from ..turn.keeping import Piece, cut
from ..turn.services import Services
from ..turn.state import begin

_STRANGE = re.compile(r"[^\w-]+")
LONGEST = 60


class Named(NamedTuple):
    """A cut-out and what it is called: letters, digits, hyphens; no two of a session the same."""

    name: str
    piece: Piece


def cut_outs(services: Services, session: str, things: Sequence[str] = ()) -> tuple[Named, ...]:
    """The things meant (ids or words), or every object of the scene that can be seen.

    ActionError where one that was asked for cannot be found or told apart.
    """
    where = situation_at_head(services, session)
    known = shown_scene(where.scene, where.view)
    if things:
        found = [(thing, cut(_target(thing, known.ids), where)) for thing in things]
    else:
        found = [(id, piece) for id in known.ids if (piece := _seen(ObjectTarget(object=id), where)) is not None]
    taken: set[str] = set()
    return tuple(Named(_free(name, taken), piece) for name, piece in found)


def outlined_scene(services: Services, session: str) -> Scene:
    """The scene as it is shown, with a mask for every thing that can be seen: those not known yet are drawn now."""
    where = situation_at_head(services, session)
    unknown = [thing.id for thing in where.scene.objects if thing.mask is None]
    for id in unknown if services.toolbox.spec("segmenter") is not None else ():
        with suppress(ActionError):
            _, where = object_mask(id, where)
    return shown_scene(where.scene, where.view)


def situation_at_head(services: Services, session: str) -> Situation:
    """What an action would see now."""
    head = services.store.head(session)
    return situation(services, {**begin(session, services.store.next_turn(session)), "base": head}, head)


def _target(thing: str, ids: Sequence[str]) -> Target:
    return ObjectTarget(object=thing) if thing in ids else PhraseTarget(phrase=thing)


def _seen(target: Target, where: Situation) -> Piece | None:
    try:
        return cut(target, where)
    except ActionError:
        return None


def _free(name: str, taken: set[str]) -> str:
    """Labels come from models, layouts and other programs' files: they may hold anything."""
    plain = _STRANGE.sub("-", name).strip("-_")[:LONGEST] or "thing"
    free, number = plain, 2
    while free.casefold() in taken:
        free, number = f"{plain}-{number}", number + 1
    taken.add(free.casefold())
    return free
