"""What the options of a question are about: where in the picture it is."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from ...agent.looking.guessing import learnt
from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import targets_of
from ...scene.target import ObjectTarget
from .outlines import Outline, color, outline, ring

if TYPE_CHECKING:
    from ...scene.objects import Scene, SceneObject
    from ...scene.plan import Option, Question

ROOM = 0.25
"""Of a thing's size, shown around it."""


def offer(option: Option, scene: Scene) -> Box | None:
    """Where the option's things lie, with some room, in shown coordinates; None where it is about none."""
    boxes = [one.box for one in _meant(option, scene)]
    if not boxes:
        return None
    around = reduce(Box.union, boxes)
    return around.pad(int(ROOM * max(around.width, around.height)) + 4).intersect(scene.frame)


def offered(question: Question, scene: Scene) -> list[dict[str, Any]]:
    """The things of each option as the board draws them: outlined under the option's number."""
    return [
        {"outlines": [_outline(one) for one in _meant(option, scene)], "places": [], "color": color(number)}
        for number, option in enumerate(question.options)
    ]


def _outline(one: SceneObject) -> Outline:
    return outline(Mask.from_ref(one.mask)) if one.mask else ring(one.box)


def _meant(option: Option, scene: Scene) -> tuple[SceneObject, ...]:
    """The things that are asked about: those that it says it learnt, else those of the scene that it would edit."""
    targets = [target for op in option.ops for target in targets_of(op)]
    known = [scene.get(one.object) for one in targets if isinstance(one, ObjectTarget) and one.object in scene.ids]
    return learnt(option) or tuple(known)
