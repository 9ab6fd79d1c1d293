"""Patches and how they are laid over a picture: the only way in which pixels change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .geometry import Box
from .image import Pixels, check_pixels, to_rgba


@dataclass(frozen=True, eq=False, slots=True)
class Patch:
    """New pixels for `box`, laid through `alpha`.

    `pixels` is h×w×3 or h×w×4 uint8 and `alpha` h×w uint8 (0 keeps the pixel below, 255 replaces it), both of the
    box's size. The box is in the coordinates of the original photo and may reach outside it (an extended canvas).
    """

    box: Box
    pixels: Pixels
    alpha: NDArray[np.uint8]

    def __post_init__(self) -> None:
        check_pixels(self.pixels)
        size = (self.box.height, self.box.width)
        if self.pixels.shape[:2] != size or self.alpha.shape != size or self.alpha.dtype != np.uint8:
            raise ValueError(
                f"a patch of box {self.box.as_list()} needs pixels and uint8 alpha of {size}, "
                f"but got {self.pixels.shape} and {self.alpha.dtype} {self.alpha.shape}"
            )

    @classmethod
    def between(cls, before: Pixels, after: Pixels, alpha: NDArray[np.uint8]) -> Patch | None:
        """The patch that shows `after` (H×W×3|4) through `alpha` (H×W uint8); None where alpha is zero everywhere."""
        if before.shape[:2] != after.shape[:2] or alpha.shape != after.shape[:2]:
            raise ValueError(f"one size is needed, but got {before.shape}, {after.shape} and {alpha.shape}")
        rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
        if not rows.size:
            return None
        box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
        return cls(box, np.ascontiguousarray(after[box.slices]), np.ascontiguousarray(alpha[box.slices]))

    def crop(self, frame: Box) -> Patch | None:
        """The part inside `frame`, or None."""
        inside = self.box.intersect(frame)
        if not inside.area:
            return None
        part = inside.shift(-self.box.left, -self.box.top).slices
        return Patch(inside, self.pixels[part], self.alpha[part])


def blend(below: Pixels, above: Pixels, alpha: NDArray[np.uint8]) -> Pixels:
    """`below` where alpha is 0, `above` where it is 255, rounded integer mix between. Shapes h×w×c, h×w×c, h×w."""
    out = below.copy()
    _blend_into(out, above, alpha)
    return out


def _blend_into(below: Pixels, above: Pixels, alpha: NDArray[np.uint8]) -> None:
    """`blend` in place; only where the alpha is neither 0 nor 255 is anything mixed."""
    np.copyto(below, above, where=(alpha == 255)[..., None])
    soft = np.nonzero((alpha > 0) & (alpha < 255))
    if soft[0].size:
        weight = alpha[soft][:, None].astype(np.uint16)
        mixed = below[soft].astype(np.uint16) * (255 - weight) + above[soft].astype(np.uint16) * weight
        below[soft] = ((mixed + 127) // 255).astype(np.uint8)


def composite(base: Pixels, patches: Sequence[Patch], canvas: Box | None = None) -> Pixels:
    """`base` with the patches laid over it in order; a new array, the base is untouched.

    `canvas` (default: the base's own box) may reach beyond the base: what nothing covers there is transparent black.
    The result is RGBA when the base is, a patch is, or the canvas is larger than the base; RGB otherwise.
    """
    check_pixels(base)
    frame = Box.of_size(base.shape[1], base.shape[0])
    canvas = canvas or frame
    translucent = base.shape[2] == 4 or not frame.covers(canvas) or any(p.pixels.shape[2] == 4 for p in patches)
    out = np.zeros((canvas.height, canvas.width, 4 if translucent else 3), np.uint8)
    shown = canvas.intersect(frame)
    if shown.area:
        source = to_rgba(base[shown.slices]) if translucent else base[shown.slices]
        out[shown.shift(-canvas.left, -canvas.top).slices] = source
    for patch in patches:
        _lay(out, patch.crop(canvas), canvas)
    return out


def _lay(out: Pixels, patch: Patch | None, canvas: Box) -> None:
    if patch is None:
        return
    where = patch.box.shift(-canvas.left, -canvas.top).slices
    above = to_rgba(patch.pixels) if out.shape[2] == 4 else patch.pixels
    _blend_into(out[where], above, patch.alpha)


@dataclass(frozen=True, eq=False)
class Overlaid:
    """A picture and the patches that lie over it: what they come to is worked out when it is looked at, once."""

    below: Pixels
    patches: tuple[Patch, ...] = ()

    @cached_property
    def pixels(self) -> Pixels:
        """`composite` of them."""
        return composite(self.below, self.patches) if self.patches else self.below

    def lay(self, patch: Patch) -> Overlaid:
        """With one more patch, on top."""
        if "pixels" in vars(self):
            return Overlaid(self.pixels, (patch,))
        return Overlaid(self.below, (*self.patches, patch))
