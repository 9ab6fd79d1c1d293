"""How exactly an arrangement was changed: the right thing, where it is now, and everything else left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.objects import Scene
from .answers import Answer
from .composing import Placed
from .finding import Found, find
from .sources import things

TOUCHED = 0.1
"""Share of a thing's pixels that are another colour than before, from which it was meant to be changed."""
EXACT = 0.9
"""IoU with the right box from which a thing is where it should be."""


@dataclass(frozen=True, slots=True)
class Score:
    """`deviation`: pixels between the found and the right middle (the mean of two things), None where one was not
    found; `iou` of the boxes, 0 there; `right`: those things changed that should, no others; `untouched`: no pixel of
    any other thing differs."""

    deviation: float | None
    iou: float
    right: bool
    untouched: bool

    @property
    def exact(self) -> bool:
        return self.right and self.untouched and self.iou >= EXACT


def score(answer: Answer) -> Score:
    """What is not done scores as the picture that was left as it was."""
    row, scene = answer.row, Scene.model_validate(answer.row["scene"])
    differs = (answer.before != answer.after).any(axis=2)
    shares = {one.id: float(differs[Mask.from_ref(one.mask).array].mean()) for one in scene.objects if one.mask}
    meant = set(row["changed"])
    changed = {id for id, share in shares.items() if share >= TOUCHED}
    met = [_met(row, id, boxes, answer.before, answer.after) for id, boxes in row["expected"].items()]
    best = max(zip(*met, strict=True), key=lambda one: sum(part.iou for part in one))
    found = [part.deviation for part in best if part.deviation is not None]
    return Score(
        float(np.mean(found)) if len(found) == len(best) else None,
        float(np.mean([part.iou for part in best])),
        changed == meant and bool(differs.any()),
        all(share == 0 for id, share in shares.items() if id not in meant),
    )


@dataclass(frozen=True, slots=True)
class _Met:
    deviation: float | None
    iou: float


def _met(row: Mapping[str, Any], id: str, boxes: list[list[int]], before: Pixels, after: Pixels) -> list[_Met]:
    """Against each of the boxes that are right."""
    placed = placed_of(row["placed"][row["of"][id]])
    right = [Box.parse(box) for box in boxes]
    found = find(placed, right[0].size, before, after, row["op"] == "resize")
    return [_against(found, box) for box in right]


def _against(found: Found | None, box: Box) -> _Met:
    if found is None:
        return _Met(None, 0.0)
    (x, y), (right_x, right_y) = found.box.center, box.center
    return _Met(float(np.hypot(x - right_x, y - right_y)), found.box.iou(box))


def placed_of(told: Mapping[str, Any]) -> Placed:
    """A thing as a row tells it."""
    (thing,) = (one for half in ("develop", "report") for one in things(half) if one.name == told["thing"])
    return Placed(told["id"], thing, Box.parse(told["box"]), told["mirrored"])
