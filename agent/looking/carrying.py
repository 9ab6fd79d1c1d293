"""An action said of one view, as it is to be said of another: the same places of the photo, the same way on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...scene.geometry import Box, Point
from ...scene.mask import Mask, MaskRef
from ...scene.ops import EditOp, Transform
from ...scene.plan import dump_op
from ...scene.view import View

WAYS = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}
"""Sides of the picture as steps, x to the right and y down."""
RELATIONS = {"left of": "left", "right of": "right", "above": "top", "below": "bottom"}
"""Relations that name a side."""
SLANT = 0.4
"""From this share of a step's length on, a way that is turned counts as going along an axis too."""


def carry_op(op: EditOp, old: View, new: View) -> EditOp:
    """The op that means on `new` what `op` means on `old`. What turns or mirrors the whole picture stays as it was
    said: it is done to whatever is shown."""
    if old == new:
        return op
    carry = _Carrying(old, new)
    data = carry.whole(dump_op(op)) if isinstance(op, Transform) and not op.targets else carry.of(dump_op(op))
    return type(op).model_validate(data)


@dataclass(frozen=True)
class _Carrying:
    old: View
    new: View

    def whole(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """A change of the whole picture: only what it names of it is carried."""
        own = {name: self._field(name, data[name]) for name in ("crop", "perspective") if name in data}
        return {**data, **own}

    def of(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            return {name: self._field(name, value) for name, value in data.items()}
        return [self.of(one) for one in data] if isinstance(data, list) else data

    def _field(self, name: str, value: Any) -> Any:
        carried = _FIELDS.get(name)
        return self.of(value) if carried is None or value is None else carried(self, value)

    def point(self, value: Sequence[float]) -> list[float]:
        return [round(at, 3) for at in self.new.to_view(self.old.to_original(value))]

    def box(self, value: Sequence[int]) -> list[int]:
        return self.new.box_to_view(self.old.box_to_original(Box.parse(value))).as_list()

    def offset(self, value: Sequence[float]) -> list[float]:
        return [round(step, 3) for step in self._step(value)]

    def mask(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        if self.old.canvas != self.new.canvas:
            return value
        drawn = self.old.mask_to_original(Mask.from_ref(MaskRef.model_validate(value)))
        return self.new.mask_to_view(drawn).to_ref().model_dump(mode="json")

    def edge(self, value: str) -> str:
        steps = [WAYS[side] for side in value.split() if side in WAYS]
        return self._side(sum(x for x, _ in steps), sum(y for _, y in steps)) if steps else value

    def relation(self, value: str) -> str:
        if value not in RELATIONS:
            return value
        side = self._side(*WAYS[RELATIONS[value]])
        return next(name for name, named in RELATIONS.items() if named == side)

    def flip(self, value: str) -> str:
        x, y = self._step((1, 0) if value == "horizontal" else (0, 1))
        return "horizontal" if abs(x) >= abs(y) else "vertical"

    def angle(self, value: Any) -> Any:
        """Clockwise is the other way round where one of the views is mirrored."""
        (a, b), (c, d) = self._step((1, 0)), self._step((0, 1))
        return -value if isinstance(value, int | float) and value is not True and a * d < b * c else value

    def _step(self, value: Sequence[float]) -> Point:
        """A step from the middle of the old view, in the new one."""
        middle = self.old.frame.center
        start, end = middle, (middle[0] + value[0], middle[1] + value[1])
        there = [self.new.to_view(self.old.to_original(point)) for point in (start, end)]
        return Point(there[1].x - there[0].x, there[1].y - there[0].y)

    def _side(self, x: float, y: float) -> str:
        """The side, or the corner, that a step to one goes to now."""
        across, down = self._step((x, y))
        ways = ("top" if down < 0 else "bottom", "left" if across < 0 else "right")
        if not (x and y):
            return ways[abs(across) >= abs(down)]
        least = SLANT * max(abs(across), abs(down))
        return " ".join(way for way, part in zip(ways, (down, across), strict=True) if abs(part) >= least)


def _points(carry: _Carrying, value: Sequence[Sequence[float]]) -> list[list[float]]:
    return [carry.point(one) for one in value]


_FIELDS: Mapping[str, Callable[[_Carrying, Any], Any]] = {
    "region": _Carrying.box,
    "box": _Carrying.box,
    "crop": _Carrying.box,
    "point": _Carrying.point,
    "offset": _Carrying.offset,
    "perspective": _points,
    "mask": _Carrying.mask,
    "edge": _Carrying.edge,
    "relation": _Carrying.relation,
    "flip": _Carrying.flip,
    "rotate": _Carrying.angle,
    "straighten": _Carrying.angle,
}
