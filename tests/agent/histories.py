"""What a session of painted rectangles should be after anything was done to its history: a model of a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask

REACH = 2
"""Pixels by which hiding reaches beyond what it hides."""
LONG = 10**6


class Done(NamedTuple):
    """A turn that stands, and the turn in which it was last carried out: what came before it was changed there."""

    turn: int
    by: int


Standing = tuple[Done, ...]


def carried_out(before: Standing, wanted: Sequence[int], by: int, kept: int = LONG) -> Standing:
    """The `wanted` turns in their order: as `before` as far as they begin alike (and `kept` goes), then anew."""
    same = 0
    while same < min(len(before), len(wanted), kept) and before[same].turn == wanted[same]:
        same += 1
    return (*before[:same], *(Done(turn, by) for turn in wanted[same:]))


class Line:
    """What undo and redo go over on one branch."""

    def __init__(self, done: list[Standing], undone: list[Standing]) -> None:
        self.done, self.undone = done, undone

    @property
    def now(self) -> Standing:
        return self.done[-1]

    @property
    def turns(self) -> tuple[int, ...]:
        return tuple(one.turn for one in self.now)

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


@dataclass
class Model:
    """What a session should be: the rectangles of its turns, what stood after each, and the branches' lines."""

    paints: dict[int, Paint] = field(default_factory=dict)
    after: dict[int, Standing] = field(default_factory=lambda: {0: ()})
    lines: dict[str, Line] = field(default_factory=lambda: {"main": Line([()], [])})
    current: str = "main"
