"""Faces and their parts by words: faces, eyes, irises, lips, mouths, and pupils that a flash made red."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box, Point
from ...scene.image import ImageRef, Pixels
from ...scene.mask import Mask
from ..ports import Eye, Face, Grounding
from ..recent import Recent
from .phrases import Phrase, singular
from .redeye import red_pupil

REMEMBERED = 4

HIDDEN = 0.06
"""A face's mask reaches this share of its height beyond the outline: beards, chins and hairlines lie there."""

_Draw = Callable[[Pixels, Face], Sequence[Mask]]
_Lease = Callable[[str], AbstractContextManager[Any]]


class FaceParts:
    """A `Specialist` over the toolset's `FaceDetector`."""

    def __init__(self, lease: _Lease) -> None:
        self._lease = lease
        self._seen: Recent[str, list[Face]] = Recent(REMEMBERED)

    def knows(self, phrase: Phrase) -> bool:
        """Whether the phrase ends in a part of a face that the mesh has."""
        return _part(phrase) is not None

    def alone(self, phrase: Phrase) -> bool:
        """Whole faces, eyes and mouths may be those of animals and toys, which others find."""
        return _part(phrase) not in ("face", "eye", "mouth")

    def find(self, pixels: Pixels, phrase: Phrase) -> list[Grounding]:
        """One grounding for each part of each face, best first, with its mask."""
        draw = _DRAWN[_part(phrase) or "face"]
        faces = self._seen.get(ImageRef.of(pixels).id, lambda: self._look(pixels))
        drawn = [(mask, face.score) for face in faces for mask in draw(pixels, face)]
        return [
            Grounding(phrase.text, mask.box, score, mask, exact=True, whole="person")
            for mask, score in drawn
            if mask.area
        ]

    def _look(self, pixels: Pixels) -> list[Face]:
        with self._lease("face_detector") as detector:
            found: list[Face] = detector.faces(pixels)
        return found


def face_mask(pixels: Pixels, face: Face) -> Mask:
    """The face from the hairline to the chin; an ellipse in its box where no outline is known."""
    if not face.outline:
        return _ellipse(pixels, face.box)
    outline = np.array(face.outline)
    spread = outline.mean(axis=0) + (outline - outline.mean(axis=0)) * (1 + HIDDEN)
    return _polygon(pixels, spread)


def eye_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """The openings of the eyes."""
    return [_polygon(pixels, np.array(eye.lids)) for eye in face.eyes if eye.lids]


def iris_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """The irises as far as the lids leave them open."""
    return [mask for eye in face.eyes if (mask := _iris(pixels, eye)) is not None]


def pupil_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """Pupils that a flash made red; a second one is looked for more widely than the first."""
    first = [red_pupil(pixels, eye) for eye in face.eyes]
    if not any(first):
        return []
    found = [mask or red_pupil(pixels, eye, paired=True) for mask, eye in zip(first, face.eyes, strict=True)]
    return [mask for mask in found if mask is not None]


def lip_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """Both lips without the opening between them."""
    if not face.lips:
        return []
    return [_polygon(pixels, np.array(face.lips)).minus(_polygon(pixels, np.array(face.mouth)))]


def mouth_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """The lips and what is between them."""
    return [_polygon(pixels, np.array(face.lips))] if face.lips else []


def teeth_masks(pixels: Pixels, face: Face) -> list[Mask]:
    """The opening of a mouth that is open."""
    if not face.mouth or _openness(face) < 0.12:
        return []
    return [_polygon(pixels, np.array(face.mouth))]


_DRAWN: dict[str, _Draw] = {
    "face": lambda pixels, face: [face_mask(pixels, face)],
    "eye": eye_masks,
    "iris": iris_masks,
    "red eye": pupil_masks,
    "lips": lip_masks,
    "mouth": mouth_masks,
    "teeth": teeth_masks,
}
_NAMES = {
    "red pupil": "red eye",
    "redeye": "red eye",
    "red-eye": "red eye",
    "irise": "iris",
    "lip": "lips",
    "tooth": "teeth",
}


def _part(phrase: Phrase) -> str | None:
    """`red eyes` is not an eye that is red but what a flash did to a pupil."""
    noun = singular(phrase.words[-1]) if phrase.words else ""
    if noun in ("eye", "pupil") and phrase.color == "red":
        return "red eye"
    name = _NAMES.get(noun, noun)
    return name if name in _DRAWN else None


def _iris(pixels: Pixels, eye: Eye) -> Mask | None:
    if eye.radius is None:
        return None
    disc = _ellipse(pixels, _around(eye.center, eye.radius))
    return disc.intersect(_polygon(pixels, np.array(eye.lids))) if eye.lids else disc


def _around(center: Point, radius: float) -> Box:
    return Box.around([(center.x - radius, center.y - radius), (center.x + radius, center.y + radius)])


def _openness(face: Face) -> float:
    rows = np.array(face.mouth)
    width, height = np.ptp(rows, axis=0)
    return float(height / max(width, 1))


def _polygon(pixels: Pixels, rows: NDArray[np.float64]) -> Mask:
    """Filled, to a sixteenth of a pixel."""
    import cv2

    out = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(out, [np.round(rows * 16).astype(np.int32)], 1, lineType=cv2.LINE_8, shift=4)
    return Mask(out.astype(bool))


def _ellipse(pixels: Pixels, box: Box) -> Mask:
    import cv2

    out = np.zeros(pixels.shape[:2], np.uint8)
    axes = (max(1, box.width // 2), max(1, box.height // 2))
    cv2.ellipse(out, (round(box.center.x), round(box.center.y)), axes, 0, 0, 360, 1, -1)
    return Mask(out.astype(bool))
