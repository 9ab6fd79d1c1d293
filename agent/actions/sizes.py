"""How large a thing should be in this photo: typical heights against what is already there."""

from __future__ import annotations

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
    "hot dog": 0.06, "pizza": 0.05, "donut": 0.05, "cake": 0.12, "chair": 0.9, "couch": 0.85, "potted plant": 0.6,
    "bed": 0.7, "dining table": 0.75, "toilet": 0.75, "tv": 0.6, "laptop": 0.25, "mouse": 0.04, "remote": 0.18,
    "keyboard": 0.04, "cell phone": 0.15, "microwave": 0.3, "oven": 0.9, "toaster": 0.2, "sink": 0.25,
    "refrigerator": 1.7, "book": 0.24, "clock": 0.3, "vase": 0.3, "scissors": 0.18, "teddy bear": 0.35,
    "hair drier": 0.22, "toothbrush": 0.18, "lamp": 0.5, "flower": 0.3, "hat": 0.15, "ball": 0.22, "tree": 5.0,
}  # fmt: skip
UNKNOWN_SHARE = 0.3
"""Of the picture's height, where nothing tells the scale."""
BOUNDS = (0.04, 0.9)
"""A thing is never made smaller or larger than these shares of the picture's height."""


def fitting_height(label: str | None, scene: Scene, frame_height: int) -> int:
    """Pixels high that a `label` should be among the scene's objects (same label first, typical sizes next)."""
    same = [thing.box.height for thing in scene.objects if thing.label == label]
    if same:
        guess = float(sorted(same)[len(same) // 2])
    elif label in TYPICAL_HEIGHT and (scale := _pixels_per_metre(scene)):
        guess = TYPICAL_HEIGHT[label] * scale
    else:
        guess = UNKNOWN_SHARE * frame_height
    return round(min(max(guess, BOUNDS[0] * frame_height), BOUNDS[1] * frame_height))


def _pixels_per_metre(scene: Scene) -> float | None:
    known = sorted(_scale_of(thing) for thing in scene.objects if thing.label in TYPICAL_HEIGHT)
    return known[len(known) // 2] if known else None


def _scale_of(thing: SceneObject) -> float:
    return thing.box.height / TYPICAL_HEIGHT[thing.label]


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
