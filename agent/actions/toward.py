"""`Move it to the left`: a step that way, to where the thing stands on the same ground and hides nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from .situation import Situation

STEP, LEAST_STEP = 1.1, 0.12
"""How far a thing goes: so many times its width, at least this share of the picture's."""

TRIED = (1.0, 0.8, 1.25, 0.6, 1.5, 0.45, 1.9, 0.3, 2.4, 3.0)
"""Shares of that step that are tried, the best first."""

OFF = 3.0
"""So many spreads away from the middle colour of the ground is no such ground any more."""

SAME_GROUND = 0.12
"""How much more of the ground may be off it than where the thing stands, as a share."""

HIDDEN = 0.25
"""Share of another thing that it may hide, beyond what it hides already."""

OTHER, HIDES, FAR = 3.0, 6.0, 0.5
"""What it costs to stand on wholly other ground, to hide another thing, and to go nowhere or twice as far as usual."""

RISES = (0.0, -0.06, 0.06, -0.12, 0.12)
"""How much higher or lower, in its heights, the thing may come to stand."""

RIM = 2
"""Pixels around a thing's box into which its edge may reach."""

LEAST_SPREAD = np.array([7.0, 5.0, 5.0], np.float32)
"""In Lab: grounds that differ less look alike."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a thing comes to lie (a shown box), and whether it stands on like ground there."""

    box: Box
    like: bool


def step_toward(side: str, thing: Box, situation: Situation, apart: bool = False) -> Step | None:
    """A step of the shown box `thing` to the `left` or `right` of the shown picture, None where there is no room.

    The usual step where the ground is alike and no other thing is hidden; else the one nearest to it of which that is
    true; else the one that comes nearest to that. `apart`: the thing stays where it is too, and must not be hidden.
    """
    frame = situation.view.frame
    way = -1 if side == "left" else 1
    room = thing.left - frame.left if way < 0 else frame.right - thing.right
    usual = max(STEP * thing.width, LEAST_STEP * frame.width)
    least = thing.width if apart else 0
    steps = dict.fromkeys(round(min(room, max(least, share * usual))) for share in TRIED)
    spots = [thing.shift(way * step, round(rise * thing.height)) for step in steps for rise in RISES if step >= 3]
    spots = [spot for spot in spots if spot.intersect(frame).height == spot.height] if room >= max(3, least) else []
    if not spots:
        return None
    ground = _Ground.under(thing, situation)
    others = [situation.view.box_to_view(one.box) for one in situation.things]
    others = [one for one in others if one != thing and not one.covers(thing)]
    costs = {spot: _cost(spot, thing, ground, others) for spot in spots}
    best = min(spots, key=lambda spot: costs[spot] + FAR * abs(abs(spot.left - thing.left) / usual - 1))
    chosen = next((spot for spot in spots if not costs[spot]), best)
    return Step(chosen, not costs[chosen])


def _cost(spot: Box, thing: Box, ground: _Ground, others: Iterable[Box]) -> float:
    """0 where the ground is alike and nothing else comes to be hidden."""
    hidden = [(spot.intersect(one).area - thing.intersect(one).area) / min(one.area, spot.area) for one in others]
    return OTHER * max(0.0, ground.unlike(spot) - SAME_GROUND) + HIDES * max(0.0, max(hidden, default=0.0) - HIDDEN)


@dataclass(frozen=True, eq=False)
class _Ground:
    """What is beside and below the lower part of a thing, as middle and spread of Lab."""

    lab: NDArray[np.float32]
    thing: Box
    around: NDArray[np.float32]
    middle: NDArray[np.float32]
    spread: NDArray[np.float32]

    @classmethod
    def under(cls, thing: Box, situation: Situation) -> _Ground:
        import cv2

        shown = np.ascontiguousarray(situation.view.render(situation.rgb)[..., :3])
        lab = np.asarray(cv2.cvtColor(shown.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
        lab = np.asarray(cv2.blur(lab, (3, 3)), np.float32)
        around = _band(lab, thing, thing)
        if not len(around):
            around = lab.reshape(-1, 3)
        middle = np.median(around, axis=0)
        spread = 1.5 * np.median(np.abs(around - middle), axis=0)
        return cls(lab, thing, around, middle, np.maximum(spread, LEAST_SPREAD))

    @cached_property
    def own(self) -> float:
        return self._off(self.around)

    def unlike(self, spot: Box) -> float:
        """How much more of the ground at another place is off what the thing stands on than it is there, as a share."""
        there = _band(self.lab, spot, self.thing, whole=True)
        return max(0.0, self._off(there) - self.own) if len(there) else 0.0

    def _off(self, ground: NDArray[np.float32]) -> float:
        return float(np.mean(np.linalg.norm((ground - self.middle) / self.spread, axis=1) > OFF))


def _band(lab: NDArray[np.float32], box: Box, thing: Box, whole: bool = False) -> NDArray[np.float32]:
    """N×3: around the lower half of a box, where the thing itself is not; with what it will hide where `whole`."""
    reach = RIM + max(3, round(0.2 * min(box.size)))
    outer = Box(box.left - reach, box.bottom - box.height // 2, box.right + reach, box.bottom + reach)
    inside = outer.clamp(lab.shape[1], lab.shape[0])
    taken = np.zeros(lab.shape[:2], bool)
    taken[thing.pad(RIM).clamp(lab.shape[1], lab.shape[0]).slices] = True
    if not whole:
        taken[box.pad(RIM).clamp(lab.shape[1], lab.shape[0]).slices] = True
    return lab[inside.slices][~taken[inside.slices]]
