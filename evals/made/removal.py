"""`removal`: things laid into photos, to be taken out again; what is under them is known.

Each photo gets at most `PER_PHOTO` things, each of another size; a kind of thing that the photo shows itself is not
laid into it, so that the words mean one thing alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ...scene.geometry import Box
from ...scene.mask import Mask
from .composing import Placed, composed, mask_of
from .sources import Ground, Half, Thing, Turns, fitting, grounds
from .writing import Writer

NAME = "removal"
PER_PHOTO = 2
SHARES = {"small": 0.02, "middle": 0.08, "large": 0.16}
"""How much of the picture the things cover, as far as there is room."""
WORDS = ("remove the {}", "take the {} out of the picture", "get rid of the {}", "erase the {}, please")


def build(folder: Path, seed: int = 0, size: int = 24, half: Half = "report") -> Path:
    """Write at most `size` samples; the JSONL file. Raises DownloadFailed where the photos cannot be had."""
    writer, turns = Writer(folder, NAME, half, seed, asked=size), Turns()
    grounds_here = grounds(half)
    for number in range(min(size, PER_PHOTO * len(grounds_here))):
        _sample(writer, turns, number, grounds_here[number % len(grounds_here)], np.random.default_rng((seed, number)))
    return writer.close()


def _sample(writer: Writer, turns: Turns, number: int, ground: Ground, rng: np.random.Generator) -> None:
    thing = turns.next(fitting(ground), rng)
    names = list(SHARES)
    size = names[(number + number // len(grounds(writer.half))) % len(names)]
    truth = ground.pixels()
    placed = laid(thing, SHARES[size], truth.shape, rng)
    shown, mask = composed(truth, [placed]), mask_of(placed, truth.shape)
    id = f"{number:02d}-{ground.name}-{thing.label}"
    writer.row(
        (ground.name, thing.photo),
        id=id,
        photo=writer.picture(f"{id}/photo", shown),
        instruction=WORDS[number % len(WORDS)].format(thing.label),
        mask=writer.mask(f"{id}/mask", mask),
        target=writer.picture(f"{id}/target", truth),
        category=size,
        thing=thing.label,
        ground=ground.name,
    )


def laid(
    thing: Thing, share: float, shape: tuple[int, ...], rng: np.random.Generator, floor: float | None = None
) -> Placed:
    """A thing covering this share of a picture, wholly in it; its foot below `floor` (share of the height) if given."""
    height, width = shape[:2]
    rows, columns = thing.cut().shape[:2]
    solid = max(1, int(np.count_nonzero(thing.cut()[..., 3] > 127)))
    factor = min((share * height * width / solid) ** 0.5, 0.9 * width / columns, 0.9 * height / rows)
    wide, high = max(8, round(columns * factor)), max(8, round(rows * factor))
    left = int(rng.uniform(0.04, 0.96) * (width - wide))
    lowest = height - high - round(0.03 * height)
    highest = max(0, round((floor or 0) * height) - high) if floor is not None else round(0.1 * lowest)
    top = max(0, int(rng.uniform(min(highest, lowest), lowest + 1)))
    return Placed("thing", thing, Box(left, top, left + wide, top + high), bool(rng.integers(2)))


def region_of(masks: tuple[Mask, ...]) -> Mask:
    """Several masks as one."""
    return Mask(np.logical_or.reduce([mask.array for mask in masks]))
