"""Words for a thing that set it apart from its likes, for questions."""

from __future__ import annotations

from ...scene.objects import Scene, SceneObject


def describe(thing: SceneObject, scene: Scene) -> str:
    """`the red cup on the left`: colour where known, a side where the label is not enough."""
    color = str(thing.attributes.get("color", ""))
    name = f"{color} {thing.label}".strip() if not color.startswith("#") else thing.label
    alike = [
        other
        for other in scene.objects
        if other.label == thing.label and other.attributes.get("color") == thing.attributes.get("color")
    ]
    return f"the {name}" if len(alike) < 2 else f"the {name} {_where(thing, alike, scene)}"


def _where(thing: SceneObject, alike: list[SceneObject], scene: Scene) -> str:
    if len(alike) > 3:
        rank = sorted(alike, key=lambda t: (t.box.center.x, t.box.center.y)).index(thing) + 1
        return f"(number {rank} from the left)"
    x = thing.box.center.x / scene.image.width
    return "on the left" if x < 1 / 3 else "on the right" if x > 2 / 3 else f"near x = {round(thing.box.center.x)}"
