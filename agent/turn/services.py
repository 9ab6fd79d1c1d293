"""What the nodes of the graph work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from ...scene.image import to_rgb
from ...scene.instruction import Instruction
from ...scene.objects import Scene
from ...scene.ops import Move, Remove, Replace, Resize, Swap
from ...scene.records import EditRecord
from ...tools.ports import Prompt
from ...tools.toolbox import Toolbox
from ..interpreter.llm.destination import Outgoing
from ..interpreter.llm.trouble import NotAgreed
from ..interpreter.port import Interpreter, ReadRequest
from ..library import Library
from ..looking.perceive import base_scene
from ..sessions.canvas import Canvases
from ..sessions.store import Store
from .glances import Glances

ROUNDS = 3
"""How often a turn may look for something it needs."""
HOLES = (Remove, Move, Resize, Replace, Swap)
"""Ops that leave a hole to fill."""


def _never(session: str) -> bool:
    return False


class Telling(Protocol):
    """What describes pictures, and may be elsewhere."""

    @property
    def outgoing(self) -> Outgoing | None:
        """What leaves this machine for it, and where to."""
        ...

    @property
    def agreed(self) -> bool:
        """Whether the person agreed to that."""
        ...


@dataclass(frozen=True)
class Services:
    """The store, the tools and the interpreter; `cancelled` says whether the person stopped a session's turn, and
    `describer` tells of what describes pictures, where that is a model of its own."""

    store: Store
    toolbox: Toolbox
    interpreter: Interpreter
    cancelled: Callable[[str], bool] = _never
    rounds: int = ROUNDS
    guesses: bool = True
    """Whether what was looked for in vain is guessed at."""
    describer: Telling | None = None
    glances: Glances = field(default_factory=Glances)

    def check_consent(self) -> None:
        """NotAgreed where the picture would leave this machine to be described, and nobody agreed to that."""
        if self.describer is not None and not self.describer.agreed:
            outgoing = self.describer.outgoing
            assert outgoing is not None
            raise NotAgreed(outgoing)

    @property
    def may_guess(self) -> bool:
        """Whether to guess at what was looked for in vain: not where nothing may be looked for at all."""
        return self.guesses and self.rounds > 0

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
        """See what is in the picture and, where the words name one thing of it, have the segmenter encode its part."""
        head = self.store.head(session)
        scene, canvas = self.scene(session, head), self.canvases.view(session, head).canvas
        named = [thing for thing in scene.objects if thing.label.casefold() in text.casefold()]
        if len(named) != 1 or named[0].mask is not None or self.toolbox.spec("segmenter") is None:
            return
        box = named[0].box.intersect(canvas).shift(-canvas.left, -canvas.top)
        if box.area:
            with self.toolbox.lease("segmenter") as segmenter:
                segmenter.segment(segmenter.encode(to_rgb(self.canvases.pixels(session, head))), [Prompt(box=box)])

    def read_ahead(self, session: str, text: str) -> tuple[str, ...]:
        """Read the words of a photo's first turn once before they count, so that dictionaries are there when the turn
        comes to them; the ports that will fill the holes they make. A language model is asked only once, then."""
        scene = self.store.scene(session, self.store.head(session))
        if scene is None:
            return ()
        rules: Interpreter = getattr(self.interpreter, "rules", self.interpreter)
        plan = rules.read(ReadRequest(Instruction.of(text), scene)).plan
        return ("inpainter",) if any(isinstance(op, HOLES) for op in plan.ops) else ()

    def chain(self, session: str, node: str | None) -> tuple[EditRecord, ...]:
        return self.store.chain(session, node)


def origin_of(record: EditRecord) -> int:
    """The turn whose words a record carries out."""
    return record.origin or record.turn
