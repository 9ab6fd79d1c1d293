"""Faces by MediaPipe's models: two detectors say where one may be, the mesh where its parts lie.

Each alone sees faces in bicycles and lettering; what counts is what two of them see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...scene.geometry import Box, Point
from ...scene.image import Pixels, check_pixels, to_rgb
from ..ports import Eye, Face
from . import blazeface, face_mesh
from .blazeface import BlazeFace, Candidate, distinct, looks_at, same_place
from .face_mesh import AROUND_FACE, EYE_CORNERS, OUTLINES, FaceMesh, IrisModel, as_points, square_of
from .tflite import open_interpreter

BACK = "blazeface-back.tflite"
FULL_RANGE = "blazeface-full-range.tflite"

MESHED = 0.5
"""From this probability on, the mesh lies on a face. It knows no profiles, and half of what it says alone is wrong."""

CLEAR = 0.7
"""A candidate of the back-camera detector that the mesh fits needs this score,"""

AGREED = 0.6
"""and one that the mesh does not fit (a profile) needs this score of both detectors."""

BARE = 16
"""Smaller ones that the mesh does not fit are not believed: lettering and far windows look like them."""

SMALLEST = 8
"""Boxes of candidates with a side under this many pixels are not believed."""

LOWEST = 12
"""Pictures (or parts) with a side under this many pixels hold no face that could be seen."""

IRIS_FROM = 6
"""Eyes narrower than this many pixels have no iris that can be seen."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What was seen at one place: the best candidate, and the best scores of both detectors there."""

    best: Candidate
    back: float
    full_range: float


class MediapipeFaces:
    """A `FaceDetector`. Faces from about a dozen pixels on, profiles too, heads tilted up to about 45°."""

    def __init__(self, back: BlazeFace, full_range: BlazeFace, mesh: FaceMesh, iris: IrisModel) -> None:
        self._back, self._full_range, self._mesh, self._iris = back, full_range, mesh, iris

    def faces(self, pixels: Pixels, within: Box | None = None) -> list[Face]:
        """See `FaceDetector.faces`."""
        check_pixels(pixels)
        frame = Box.of_size(pixels.shape[1], pixels.shape[0])
        part = frame if within is None else within.intersect(frame)
        if min(part.size) < LOWEST:
            return []
        rgb = np.ascontiguousarray(to_rgb(pixels))
        found = [self._face(rgb, place, part) for place in self._places(rgb, part)]
        return _apart(sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.box)))

    def _places(self, pixels: Pixels, part: Box) -> list[_Place]:
        looks = looks_at(part)
        back = [one for look in looks for one in self._back.look(pixels, look)]
        full_range = [one for look in looks for one in self._full_range.look(pixels, look)]
        places = []
        for best in [*(kept := distinct(back)), *_elsewhere(distinct(full_range), kept)]:
            here = [[one.score for one in seen if same_place(one.edges, best.edges)] for seen in (back, full_range)]
            places.append(_Place(best, max(here[0], default=0.0), max(here[1], default=0.0)))
        return places

    def _face(self, pixels: Pixels, place: _Place, part: Box) -> Face | None:
        seen = place.best
        left, top, right, bottom = seen.edges
        side = max(right - left, bottom - top)
        if side < SMALLEST:
            return None
        square = square_of(seen.eyes, AROUND_FACE * side, Point((left + right) / 2, (top + bottom) / 2))
        points, probability = self._mesh.points(pixels, square)
        fits = probability >= MESHED
        agreed = min(place.back, place.full_range) >= AGREED
        if fits and (place.back >= CLEAR or place.full_range >= AGREED):
            return self._meshed(pixels, seen, points, part)
        return _bare(seen, part) if agreed and side >= BARE else None

    def _meshed(self, pixels: Pixels, seen: Candidate, points: Any, part: Box) -> Face | None:
        rows = {name: as_points(points[numbers]) for name, numbers in OUTLINES.items()}
        box = Box.around(rows["face"]).intersect(part)
        eyes = [self._eye(pixels, points, side) for side in (0, 1)]
        return _if_seen(
            Face(
                box=box,
                score=round(seen.score, 4),
                eyes=tuple(sorted(eyes, key=lambda eye: eye.center.x)),
                outline=rows["face"],
                lips=rows["lips"],
                mouth=rows["mouth"],
                nose=seen.nose,
            )
        )

    def _eye(self, pixels: Pixels, points: Any, side: int) -> Eye:
        first, last = corners = as_points(points[list(EYE_CORNERS[side])])
        if np.hypot(last.x - first.x, last.y - first.y) < IRIS_FROM:
            return Eye(Point((first.x + last.x) / 2, (first.y + last.y) / 2))
        shape = self._iris.eye(pixels, corners, mirrored=side == 1)
        return Eye(shape.iris, shape.radius, shape.lids)


def _apart(faces: list[Face]) -> list[Face]:
    """Without those that lie in a better one."""
    kept: list[Face] = []
    for face in faces:
        if not any(face.box.intersect(other.box).area > 0.6 * face.box.area for other in kept):
            kept.append(face)
    return kept


def _elsewhere(found: list[Candidate], known: list[Candidate]) -> list[Candidate]:
    return [one for one in found if not any(same_place(one.edges, other.edges) for other in known)]


def _bare(seen: Candidate, part: Box) -> Face | None:
    """What the detector alone knows; its box ends at the brows, the face does not."""
    left, top, right, bottom = seen.edges
    box = Box.around([(left, top - 0.25 * (bottom - top)), (right, bottom + 0.05 * (bottom - top))]).intersect(part)
    eyes = tuple(Eye(point) for point in sorted(seen.eyes))
    return _if_seen(Face(box, round(seen.score, 4), eyes, nose=seen.nose))


def _if_seen(face: Face) -> Face | None:
    return face if face.box.area else None


def load(context: Any) -> MediapipeFaces:
    """The four networks from `context.weights`."""
    return MediapipeFaces(
        BlazeFace(open_interpreter(context.weights[BACK]), blazeface.BACK),
        BlazeFace(open_interpreter(context.weights[FULL_RANGE]), blazeface.FULL_RANGE),
        FaceMesh(open_interpreter(context.weights[face_mesh.MESH])),
        IrisModel(open_interpreter(context.weights[face_mesh.IRIS])),
    )
