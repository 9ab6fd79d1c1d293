"""Recall of the face detector by the size of faces, and its false alarms on photos without people.

Heads are cut out of free portraits with what is around them and laid into free photos without people at several sizes;
the face's box in the portrait, seen large, is the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..tools.catalogue import EMBEDDED
from ..tools.ports import FaceDetector
from ..tools.toolbox import Toolbox
from .photos import photo, photos

SIZES = (12, 16, 20, 24, 32, 48, 64, 96, 140, 200)
"""Heights of the pasted faces in pixels, from the upper forehead to the chin."""

PORTRAITS = {
    "astronaut": (177, 63, 275, 178),
    "grace-hopper": (154, 124, 344, 329),
    "curls": (190, 142, 311, 281),
    "glasses": (176, 120, 326, 292),
    "smile": (162, 152, 338, 362),
    "beach-hair": (218, 118, 329, 236),
}
"""Photos with one face, and where it is in them (looked at one by one)."""

PEOPLE = (*PORTRAITS, "reader", "walkers", "backpack", "gentlemen", "rooftop", "briefcase", "barista")
PEOPLE_TOO = ("guitarist", "footballer", "spacewalk")
"""Photos that show people; the others show none."""

GROUNDS = ("china", "coffee", "rocket", "peaks")
PLACES = ((0.3, 0.35), (0.55, 0.5), (0.7, 0.6))
AROUND = 0.9
"""So much of a portrait is taken along on every side of the face, in heights of the face."""

GOOD = 0.4
"""IoU from which a face is found."""


@dataclass(frozen=True, slots=True)
class Row:
    """How many of the faces of a size were found, and how many others were seen beside them."""

    size: int
    faces: int
    found: int
    others: int


@dataclass(frozen=True, slots=True)
class Alarms:
    """What was seen in photos without people."""

    photos: int
    faces: int
    seconds: float


def measure(detector: FaceDetector, sizes: Sequence[int] = SIZES) -> list[Row]:
    """A row for each size: every portrait on every ground."""
    rows = []
    for size in sizes:
        seen = [(box, detector.faces(picture)) for picture, box in samples(size)]
        found = sum(any(face.box.iou(box) >= GOOD for face in faces) for box, faces in seen)
        others = sum(face.box.iou(box) < GOOD for box, faces in seen for face in faces)
        rows.append(Row(size, len(seen), found, others))
    return rows


def samples(size: int) -> Iterator[tuple[Pixels, Box]]:
    """Pictures of 640 pixels with one face of `size` pixels each, and where it is; places take turns."""
    for turn, ground in enumerate(GROUNDS):
        for shift, (name, edges) in enumerate(PORTRAITS.items()):
            place = PLACES[(turn + shift) % len(PLACES)]
            yield paste(photo(name).open(), Box(*edges), photo(ground).open(640), size, place)


def paste(portrait: Pixels, face: Box, ground: Pixels, size: int, place: tuple[float, float]) -> tuple[Pixels, Box]:
    """`ground` with the head laid into it, blurred into what is around it, and the face's box there."""
    import cv2

    room = round(AROUND * face.height)
    window = face.pad(room).intersect(Box.of_size(portrait.shape[1], portrait.shape[0]))
    scale = size / face.height
    shape = (max(1, round(window.width * scale)), max(1, round(window.height * scale)))
    small = cv2.resize(np.ascontiguousarray(portrait[window.slices]), shape, interpolation=cv2.INTER_AREA)
    left, top = round(place[0] * ground.shape[1] - shape[0] / 2), round(place[1] * ground.shape[0] - shape[1] / 2)
    there = Box(left, top, left + shape[0], top + shape[1])
    shown = there.intersect(Box.of_size(ground.shape[1], ground.shape[0]))
    out = ground.copy()
    part = shown.shift(-left, -top).slices
    alpha = _fading(shape, max(1, round(0.25 * size)))[part][..., None]
    out[shown.slices] = np.rint(small[part] * alpha + out[shown.slices] * (1 - alpha)).astype(np.uint8)
    corner = (left + (face.left - window.left) * scale, top + (face.top - window.top) * scale)
    return out, Box.around([corner, (corner[0] + face.width * scale, corner[1] + size)])


def _fading(shape: tuple[int, int], rim: int) -> np.ndarray:
    """1 inside, falling to 0 over `rim` pixels at the edges."""
    x = np.minimum(np.arange(shape[0]) + 1, shape[0] - np.arange(shape[0]))
    y = np.minimum(np.arange(shape[1]) + 1, shape[1] - np.arange(shape[1]))
    return np.asarray(np.clip(np.minimum(x[None], y[:, None]) / rim, 0, 1), np.float32)


def alarms(detector: FaceDetector, side: int = 900) -> Alarms:
    """Faces seen in the photos that show nobody."""
    without = [one for one in photos() if one.name not in {*PEOPLE, *PEOPLE_TOO}]
    start = process_time()
    seen = sum(len(detector.faces(one.open(side))) for one in without)
    return Alarms(len(without), seen, (process_time() - start) / max(1, len(without)))


def table(rows: Sequence[Row], false: Alarms) -> str:
    """Markdown."""
    lines = ["| face, pixels high | faces | found | others seen |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.size} | {row.faces} | {row.found / row.faces:.2f} | {row.others} |" for row in rows]
    lines += [
        "",
        f"In {false.photos} photos without people: {false.faces} false alarms; {false.seconds:.1f} s each.",
    ]
    return "\n".join(lines)


def run() -> str:
    """Measure the embedded face detector, about ten minutes on two cores."""
    with Toolbox(EMBEDDED).lease("face_detector") as detector:
        return table(measure(detector), alarms(detector))
