"""Words for a thing that set it apart from its likes, for questions and reasons."""

from __future__ import annotations

from ....scene.objects import Scene, SceneObject

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLURALS = {"person": "people", "man": "men", "woman": "women", "child": "children", "mouse": "mice", "knife": "knives"}


def describe(thing: SceneObject, scene: Scene) -> str:
    """`the red cup on the left`: colour where known, a side where the label is not enough."""
    color = str(thing.attributes.get("color", ""))
    name = f"{color} {thing.label}".strip() if not color.startswith("#") else thing.label
    alike = tuple(
        other
        for other in scene.objects
        if other.label == thing.label and other.attributes.get("color") == thing.attributes.get("color")
    )
    return f"the {name}" if len(alike) < 2 else f"the {name} {places_of(alike)[alike.index(thing)]}"


def places_of(things: tuple[SceneObject, ...]) -> tuple[str, ...]:
    """Where each of several things is among them; "" when there is only one."""
    if len(things) < 2:
        return ("",) * len(things)
    xs, ys = [t.box.center.x for t in things], [t.box.center.y for t in things]
    across = max(xs) - min(xs) >= max(ys) - min(ys)
    order = sorted(range(len(things)), key=lambda i: (xs[i], ys[i]) if across else (ys[i], xs[i]))
    first, last = ("on the left", "on the right") if across else ("at the top", "at the bottom")
    if len(things) <= 3:
        names: tuple[str, ...] = (first, "in the middle", last) if len(things) == 3 else (first, last)
    else:
        names = tuple(f"(number {n} from the {first.split()[-1]})" for n in range(1, len(things) + 1))
    return tuple(names[order.index(i)] for i in range(len(things)))


def counted(count: int, noun: str) -> str:
    """`two dogs`, `one cup`, `12 birds`."""
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} {noun if count == 1 else plural(noun)}"


def plural(noun: str) -> str:
    *before, last = noun.split(" ")
    if last in _PLURALS:
        return " ".join((*before, _PLURALS[last]))
    if last.endswith(("s", "sh", "ch", "x")) and last not in ("scissors", "headphones", "skis"):
        return noun + "es"
    if last.endswith("s"):
        return noun
    return noun[:-1] + "ies" if last.endswith("y") and last[-2:-1] not in "aeiou" else noun + "s"
