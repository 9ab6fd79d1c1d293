"""What datasets are made of: photos as grounds, and things cut out of photos, in two halves that share no photo.

Whatever is chosen is chosen on `develop`; `report` is only reported on. The outlines of the things are kept in
`things.json` (drawn by MobileSAM in boxes given by hand, and looked at), so that no model runs when a dataset is made.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from ...scene.image import Pixels
from ...scene.mask import Mask, MaskRef
from ...tools.matting import soft_alpha
from ..photos import Photo, photo

Half = Literal["develop", "report", "free"]
"""`free` crosses both: photos that may be passed on without any condition, for pictures to show, not for figures."""
FREE = ("CC0", "public domain", "unrestricted use", "free of copyright restrictions")
"""How their licences begin."""
LONG_SIDE = 768
"""Pixels of grounds, and of photos that things are cut from."""
SOFT = 3
"""Pixels to each side of an outline over which a cut-out becomes clear."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A photo that things are put into. `holds`: kinds of things it shows itself, so that these are not put there.
    `floor`: from which share of its height down a thing could lie or stand and cast a shadow; None for nowhere."""

    name: str
    half: Half
    holds: frozenset[str] = frozenset()
    floor: float | None = None

    @property
    def photo(self) -> Photo:
        return photo(self.name)

    def pixels(self, long_side: int = LONG_SIDE) -> Pixels:
        return self.photo.open(long_side)


@dataclass(frozen=True, eq=False, slots=True)
class Thing:
    """Something to be cut out of a photo."""

    label: str
    photo: str
    half: Half
    mask: Mask

    @property
    def name(self) -> str:
        """`parrots-parrot-238`: photo, label and width of its outline."""
        return f"{self.photo}-{self.label}-{self.mask.box.width}"

    def cut(self) -> Pixels:
        """h×w×4 uint8 of its tight box, soft at the edge."""
        return _cut(self)


GROUNDS = (
    Ground("coffee-beans", "develop", frozenset({"cup"}), 0.0),
    Ground("mountain-road", "develop"),
    Ground("sea", "develop"),
    Ground("crossing", "develop", floor=0.0),
    Ground("bedroom", "develop", frozenset({"armchair"})),
    Ground("chairs", "develop", frozenset({"armchair"}), 0.72),
    Ground("notebook", "develop", frozenset({"telephone", "scissors"}), 0.0),
    Ground("rocket", "develop"),
    Ground("strawberries", "develop", frozenset({"cup"}), 0.0),
    Ground("two-chairs", "develop", frozenset({"armchair", "cup"})),
    Ground("china", "report"),
    Ground("peaks", "report", floor=0.6),
    Ground("sunset", "report", floor=0.7),
    Ground("alley", "report", floor=0.75),
    Ground("arches", "report"),
    Ground("sideboard", "report", frozenset({"mug", "flower"})),
    Ground("canal", "report"),
    Ground("kitchen", "report", frozenset({"mug", "flower"})),
    Ground("towers", "report"),
    Ground("letters", "report", frozenset({"bag"}), 0.3),
    Ground("new-york", "report"),
    Ground("old-tools", "report", frozenset({"mug", "bag"}), 0.0),
    Ground("sofa", "report", floor=0.9),
    Ground("cups", "report", frozenset({"mug"}), 0.0),
)


def grounds(half: Half) -> tuple[Ground, ...]:
    if half == "free":
        return tuple(replace(ground, half=half) for ground in GROUNDS if ground.photo.licence.startswith(FREE))
    return tuple(ground for ground in GROUNDS if ground.half == half)


@cache
def things(half: Half) -> tuple[Thing, ...]:
    """Nothing is cut before it is asked for."""
    rows = json.loads((files(__package__) / "things.json").read_text("utf-8"))
    return tuple(
        Thing(row["label"], row["photo"], row["half"], Mask.from_ref(MaskRef.model_validate(row["mask"])))
        for row in rows
        if row["half"] == half or (half == "free" and photo(row["photo"]).licence.startswith(FREE))
    )


def fitting(ground: Ground) -> tuple[Thing, ...]:
    """Things of the ground's half of which it shows none itself, and that were not cut out of it."""
    return tuple(one for one in things(ground.half) if one.label not in ground.holds and one.photo != ground.name)


class Turns:
    """Hands out things so that each kind, and each thing, comes up about equally often."""

    def __init__(self) -> None:
        self._kinds: Counter[str] = Counter()
        self._things: Counter[str] = Counter()

    def next(self, candidates: tuple[Thing, ...], rng: np.random.Generator) -> Thing:
        """One of those that came up least; which of these, by chance."""
        by_chance = [candidates[int(n)] for n in rng.permutation(len(candidates))]
        chosen = min(by_chance, key=lambda one: (self._kinds[one.label], self._things[one.name]))
        self._kinds[chosen.label] += 1
        self._things[chosen.name] += 1
        return chosen


@cache
def _cut(thing: Thing) -> Pixels:
    pixels = photo(thing.photo).open(LONG_SIDE)
    if pixels.shape[:2] != thing.mask.array.shape:
        raise ValueError(f"{thing.photo} is {pixels.shape[:2]}, but its outline was drawn on {thing.mask.array.shape}")
    window = thing.mask.box.pad(SOFT).clamp(thing.mask.width, thing.mask.height).slices
    return np.dstack([pixels[window], soft_alpha(pixels, thing.mask, SOFT)[window]])
