"""`drift`: long sessions of edits that are taken back, redone and repeated; the last turn leaves the photo as it was.

Each session is of one picture with a few things. Its turns are groups: an edit and its undoing; an edit, undone, redone
and undone; an edit, a second one, both undone. What is farther than `ROOM` pixels from every thing and every place that
one is moved to should never change, and after a group nothing should have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...scene.geometry import Box
from ...scene.mask import Mask
from .composing import composed, scene_of
from .placement import Arrangement, arranged
from .placement_words import name
from .sources import Half, Turns, grounds
from .writing import Writer

NAME = "drift"
TURNS, THINGS = 20, 5
ROOM = 32
"""Pixels around the things' boxes that their edits may reach: shadows, soft edges, what a mask is grown by."""
EDITS = ("make {} blue", "make {} brighter", "blur {}", "pixelate {}", "make {} black and white", "remove {}")
MOVES = ("move {} {} pixels to the left", "move {} {} pixels to the right")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn; `rest` says that after it the picture should be the photo again."""

    words: str
    rest: bool = False


def build(folder: Path, seed: int = 0, size: int = 2, half: Half = "report", turns: int = TURNS) -> Path:
    """Write `size` sessions of `turns` turns (an even number); the JSONL file."""
    writer, cycle = Writer(folder, NAME, half, seed), Turns()
    places = grounds(half)
    for number in range(size):
        rng = np.random.default_rng((seed, number, 3))
        ground = places[(3 * number + seed) % len(places)]
        _session(writer, f"{number}-{ground.name}", arranged(ground, THINGS, cycle, rng), turns, rng)
    return writer.close()


def _session(writer: Writer, id: str, given: Arrangement, turns: int, rng: np.random.Generator) -> None:
    shape = given.pixels.shape
    photo = writer.picture(f"{id}/photo", composed(given.pixels, given.things))
    reach = writer.mask(f"{id}/reach", reached(given))
    scene = json.loads(scene_of(given.things, shape).to_json())
    used = {given.ground.name, *(one.thing.photo for one in given.things)}
    for number, turn in zip(range(1, turns + 1), script(given, turns, rng), strict=True):
        writer.row(
            used,
            id=f"{id}/{number}",
            photo=photo,
            instruction=turn.words,
            mask=reach,
            session=id,
            turn=number,
            category="at rest" if turn.rest else "under way",
            rest=turn.rest,
            **({"scene": scene} if number == 1 else {}),
        )


def script(given: Arrangement, turns: int, rng: np.random.Generator) -> Iterator[Turn]:
    """So many turns; the last one is at rest."""
    left = turns
    while left:
        group = _group(given, int(rng.integers(4)) if left >= 4 else 0, rng)
        if len(group) <= left and left - len(group) != 1:
            yield from group
            left -= len(group)


def _group(given: Arrangement, kind: int, rng: np.random.Generator) -> tuple[Turn, ...]:
    first, second = _edit(given, rng), _edit(given, rng)
    return (
        (Turn(first), Turn("undo", True)),
        (Turn(first), Turn("undo", True), Turn("redo"), Turn("undo", True)),
        (Turn(first), Turn(second), Turn("undo"), Turn("undo", True)),
        (Turn(first), Turn(first), Turn("undo"), Turn("undo", True)),
    )[kind]


def _edit(given: Arrangement, rng: np.random.Generator) -> str:
    named = [(thing, called) for thing in given.things if (called := name(thing, given.things))]
    thing, called = named[int(rng.integers(len(named)))]
    if rng.integers(4):
        return EDITS[int(rng.integers(len(EDITS)))].format(called)
    right = thing.box.center.x < given.pixels.shape[1] / 2
    return MOVES[right].format(called, round(thing.box.width / 2))


def reached(given: Arrangement) -> Mask:
    """Where edits may change something: around each thing, and half its width to the sides."""
    height, width = given.pixels.shape[:2]
    region = np.zeros((height, width), bool)
    for thing in given.things:
        box = thing.box
        wide = Box(box.left - box.width, box.top, box.right + box.width, box.bottom).pad(ROOM)
        region[wide.clamp(width, height).slices] = True
    return Mask(region)
