"""What pixels say about a thing without a model: the name of its main colour."""

from __future__ import annotations

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.lab import to_lab

PALETTE: dict[str, tuple[tuple[int, int, int], ...]] = {
    "black": ((15, 15, 15), (35, 35, 38)),
    "gray": ((80, 80, 82), (128, 128, 128), (170, 170, 172)),
    "white": ((225, 225, 225), (250, 250, 250)),
    "red": ((180, 30, 35), (225, 50, 45), (120, 20, 25)),
    "orange": ((235, 130, 30), (245, 155, 70), (205, 100, 25)),
    "yellow": ((240, 215, 50), (250, 235, 120), (205, 175, 30)),
    "green": ((50, 140, 60), (90, 170, 80), (35, 80, 40), (110, 130, 60)),
    "teal": ((30, 130, 130), (70, 170, 170)),
    "blue": ((40, 80, 190), (80, 140, 215), (25, 40, 100), (130, 180, 225)),
    "purple": ((110, 50, 150), (155, 100, 190), (70, 35, 95)),
    "pink": ((240, 150, 180), (225, 90, 140), (250, 190, 200)),
    "brown": ((110, 70, 40), (140, 95, 60), (75, 45, 28)),
    "beige": ((205, 180, 145), (225, 205, 175), (185, 155, 125)),
}
"""Colour names and typical sRGB values of each."""
MIDDLE = 0.6
"""The share of a box's sides that its colour is read from: the rim is mostly not the thing."""
SAMPLES = 48
"""Pixels looked at along each side."""


def color_name(pixels: Pixels, box: Box) -> str | None:
    """The commonest colour name in the middle of `box` (pixels of H×W×3|4); None for a box outside."""
    height, width = pixels.shape[:2]
    inner = box.resize(MIDDLE).clamp(width, height)
    if not inner.area:
        return None
    step_y, step_x = -(-inner.height // SAMPLES), -(-inner.width // SAMPLES)
    sample = to_rgb(pixels)[inner.slices][::step_y, ::step_x].reshape(-1, 3)
    names = list(PALETTE)
    anchors = np.array([rgb for name in names for rgb in PALETTE[name]], np.uint8)
    owner = np.repeat(np.arange(len(names)), [len(PALETTE[name]) for name in names])
    distance = np.linalg.norm(to_lab(sample)[:, None] - to_lab(anchors)[None], axis=2)
    return names[int(np.bincount(owner[distance.argmin(axis=1)], minlength=len(names)).argmax())]
