"""Sky, grass, water, walls and the like by name: what has no outline of its own but covers a part of the picture."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import ImageRef, Pixels
from ...scene.mask import Mask
from ..ports import Detection, Grounding, Prompt
from ..recent import Recent
from .clouds import clouds_in
from .phrases import Phrase, singular
from .stuff_edges import draw, touches, without

REMEMBERED = 8
"""Pictures whose parts, and regions whose masks, are kept for the next words."""

LEAST = 0.015
"""A region that covers less of the picture is not found."""

SOME = 0.05
"""The share of the picture that is some of a class."""

MOST_THINGS = 5
"""Detected things before a region that are cut out of it, the largest first."""

_Lease = Callable[[str], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of stuff: the parser's classes it is made of, and the mean probability from which it is found."""

    classes: tuple[str, ...]
    enough: float = 0.6
    alone: bool = True
    """Whether nobody else could find it."""
    spared: tuple[str, ...] = ()
    """Labels of the detector that are made of it."""
    split: bool = False
    """Whether parts that do not touch are several (trees) and not one."""
    beside: tuple[str, ...] = ()
    """Classes of which there must be some as well: a floor without walls is a table top."""
    smooth: bool = False
    """Whether it has one colour at a place, so that what has another is something else before it."""


SORTS = {
    "sky": Sort(("sky",)),
    "clouds": Sort(("sky",)),
    "grass": Sort(("grass",)),
    "trees": Sort(("foliage",), alone=False, spared=("potted plant",), split=True),
    "greenery": Sort(("foliage", "grass"), spared=("potted plant",)),
    "water": Sort(("water",)),
    "sand": Sort(("sand",)),
    "road": Sort(("road",)),
    "floor": Sort(("floor",), enough=0.75, beside=("wall", "ceiling")),
    "ground": Sort(("grass", "sand", "earth", "road", "floor"), enough=0.75),
    "wall": Sort(("wall",), smooth=True),
    "ceiling": Sort(("ceiling",), smooth=True),
    "mountains": Sort(("mountain",), alone=False, split=True),
    "buildings": Sort(("building",), alone=False, split=True),
}

_WORDS = {
    "sky": "sky skies heaven",
    "clouds": "cloud",
    "grass": "grass lawn turf meadow field pasture",
    "trees": "tree foliage leaf leaves bush shrub shrubbery hedge forest woods woodland treetop",
    "greenery": "greenery vegetation",
    "water": "water sea ocean lake river pond stream canal bay lagoon wave",
    "sand": "sand beach dune desert shore",
    "road": "road street asphalt pavement sidewalk roadway highway tarmac lane",
    "floor": "floor floorboard flooring parquet",
    "ground": "ground",
    "wall": "wall wallpaper",
    "ceiling": "ceiling",
    "mountains": "mountain hill cliff mountainside hillside",
    "buildings": "building skyline facade",
}
SORT_OF = {word: name for name, words in _WORDS.items() for word in words.split()}
"""The sort that a noun names."""


class Stuff:
    """A `Specialist` over the toolset's `SceneParser`; what the detector sees before a region is cut out of it."""

    def __init__(self, lease: _Lease) -> None:
        self._lease = lease
        self._parsed: Recent[str, tuple[tuple[str, ...], NDArray[np.float32]]] = Recent(REMEMBERED)
        self._things: Recent[str, list[Detection]] = Recent(REMEMBERED)
        self._drawn: Recent[tuple[str, str], Grounding | None] = Recent(4 * REMEMBERED)

    def knows(self, phrase: Phrase) -> bool:
        """Whether the phrase ends in a noun of the table."""
        return sort_of(phrase) is not None

    def alone(self, phrase: Phrase) -> bool:
        """Single trees, hills and houses are things that others may find."""
        name = sort_of(phrase)
        return name is not None and SORTS[name].alone

    def find(self, pixels: Pixels, phrase: Phrase) -> list[Grounding]:
        """All of it that is in the picture as one grounding with its mask, or one for each part; or none."""
        name = sort_of(phrase)
        if name is None:
            return []
        found = self._drawn.get((ImageRef.of(pixels).id, name), lambda: self._find(pixels, name))
        if found is None or found.mask is None:
            return []
        masks = _parts(found.mask) if SORTS[name].split else [found.mask]
        return [replace(found, phrase=phrase.text, box=mask.box, mask=mask) for mask in masks]

    def _find(self, pixels: Pixels, name: str) -> Grounding | None:
        if name == "clouds":
            return self._clouds(pixels)
        sort = SORTS[name]
        chance, rival = self.chances(pixels, sort.classes)
        if sort.beside and float(self.chances(pixels, sort.beside)[0].mean()) < SOME:
            return None
        mask = draw(pixels, chance, rival, sort.smooth)
        mask = without(mask, self._before(pixels, mask, sort)) if mask.area else mask
        return _grounding(name, mask, chance, sort)

    def _clouds(self, pixels: Pixels) -> Grounding | None:
        sky = self._find(pixels, "sky")
        if sky is None or sky.mask is None:
            return None
        mask = clouds_in(pixels, sky.mask)
        if mask.area < LEAST * mask.array.size:
            return None
        return replace(sky, phrase="clouds", box=mask.box, mask=mask)

    def chances(self, pixels: Pixels, classes: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """How probable it is that each cell of the picture is of one of the classes, and of the likeliest other one;
        both h×w."""
        known, parts = self._parsed.get(ImageRef.of(pixels).id, lambda: self._parse(pixels))
        wanted = np.array([name in classes for name in known])
        rival = parts[..., ~wanted].max(axis=-1, initial=0)
        return np.asarray(parts[..., wanted].sum(axis=-1), np.float32), np.asarray(rival, np.float32)

    def _parse(self, pixels: Pixels) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        with self._lease("scene_parser") as parser:
            return parser.classes, parser.parse(pixels)

    def _before(self, pixels: Pixels, mask: Mask, sort: Sort) -> list[Mask]:
        """The masks of things that the detector sees before the region."""
        things = self._things.get(ImageRef.of(pixels).id, lambda: self._detect(pixels))
        near = [one for one in things if one.label not in sort.spared and touches(mask, one.box)]
        near = sorted(near, key=lambda one: (-one.box.area, one.box))[:MOST_THINGS]
        if not near:
            return []
        with self._lease("segmenter") as segmenter:
            regions = segmenter.segment(segmenter.encode(pixels), [Prompt(box=one.box) for one in near])
        return [region.mask for region in regions]

    def _detect(self, pixels: Pixels) -> list[Detection]:
        with self._lease("detector") as detector:
            found: list[Detection] = detector.detect(pixels)
        return found


def sort_of(phrase: Phrase) -> str | None:
    """The sort of stuff that the last word of a phrase names."""
    last = phrase.words[-1] if phrase.words else ""
    return SORT_OF.get(last) or SORT_OF.get(singular(last))


def _grounding(name: str, mask: Mask, chance: NDArray[np.float32], sort: Sort) -> Grounding | None:
    import cv2

    height, width = mask.array.shape
    if mask.area < LEAST * mask.array.size:
        return None
    near = cv2.resize(chance, (width, height), interpolation=cv2.INTER_LINEAR)
    inside = near[mask.array]
    score = float(inside[inside >= np.median(inside)].mean())  # cells are coarse: along its edges they are mixed
    return Grounding(name, mask.box, round(score, 4), mask, exact=True, backdrop=True) if score >= sort.enough else None


def _parts(mask: Mask) -> list[Mask]:
    """The parts of a mask that do not touch, largest first, without what is too small to be found."""
    import cv2

    count, parts = cv2.connectedComponents(mask.array.astype(np.uint8), connectivity=8)
    found = sorted((Mask(parts == index) for index in range(1, count)), key=lambda one: (-one.area, one.box))
    return [one for one in found if one.area >= LEAST * one.array.size] or found[:1]
