"""Things cut out of a picture: soft edges, their own colour at the rim, size, turn, and the ground they stand on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, check_pixels
from ..scene.mask import Mask
from ..scene.patch import Patch, composite
from .shedding import shown

COARSE, FINE = 45, 6
"""Radii in pixels of the two passes that estimate the colour of a thing at its rim."""

CONTACT_STRENGTH = 0.45
"""How dark a contact shadow is at its core: 0 nothing, 1 black."""

FOOT = 0.15
"""Share of a thing's height, from below, in which its feet stand (those farther off stand higher in the picture)."""


def cut_out(pixels: Pixels, mask: Mask, alpha: NDArray[np.uint8] | None = None) -> tuple[Pixels, Box]:
    """The masked thing as h×w×4 RGBA with a soft edge free of the old background's colour, and the box it lies in;
    patches of background that the mask took along are left out.

    `alpha` (H×W uint8) is estimated where none is given. Raises ValueError for an empty mask or sizes that differ.
    """
    _check(pixels, mask, alpha)
    radius = rim_radius(mask)
    around = reads(mask)
    part, inner = np.ascontiguousarray(pixels[around.slices][..., :3]), mask.crop(around)
    soft = _soft(part, inner, radius) if alpha is None else alpha[around.slices]
    tight = Mask(soft > 0).union(inner).box
    colours = foreground_colors(part, inner, soft)
    rgba = np.dstack([colours, soft])[tight.slices]
    return np.ascontiguousarray(rgba), tight.shift(around.left, around.top)


def reads(mask: Mask) -> Box:
    """The part of the picture that `cut_out` looks at."""
    return mask.box.pad(6 * rim_radius(mask)).clamp(mask.width, mask.height)


def rim_reads(soft: Box) -> Box:
    """What `foreground_colors` looks at where the alpha is partial in the box `soft`; it may reach outside."""
    return soft.pad(2 * COARSE)


def rim_radius(mask: Mask) -> int:
    """Half the width in pixels of the band where a thing's edge may be soft: 2…6, wider for larger things."""
    return int(np.clip(round(0.01 * max(mask.box.size)), 2, 6))


def foreground_colors(pixels: Pixels, mask: Mask, alpha: NDArray[np.uint8]) -> Pixels:
    """`pixels` (H×W×3) with the thing's own colour wherever `alpha` (H×W uint8) is partial; the rest is unchanged.

    Approximate Fast Foreground Colour Estimation (Forté, ICIP 2021): blurred foreground and background first, then
    what the mix leaves over goes to the foreground, in a coarse and a fine pass.
    """
    _check(pixels, mask, alpha)
    partial = Mask((alpha > 0) & (alpha < 255))
    if not partial.area:
        return pixels
    window = rim_reads(partial.box).clamp(mask.width, mask.height).slices
    image = pixels[window].astype(np.float32)
    weight = np.asarray(alpha[window][..., None] / np.float32(255), np.float32)
    front, back = image, image
    for radius in (COARSE, FINE):
        front, back = _separate(image, front, back, weight, radius)
    out = pixels.copy()
    out[window] = np.where(partial.array[window][..., None], np.clip(np.rint(front), 0, 255), image).astype(np.uint8)
    return out


def _separate(
    image: NDArray[np.float32],
    front: NDArray[np.float32],
    back: NDArray[np.float32],
    weight: NDArray[np.float32],
    radius: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    front, back = _mean(front, weight, radius), _mean(back, 1 - weight, radius)
    return front + weight * (image - weight * front - (1 - weight) * back), back


def _mean(values: NDArray[np.float32], weight: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """The weighted mean over a square of side 2·radius + 1."""
    import cv2

    size = (2 * radius + 1, 2 * radius + 1)
    total, mass = cv2.blur(values * weight, size), cv2.blur(weight, size)
    return np.asarray(total / np.maximum(mass, 1e-4)[..., None], np.float32)


def fit(cutout: Pixels, width: int, height: int) -> Pixels:
    """The cut-out (h×w×4) at another size: Lanczos on premultiplied colours, averaging where it shrinks."""
    from PIL import Image

    if cutout.shape[:2] == (height, width):
        return cutout
    return np.array(Image.fromarray(cutout).resize((width, height), Image.Resampling.LANCZOS))


def flip(cutout: Pixels, horizontal: bool) -> Pixels:
    """Mirrored left to right, or upside down."""
    return np.ascontiguousarray(cutout[:, ::-1] if horizontal else cutout[::-1])


def rotate(cutout: Pixels, degrees: float) -> Pixels:
    """Turned clockwise, on a canvas that grows to hold it; quarter turns copy pixels."""
    from PIL import Image

    turned = Image.fromarray(cutout).rotate(-degrees, Image.Resampling.BICUBIC, expand=True)
    return np.array(turned)


def paste(pixels: Pixels, cutout: Pixels, box: Box) -> tuple[Pixels, NDArray[np.uint8]]:
    """`pixels` with the cut-out laid over at `box` (of its size), and the H×W uint8 alpha through which it lies.

    What reaches outside the picture is lost.
    """
    colours, alpha = np.ascontiguousarray(cutout[..., :3]), np.ascontiguousarray(cutout[..., 3])
    height, width = pixels.shape[:2]
    through = np.zeros((height, width), np.uint8)
    inside = box.clamp(width, height)
    through[inside.slices] = alpha[inside.shift(-box.left, -box.top).slices] if inside.area else 0
    return composite(pixels, [Patch(box, colours, alpha)]), through


def contact_shadow(
    cutout: Pixels, place: Box, width: int, height: int, strength: float = CONTACT_STRENGTH
) -> NDArray[np.uint8]:
    """The H×W uint8 alpha of black under a thing whose solid part will fill `place`: soft flat ellipses at its feet.

    What does not reach down to the lowest `FOOT` share of the thing's height stands on nothing and darkens nothing.
    """
    import cv2

    feet = _feet(cutout, place)
    flat = max(1, round(0.02 * min(3 * place.width, place.height)))
    margin = 8 * flat
    room = np.pad(feet, ((margin, margin), (margin, margin)))
    spread = cv2.dilate(room, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (4 * flat + 1, 2 * flat + 1)))
    soft = cv2.GaussianBlur(spread, (0, 0), 1.5 * flat, sigmaY=0.9 * flat)
    alpha = np.asarray(np.rint(np.clip(soft, 0, 1) * strength * 255), np.uint8)
    box = place.pad(margin)
    inside, out = box.clamp(width, height), np.zeros((height, width), np.uint8)
    if inside.area:
        out[inside.slices] = alpha[inside.shift(-box.left, -box.top).slices]
    return out


def _feet(cutout: Pixels, place: Box) -> NDArray[np.float32]:
    """Over the pixels of `place`: each column's lowest solid pixel, 1 on the ground and 0 from `FOOT` upwards."""
    import cv2

    solid = Mask(cutout[..., 3] >= 128)
    feet = np.zeros((place.height, place.width), np.float32)
    if not solid.area or not place.area:
        return feet
    shape = cv2.resize(solid.crop(solid.box).array.astype(np.uint8), place.size, interpolation=cv2.INTER_NEAREST)
    columns = np.flatnonzero(shape.any(axis=0))
    lowest = place.height - 1 - np.argmax(shape[::-1, columns], axis=0)
    rise = (place.height - 1 - lowest) / max(1.0, FOOT * place.height)
    feet[lowest, columns] = np.clip(1 - rise, 0, 1)
    return feet


def _soft(pixels: Pixels, mask: Mask, radius: int) -> NDArray[np.uint8]:
    """Its soft edge, without the background that the mask took along."""
    from .matting import soft_alpha

    left = shown(pixels, mask)
    if left is None:
        return soft_alpha(pixels, mask, radius)
    return np.rint(soft_alpha(pixels, mask, radius) * left).astype(np.uint8)


def _check(pixels: Pixels, mask: Mask, alpha: NDArray[np.uint8] | None) -> None:
    check_pixels(pixels)
    if not mask.area:
        raise ValueError("there is nothing to cut out: the mask is empty")
    for name, array in (("mask", mask.array), ("alpha", alpha)):
        if array is not None and array.shape != pixels.shape[:2]:
            raise ValueError(f"the {name} must be as large as the picture {pixels.shape[:2]}, but got {array.shape}")
