"""What people wear over most of them (a suit, a dress): the person without the head, where no network names it"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..errors import NoBackend
from ..ports import Face, Grounding
from .phrases import Phrase, singular
from .regions import TaggedRegion

# fmt: off
OUTFITS = frozenset([
    "suit", "spacesuit", "jumpsuit", "tracksuit", "wetsuit", "outfit", "uniform", "costume", "clothes", "clothing",
    "garment", "attire", "dress", "gown", "robe", "overall", "coverall", "dungarees", "onesie", "kimono", "tunic",
    "cloak", "armor", "garb",
])
# fmt: on
"""Nouns of what covers most of a person. What covers a part alone (a tie, a shoe) is not guessed at so."""

LIKELY = 0.35
"""What it counts that somebody is there to wear it: it is asked about, not taken for certain."""

HEAD = 0.4
"""A region of which a face takes this share is a head."""

GROWN = 1.7
"""A head is so much larger than its face, where no region shows it."""

LEFT = 0.3
"""The share of a person that must be left without the head: of a portrait nothing is."""

WORN = "what a person wears"

_Lease = Callable[[str], AbstractContextManager[Any]]


def covers_a_person(phrase: Phrase) -> bool:
    """Whether the phrase names an outfit."""
    return bool({phrase.endings[-1], singular(phrase.endings[-1])} & OUTFITS) if phrase.endings else False


def faces_in(pixels: Pixels, lease: _Lease) -> Sequence[Face]:
    """None where the toolset sees no faces."""
    try:
        with lease("face_detector") as detector:
            found: list[Face] = detector.faces(pixels)
    except NoBackend:
        return ()
    return found


def is_head(region: TaggedRegion, faces: Sequence[Face]) -> bool:
    """Whether a region is somebody's head: it holds a face, which takes a good part of it."""
    return any(_holds(region.box, face) and face.box.area >= HEAD * region.box.area for face in faces)


def _holds(box: Box, face: Face) -> bool:
    return box.intersect(face.box).area >= 0.6 * face.box.area


def shows_face(region: TaggedRegion, faces: Sequence[Face]) -> bool:
    """Whether a region holds somebody's face: what is worn does not."""
    mask = Mask.from_ref(region.mask)
    return any(mask.crop(face.box).area >= 0.5 * face.box.area for face in faces)


def worn_by(person: Mask, phrase: Phrase, faces: Sequence[Face], regions: Sequence[TaggedRegion]) -> Grounding | None:
    """What is left of a person (H×W mask) without the heads in it; None where that is too little to be an outfit."""
    left = person
    for face in faces:
        if person.intersect(Mask.from_box(face.box, person.width, person.height)).area >= 0.5 * face.box.area:
            left = left.minus(_head(face, regions, person))
    if not person.area or left.area < LEFT * person.area:
        return None
    return Grounding(phrase.text, left.box, LIKELY, left, WORN, exact=True)


def _head(face: Face, regions: Sequence[TaggedRegion], person: Mask) -> Mask:
    """The head of a face, hair and all: the regions that show it, and an oval around the face."""
    y, x = np.mgrid[: person.height, : person.width] + 0.5
    center, (width, height) = face.box.center, face.box.size
    oval = Mask(((x - center.x) / (0.5 * GROWN * width)) ** 2 + ((y - center.y) / (0.5 * GROWN * height)) ** 2 <= 1)
    near = face.box.resize(2 * GROWN)
    shown = [Mask.from_ref(one.mask) for one in regions if is_head(one, [face])]
    for mask in shown:
        oval = oval.union(mask.intersect(Mask.from_box(near, person.width, person.height)))
    return oval.minus(_below(face, person))


def _below(face: Face, person: Mask) -> Mask:
    """From a little under the chin on it is the collar."""
    top = round(face.box.bottom + 0.1 * face.box.height)
    return Mask.from_box(Box(0, min(top, person.height), person.width, person.height), person.width, person.height)
