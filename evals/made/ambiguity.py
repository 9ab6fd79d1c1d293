"""`ambiguity`: pictures with two things alike and one of another kind, and words that are clear or are not.

`category` is what an editor should do: `ask` (or say that it cannot) where two things fit, none does, or a mark and the
words disagree; `do` where the words or a mark say which. `mask` is what is meant, absent where nobody can know.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...scene.geometry import Box
from .composing import Placed, composed, mask_of, scene_of, sized
from .removal import region_of
from .sources import Ground, Half, Thing, fitting, grounds, things
from .writing import Writer

NAME = "ambiguity"
HEIGHT = 0.34
"""Of the picture's: how high the things are."""
PLURALS = {"butterfly": "butterflies", "person": "people"}
NO_TWINS = frozenset({"scissors"})
"""One pair of them is more than one already."""
VERBS = ("make {} brighter", "blur {}", "make {} black and white", "pixelate {}")
"""Actions that change the thing and nothing else."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is said of a picture: `meant` are ids, none where one should ask; `mark` is the thing that a box is drawn
    around."""

    kind: str
    words: str
    meant: tuple[str, ...] = ()
    mark: str | None = None


def build(folder: Path, seed: int = 0, size: int = 14, half: Half = "report") -> Path:
    """Write the cases of at most `size` pictures, one for each photo; the JSONL file."""
    writer = Writer(folder, NAME, half, seed, asked=size)
    for number, ground in enumerate(grounds(half)[:size]):
        _picture(writer, number, ground, np.random.default_rng((seed, number, 2)))
    return writer.close()


def cases(twin: str, other: str, absent: str) -> tuple[Case, ...]:
    """What is said, each once: two `twin`s (`twin-1` on the left), one `other`, no `absent`."""
    return (
        Case("two fit", f"the {twin}"),
        Case("none is there", f"the {absent}"),
        Case("mark and words disagree", f"the {twin} [A]", mark=f"{other}-1"),
        Case("only one fits", f"the {other}", (f"{other}-1",)),
        Case("told apart by place", f"the {twin} on the right", (f"{twin}-2",)),
        Case("told apart by a mark", f"the {twin} [A]", (f"{twin}-1",), mark=f"{twin}-1"),
        Case("all of them", f"both {PLURALS.get(twin, twin + 's')}", (f"{twin}-1", f"{twin}-2")),
    )


def _picture(writer: Writer, number: int, ground: Ground, rng: np.random.Generator) -> None:
    twin, other, absent = _kinds(ground, rng)
    pixels = ground.pixels()
    placed = _placed(twin, other, pixels.shape, rng)
    shown, scene = composed(pixels, placed), scene_of(placed, pixels.shape)
    photo = writer.picture(f"{number:02d}-{ground.name}/photo", shown)
    used = (ground.name, twin[0].photo, twin[1].photo, other.photo)
    for index, case in enumerate(cases(twin[0].label, other.label, absent)):
        more: dict[str, Any] = {"marks": {"A": {"box": scene.get(case.mark).box.as_list()}}} if case.mark else {}
        id = f"{number:02d}-{ground.name}-{index}"
        if case.meant:
            meant = region_of(tuple(mask_of(one, pixels.shape) for one in placed if one.id in case.meant))
            more["mask"] = writer.mask(f"{number:02d}-{ground.name}/mask-{index}", meant)
        writer.row(
            used,
            id=id,
            photo=photo,
            instruction=VERBS[(number + index) % len(VERBS)].format(case.words),
            category="do" if case.meant else "ask",
            kind=case.kind,
            scene=json.loads(scene.to_json()),
            ground=ground.name,
            **more,
        )


def _kinds(ground: Ground, rng: np.random.Generator) -> tuple[tuple[Thing, Thing], Thing, str]:
    """Two things of one kind, one of another, and a kind that the picture does not show."""
    known = fitting(ground)
    labels = sorted({thing.label for thing in known})
    first = str(rng.choice([label for label in labels if label not in NO_TWINS]))
    second = str(rng.choice([label for label in labels if label != first]))
    alike = [thing for thing in known if thing.label == first]
    picked = [alike[int(n)] for n in rng.permutation(len(alike))]
    others = [thing for thing in known if thing.label == second]
    shown = {first, second, *ground.holds}
    absent = [label for label in sorted({thing.label for thing in things(ground.half)}) if label not in shown]
    chosen = others[int(rng.integers(len(others)))]
    return (picked[0], picked[-1]), chosen, absent[int(rng.integers(len(absent)))]


def _placed(
    twin: Sequence[Thing], other: Thing, shape: tuple[int, ...], rng: np.random.Generator
) -> tuple[Placed, ...]:
    """Side by side in thirds of the picture, the third one in the middle or at a side; twins mirror each other."""
    height, width = shape[:2]
    order = [("twin", twin[0], False), ("twin", twin[1], True)]
    order.insert(int(rng.integers(3)), ("other", other, False))
    placed, seen = [], 0
    for column, (kind, thing, mirrored) in enumerate(order):
        wide, high = _within(thing, round(HEIGHT * height), round(0.29 * width))
        center = (column + 0.5) * width / 3
        bottom = round(height * rng.uniform(0.75, 0.95))
        left = round(center - wide / 2)
        seen += kind == "twin"
        number = seen if kind == "twin" else 1
        box = Box(left, bottom - high, left + wide, bottom)
        placed.append(Placed(f"{thing.label}-{number}", thing, box, mirrored))
    return tuple(placed)


def _within(thing: Thing, high: int, widest: int) -> tuple[int, int]:
    wide, high = sized(thing, high)
    return (wide, high) if wide <= widest else (widest, max(1, round(high * widest / wide)))
