"""Which crop of a picture a segmenter looks at for one thing: its masks have few pixels, so small things get a crop."""

from __future__ import annotations

from math import sqrt

from ...scene.geometry import Box
from .sam_frame import LOW

WORTH_A_CROP = 0.71
"""A crop is encoded if its side is at most this share of the picture's: half as many pixels or fewer."""

CROP_MARGIN = 0.25
"""Of an object's box on each side: the encoder needs to see what the object ends against."""

SMALLEST_CROP = 96
"""Smaller crops show nothing but blur."""


def window_of(box: Box, frame: Box) -> Box | None:
    """The square crop to look at for an object; None where the whole picture shows it as well.

    Sides are steps of √2 and corners lie on a grid, so that prompts on one object share a crop, in any order.
    """
    need = max(SMALLEST_CROP, max(box.size) * (1 + 2 * CROP_MARGIN))
    long = max(frame.size)
    if long <= LOW or need > long * WORTH_A_CROP:
        return None
    side = long * WORTH_A_CROP
    while side / sqrt(2) >= need:
        side /= sqrt(2)
    return _snapped(box, round(side), frame)


def points_in(window: Box, points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Those of the points that lie in it."""
    return tuple(point for point in points if window.contains(point))


def _snapped(box: Box, side: int, frame: Box) -> Box:
    step = max(1, side // 8)
    left, top = (round((middle - side / 2) / step) * step for middle in box.center)
    square = Box(left, top, left + side, top + side)
    return (
        Box.of_size(min(side, frame.width), min(side, frame.height)).shift(square.left, square.top).move_inside(frame)
    )
