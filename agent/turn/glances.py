"""Outlines that somebody looked at.

They are kept beside the history and not in it: an edit gives the same bytes by every door, whether or not its things
were looked at before, and in whichever state of the picture.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from ...scene.geometry import Box
from ...scene.objects import Scene, SceneObject

SESSIONS = 16
"""Of so many sessions outlines are kept, the last that were looked at."""


class Glance(NamedTuple):
    """A thing with its mask, and the canvas that the mask is of."""

    thing: SceneObject
    canvas: Box


class Glances:
    """In memory, for each session the last outline of each thing. May be used by several threads."""

    def __init__(self, sessions: int = SESSIONS) -> None:
        self.sessions = sessions
        self._kept: OrderedDict[str, Mapping[str, Glance]] = OrderedDict()
        self._lock = Lock()

    def keep(self, session: str, looked: Scene, canvas: Box) -> None:
        """Masks of a scene that was looked at."""
        new = {thing.id: Glance(thing, canvas) for thing in looked.objects if thing.mask is not None}
        with self._lock:
            self._kept[session] = {**self._kept.pop(session, {}), **new}
            while len(self._kept) > self.sessions:
                self._kept.popitem(last=False)

    def onto(self, session: str, scene: Scene, canvas: Box) -> Scene:
        """The scene with outlines for those of its things that have none and lie where they were looked at."""
        kept = self._kept.get(session, {})
        return scene.model_copy(update={"objects": tuple(_seen(thing, kept, canvas) for thing in scene.objects)})


def _seen(thing: SceneObject, kept: Mapping[str, Glance], canvas: Box) -> SceneObject:
    glance = kept.get(thing.id)
    if thing.mask is not None or glance is None or (glance.thing.box, glance.canvas) != (thing.box, canvas):
        return thing
    return thing.model_copy(update={"mask": glance.thing.mask, "mask_score": glance.thing.mask_score})
