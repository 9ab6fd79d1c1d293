"""How far an action may reach beyond the mask of its target: declared when it is resolved, checked afterwards."""

from __future__ import annotations

from ...scene.mask import Mask

SLACK = 2
"""Pixels of the declared growth that are left for the segmenter's own error; the fill grows by the rest."""


def declared(width: int, height: int, wanted: int | None = None) -> int:
    """The growth in pixels declared for a picture of this size: soft rims of objects widen with resolution. What is
    `wanted` by the settings goes before."""
    return wanted if wanted is not None else max(4, min(14, round(0.008 * min(width, height)) + SLACK))


def hole_of(mask: Mask, growth: int) -> Mask:
    """What is filled when the masked thing goes: the mask grown, so that no rim of it stays behind."""
    return mask.grow(max(0, growth - SLACK))


def allowed_of(mask: Mask, growth: int) -> Mask:
    """Where pixels may change at all for an action on this mask."""
    return mask.grow(growth)
