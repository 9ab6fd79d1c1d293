"""How far things stand where a depth estimator tells: how large they are where they go, and what stands before them.

Estimators give relative inverse depth (Ranftl et al., "Towards Robust Monocular Depth Estimation", TPAMI 2022): a thing
appears as large as it is near, up to an offset that is not known. Things of known kinds tell the offset where two of
them stand at clearly different depths; else the farthest part of the picture counts as endlessly far.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.objects import BACKDROP, SceneObject
from ...scene.target import ObjectTarget, Place, Relative
from ..looking.depth import APART, MIDDLE, nearness_map
from .masks import object_mask
from .situation import Situation
from .sizes import LYING, TYPICAL_HEIGHT, VARIED

FOOT = 0.03
"""Of the picture's height: the strip of ground under a thing whose depth is the thing's."""
NEAREST = 0.02
"""Nothing is put farther away than this nearness: there every size would be right."""
LIMIT = 3.0
"""Nothing is made larger or smaller by more than this factor."""
UNSURE = 1.5
"""Nor by more than this where nothing tells the offset, and no foot on the ground tells how far it went."""
SPREAD = 0.1
"""By so much nearness things of known kinds must lie apart to tell the offset."""
TOLERANCE = 0.25
"""Share by which a thing of a known kind may be larger or smaller than the fitted scale says."""


@dataclass(frozen=True, eq=False)
class Depths:
    """`near` is H×W of the shown picture, 0 the farthest and 1 the nearest; a metre at nearness n is
    `rate · (n + offset)` pixels high, where `rate` is known."""

    near: NDArray[np.float32]
    offset: float = 0.0
    rate: float | None = None
    told: bool = False
    """Whether things of known kinds tell the offset."""

    def of(self, box: Box) -> float | None:
        """The nearness of a thing (shown box); None outside the picture."""
        inside = box.resize(MIDDLE).clamp(self.near.shape[1], self.near.shape[0])
        return float(np.median(self.near[inside.slices])) if inside.area else None

    def under(self, box: Box, hidden: Box) -> float | None:
        """The nearness of the ground that a thing in `box` stands on; `hidden` is where the thing itself hides it."""
        height = max(2, round(FOOT * self.near.shape[0]))
        strip = Box(box.left, box.bottom - height // 2, box.right, box.bottom + height - height // 2)
        inside = strip.clamp(self.near.shape[1], self.near.shape[0])
        seen = np.ones(self.near.shape, bool)
        seen[hidden.clamp(self.near.shape[1], self.near.shape[0]).slices] = False
        values = self.near[inside.slices][seen[inside.slices]]
        return float(np.median(values)) if values.size else None

    def scale(self, here: float, there: float) -> float:
        """How many times as large a thing appears that goes from one nearness to another; 1 where nothing is told."""
        if min(here, there) < NEAREST:
            return 1.0
        factor = (there + self.offset) / (here + self.offset)
        return factor if 1 / LIMIT <= factor <= LIMIT else 1.0

    def moved(self, here: float, there: float, most: float) -> float:
        """The same within what can be believed: where nothing tells the offset, `most` times as large or small."""
        factor = self.scale(here, there)
        return factor if self.told else within(factor, most)

    def height(self, metres: float, near: float) -> float | None:
        """How many pixels high so much is at that nearness; None where no thing of a known kind tells."""
        return None if self.rate is None or near < NEAREST else metres * self.rate * (near + self.offset)


def within(factor: float, most: float) -> float:
    """`factor`, made no more than `most` times larger or smaller."""
    return min(max(factor, 1 / most), most)


def depths_of(situation: Situation) -> Depths | None:
    """What the toolset's depth estimator tells of the shown picture; None without one."""
    if situation.toolbox.spec("depth_estimator") is None:
        return None
    near = nearness_map(np.ascontiguousarray(situation.view.render(situation.pixels)), situation.toolbox)
    return None if near is None else _measured(Depths(near), shown_things(situation))


def shown_things(situation: Situation) -> list[SceneObject]:
    """The things of the scene with their boxes as they are shown."""
    view = situation.view
    things = [one for one in situation.scene.objects if one.attributes.get("kind") != BACKDROP]
    return [one.model_copy(update={"box": view.box_to_view(one.box)}) for one in things]


def _measured(depths: Depths, things: Sequence[SceneObject]) -> Depths:
    """With the scale that things of known kinds tell."""
    told = [
        (depths.of(one.box) or 0.0, one.box.height / TYPICAL_HEIGHT[one.label])
        for one in things
        if one.label in TYPICAL_HEIGHT and one.label not in LYING | VARIED
    ]
    known = np.array([pair for pair in told if pair[0] >= NEAREST], float).reshape(-1, 2)
    if not len(known):
        return depths
    nearness, pixels = known.T
    plain = Depths(depths.near, 0.0, float(np.median(pixels / nearness)))
    if np.ptp(nearness) < SPREAD:
        return plain
    rate, shift = np.polyfit(nearness, pixels, 1)
    offset = float(shift / rate) if rate > 0 else -1.0
    fits = offset >= 0 and bool(np.all(np.abs(rate * (nearness + offset) - pixels) <= TOLERANCE * pixels))
    return Depths(depths.near, offset, float(rate), told=True) if fits else plain


def depth_there(place: Place, box: Box, hidden: Box, depths: Depths, situation: Situation) -> float | None:
    """How near a thing stands that goes to the shown `box`: a little farther than what it goes behind, a little nearer
    than what it goes before, else as near as the ground there."""
    if isinstance(place, Relative) and place.relation in ("behind", "in front of"):
        of = place.of if isinstance(place.of, ObjectTarget) else None
        other = None if of is None else depths.of(situation.view.box_to_view(situation.object(of.object).box))
        if other is None:
            return None
        step = APART if place.relation == "in front of" else -APART
        return min(1.0, max(NEAREST, other + step))
    return depths.under(box, hidden)


def before_it(
    box: Box, there: float, apart: Sequence[str], depths: Depths, situation: Situation
) -> tuple[Mask | None, list[str], Situation]:
    """The things (not those `apart`) that overlap the shown `box` and are clearly nearer than what stands in it: their
    pixels, and their ids."""
    fronts = [
        one.id
        for one in shown_things(situation)
        if one.id not in apart and one.part_of not in apart and one.box.intersect(box).area
        if (near := depths.of(one.box)) is not None and near >= there + APART
    ]
    masks = []
    for id in fronts:
        mask, situation = object_mask(id, situation)
        masks.append(mask)
    return (reduce(Mask.union, masks) if masks else None), fronts, situation
