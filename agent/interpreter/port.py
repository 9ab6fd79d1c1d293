"""The port: an instruction, the scene it is about and the turns before it go in; an edit plan comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable

from ...scene.image import Pixels
from ...scene.instruction import Instruction, Mark
from ...scene.objects import Scene
from ...scene.plan import EditPlan


@dataclass(frozen=True)
class PastTurn:
    """An earlier turn as it was carried out."""

    text: str
    plan: EditPlan
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True)
class Version:
    """A branch, and whether it is the one worked on. `read` gives the turns that stand in it by their numbers in the
    session, in order: only when words name the branch, for branches may be many, and long."""

    name: str
    current: bool
    read: Callable[[], Mapping[int, PastTurn]] = dict

    @cached_property
    def _standing(self) -> Mapping[int, PastTurn]:
        return self.read()

    @property
    def history(self) -> tuple[PastTurn, ...]:
        """The turns that stand in it."""
        return tuple(self._standing.values())

    @property
    def numbers(self) -> tuple[int, ...]:
        """Their numbers in the session."""
        return tuple(self._standing)


@dataclass(frozen=True)
class ReadRequest:
    """What is to be read. `scene` is the scene now, after `history`, in coordinates of the shown picture;
    `can_look` says that unknown things may be asked back as `look` instead of `cannot`; `picture` gives the shown
    picture, H×W×3|4 uint8, to an interpreter that looks at it (None: there is none); `stopped` says whether the person
    stopped the turn, to one that may take long; `before` gives the scene before the last turn that stands, with what it
    took out; `versions` are the branches there are, in the order they were made."""

    instruction: Instruction
    scene: Scene
    history: tuple[PastTurn, ...] = ()
    can_look: bool = True
    picture: Callable[[], Pixels] | None = None
    stopped: Callable[[], bool] | None = None
    before: Callable[[], Scene] | None = None
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Reading:
    """`confidence` is 0…1."""

    plan: EditPlan
    confidence: float


@runtime_checkable
class Interpreter(Protocol):
    """Reads an instruction; never raises for what a person may say (that is a plan that `cannot`)."""

    @property
    def id(self) -> str:
        """Name and version, as recorded with every plan."""
        ...

    def read(self, request: ReadRequest) -> Reading: ...
