"""Faces and their parts by words, and what the real models see of them."""

import numpy as np
import pytest

from scenewright.scene.geometry import Box, Point
from scenewright.scene.mask import Mask
from scenewright.tools.backends.faces import FaceParts
from scenewright.tools.backends.phrases import read
from scenewright.tools.backends.scripted import ScriptedFaceDetector
from scenewright.tools.ports import Eye, Face
from scenewright.tools.toolbox import Toolbox


def ring(x: float, y: float, across: float, high: float) -> tuple[Point, ...]:
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return tuple(Point(float(x + across * np.cos(t)), float(y + high * np.sin(t))) for t in turns)


FACE = Face(
    box=Box(20, 10, 80, 90),
    score=0.9,
    eyes=(Eye(Point(38, 40), 4.0, ring(38, 40, 8, 3)), Eye(Point(62, 40), 4.0, ring(62, 40, 8, 3))),
    outline=ring(50, 50, 30, 40),
    lips=ring(50, 70, 12, 6),
    mouth=ring(50, 70, 9, 3),
)


@pytest.fixture
def parts() -> FaceParts:
    return FaceParts(Toolbox.of(face_detector=ScriptedFaceDetector([FACE])).lease)


@pytest.fixture
def picture() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (100, 100, 3), np.uint8)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("all the faces", True),
        ("her left eye", True),
        ("red eyes", True),
        ("lips", True),
        ("irises", True),
        ("the clock", False),
        ("a face mask", False),
        ("eyeglasses", False),
        ("the red car", False),
    ],
)
def test_it_knows_words_for_parts_of_faces(parts, words, known):
    assert parts.knows(read(words)) is known


@pytest.mark.parametrize(("words", "count"), [("face", 1), ("eyes", 2), ("iris", 2), ("lips", 1), ("mouth", 1)])
def test_each_part_comes_with_an_exact_mask_and_belongs_to_a_person(parts, picture, words, count):
    found = parts.find(picture, read(words))
    assert len(found) == count
    for one in found:
        assert one.exact
        assert one.whole == "person"
        assert one.mask is not None
        assert one.mask.box == one.box
        assert Box(15, 5, 85, 95).covers(one.box)


def test_lips_leave_the_opening_of_the_mouth_out_and_an_iris_ends_at_the_lids(parts, picture):
    (lips,), (mouth,) = parts.find(picture, read("lips")), parts.find(picture, read("mouth"))
    assert lips.mask is not None
    assert mouth.mask is not None
    assert not lips.mask.array[70, 50]
    assert mouth.mask.array[70, 50]
    iris = parts.find(picture, read("iris"))[0].mask
    assert iris is not None
    assert iris.box.height <= 7 < iris.box.width


def test_a_face_without_an_outline_is_an_ellipse_in_its_box(picture):
    lone = FaceParts(Toolbox.of(face_detector=ScriptedFaceDetector([Face(Box(20, 10, 80, 90), 0.8)])).lease)
    (face,) = lone.find(picture, read("face"))
    assert face.mask is not None
    assert face.mask.iou(Mask.from_box(Box(20, 10, 80, 90), 100, 100)) > 0.7
    assert lone.find(picture, read("eyes")) == []


def test_the_same_picture_is_looked_at_once(picture):
    detector = ScriptedFaceDetector([FACE])
    parts = FaceParts(Toolbox.of(face_detector=detector).lease)
    for words in ("face", "eyes", "red eyes"):
        parts.find(picture, read(words))
    assert detector.calls == ["faces"]


def test_only_what_animals_have_too_is_looked_for_further(parts):
    assert parts.alone(read("red eyes"))
    assert parts.alone(read("lips"))
    assert not parts.alone(read("faces"))


@pytest.mark.models
@pytest.mark.parametrize("side", [512, pytest.param(128, marks=pytest.mark.slow), 64])
def test_a_face_is_found_at_any_size_and_not_again_when_it_is_hidden(toolbox, side):
    import cv2
    from skimage import data

    from scenewright.tools.filters.obscure import obscure

    photo = cv2.resize(data.astronaut(), (side, side), interpolation=cv2.INTER_AREA)
    picture = np.full((384, 512, 3), 120, np.uint8)
    picture[: min(side, 384), :side] = photo[:384]
    parts = FaceParts(toolbox.lease)
    (face,) = parts.find(picture, read("faces"))
    truth = Box(*(round(n * side / 512) for n in (177, 63, 275, 178)))
    assert face.box.iou(truth) > 0.6
    for method in ("blur", "pixelate", "fill"):
        hidden = picture.copy()
        hidden = np.where(face.mask.array[..., None], obscure(picture, face.mask.array, method), hidden)
        assert parts.find(hidden, read("faces")) == []


@pytest.mark.models
def test_red_eyes_are_seen_when_they_are_there_and_only_then(toolbox):
    from skimage import data

    photo = data.astronaut()
    parts = FaceParts(toolbox.lease)
    assert parts.find(photo, read("red eyes")) == []
    with toolbox.lease("face_detector") as detector:
        (face,) = detector.faces(photo)
    rows, columns = np.mgrid[:512, :512]
    red = photo.copy()
    for eye in face.eyes:
        assert eye.radius is not None
        assert 3 < eye.radius < 6
        red[np.hypot(columns + 0.5 - eye.center.x, rows + 0.5 - eye.center.y) < 2.5] = (190, 45, 50)
    assert len(parts.find(red, read("red eyes"))) == 2


@pytest.mark.models
def test_nothing_is_a_face_where_there_is_none(toolbox):
    from skimage import data

    with toolbox.lease("face_detector") as detector:
        for photo in (data.coffee(), data.chelsea(), data.rocket()):
            assert detector.faces(photo) == []
