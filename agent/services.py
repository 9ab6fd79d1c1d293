"""What the nodes of the graph work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..scene.objects import Scene
from ..scene.records import EditRecord
from ..tools.toolbox import Toolbox
from .canvas import Canvases
from .interpreter.port import Interpreter
from .library import Library
from .perceive import base_scene
from .sessions.store import Store


def _never(session: str) -> bool:
    return False


@dataclass(frozen=True)
class Services:
    """The store, the tools and the interpreter; `cancelled` says whether the person stopped a session's turn."""

    store: Store
    toolbox: Toolbox
    interpreter: Interpreter
    cancelled: Callable[[str], bool] = _never

    @cached_property
    def canvases(self) -> Canvases:
        return Canvases(self.store)

    @cached_property
    def library(self) -> Library:
        return Library(self.store.root / "library")

    def scene(self, session: str, node: str | None) -> Scene:
        """The stored scene at a record (None: the photo, looked at on first use)."""
        known = self.store.scene(session, node)
        if known is not None:
            return known
        base = self.store.get(session).base
        scene = base_scene(self.store.blobs.get(base), base, self.toolbox, self.store)
        self.store.learn(session, node, scene)
        return scene

    def look_ahead(self, session: str, text: str) -> None:
        """See what is in the picture; where the words name some of it, have the segmenter loaded for what follows."""
        scene = self.scene(session, self.store.head(session))
        words = text.casefold()
        if self.toolbox.spec("segmenter") and any(thing.label.casefold() in words for thing in scene.objects):
            with self.toolbox.lease("segmenter"):
                pass

    def chain(self, session: str, node: str | None) -> tuple[EditRecord, ...]:
        return self.store.chain(session, node)


def origin_of(record: EditRecord) -> int:
    """The turn whose words a record carries out."""
    return record.origin or record.turn
