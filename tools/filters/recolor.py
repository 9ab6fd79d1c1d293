"""Give a thing another colour and keep its shading, texture, highlights and shadows."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels
from .oklab import from_oklab, lightest, to_oklab
from .paint import Paint, coat, tints_of
from .window import Floats, Selection, around, check, ramp, selected, smooth_base

DARKEST, LIGHTEST = 0.2, 0.93
"""Lightness of "black" and "white" things: real ones keep room for their shadows and highlights."""

COARSEST = 1.2
"""How much coarser fine detail may become."""

SAME_HUE = 0.45
"""Radians within which hues of one paint are taken for its own; a pattern's others turn along by what is beyond."""


def recolor(pixels: Pixels, mask: Selection, color: tuple[int, int, int]) -> Pixels:
    """`pixels` (H×W×3 uint8) with the paint of the thing in `mask` (H×W) coloured `color` (red, green, blue 0…255).

    Its middle lightness becomes the colour's; darker and lighter pixels follow one smooth, monotone curve, so shading
    stays. Tints stay in proportion to the paint's: glints remain as white as they were, patterns keep their
    differences. Other materials within the mask stay as they are. Pixels in a rim around the mask change too (a soft
    alpha needs them); everything farther away is returned as it was.
    """
    check(pixels, mask)
    inside = selected(mask)
    box = around(inside)
    if box is None:
        return pixels.copy()
    lab = to_oklab(pixels[box.slices])
    share = coat(lab, inside[box.slices])
    body = lab[inside[box.slices] & (share > 0.5)]
    body = body if len(body) else lab[inside[box.slices]]
    top = float(np.percentile(body[:, 0], 90))
    painted = _painted(lab, Paint.of(body), top, to_oklab(np.array(color, np.uint8)))
    painted = lab + (painted - lab) * share[..., None]
    out = pixels.copy()
    out[box.slices] = np.where((share > 0)[..., None], from_oklab(painted), pixels[box.slices])
    return out


def _painted(lab: Floats, paint: Paint, top: float, color: Floats) -> Floats:
    goal = float(np.clip(color[0], min(DARKEST, paint.lightness), max(LIGHTEST, min(paint.lightness, 0.98))))
    across, along = _tint_ratio(lab, paint)
    glint = _glint(lab, paint, top, np.hypot(across, along))
    lightness = _relit(lab[..., 0], max(paint.lightness, 0.02), goal, _room(goal, color))
    lightness = lightness + (np.maximum(lab[..., 0], lightness) - lightness) * glint
    share = _shade_of_chroma(lightness, goal)
    tint_a, tint_b = color[1] * along - color[2] * across, color[1] * across + color[2] * along
    return np.stack([lightness, tint_a * share, tint_b * share], axis=-1).astype(np.float32)


def _tint_ratio(lab: Floats, paint: Paint) -> tuple[Floats, Floats]:
    """Each pixel's tint divided by the paint's, as complex numbers (imaginary and real part); 1 for grey paints.

    Hues near the paint's own count as the same, and darkness, whose tints are noise, as the paint.
    """
    sure = float(ramp(np.float32(paint.strength), 0.05, 0.14))
    own = np.array(paint.tint, np.float32) / np.float32(max(paint.strength, 1e-4) ** 2)
    tint_a, tint_b = np.moveaxis(tints_of(lab), -1, 0)
    real, imaginary = tint_a * own[0] + tint_b * own[1], tint_b * own[0] - tint_a * own[1]
    angle = np.arctan2(imaginary, real)
    turn = np.sign(angle) * np.clip(np.abs(angle) - SAME_HUE, 0, 1.2)
    size = np.hypot(real, imaginary)
    size = np.where(size > 1, 1 + 0.5 * np.tanh(size - 1), size)
    weight = sure * ramp(lab[..., 0], 0.12, 0.3)
    size = 1 + (size - 1) * weight
    return (size * np.sin(turn * weight)).astype(np.float32), (size * np.cos(turn * weight)).astype(np.float32)


def _glint(lab: Floats, paint: Paint, top: float, ratio: Floats) -> Floats:
    """0…1: mirror-like highlights, which show the lamp's lightness and not the thing's."""
    start = max(top + 0.1, paint.lightness + 0.25)
    vivid = float(ramp(np.float32(paint.strength), 0.08, 0.16))
    pale = (1 - ramp(ratio, 0.25, 0.7)) * ramp(lab[..., 0], paint.lightness + 0.05, paint.lightness + 0.2) * vivid
    if start > 0.95:
        return np.asarray(pale, np.float32)
    neutral = 1 - ramp(np.hypot(lab[..., 1], lab[..., 2]), 0.04, 0.1)
    return np.asarray(np.maximum(pale, ramp(lab[..., 0], start, max(start + 0.15, 0.95)) * neutral), np.float32)


def _room(goal: float, color: Floats) -> float:
    """How far lights may rise above the goal: a strong colour would soon be another, pink for red or cream for yellow;
    what shines white is a glint and no matter of the paint."""
    vivid = float(ramp(np.float32(np.hypot(color[1], color[2])), 0.05, 0.12))
    bound = 1.4 * (lightest(0.8 * float(color[1]), 0.8 * float(color[2])) - goal)
    return (1 - goal) * (1 - vivid) + float(np.clip(bound, 0.06, 1 - goal)) * vivid


def _relit(lightness: Floats, middle: float, goal: float, room: float) -> Floats:
    """The curve below, but fine detail grows no more than `COARSEST` times: in dark things it is noise too."""
    base = smooth_base(lightness, max(2, round(0.004 * max(lightness.shape))), softness=0.003)
    calm, full = _relight(base, middle, goal, room), _relight(lightness, middle, goal, room)
    most = COARSEST * np.abs(lightness - base)
    return np.asarray(calm + np.clip(full - calm, -most, most), np.float32)


def _relight(lightness: Floats, middle: float, goal: float, room: float) -> Floats:
    """A curve 0→0, middle→goal, smooth and monotone, that neither flattens nor coarsens the contrast too much."""
    slope = float(np.clip(goal / middle, 0.7, 1.7))
    below = goal * (np.clip(lightness, 0, middle) / middle) ** (slope * middle / goal)
    above = room * (1 - np.exp(-slope * np.clip(lightness - middle, 0, None) / room))
    return np.asarray(below + above, np.float32)


def _shade_of_chroma(lightness: Floats, goal: float) -> Floats:
    """Less light means proportionally less chroma; towards white it fades."""
    beyond = np.clip((lightness - goal) / (1 - goal), 0, 1)
    return np.where(lightness < goal, lightness / goal, 1 - 0.6 * beyond**2).astype(np.float32)
