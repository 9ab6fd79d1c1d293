"""What a session of painted rectangles should be after anything was done to its history: a model of a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.patch import blend

REACH = 2
"""Pixels by which hiding reaches beyond what it hides."""
LONG = 10**6


Deed = tuple[int, int]
"""An action: the turn that asked for it, and its place in it, from 0."""


class Done(NamedTuple):
    """An action that stands, and the turn in which it was last carried out: what came before it was changed there."""

    deed: Deed
    by: int


Standing = tuple[Done, ...]


def carried_out(before: Standing, wanted: Sequence[Deed], by: int, kept: int = LONG) -> Standing:
    """The `wanted` actions in their order: as `before` as far as they begin alike (and `kept` goes), then anew."""
    same = 0
    while same < min(len(before), len(wanted), kept) and before[same].deed == wanted[same]:
        same += 1
    return (*before[:same], *(Done(deed, by) for deed in wanted[same:]))


class Line:
    """What undo and redo go over on one branch."""

    def __init__(self, done: list[Standing], undone: list[Standing]) -> None:
        self.done, self.undone = done, undone

    @property
    def now(self) -> Standing:
        return self.done[-1]

    @property
    def deeds(self) -> tuple[Deed, ...]:
        return tuple(one.deed for one in self.now)

    @property
    def turns(self) -> tuple[int, ...]:
        """Each once, in the order in which they begin."""
        return tuple(dict.fromkeys(turn for turn, _ in self.deeds))

    def of(self, turn: int) -> tuple[Deed, ...]:
        return tuple(deed for deed in self.deeds if deed[0] == turn)

    def named(self, deed: Deed) -> tuple[int, int]:
        """How an action is called: its turn, and its number among those of it that stand, from 1."""
        return deed[0], 1 + self.of(deed[0]).index(deed)

    def take(self, standing: Standing) -> None:
        self.done.append(standing)
        self.undone.clear()

    def undo(self, count: int) -> None:
        for _ in range(count):
            self.undone.append(self.done.pop())

    def redo(self, count: int) -> None:
        for _ in range(count):
            self.done.append(self.undone.pop())


class Paint(NamedTuple):
    """A rectangle in a colour of its own: one that is painted over itself would be reported as not done."""

    box: Box
    color: tuple[int, int, int]

    @property
    def plan(self) -> dict[str, Any]:
        region = {"region": self.box.as_list()}
        return {"op": "obscure", "targets": [region], "method": "fill", "color": "#" + bytes(self.color).hex()}

    def lay(self, picture: Pixels) -> None:
        picture[Mask.from_box(self.box, 32, 24).grow(REACH).array] = self.color


SOFT = 2
"""Pixels over which the photo that is painted back goes over into the picture."""


class Back(NamedTuple):
    """A rectangle in which the photo is painted back over whatever stands before it."""

    box: Box
    photo: Pixels

    @property
    def plan(self) -> dict[str, Any]:
        return {"op": "restore", "targets": [{"region": self.box.as_list()}]}

    def lay(self, picture: Pixels) -> None:
        alpha = Mask.from_box(self.box, 32, 24).feather(SOFT)
        picture[:] = blend(picture, self.photo, alpha)


@dataclass
class Model:
    """What a session should be: the rectangles of its actions, what stood after each turn, and the branches' lines."""

    paints: dict[Deed, Paint | Back] = field(default_factory=dict)
    after: dict[int, Standing] = field(default_factory=lambda: {0: ()})
    lines: dict[str, Line] = field(default_factory=lambda: {"main": Line([()], [])})
    current: str = "main"
