"""The scene as a tree: its things, their parts, and how they stand to one another; a click marks one in the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import in_vain
from . import texts
from .markup import Html, tag

if TYPE_CHECKING:
    from ...scene.objects import Scene, SceneObject


NOTHING = tag("p", texts.NO_THINGS)


def tree(scene: Scene) -> Html:
    """What is known to be in the picture."""
    tops = [one for one in scene.objects if one.part_of is None or not scene.has(one.part_of)]
    gone = [texts.NOT_THERE.format(phrase=phrase) for phrase in in_vain(scene)]
    return tag(
        "section",
        tag("ul", *(_thing(one, scene) for one in tops), class_="tree") if tops else NOTHING,
        tag("p", "; ".join(gone), class_="hint") if gone else None,
        aria_label=texts.SCENE,
    )


def _thing(one: SceneObject, scene: Scene) -> Html:
    parts = [_thing(other, scene) for other in scene.objects if other.part_of == one.id]
    known = [f"{name} {value}" for name, value in one.attributes.items() if isinstance(value, str)]
    stands = [f"{relation.predicate} {relation.object}" for relation in scene.relations if relation.subject == one.id]
    told = ", ".join([*known, *stands])
    label = texts.MARK_THING.format(name=one.id)
    chosen = tag("button", one.id, type="button", data_thing=one.id, title=label, aria_label=label)
    return tag("li", chosen, tag("small", told) if told else None, tag("ul", *parts) if parts else None)
