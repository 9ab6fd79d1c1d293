"""Choosing among things of one kind by what the words say of them: colour, place, size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ..ports import Grounding
from .phrases import Phrase

ENOUGH = 0.25
"""Share of a thing's pixels in a colour from which it may be said to be of that colour."""

SECOND = 0.6
"""What the others' scores are multiplied by when words single one out."""

ASIDE = 0.1
"""From this share of the picture's side past its middle a thing lies clearly on one side."""

_HUES = {
    "red": ((0, 8), (171, 180)),
    "orange": ((8, 20),),
    "yellow": ((20, 34),),
    "green": ((34, 88),),
    "blue": ((88, 130),),
    "purple": ((126, 158),),
    "pink": ((142, 176),),
    "brown": ((4, 22),),
}
"""OpenCV's hues, half degrees."""


def choose(pixels: Pixels, phrase: Phrase, found: Sequence[Grounding]) -> list[Grounding]:
    """Those that have the phrase's colour, best first, the one its place or size singles out before the others.

    One alone is not `the left one` if it lies on the right.
    """
    if phrase.color is not None:
        found = [one for one in found if color_share(pixels, one, phrase.color) >= ENOUGH]
    ranked = sorted(found, key=lambda one: (-one.score, one.box))
    if len(ranked) == 1 and _elsewhere(ranked[0].box, phrase, pixels):
        return []
    if len(ranked) < 2 or (phrase.place is None and not phrase.size):
        return ranked
    ranked.sort(key=lambda one: -_fit(one.box, phrase))
    return [ranked[0], *(replace(one, score=one.score * SECOND) for one in ranked[1:])]


def _elsewhere(box: Box, phrase: Phrase, pixels: Pixels) -> bool:
    """Whether the only one found lies clearly on the other side than the words say: the one meant was not seen then."""
    if phrase.place is None:
        return False
    height, width = pixels.shape[:2]
    aside = phrase.place[0] * (box.center.x / width - 0.5) + phrase.place[1] * (box.center.y / height - 0.5)
    return aside < -ASIDE


def _fit(box: Box, phrase: Phrase) -> float:
    if phrase.place is None:
        return phrase.size * box.area
    return phrase.place[0] * box.center.x + phrase.place[1] * box.center.y


def color_share(pixels: Pixels, found: Grounding, color: str) -> float:
    """The share of the thing's pixels (of its box's middle where there is no mask) that have a named colour."""
    box = found.box if found.mask is not None else found.box.resize(0.7)
    box = box.clamp(pixels.shape[1], pixels.shape[0])
    if not box.area:
        return 0.0
    fits = _has_color(to_rgb(pixels)[box.slices], color)
    inside = np.ones_like(fits) if found.mask is None else found.mask.crop(box).array
    return float(fits[inside].mean()) if inside.any() else 0.0


def _has_color(pixels: Pixels, color: str) -> NDArray[np.bool_]:
    """Which pixels (h×w×3 RGB) go by the name of a colour."""
    import cv2

    hue, strength, value = np.moveaxis(cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2HSV), -1, 0)
    if color == "black":
        return np.asarray(value < 60)
    if color == "white":
        return np.asarray((value > 175) & (strength < 50))
    if color in ("gray", "grey"):
        return np.asarray((strength < 50) & (value >= 60) & (value <= 190))
    named = np.zeros(hue.shape, bool)
    for low, high in _HUES[color]:
        named |= (hue >= low) & (hue < high)
    dim = (value < 170) if color == "brown" else (value > 60)
    return np.asarray(named & dim & (strength > (35 if color == "pink" else 60)))
