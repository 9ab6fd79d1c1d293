"""What the gallery tries, as data: a photo, what is said about it, and what one sees in the result.

The cases are in `gallery_cases.toml`. They were chosen before any result was seen, and none is dropped for failing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from .photos import photo

SIDE = 800
"""Long side of the photos, in pixels; marks and drawings are in pixels of this size."""

GROUNDS = "regions"
ACTIONS = {
    "remove": "Remove a thing",
    "move": "Move a thing",
    "resize": "Resize a thing",
    "duplicate": "Duplicate a thing",
    "swap": "Swap two things",
    "insert": "Insert from another photo",
    "replace": "Replace by a thing of another photo",
    "recolor": "Recolour",
    "restyle": "Restyle the picture or a thing",
    "background": "Background: blurred, coloured, transparent, another",
    "adjust": "Adjust and enhance",
    "obscure": "Hide faces and writing",
    "text": "Remove and change writing",
    "transform": "Crop, turn, straighten, flip, enlarge, extend",
    GROUNDS: "Sky, wall, grass, floor and water by name",
    "red eyes": "Red eyes (drawn on portraits)",
    "heal": "Wires and spots under a brush stroke",
    "library": "Keep a cut-out, put it into another photo",
}
"""The actions shown, in this order, and their headings."""


@dataclass(frozen=True, slots=True)
class First:
    """What is said about another photo before, so that the library holds something."""

    photo: str
    say: str


@dataclass(frozen=True, slots=True)
class Case:
    """One thing tried. Marks and `drawn` are in pixels of the photo at `SIDE`; references are names of photos."""

    name: str
    action: str
    photo: str
    say: str
    """The words; where `plan` is given, only what it is called."""
    marks: Mapping[str, Any] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    first: First | None = None
    drawn: Mapping[str, Any] = field(default_factory=dict)
    """A flaw that is drawn on the photo first: `red_pupils`, `wire`, `spot` or `tilt`."""
    grade: int | None = None
    """By looking: 1 useless … 5 nothing to find fault with."""
    seen: str | None = None
    """Which result was looked at."""
    remark: str = ""
    """What one sees."""

    def pixels(self) -> Pixels:
        """The photo as it is before the edit, H×W×3 uint8."""
        return flawed(photo(self.photo).open(SIDE), self.drawn)


@cache
def cases() -> tuple[Case, ...]:
    """All of them, in the order of the file. Raises ValueError where two share a name."""
    rows = tomllib.loads((files(__package__) / "gallery_cases.toml").read_text("utf-8"))["case"]
    made = tuple(_case(row) for row in rows)
    if len({case.name for case in made}) < len(made):
        raise ValueError("every case of the gallery needs a name of its own")
    return made


def _case(row: dict[str, Any]) -> Case:
    first = row.pop("first", None)
    return Case(**row, first=First(**first) if first else None)


def flawed(pixels: Pixels, drawn: Mapping[str, Any]) -> Pixels:
    """A copy with what is to be mended drawn on it; H×W×3 uint8."""
    for kind, value in drawn.items():
        pixels = _DRAWINGS[kind](pixels, value)
    return pixels


def _pupils(pixels: Pixels, circles: list[list[float]]) -> Pixels:
    """The glow of a flash: red where the pupils are, brighter in their middle, the glint on top kept."""
    for x, y, radius in circles:
        alpha = _disc(pixels, x, y, radius) * 0.85
        lit = pixels.max(axis=2, keepdims=True).astype(np.float32)
        glow = np.concatenate([np.maximum(lit, 190.0), lit * 0.3 + 15, lit * 0.3 + 20], axis=2)
        glow = np.where(lit > 200, lit, glow)
        pixels = np.rint(pixels * (1 - alpha) + glow * alpha).astype(np.uint8)
    return pixels


def _spot(pixels: Pixels, circle: list[float]) -> Pixels:
    alpha = _disc(pixels, *circle) * 0.8
    return np.rint(pixels * (1 - alpha) + np.array([70, 45, 40]) * alpha).astype(np.uint8)


def _disc(pixels: Pixels, x: float, y: float, radius: float) -> NDArray[np.float32]:
    """H×W×1 float32, 1 within the radius, soft over a pixel."""
    rows, columns = np.ogrid[: pixels.shape[0], : pixels.shape[1]]
    away = np.hypot(columns - x, rows - y)
    return np.clip(radius + 0.5 - away, 0, 1).astype(np.float32)[..., None]


def _wire(pixels: Pixels, points: list[list[float]]) -> Pixels:
    import cv2

    drawn = np.zeros(pixels.shape[:2], np.uint8)
    way = np.round(np.array(points) * 64).astype(np.int32)
    cv2.polylines(drawn, [way], False, 255, 3, cv2.LINE_AA, 6)
    alpha = 0.9 * drawn[..., None].astype(np.float32) / 255
    return np.rint(pixels * (1 - alpha) + np.array([35, 33, 38]) * alpha).astype(np.uint8)


def _tilt(pixels: Pixels, degrees: float) -> Pixels:
    """As if the camera had been held askew: turned, and cut so that no corner is empty."""
    import cv2

    height, width = pixels.shape[:2]
    angle = np.radians(abs(degrees))
    grown = np.cos(angle) + np.sin(angle) * max(width / height, height / width)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, float(grown))
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC), np.uint8)


_DRAWINGS: Mapping[str, Callable[[Pixels, Any], Pixels]] = {
    "red_pupils": _pupils,
    "spot": _spot,
    "wire": _wire,
    "tilt": _tilt,
}
