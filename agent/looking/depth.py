"""How far things are: asked for only where words or an action need it, and only where the toolset can tell.

`SceneObject.depth` is a relative distance: 0 the nearest part of the picture, 1 the farthest.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.objects import Relation, Scene, SceneObject
from ...scene.view import View
from ...tools.errors import MissingRequirement, NoBackend
from ...tools.toolbox import Toolbox

MIDDLE = 0.6
"""The share of a box's sides that a depth is read from where there is no mask: the rim is mostly not the thing."""
APART = 0.08
"""So much nearer a thing is than another that it stands in front of it."""
OVERLAP = 0.05
"""Of the smaller of two boxes, that lies in the other: things that hide each other at all."""

WORDS = re.compile(
    r"\b(?:near(?:er|est)?|clos(?:er|est)|far(?:ther|thest|ther away)?|further|furthest|foreground|background|behind"
    r"|in front|front|back|distan(?:t|ce)|away from the camera)\b",
    re.IGNORECASE,
)
"""Words that compare distances. That they are said is no reading: it is only worth a look then."""


def needs_depth(words: str, scene: Scene, toolbox: Toolbox) -> bool:
    """Whether the words may be about distances that the scene does not have yet and the toolset could tell."""
    if toolbox.spec("depth_estimator") is None or not WORDS.search(words):
        return False
    return any(thing.depth is None for thing in scene.objects)


def nearness_map(pixels: Pixels, toolbox: Toolbox) -> NDArray[np.float32] | None:
    """H×W, 0 the farthest and 1 the nearest; None where the toolset tells nothing, or its model is not there."""
    if toolbox.spec("depth_estimator") is None:
        return None
    try:
        with toolbox.lease("depth_estimator") as estimator:
            found: NDArray[np.float32] = estimator.depth(to_rgb(pixels))
    except (MissingRequirement, NoBackend):
        return None
    return found


def deepened(scene: Scene, shown: Pixels, view: View, toolbox: Toolbox) -> Scene:
    """The stored scene with the depth of everything that the shown picture (H×W×3|4) shows, and what stands before
    what; as it is where nothing can be told."""
    near = nearness_map(shown, toolbox)
    if near is None:
        return scene
    told = scene.map(lambda thing: thing.model_copy(update={"depth": _depth(thing, view, near)}))
    return _ordered(told)


def _depth(thing: SceneObject, view: View, near: NDArray[np.float32]) -> float | None:
    """Of the middle one of its pixels; None for what is not in the picture."""
    if thing.mask is not None and Mask.from_ref(thing.mask).area:
        inside = view.mask_to_view(Mask.from_ref(thing.mask)).array
        values = near[inside]
    else:
        box = view.box_to_view(thing.box).resize(MIDDLE).clamp(near.shape[1], near.shape[0])
        values = near[box.slices]
    return round(1 - float(np.median(values)), 4) if values.size else None


def _ordered(scene: Scene) -> Scene:
    """With `in front of` for each pair that overlaps and lies clearly apart."""
    known = [thing for thing in scene.objects if thing.depth is not None and thing.part_of is None]
    pairs = [(one, other) for one in known for other in known if one.depth + APART <= other.depth]  # type: ignore[operator]
    found = [
        Relation(subject=one.id, predicate="in front of", object=other.id)
        for one, other in pairs
        if one.box.intersect(other.box).area > OVERLAP * min(one.box.area, other.box.area)
    ]
    kept = tuple(relation for relation in scene.relations if relation.predicate != "in front of")
    return scene.model_copy(update={"relations": (*kept, *found)})
