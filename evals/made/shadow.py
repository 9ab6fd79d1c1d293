"""`shadow`: things that cast a shadow on the ground, to be taken out with it; what is under both is known.

The shadow is the thing's outline laid down flat, soft at its edge, a share of the light taken away (see
`evals.pasted.cast_shadow`). A row's `mask` holds the thing and the shadow; `shadow` is how much light is missing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...scene.mask import Mask
from ..pasted import Pasted, cast_shadow
from .composing import alpha_of, composed, mask_of
from .removal import WORDS, laid
from .sources import Ground, Half, Turns, fitting, grounds
from .writing import Writer

NAME = "shadow"
PER_PHOTO = 3
SHARES = (0.04, 0.08)


def build(folder: Path, seed: int = 0, size: int = 18, half: Half = "report") -> Path:
    """Write at most `size` samples; the JSONL file."""
    writer, turns = Writer(folder, NAME, half, seed, asked=size), Turns()
    floors = [ground for ground in grounds(half) if ground.floor is not None]
    for number in range(min(size, PER_PHOTO * len(floors))):
        _sample(writer, turns, number, floors[number % len(floors)], np.random.default_rng((seed, number, 1)))
    return writer.close()


def _sample(writer: Writer, turns: Turns, number: int, ground: Ground, rng: np.random.Generator) -> None:
    thing = turns.next(fitting(ground), rng)
    truth = ground.pixels()
    placed = laid(thing, SHARES[number % len(SHARES)], truth.shape, rng, ground.floor)
    alpha, mask = alpha_of(placed, truth.shape), mask_of(placed, truth.shape)
    lit = Pasted(ground.name, "", truth, composed(truth, [placed]), alpha, mask)
    shown, shadow = cast_shadow(lit, rng)
    cast = Mask(shadow.array & ~mask.array)
    id = f"{number:02d}-{ground.name}-{thing.label}"
    writer.row(
        (ground.name, thing.photo),
        id=id,
        photo=writer.picture(f"{id}/photo", shown),
        instruction=WORDS[number % len(WORDS)].format(thing.label),
        mask=[writer.mask(f"{id}/thing", mask), writer.mask(f"{id}/shadow", cast)],
        target=writer.picture(f"{id}/target", truth),
        category="shadow",
        thing=thing.label,
        ground=ground.name,
    )
