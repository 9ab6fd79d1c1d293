"""Whether a session is whole, and what of one that is damaged still opens."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass

from .canvas import Canvases
from .check import WRONG, Fault, Inspection, inspect
from .store import BASE, Store


@dataclass(frozen=True, slots=True)
class Checkup:
    """What is damaged; and whose pictures open and whose do not: turns by number (0: the photo), versions by name."""

    faults: tuple[Fault, ...]
    opens: tuple[int | str, ...]
    lost: tuple[int | str, ...]

    @property
    def whole(self) -> bool:
        """Whether all of it is as it was put there."""
        return not self.faults


def check_up(store: Store, session: str) -> Checkup:
    """Read all that a session holds from the disk. Whoever calls it holds the session's lock."""
    found = inspect(store, session)
    nodes: dict[int | str, str | None] = {0: None, **found.nodes}
    sound = _sound(found)
    doubtful = dict.fromkeys(node for node in nodes.values() if node not in sound)
    opening = sound | _rendered(store, session, doubtful)
    opens = tuple(name for name, node in nodes.items() if node in opening)
    lost = (*(name for name, node in nodes.items() if node not in opening), *found.lost)
    return Checkup(tuple(found.faults), opens, lost)


def _sound(found: Inspection) -> set[str | None]:
    """The records (None: the photo) that nothing is wrong with, nor with any before them."""
    bad = {id for fault in found.faults for id in fault.records}
    sound: set[str | None] = set() if BASE in bad else {None}
    children: dict[str | None, list[str]] = {}
    for record in found.records.values():
        children.setdefault(record.parent, []).append(record.id)
    waiting = list(sound)
    while waiting:
        good = [id for id in children.get(waiting.pop(), ()) if id not in bad]
        sound.update(good)
        waiting.extend(good)
    return sound


def _rendered(store: Store, session: str, nodes: dict[str | None, None]) -> set[str | None]:
    """Those whose picture can be made all the same: a keyframe may stand for what is damaged."""
    with closing(Store(store.root)) as fresh:  # one that remembers nothing
        canvases = Canvases(fresh, every=sys.maxsize)
        return {node for node in nodes if _opens(canvases, session, node)}


def _opens(canvases: Canvases, session: str, node: str | None) -> bool:
    try:
        canvases.shown(session, node)
    except WRONG:
        return False
    return True
