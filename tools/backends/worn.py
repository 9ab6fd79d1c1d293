"""What people wear over most of them (a suit, a dress): the person without the head, where no network names it"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

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

AROUND = 2.4
"""A head with its hair or a hat lies within its face's box so many times enlarged."""

CHIN = 0.1
"""Of a face's height under it: from there on it is the collar."""

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


def shows_face(region: TaggedRegion, faces: Sequence[Face]) -> bool:
    """Whether a region holds somebody's face: what is worn does not."""
    mask = Mask.from_ref(region.mask)
    return any(mask.crop(face.box).area >= 0.5 * face.box.area for face in faces)


def worn_by(person: Mask, phrase: Phrase, faces: Sequence[Face]) -> Grounding | None:
    """What is left of a person (H×W mask) without the heads in it; None where that is too little to be an outfit."""
    left = person
    for face in faces:
        if person.crop(face.box).area >= 0.5 * face.box.area:
            left = left.minus(Mask.from_box(_head(face), person.width, person.height))
    if not person.area or left.area < LEFT * person.area:
        return None
    return Grounding(phrase.text, left.box, LIKELY, left, WORN, exact=True)


def _head(face: Face) -> Box:
    around = face.box.resize(AROUND)
    return Box(around.left, around.top, around.right, round(face.box.bottom + CHIN * face.box.height))
