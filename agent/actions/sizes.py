"""How large a thing should be in this photo: typical heights against what is already there."""

from __future__ import annotations

from typing import NamedTuple

from ...scene.geometry import Box
from ...scene.objects import Scene, SceneObject

TYPICAL_HEIGHT: dict[str, float] = {
    # metres, upright as usually photographed
    "person": 1.7, "bicycle": 1.0, "car": 1.5, "motorcycle": 1.1, "airplane": 6.0, "bus": 3.0, "train": 3.8,
    "truck": 2.8, "boat": 2.0, "traffic light": 0.9, "fire hydrant": 0.75, "stop sign": 0.75, "parking meter": 1.2,
    "bench": 0.85, "bird": 0.2, "cat": 0.3, "dog": 0.55, "horse": 1.7, "sheep": 0.9, "cow": 1.4, "elephant": 3.0,
    "bear": 1.2, "zebra": 1.4, "giraffe": 4.8, "backpack": 0.5, "umbrella": 0.8, "handbag": 0.3, "tie": 0.5,
    "suitcase": 0.65, "frisbee": 0.25, "skis": 1.7, "snowboard": 1.5, "sports ball": 0.22, "kite": 0.9,
    "baseball bat": 0.85, "baseball glove": 0.25, "skateboard": 0.2, "surfboard": 2.0, "tennis racket": 0.68,
    "bottle": 0.28, "wine glass": 0.2, "cup": 0.1, "fork": 0.19, "knife": 0.22, "spoon": 0.18, "bowl": 0.08,
    "banana": 0.15, "apple": 0.08, "sandwich": 0.08, "orange": 0.08, "broccoli": 0.15, "carrot": 0.17,
    "hot dog": 0.06, "pizza": 0.05, "donut": 0.05, "cake": 0.12, "chair": 0.9, "armchair": 0.95,
    "couch": 0.85, "sofa": 0.85, "potted plant": 0.6, "bed": 0.7, "dining table": 0.75, "toilet": 0.75, "tv": 0.6,
    "laptop": 0.25, "mouse": 0.04, "remote": 0.18, "keyboard": 0.04, "cell phone": 0.15, "microwave": 0.3,
    "oven": 0.9, "toaster": 0.2, "sink": 0.25, "refrigerator": 1.7, "book": 0.24, "clock": 0.3, "vase": 0.3,
    "scissors": 0.18, "teddy bear": 0.35, "hair drier": 0.22, "toothbrush": 0.18, "lamp": 0.5, "flower": 0.3,
    "hat": 0.15, "ball": 0.22, "tree": 5.0,
}  # fmt: skip
UNKNOWN_SHARE = 0.3
"""Of the picture's height, where nothing tells the scale."""
LARGEST_SHARE = 0.5
"""What filled its own picture does not fill another."""
SNAP = 0.2
"""Of the picture's size: so far a side that was cut off is taken to the edge."""
HALF = 0.5
"""So much of a thing is taken to show where a picture's upper or lower edge cut it off."""
EDGE_SHARE = 0.01
"""Of the picture's height: what comes so close to an edge reaches it."""
NEAR = 1.7
"""What replaces a thing is at most so many times larger or smaller than what fits into its place."""
BOUNDS = (0.04, 0.9)
"""A thing is never made smaller or larger than these shares of the picture's height."""


LYING = frozenset({
    "keyboard", "mouse", "remote", "cell phone", "book", "pizza", "fork", "knife", "spoon", "scissors", "skis",
    "snowboard", "skateboard", "surfboard", "frisbee", "tie", "tennis racket", "baseball bat", "toothbrush", "sandwich",
})  # fmt: skip
"""Kinds that lie, lean or are seen from above as often as not: their height in a photo says nothing of the scale."""

VARIED = frozenset({
    "potted plant", "boat", "bird", "dining table", "bed", "kite", "vase", "tree", "flower", "backpack", "handbag",
    "umbrella", "teddy bear", "suitcase", "airplane", "bowl", "bear", "dog", "cat", "tv", "clock", "lamp", "sink",
    "cake",
})  # fmt: skip
"""Kinds of which there are large and small ones: they tell the scale only where nothing better does."""

WIDEST, WIDEST_KNOWN = 0.5, 0.9
"""Shares of the picture's width that a thing fills at the most where nothing tells the scale, and where something does.
"""

ORDINARY, TOWARD_SHARE = 0.9, 0.3
"""Where nothing tells the scale, a thing so many metres high takes `UNKNOWN_SHARE`; others more or less by this
exponent, for near things are taken close by."""


class OwnSize(NamedTuple):
    """What is known of a thing's size apart from its kind: metres high, and its share of the picture it came from."""

    metres: float | None = None
    share: float | None = None
    cut: tuple[bool, bool, bool, bool] = (False, False, False, False)
    """Whether its left, top, right and bottom side is where its picture ended."""


def fitting_height(label: str | None, scene: Scene, frame_height: int, own: OwnSize = OwnSize()) -> int:  # noqa: B008
    """Pixels high that a `label` should be among the scene's objects (same label first, metres next)."""
    same = [thing for thing in scene.objects if thing.label == label]
    part = HALF if own.cut[1] or own.cut[3] else 1.0
    metres = TYPICAL_HEIGHT[label] * part if label in TYPICAL_HEIGHT else own.metres
    if same:
        whole = [thing.box.height * part for thing in same if not _cropped(thing, scene.frame)]
        guess = _middle(whole or [float(thing.box.height) for thing in same])
    elif metres and (scale := pixels_per_metre(scene)):
        guess = metres * scale
    elif own.share is None and metres:
        guess = UNKNOWN_SHARE * (metres / ORDINARY) ** TOWARD_SHARE * frame_height
    else:
        guess = min(own.share or UNKNOWN_SHARE, LARGEST_SHARE) * frame_height
    return round(min(max(guess, BOUNDS[0] * frame_height), BOUNDS[1] * frame_height))


def metres_of(label: str | None, height: int, scene: Scene) -> float | None:
    """How high a thing is by what is around it; None where its kind tells, or nothing does."""
    scale = pixels_per_metre(scene)
    return round(height / scale, 3) if scale and label not in TYPICAL_HEIGHT else None


def pixels_per_metre(scene: Scene) -> float | None:
    """The middle one of the scales that things of known kinds give; where none of them is of one size, the smallest."""
    rulers = [thing for thing in scene.objects if thing.label in TYPICAL_HEIGHT and thing.label not in LYING]
    known = [_scale_of(thing, scene.frame) for thing in rulers if thing.label not in VARIED]
    if known:
        return _middle(known)
    return min((thing.box.height / TYPICAL_HEIGHT[thing.label] for thing in rulers), default=None)


def _scale_of(thing: SceneObject, frame: Box) -> float:
    return thing.box.height / (TYPICAL_HEIGHT[thing.label] * (HALF if _cropped(thing, frame) else 1.0))


def _cropped(thing: SceneObject, frame: Box) -> bool:
    """Whether the picture's upper or lower edge cuts it off."""
    slack = EDGE_SHARE * frame.height
    return thing.box.top <= frame.top + slack or thing.box.bottom >= frame.bottom - slack


def _middle(values: list[float]) -> float:
    """The median, the lower one of two: what is too large hides more than what is too small."""
    return sorted(values)[(len(values) - 1) // 2]


def flush(box: Box, own: OwnSize, frame: Box) -> Box:
    """Sides that were cut off go to the picture's own edge where that is near: they are no outline to be seen."""
    near_x, near_y = SNAP * frame.width, SNAP * frame.height
    left, top, right, bottom = own.cut
    if left and box.left - frame.left < near_x:
        box = box.shift(frame.left - box.left, 0)
    elif right and frame.right - box.right < near_x:
        box = box.shift(frame.right - box.right, 0)
    if bottom and frame.bottom - box.bottom < near_y:
        box = box.shift(0, frame.bottom - box.bottom)
    elif top and box.top - frame.top < near_y:
        box = box.shift(0, frame.top - box.top)
    return box


def in_proportion(height: int, label: str | None, other: str | None, fitted: float) -> float:
    """Pixels high that an `other` is in the place of a `label` of that height: as their kinds are to each other, but
    never far from what fits into its place (`fitted`), which is the answer where a kind is unknown."""
    if label not in TYPICAL_HEIGHT or other not in TYPICAL_HEIGHT:
        return fitted
    wanted = height * TYPICAL_HEIGHT[other] / TYPICAL_HEIGHT[label]
    return min(max(wanted, fitted / NEAR), fitted * NEAR)


def narrowed(thing: Box, scene: Scene, frame: Box) -> Box:
    """No wider than the picture has room for: what is long and flat may be low and still too large."""
    widest = (WIDEST if pixels_per_metre(scene) is None else WIDEST_KNOWN) * frame.width
    return (
        thing if thing.width <= widest else sized(thing.width, thing.height, round(thing.height * widest / thing.width))
    )


def sized(width: int, height: int, wanted_height: int) -> Box:
    """A box at the origin of that height and the thing's proportions."""
    factor = wanted_height / max(1, height)
    return Box(0, 0, max(1, round(width * factor)), max(1, wanted_height))


def follow(box: Box, source: Box, place: Box) -> Box:
    """Where something comes to lie that goes with a thing from `source` to `place`."""
    x, y = place.width / max(1, source.width), place.height / max(1, source.height)
    left = place.left + round((box.left - source.left) * x)
    top = place.top + round((box.top - source.top) * y)
    return Box(left, top, left + max(1, round(box.width * x)), top + max(1, round(box.height * y)))
