"""`placement`: 1 to 50 things on a photo, one of them to be moved, resized, swapped or duplicated, to the pixel.

The things lie in the cells of a grid, so that where they go there is room. What is asked is said in `chat` (pixels and
factors), by drawn boxes (`box`), or by hand (`drag`: a plan, no words). `expected` lists each thing that is to be
found, with the boxes that are right: a thing made larger may stand on its foot or keep its middle, and two things may
change places by their feet or their middles. `target` is composed anew with the first of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from .composing import Placed, composed, mask_of, scene_of, sized
from .placement_words import name, said, tight
from .removal import region_of
from .sources import Ground, Half, Turns, fitting, grounds
from .writing import Writer

NAME = "placement"
Op = Literal["move", "swap", "resize", "duplicate"]
Way = Literal["chat", "box", "drag"]
COUNTS = (1, 5, 10, 20, 50)
OPS: tuple[Op, ...] = ("move", "swap", "resize", "duplicate")
SEEN: frozenset[Op] = frozenset({"move", "swap"})
"""Operations among ClickDiffusion's worked examples (arXiv 2404.04376); the others are unseen there."""
WAYS: tuple[Way, ...] = ("chat", "box", "drag")
FILL = 0.6
"""Of its cell: how much of a side a thing takes at most."""
SCALES = (1.4, 0.6)
FEWEST_CELLS = 6
PER_PHOTO = 3
"""Arrangements that one photo is the ground of at most."""


@dataclass(frozen=True, eq=False, slots=True)
class Arrangement:
    """A photo with things in cells, and the cells that are free."""

    ground: Ground
    pixels: Pixels
    things: tuple[Placed, ...]
    free: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of an arrangement: `after` gives each changed (or new) thing's id its boxes, best first."""

    op: Op
    things: tuple[Placed, ...]
    after: dict[str, tuple[Box, ...]]
    scale: float | None = None


def build(folder: Path, seed: int = 0, size: int = 2, half: Half = "report", counts: Sequence[int] = COUNTS) -> Path:
    """Write `size` arrangements of each number of things (each on another photo as far as there are photos, and fewer
    where a photo would be used more often than the cap allows), every operation in every way; the JSONL file. A swap
    needs two things, and is not dragged."""
    writer, turns, places = Writer(folder, NAME, half, seed, asked=size * len(counts)), Turns(), grounds(half)
    for number, (row, column) in enumerate(_within(PER_PHOTO * len(places), len(counts), size)):
        rng = np.random.default_rng((seed, row, column))
        ground = places[(number + seed) % len(places)]
        _arrangement(writer, arranged(ground, counts[row], turns, rng), column, rng)
    return writer.close()


def _within(most: int, rows: int, columns: int) -> list[tuple[int, int]]:
    """Which of so many rows and columns, row by row; where they are too many, every row loses its last columns."""
    return sorted([(row, column) for column in range(columns) for row in range(rows)][:most])


def arranged(ground: Ground, count: int, turns: Turns, rng: np.random.Generator) -> Arrangement:
    """So many things of several kinds in cells of a grid, a little off their middles."""
    pixels = ground.pixels()
    cells = _cells(pixels.shape, max(FEWEST_CELLS, round(1.25 * count) + 2))
    order = [cells[int(n)] for n in rng.permutation(len(cells))]
    known, numbers, placed = fitting(ground), dict[str, int](), []
    for cell in order[:count]:
        thing = turns.next(known, rng)
        numbers[thing.label] = numbers.get(thing.label, 0) + 1
        box = _in_cell(cell, *sized(thing, 1000), rng)
        placed.append(Placed(f"{thing.label}-{numbers[thing.label]}", thing, box, bool(rng.integers(2))))
    return Arrangement(ground, pixels, tuple(placed), tuple(order[count:]))


def _cells(shape: tuple[int, ...], wanted: int) -> list[Box]:
    height, width = shape[:2]
    columns = max(2, round((wanted * width / height) ** 0.5))
    rows = -(-wanted // columns)
    xs, ys = (np.linspace(0, side, n + 1).round().astype(int) for side, n in ((width, columns), (height, rows)))
    return [Box(int(xs[i]), int(ys[j]), int(xs[i + 1]), int(ys[j + 1])) for j in range(rows) for i in range(columns)]


def _in_cell(cell: Box, width: int, height: int, rng: np.random.Generator) -> Box:
    scale = FILL * min(cell.width / width, cell.height / height) * rng.uniform(0.85, 1)
    wide, high = max(4, round(scale * width)), max(4, round(scale * height))
    x, y = (round(rng.uniform(-0.08, 0.08) * side) for side in (cell.width, cell.height))
    return Box.centered(cell.center, wide, high).shift(x, y)


def _arrangement(writer: Writer, given: Arrangement, column: int, rng: np.random.Generator) -> None:
    shape, count = given.pixels.shape, len(given.things)
    scene = scene_of(given.things, shape)
    place = f"{count:02d}-{column}-{given.ground.name}"
    photo = writer.picture(f"{place}/photo", composed(given.pixels, given.things))
    for op in OPS:
        if op == "swap" and count < 2:
            continue
        change = changed(given, op, column, rng)
        target = writer.picture(f"{place}/{op}", composed(given.pixels, after(given, change)))
        region = writer.mask(f"{place}/{op}-mask", _region(given, change))
        sources = {_source(id, change) for id in change.after}
        for way in WAYS:
            words = said(way, given, change, rng)
            if words is None:
                continue
            writer.row(
                {given.ground.name, *(one.thing.photo for one in given.things)},
                id=f"{place}-{op}-{way}",
                photo=photo,
                instruction=words.text,
                mask=region,
                target=target,
                category=f"{op} by {way}, {count} things",
                op=op,
                way=way,
                count=count,
                ground=given.ground.name,
                scene=json.loads(scene.to_json()),
                expected={id: [box.as_list() for box in boxes] for id, boxes in change.after.items()},
                placed={one.id: _plain(one) for one in given.things if one.id in sources},
                changed=[one.id for one in change.things] if op != "duplicate" else [],
                of={id: _source(id, change) for id in change.after},
                **_told(words.marks, words.plan),
            )


def _plain(one: Placed) -> dict[str, Any]:
    return {"id": one.id, "thing": one.thing.name, "box": one.box.as_list(), "mirrored": one.mirrored}


def _told(marks: dict[str, Any], plan: dict[str, Any] | None) -> dict[str, Any]:
    return {**({"marks": marks} if marks else {}), **({"plan": plan} if plan else {})}


def _source(id: str, change: Change) -> str:
    """Which thing one sees there: a copy looks like the first one."""
    return next((one.id for one in change.things if one.id == id), change.things[0].id)


def changed(given: Arrangement, op: Op, column: int, rng: np.random.Generator) -> Change:
    """A thing that can be named, and where it goes: a free cell, its own place in another size, another's place."""
    known = [thing for thing in given.things if name(thing, given.things)] or list(given.things)
    one, other = (known[int(n)] for n in _two(len(known), rng))
    if op == "swap":
        pairs = ((one, other), (other, one))
        return Change(
            op, (one, other), {thing.id: _inside(given, thing, _standing_in(thing, spot)) for thing, spot in pairs}
        )
    if op == "resize":
        scale = SCALES[column % len(SCALES)]
        return Change(op, (one,), {one.id: _inside(given, one, _resized(one, scale))}, scale)
    free = given.free[int(rng.integers(len(given.free)))]
    spot = Box.centered(free.center, *one.box.size)
    return Change(op, (one,), {one.id if op == "move" else f"{one.id}-copy": (spot,)})


def _two(count: int, rng: np.random.Generator) -> tuple[int, int]:
    first = int(rng.integers(count))
    return first, (first + 1 + int(rng.integers(max(1, count - 1)))) % count


def _standing_in(thing: Placed, spot: Placed) -> tuple[Box, ...]:
    """Its foot where the other one's is, or its middle; by the pixels that are the things'."""
    was, to = tight(thing), tight(spot)
    x, y = to.center.x - was.center.x, to.center.y - was.center.y
    return thing.box.shift(round(x), to.bottom - was.bottom), thing.box.shift(round(x), round(y))


def _resized(thing: Placed, scale: float) -> tuple[Box, ...]:
    """On its foot, or about its middle."""
    middle = Box.centered(thing.box.center, round(scale * thing.box.width), round(scale * thing.box.height))
    was, now = tight(thing), tight(thing.at(middle))
    x, y = round(was.center.x - now.center.x), round(was.center.y - now.center.y)
    return middle.shift(x, was.bottom - now.bottom), middle.shift(x, y)


def _inside(given: Arrangement, thing: Placed, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Where a thing would reach out of the photo by pixels that are its own, just as far in as it has to be."""
    height, width = given.pixels.shape[:2]
    found = []
    for box in boxes:
        own = tight(thing.at(box))
        right = max(0, -own.left) - max(0, own.right - width)
        down = max(0, -own.top) - max(0, own.bottom - height)
        found.append(box.shift(right, down))
    return tuple(found)


def after(given: Arrangement, change: Change) -> tuple[Placed, ...]:
    """The things as they should then be."""
    moved = [one.at(change.after[one.id][0]) if one.id in change.after else one for one in given.things]
    known = {one.id for one in given.things}
    new = [replace(change.things[0], id=id, box=to[0]) for id, to in change.after.items() if id not in known]
    return (*moved, *new)


def _region(given: Arrangement, change: Change) -> Any:
    """Every pixel that something leaves or comes to."""
    shape = given.pixels.shape
    was: Sequence[Placed] = () if change.op == "duplicate" else change.things
    source = {id: next(one for one in given.things if one.id == _source(id, change)) for id in change.after}
    will = [source[id].at(box) for id, boxes in change.after.items() for box in boxes]
    return region_of(tuple(mask_of(one, shape) for one in (*was, *will)))
