"""Two pictures of one session side by side: where they differ, how much, and whether what should stay did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels, differing
from ...scene.mask import Mask
from ...scene.records import EditRecord
from ..errors import BadInput
from .blobs import Blobs
from .canvas import Canvases
from .patches import load_patch


@dataclass(frozen=True, eq=False)
class Difference:
    """Where two pictures differ: `map` is H×W bool, `share` 0…1 of the pixels, `largest` in 8-bit levels."""

    map: NDArray[np.bool_]
    share: float
    box: Box | None
    largest: int


@dataclass(frozen=True, eq=False)
class Drift:
    """What a turn changed of the picture before it, and what of it lies outside its own alphas (always 0)."""

    turn: int
    share: float
    box: Box | None
    outside: int


def difference(before: Pixels, after: Pixels) -> Difference:
    """Of two pictures of one size; BadInput says the sizes where they are not."""
    if before.shape != after.shape:
        first, second = (f"{one.shape[1]} × {one.shape[0]}" for one in (before, after))
        raise BadInput(f"pictures of one size can be compared, but these are {first} and {second}")
    changed = differing(before, after)
    box = Mask(changed).box
    apart = np.abs(before[changed].astype(np.int16) - after[changed])
    return Difference(changed, float(changed.mean()), box if box.area else None, int(apart.max(initial=0)))


def drift(session: str, record: EditRecord, canvases: Canvases, blobs: Blobs) -> Drift:
    """Measured on the canvases before and after a record, in the part that both have."""
    before, after = (canvases.pixels(session, node) for node in (record.parent, record.id))
    old, new = (canvases.view(session, node).canvas for node in (record.parent, record.id))
    shared = old.intersect(new)
    parts = [
        picture[shared.shift(-canvas.left, -canvas.top).slices][..., :3]
        for picture, canvas in ((before, old), (after, new))
    ]
    found = difference(*(np.ascontiguousarray(part) for part in parts))
    free = ~_covered(record, shared, blobs)
    outside = difference(*(np.ascontiguousarray(np.where(free[..., None], part, 0)) for part in parts)).largest
    box = found.box.shift(shared.left, shared.top) if found.box else None
    return Drift(record.origin or record.turn, found.share, box, outside)


def _covered(record: EditRecord, part: Box, blobs: Blobs) -> NDArray[np.bool_]:
    """Which pixels of a part of the canvas a record's patches lie on."""
    covered = np.zeros((part.height, part.width), bool)
    for ref in record.patches:
        inside = load_patch(blobs, ref).crop(part)
        if inside is not None:
            covered[inside.box.shift(-part.left, -part.top).slices] |= inside.alpha > 0
    return covered
