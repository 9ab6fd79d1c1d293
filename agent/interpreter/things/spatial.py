"""Where things are: sides, ranks, extremes and relations, from boxes alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....scene.color import to_rgb_tuple
from ....scene.geometry import Box
from ....scene.objects import SceneObject
from ..words.colors import color_of
from ..words.phrases import Pick

Things = tuple[SceneObject, ...]
_TIE = 0.02
"""Two measures closer than this share of the picture (or of the larger one) count as equal."""
_ASIDE = 0.1
"""From this share of the picture's side past its middle a thing lies clearly on one side."""


def pick(things: Things, how: Pick, frame: Box, count: int | None, plural: bool) -> Things:
    """The things that a pick leaves; several when they tie."""
    if len(things) < 2:
        return tuple(thing for thing in things if how.kind != "side" or not _elsewhere(thing, how.value, frame))
    if how.kind == "side":
        return _side(things, how.value, frame, count, plural)
    if how.kind == "median":
        ordered = sorted(things, key=lambda t: measure(t, how.value))
        return (ordered[len(ordered) // 2],) if len(ordered) % 2 else things
    if how.kind == "apart":
        return _apart(things)
    if how.kind == "outer":
        ordered = sorted(things, key=_side_key(_reading_direction(things), things, frame))
        return (ordered[0], ordered[-1]) if len(things) > 2 else things
    if how.kind == "ordinal":
        return _ordinal(things, how, frame, count, plural)
    return _extreme(things, how, count, plural)


def pick_among(things: Things, gone: Things, how: Pick, frame: Box, count: int | None, plural: bool) -> Things:
    """The same, where the side of what is left is told beside what was taken away (`the right one` of two)."""
    rivals = tuple(thing for thing in gone if {thing.label} == {left.label for left in things})
    if how.kind != "side" or len(things) != 1 or not rivals:
        return pick(things, how, frame, count, plural)
    return tuple(thing for thing in pick((*things, *rivals), how, frame, count, plural) if thing in things)


def _elsewhere(thing: SceneObject, side: str, frame: Box) -> bool:
    """Whether the only one of its kind lies clearly on the other side: then another is meant, not seen so far."""
    x, y = thing.box.center.x / max(1, frame.width), thing.box.center.y / max(1, frame.height)
    asides = {"left": x - 0.5, "right": 0.5 - x, "top": y - 0.5, "bottom": 0.5 - y}
    return any(asides.get(word, 0.0) > _ASIDE for word in side.split())


def _side(things: Things, side: str, frame: Box, count: int | None, plural: bool) -> Things:
    key = _side_key(side, things, frame)
    if plural and count is None and side in ("back", "front") and (apart := _by_prominence(things, side)):
        return apart
    if plural and count is None:
        half = tuple(thing for thing in things if _in_half(thing, side, frame))
        return half or things
    found = _first(things, key, count or 1, _TIE)
    return things if side == "middle" and _around(found, things) else found


_ALONE = 1.3
"""How much farther from the next of its kind than any other that one is which stands alone."""


def _apart(things: Things) -> Things:
    """The one that is far from the others of its kind; all of them where none is."""
    centers = [thing.box.center for thing in things]
    away = [
        min(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 for j, b in enumerate(centers) if j != i)
        for i, a in enumerate(centers)
    ]
    first, second = sorted(range(len(things)), key=lambda i: -away[i])[:2]
    return (things[first],) if away[first] >= _ALONE * away[second] else things


_SECONDARY = 0.4
"""What covers less than this share of the largest of its kind stands in the background."""


def prominent(things: Things) -> Things:
    """Those that are about as large as the largest."""
    largest = max((thing.box.area for thing in things), default=0)
    return tuple(thing for thing in things if thing.box.area >= _SECONDARY * largest)


def _by_prominence(things: Things, side: str) -> Things:
    """Those in the foreground or in the background, () when all are about as large."""
    main = prominent(things)
    if len(main) == len(things):
        return ()
    return main if side == "front" else tuple(thing for thing in things if thing not in main)


def _around(found: Things, things: Things) -> bool:
    """Whether many stand around a middle in which there is none: then no one of them is “the one in the middle”."""
    if len(things) < 4 or len(found) != 1:
        return False
    xs, ys = [t.box.center.x for t in things], [t.box.center.y for t in things]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    center = found[0].box.center
    aside = abs(center.x - (max(xs) + min(xs)) / 2) > 0.3 * wide or abs(center.y - (max(ys) + min(ys)) / 2) > 0.3 * high
    return min(wide, high) >= 0.5 * max(wide, high) and aside


def _side_key(side: str, things: Things, frame: Box) -> Callable[[SceneObject], float]:
    w, h = max(1, frame.width), max(1, frame.height)
    if side == "middle":
        x, y = _middle(things, frame)
        return lambda t: abs(t.box.center.x - x) / w + abs(t.box.center.y - y) / h
    keys: dict[str, Callable[[SceneObject], float]] = {
        "left": lambda t: t.box.center.x / w,
        "right": lambda t: -t.box.center.x / w,
        "top": lambda t: t.box.center.y / h,
        "bottom": lambda t: -t.box.center.y / h,
        "front": lambda t: -nearness(t) / h,
        "back": lambda t: nearness(t) / h,
    }
    first, _, second = side.partition(" ")
    if not second:
        return keys[first]
    return lambda t: keys[first](t) + keys[second](t)


def _middle(things: Things, frame: Box) -> tuple[float, float]:
    """The middle one of three or more stands between the others; of two, it is nearer to the picture's centre."""
    if len(things) < 3:
        return frame.center
    xs, ys = sorted(t.box.center.x for t in things), sorted(t.box.center.y for t in things)
    across = xs[-1] - xs[0] >= ys[-1] - ys[0]
    middle = len(things) // 2
    if len(things) % 2 == 0:
        return frame.center
    chosen = sorted(things, key=lambda t: t.box.center.x if across else t.box.center.y)[middle]
    return chosen.box.center


def _in_half(thing: SceneObject, side: str, frame: Box) -> bool:
    x, y = thing.box.center.x / frame.width, thing.box.center.y / frame.height
    tests = {
        "left": x < 0.5,
        "right": x >= 0.5,
        "top": y < 0.5,
        "bottom": y >= 0.5,
        "front": y >= 0.5,
        "back": y < 0.5,
        "middle": 0.25 <= x < 0.75,
    }
    return all(tests[word] for word in side.split())


def nearness(thing: SceneObject) -> float:
    """Larger is nearer to the viewer: by depth when known (smaller depth is nearer), else by how far down it stands."""
    return -thing.depth if thing.depth is not None else float(thing.box.bottom)


def _ordinal(things: Things, how: Pick, frame: Box, count: int | None, plural: bool) -> Things:
    direction = how.value or _reading_direction(things)
    ordered = sorted(things, key=_side_key(direction, things, frame))
    if how.n < 0:
        ordered.reverse()
    if count and count > 1:
        return tuple(ordered[:count])
    place = abs(how.n) - 1
    if plural and how.n > 1:
        return tuple(ordered[place :: how.n])
    return (ordered[place],) if place < len(ordered) else ()


def _reading_direction(things: Things) -> str:
    xs, ys = [t.box.center.x for t in things], [t.box.center.y for t in things]
    return "left" if max(xs) - min(xs) >= 0.5 * (max(ys) - min(ys)) else "top"


def measure(thing: SceneObject, name: str) -> float:
    """A thing's `area`, `height`, `width`, `length`, `height_in_picture`, `nearness` or `light`."""
    box = thing.box
    if name == "nearness":
        return nearness(thing)
    if name == "age":
        return _age(thing)
    if name == "light":
        color = color_of(str(thing.attributes.get("color", "")))
        return sum(to_rgb_tuple(color)) if color else 380.0
    return float(
        {
            "area": box.area,
            "height": box.height,
            "width": box.width,
            "length": max(box.width, box.height),
            "height_in_picture": -box.top,
        }[name]
    )


_AGES = ("baby toddler infant", "child boy girl kid", "teenager teen young", "adult", "elderly old senior aged")


def _age(thing: SceneObject) -> float:
    told = {str(thing.attributes.get(name, "")).lower() for name in ("age", "gender")}
    stages = [float(i) for i, words in enumerate(_AGES) if told & set(words.split())]
    return stages[0] if stages else 3.0


def _extreme(things: Things, how: Pick, count: int | None, plural: bool) -> Things:
    values = [measure(t, how.value) for t in things]
    spread = max(abs(v) for v in values) or 1.0
    margin = 0.2 if how.kind == "soft" else _TIE
    if plural and count is None:
        middle = (max(values) + min(values)) / 2
        return tuple(t for t in things if (measure(t, how.value) - middle) * how.sign > 0) or things
    ordered = sorted(things, key=lambda t: -how.sign * measure(t, how.value))
    if how.n > 1:
        return (ordered[how.n - 1],) if how.n <= len(ordered) else ()
    return _first(tuple(ordered), lambda t: -how.sign * measure(t, how.value) / spread, count or 1, margin)


def _first(things: Things, key: Callable[[SceneObject], float], count: int, margin: float) -> Things:
    ordered = sorted(things, key=key)
    if count >= len(ordered):
        return tuple(ordered)
    limit = key(ordered[count - 1]) + margin
    return tuple(ordered[:count]) + tuple(t for t in ordered[count:] if key(t) < limit)


def gap(a: Box, b: Box) -> float:
    """Pixels between two boxes, 0 when they touch or overlap."""
    dx = max(a.left - b.right, b.left - a.right, 0)
    dy = max(a.top - b.bottom, b.top - a.bottom, 0)
    return float((dx * dx + dy * dy) ** 0.5)


def holds(relation: str, thing: Box, anchor: Box) -> bool:
    """Whether `thing relation anchor` is plausible from the boxes."""
    overlap = thing.intersect(anchor).area / max(1, min(thing.area, anchor.area))
    center = thing.center
    tests: dict[str, Callable[[], bool]] = {
        "left of": lambda: center.x < anchor.left + 0.25 * anchor.width and thing.right < anchor.right,
        "right of": lambda: center.x > anchor.right - 0.25 * anchor.width and thing.left > anchor.left,
        "above": lambda: center.y < anchor.top + 0.25 * anchor.height and thing.bottom < anchor.bottom,
        "below": lambda: center.y > anchor.bottom - 0.25 * anchor.height and thing.top > anchor.top,
        "on": lambda: _rests_on(thing, anchor),
        "inside": lambda: overlap > 0.5 and thing.area < anchor.area,
        "next to": lambda: (
            gap(thing, anchor) <= 0.6 * max(min(thing.width, anchor.width), min(thing.height, anchor.height), 40)
        ),
        "of": lambda: overlap > 0.3 and thing.area < anchor.area,
        "under": lambda: _rests_on(anchor, thing),
        "containing": lambda: overlap > 0.5 and anchor.area < thing.area,
        "with": lambda: overlap > 0.2,
        "in front of": lambda: (
            gap(thing, anchor) <= max(thing.width, anchor.width) * 0.5 and thing.bottom >= anchor.bottom
        ),
        "behind": lambda: gap(thing, anchor) <= max(thing.width, anchor.width) * 0.5 and thing.bottom < anchor.bottom,
    }
    return tests[relation]() if relation in tests else False


def _rests_on(thing: Box, anchor: Box) -> bool:
    across = min(thing.right, anchor.right) - max(thing.left, anchor.left)
    if across < 0.5 * thing.width or thing.area >= anchor.area:
        return False
    return anchor.top - 0.15 * anchor.height <= thing.bottom <= anchor.bottom


def between(thing: Box, a: Box, b: Box) -> bool:
    """Whether a box's centre lies between two others, along the line on which they are further apart."""
    x, y = thing.center
    (ax, ay), (bx, by) = a.center, b.center
    if abs(ax - bx) >= abs(ay - by):
        return (
            min(ax, bx) < x < max(ax, bx)
            and min(a.top, b.top) - thing.height <= y <= max(a.bottom, b.bottom) + thing.height
        )
    return min(ay, by) < y < max(ay, by)


def amid(thing: Box, a: Box, b: Box) -> bool:
    """Whether what lies between two others reaches into the strip that they span, and is in neither of them."""
    if any(3 * thing.intersect(end).area > thing.area for end in (a, b)):
        return False
    if abs(a.center.x - b.center.x) >= abs(a.center.y - b.center.y):
        return thing.bottom > min(a.top, b.top) and thing.top < max(a.bottom, b.bottom)
    return thing.right > min(a.left, b.left) and thing.left < max(a.right, b.right)


def nearest_first(things: Sequence[SceneObject], anchor: Box) -> list[SceneObject]:
    """Ordered by gap, then by the distance of the centres."""

    def distance(thing: SceneObject) -> tuple[float, float]:
        dx, dy = thing.box.center.x - anchor.center.x, thing.box.center.y - anchor.center.y
        return gap(thing.box, anchor), dx * dx + dy * dy

    return sorted(things, key=distance)
