"""Give a thing another colour and keep its shading, texture, highlights and shadows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...scene.image import Pixels
from .oklab import from_oklab, to_oklab
from .window import Floats, Selection, around, check, ramp, selected

DARKEST, LIGHTEST = 0.2, 0.93
"""Lightness of "black" and "white" things: real ones keep room for their shadows and highlights."""


def recolor(pixels: Pixels, mask: Selection, color: tuple[int, int, int]) -> Pixels:
    """`pixels` (H×W×3 uint8) with the thing in `mask` (H×W) coloured `color` (red, green, blue 0…255).

    The thing's middle lightness becomes the colour's; darker and lighter pixels follow one smooth, monotone curve, so
    shading stays. Chroma follows lightness as it does on a surface in more or less light. Pixels in a rim around the
    mask change too (a feathered alpha needs them); everything farther away is returned as it was.
    """
    check(pixels, mask)
    inside = selected(mask)
    box = around(inside)
    if box is None:
        return pixels.copy()
    lab = to_oklab(pixels[box.slices])
    surface = Surface.of(lab[inside[box.slices]])
    out = pixels.copy()
    out[box.slices] = from_oklab(_painted(lab, surface, to_oklab(np.array(color, np.uint8))))
    return out


@dataclass(frozen=True, slots=True)
class Surface:
    """What the thing looks like now: its middle lightness and chroma, and where its body ends and glints begin."""

    lightness: float
    chroma: float
    top: float

    @classmethod
    def of(cls, lab: Floats) -> Surface:
        """From the thing's N×3 OKLab pixels."""
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        top = float(np.percentile(lab[:, 0], 90))
        return cls(max(float(np.median(lab[:, 0])), 0.02), float(np.median(chroma)), top)


def _painted(lab: Floats, surface: Surface, color: Floats) -> Floats:
    goal = float(np.clip(color[0], DARKEST, LIGHTEST))
    lightness = _relight(lab[..., 0], surface.lightness, goal, _room(goal, color))
    share = _shade_of_chroma(lightness, goal) * _texture_of_chroma(lab, surface)
    painted = np.stack([lightness, color[1] * share, color[2] * share], axis=-1)
    glint = _glint(lab, surface)[..., None]
    return np.asarray(painted * (1 - glint) + lab * glint, np.float32)


def _room(goal: float, color: Floats) -> float:
    """How far lights may rise above the goal: light, strong colours (yellow) would soon wash out."""
    vivid = min(1.0, float(np.hypot(color[1], color[2])) / 0.15)
    return (1 - goal) * (1 - 0.55 * vivid * float(np.clip((goal - 0.6) / 0.3, 0, 1)))


def _relight(lightness: Floats, middle: float, goal: float, room: float) -> Floats:
    """A curve 0→0, middle→goal, smooth and monotone, that neither flattens nor coarsens the contrast too much."""
    slope = float(np.clip(goal / middle, 0.6, 1.7))
    below = goal * (np.clip(lightness, 0, middle) / middle) ** (slope * middle / goal)
    above = room * (1 - np.exp(-slope * np.clip(lightness - middle, 0, None) / room))
    return np.asarray(below + above, np.float32)


def _shade_of_chroma(lightness: Floats, goal: float) -> Floats:
    """Less light means proportionally less chroma; towards white it fades."""
    beyond = np.clip((lightness - goal) / (1 - goal), 0, 1)
    return np.where(lightness < goal, lightness / goal, 1 - 0.8 * beyond**2).astype(np.float32)


def _texture_of_chroma(lab: Floats, surface: Surface) -> Floats | float:
    """How strong the colour was here relative to the whole thing; 1 for things that had none."""
    if surface.chroma < 0.05:
        return 1.0
    relative = np.hypot(lab[..., 1], lab[..., 2]) / surface.chroma
    return np.asarray(np.clip(relative, 0.5, 1.5) ** 0.5, np.float32)


def _glint(lab: Floats, surface: Surface) -> Floats:
    """0…1: mirror-like highlights, which show the lamp's colour and not the thing's."""
    start = max(surface.top + 0.1, surface.lightness + 0.25)
    if start > 0.95:
        return np.zeros(lab.shape[:-1], np.float32)
    neutral = 1 - ramp(np.hypot(lab[..., 1], lab[..., 2]), 0.04, 0.1)
    return ramp(lab[..., 0], start, max(start + 0.15, 0.95)) * neutral
