"""The bench an action works at: the pixels so far, the patches laid, what was used."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import ImageStore, Pixels, differing, to_rgb
from ...scene.mask import Mask
from ...scene.patch import Overlaid, Patch
from ...scene.records import ResolvedOp
from ...scene.shares import Won
from ...tools.generators import Watch
from ...tools.ports import LocalInpainter
from ...tools.toolbox import Toolbox
from .margins import allowed_of, declared, hole_of

NOTHING = Box(0, 0, 0, 0)
"""Where an action looks that looks at no pixel."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What evaluating an op gave. Patches are in original coordinates, `allowed` has the canvas's size."""

    patches: tuple[Patch, ...]
    backends: tuple[str, ...]
    read: Box
    """What was looked at, in pixels of the canvas array: no pixel outside it can change anything of the outcome."""
    allowed: Mask
    stray: int = 0
    """Pixels that a back-end changed where it was not asked to (they are not in the patches)."""
    notes: tuple[str, ...] = ()
    stages: tuple[int, ...] = ()
    """How many of the patches lie after each step of a wish; empty for plain actions."""
    won: tuple[Won, ...] = ()
    """Which of several instructions was followed where."""
    found: tuple[tuple[Box, Mask | None], ...] = ()
    """Of what was drawn after words: each place (pixels of the canvas array), and what of it the thing fills; None
    where it was not found there."""


Step: TypeAlias = Callable[[ResolvedOp, Pixels], Outcome]
"""What a step of a wish comes to on the canvas that the earlier ones left."""


Recall: TypeAlias = Callable[[str, Callable[[], Pixels]], Pixels]
"""A picture by its key: the one that is kept, or the one that is made and kept."""


def made(key: str, make: Callable[[], Pixels]) -> Pixels:
    """Keeps nothing."""
    return make()


@dataclass(frozen=True)
class Work:
    """An immutable step of the evaluation: each layer laid gives the next. All in pixels of the canvas array."""

    resolved: ResolvedOp
    toolbox: Toolbox
    images: ImageStore
    overlaid: Overlaid
    patches: tuple[Patch, ...] = ()
    backends: tuple[str, ...] = ()
    allowed: Mask | None = None
    stray: int = 0
    notes: tuple[str, ...] = ()
    stages: tuple[int, ...] = ()
    read: Box | None = None
    """What was looked at so far; None where no step has said."""
    watch: Watch | None = None
    """Told of each step of a generator; what it raises ends the work."""
    won: tuple[Won, ...] = ()
    found: tuple[tuple[Box, Mask | None], ...] = ()
    recall: Recall = made

    @property
    def pixels(self) -> Pixels:
        """The canvas as it is by now."""
        return self.overlaid.pixels

    @property
    def rgb(self) -> Pixels:
        return to_rgb(self.pixels)

    @property
    def width(self) -> int:
        return int(self.overlaid.below.shape[1])

    @property
    def height(self) -> int:
        return int(self.overlaid.below.shape[0])

    @property
    def frame(self) -> Box:
        return Box.of_size(self.width, self.height)

    @property
    def extra_growth(self) -> int:
        """What repairs added to the growth that was declared."""
        return max(0, self.resolved.growth - declared(self.width, self.height, self.toolbox.drawing.growth))

    @property
    def targets(self) -> tuple[Mask, ...]:
        """The masks of the op's targets."""
        return tuple(Mask.from_ref(target.mask) for target in self.resolved.targets)

    @property
    def consequences(self) -> tuple[Mask, ...]:
        return tuple(Mask.from_ref(follows.mask) for follows in self.resolved.consequences)

    def allow(self, mask: Mask) -> Work:
        """With these pixels free to change."""
        return replace(self, allowed=mask if self.allowed is None else self.allowed.union(mask))

    def used(self, *ids: str) -> Work:
        return replace(self, backends=tuple(dict.fromkeys((*self.backends, *ids))))

    def leased(self, port: str) -> Work:
        """With the toolset's back-end for a port noted as used."""
        spec = self.toolbox.spec(port)
        return self if spec is None else self.used(spec.id)

    def looking(self, *areas: Box) -> Work:
        """With these boxes noted as looked at; whatever reads pixels says so, or says that it looks at the `frame`."""
        inside = [area.clamp(self.width, self.height) for area in areas]
        seen = [box for box in (self.read or NOTHING, *inside) if box.area]
        return replace(self, read=reduce(Box.union, seen) if seen else NOTHING)

    def note(self, text: str) -> Work:
        return replace(self, notes=(*self.notes, text))

    def remarked(self) -> Work:
        """With what was found to be said when the op was resolved."""
        return replace(self, notes=(*self.notes, *self.resolved.remarks))

    def show(self, after: Pixels, alpha: NDArray[np.uint8]) -> Work:
        """Lay `after` (H×W×3|4) over the picture through `alpha` (H×W uint8)."""
        if self.pixels.shape[2] == 4 and after.shape[2] == 3:
            after = np.concatenate([after, self.pixels[..., 3:]], axis=2)
        patch = Patch.between(self.pixels, after, alpha)
        return self.looking(NOTHING) if patch is None else self.looking(patch.box).lay(patch)

    def lay(self, patch: Patch) -> Work:
        """Lay a patch; what reaches outside the canvas is cut off."""
        inside = patch.crop(self.frame)
        if inside is None:
            return self
        return replace(self, overlaid=self.overlaid.lay(inside), patches=(*self.patches, inside))

    def fill(self, mask: Mask, prompt: str | None = None) -> Work:
        """Fill the place of `mask`, grown by the declared amount and faded in at the rim: from its surroundings, or
        with what `prompt` says where the inpainter follows words."""
        hole = hole_of(mask, self.resolved.growth)
        with self.toolbox.lease("inpainter") as inpainter:
            barred = Mask.from_ref(self.resolved.barred).minus(hole) if self.resolved.barred else None
            looked = inpainter.reads(hole, barred) if isinstance(inpainter, LocalInpainter) else self.frame
            rgb, seed = np.ascontiguousarray(self.rgb), self.resolved.seed
            filled = inpainter.fill(rgb, hole, barred=barred, prompt=prompt, seed=seed, watch=self.watch)
        work = self.strayed(filled, hole)
        reach = allowed_of(mask, self.resolved.growth)
        work = work.looking(looked if hole.area else NOTHING).allow(reach)
        return work.leased("inpainter")._filled(filled, hole, reach)

    def strayed(self, filled: Pixels, hole: Mask) -> Work:
        """With the pixels counted that a back-end changed outside the hole."""
        moved = np.greater(differing(filled, self.rgb), hole.array)
        return replace(self, stray=self.stray + int(np.count_nonzero(moved)))

    def _filled(self, filled: Pixels, hole: Mask, reach: Mask) -> Work:
        """The fill laid; what leaves a cut-out leaves it transparent, its soft rim too, and not filled."""
        if self.pixels.shape[2] == 3:
            return self.show(filled, fade_in(hole))
        others = Mask.from_ref(self.resolved.barred) if self.resolved.barred else Mask.empty(self.width, self.height)
        leaving = reach.minus(others)
        alpha = alpha_around(self.pixels[..., 3], leaving, others)
        cleared = np.where(alpha != self.pixels[..., 3], 255, fade_in(hole)).astype(np.uint8)
        return self.looking(alpha_reads(leaving, others)).show(np.dstack([to_rgb(filled), alpha]), cleared)

    def joined(self, outcome: Outcome) -> Work:
        """With what a step of a wish came to."""
        corner = self.resolved.view.canvas
        work = self
        for patch in outcome.patches:
            work = work.lay(replace(patch, box=patch.box.shift(-corner.left, -corner.top)))
        local = (replace(one, box=one.box.shift(-corner.left, -corner.top)) for one in outcome.won)
        return replace(
            work.allow(outcome.allowed).used(*outcome.backends).looking(outcome.read),
            stray=self.stray + outcome.stray,
            notes=tuple(dict.fromkeys((*self.notes, *outcome.notes))),
            stages=(*self.stages, len(work.patches)),
            won=(*self.won, *local),
            found=(*self.found, *outcome.found),
        )

    def done(self) -> Outcome:
        """The result, moved to original coordinates."""
        corner = self.resolved.view.canvas
        patches = tuple(replace(p, box=p.box.shift(corner.left, corner.top)) for p in self.patches)
        allowed = self.allowed or Mask.empty(self.width, self.height)
        read = self.frame if self.read is None else self.read
        won = tuple(replace(one, box=one.box.shift(corner.left, corner.top)) for one in self.won)
        return Outcome(patches, self.backends, read, allowed, self.stray, self.notes, self.stages, won, self.found)


CLEAR = 32
"""An alpha below this is the ground of a cut-out; a translucent picture differs less than this across a thing."""


def alpha_around(alpha: NDArray[np.uint8], hole: Mask, barred: Mask) -> NDArray[np.uint8]:
    """`alpha` (H×W uint8) that is clear in the hole where the nearest pixel outside is (one that is not barred)."""
    import cv2

    shut = hole.union(barred)
    if not hole.area or shut.area == alpha.size or bool((alpha == 255).all()):
        return alpha
    _, nearest = cv2.distanceTransformWithLabels(
        shut.array.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = np.zeros(int(nearest.max()) + 1, np.uint8)
    known[nearest[~shut.array]] = alpha[~shut.array]
    around = known[nearest]
    if float(alpha[hole.array].mean()) - float(around[hole.array].mean()) < CLEAR:
        return alpha
    return np.where(hole.array & (around < CLEAR), np.minimum(around, alpha), alpha).astype(np.uint8)


def alpha_reads(hole: Mask, barred: Mask) -> Box:
    """What `alpha_around` looks at: the hole and the nearest pixels outside."""
    import cv2

    shut = hole.union(barred)
    if not hole.area or shut.area == shut.array.size:
        return NOTHING
    away = cv2.distanceTransform(shut.array.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)[hole.array].max()
    return hole.box.pad(math.ceil(float(away)) + 1)


RIM = 2.0
"""Pixels over which a fill fades in, inside its hole."""


def fade_in(hole: Mask, rim: float = RIM) -> NDArray[np.uint8]:
    """An alpha that rises over `rim` pixels from the hole's rim inwards; nothing outside. At the picture's edge it is
    full."""
    import cv2

    alpha = np.zeros(hole.array.shape, np.uint8)
    if not hole.area:
        return alpha
    window = hole.box.pad(2).clamp(hole.width, hole.height)
    part = np.pad(hole.array[window.slices].astype(np.uint8), 1, mode="edge")
    depth = cv2.distanceTransform(part, cv2.DIST_L2, 5)[1:-1, 1:-1]
    alpha[window.slices] = (np.clip(depth, 0, rim) * (255 / rim)).astype(np.uint8)
    return alpha
