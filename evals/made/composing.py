"""Things laid into a photo, with their exact boxes, masks and, where one is cast, shadow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneImage, SceneObject
from .sources import Thing

SOLID = 0.5
"""Alpha from which a pixel is the thing's."""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """A thing that fills `box` (pixels of the picture), perhaps seen from the other side."""

    id: str
    thing: Thing
    box: Box
    mirrored: bool = False

    @property
    def label(self) -> str:
        return self.thing.label

    def at(self, box: Box) -> Placed:
        return replace(self, box=box)

    def layer(self) -> NDArray[np.float32]:
        """box height × box width × 4, premultiplied, alpha 0…1, colours 0…255."""
        cut = self.thing.cut()[:, ::-1] if self.mirrored else self.thing.cut()
        straight = Image.fromarray(np.ascontiguousarray(cut), "RGBA").convert("RGBa")
        small = np.asarray(straight.resize(self.box.size, Image.Resampling.BICUBIC), np.float32)
        return np.dstack([np.minimum(small[..., :3], small[..., 3:]), small[..., 3:] / 255])


def sized(thing: Thing, height: int) -> tuple[int, int]:
    """Width and height of a thing that is so many pixels high."""
    cut = thing.cut()
    return max(1, round(cut.shape[1] * height / cut.shape[0])), height


def alpha_of(placed: Placed, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """H×W, 0…1: how much of each pixel is the thing's; what lies outside the picture is cut off."""
    out = np.zeros(shape[:2], np.float32)
    inside = placed.box.clamp(shape[1], shape[0])
    out[inside.slices] = placed.layer()[..., 3][inside.shift(-placed.box.left, -placed.box.top).slices]
    return out


def mask_of(placed: Placed, shape: tuple[int, ...]) -> Mask:
    return Mask(alpha_of(placed, shape) >= SOLID)


def composed(ground: Pixels, things: Sequence[Placed]) -> Pixels:
    """The ground (H×W×3) with the things laid on it, later ones over earlier ones."""
    out = ground.astype(np.float32)
    height, width = ground.shape[:2]
    for placed in things:
        inside = placed.box.clamp(width, height)
        layer = placed.layer()[inside.shift(-placed.box.left, -placed.box.top).slices]
        out[inside.slices] = layer[..., :3] + out[inside.slices] * (1 - layer[..., 3:])
    return np.rint(out).astype(np.uint8)


def scene_of(things: Sequence[Placed], shape: tuple[int, ...]) -> Scene:
    """What the picture shows, with the tight boxes of the things' masks."""
    objects = []
    for placed in things:
        mask = mask_of(placed, shape)
        objects.append(SceneObject(id=placed.id, label=placed.label, box=mask.box, mask=mask.to_ref(), score=1.0))
    return Scene(image=SceneImage(width=shape[1], height=shape[0]), objects=tuple(objects))
