"""The ports whose back-ends draw: whole pictures from layouts, and pictures anew after instructions.

Pixels, boxes and masks are as in `ports`. All are deterministic for the same inputs and seed on one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ..scene.geometry import Box
from ..scene.image import Pixels, check_pixels
from ..scene.mask import Mask

Watch: TypeAlias = Callable[[int, int], None]
"""Called after each step of a generator with `(done, total)`. It may raise `Stopped`, which ends the work there."""


class Stopped(Exception):
    """The person does not want the rest."""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """One thing of a layout: what it is, where it goes, and what it looks like if that is known (h×w×3)."""

    phrase: str
    box: Box
    exemplar: Pixels | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """What an editor gave: the picture (of the input's size), and, of a mixture of instructions, which of them won
    where (H×W int8, an index into the specific instructions)."""

    pixels: Pixels
    won: NDArray[np.int8] | None = None


@runtime_checkable
class LayoutGenerator(Protocol):
    """Draws things into boxes of a picture (GLIGEN, Li et al., CVPR 2023)."""

    @property
    def most(self) -> int:
        """How many things a layout may have."""
        ...

    def draw(
        self,
        background: Pixels,
        things: Sequence[Placed],
        *,
        prompt: str = "",
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        """The background with the things in their boxes: every pixel outside all boxes is the background's.

        Raises ValueError for more than `most` things, none, or a box outside the picture.
        """
        ...


@runtime_checkable
class InstructionEditor(Protocol):
    """Draws a picture anew after an instruction (InstructPix2Pix, Brooks et al., CVPR 2023)."""

    @property
    def mixes(self) -> bool:
        """Whether specific instructions can be mixed in."""
        ...

    def edit(
        self,
        pixels: Pixels,
        instruction: str,
        *,
        specific: Sequence[str] = (),
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Edited:
        """The edited picture. `specific` instructions are mixed in where the editor can (SANE, Tam et al., BMVC 2025);
        one that cannot raises ValueError for them."""
        ...


@runtime_checkable
class Redrawer(Protocol):
    """An inpainter that can also draw anew what is there, keeping what it is (SDEdit, Meng et al., ICLR 2022)."""

    def redraw(
        self,
        pixels: Pixels,
        place: Mask,
        *,
        prompt: str,
        seed: int = 0,
        watch: Watch | None = None,
        strength: float | None = None,
    ) -> Pixels:
        """The whole picture with `place` drawn anew as `prompt` says; every other pixel is returned unchanged.
        `strength` (0…1) is how much of it: None for what settings say."""
        ...


def check_layout(background: Pixels, things: Sequence[Placed], most: int) -> None:
    """Raise ValueError, saying what came, for a layout that no generator can draw."""
    if check_pixels(background).shape[2] != 3:
        raise ValueError(f"layouts are drawn on RGB pictures H×W×3, but got {background.shape}")
    if not 1 <= len(things) <= most:
        raise ValueError(f"a layout has 1 to {most} things, but got {len(things)}; draw the others in a second one")
    frame = Box.of_size(background.shape[1], background.shape[0])
    for thing in things:
        if not thing.box.area or thing.box.intersect(frame) != thing.box:
            raise ValueError(f"{thing.phrase!r} lies at {thing.box.as_list()}, outside the picture {frame.as_list()}")
