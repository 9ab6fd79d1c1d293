import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.tools.ports import FaceDetector

from .conftest import every


@pytest.fixture(scope="session")
def portrait() -> np.ndarray:
    """A woman who smiles, 180×180."""
    import cv2
    from skimage import data

    return cv2.resize(data.astronaut()[:400, 30:430], (180, 180), interpolation=cv2.INTER_AREA)


@every("face_detector")
def test_it_finds_the_face_with_both_eyes_inside_its_box(lease, portrait):
    with lease() as detector:
        assert isinstance(detector, FaceDetector)
        (face,) = detector.faces(portrait)
    assert 0.5 <= face.score <= 1
    assert face.box.iou(Box(68, 24, 106, 78)) > 0.6
    assert [face.box.contains(eye.center) for eye in face.eyes] == [True, True]
    assert face.eyes[0].center.x < face.eyes[1].center.x


@every("face_detector")
def test_boxes_of_a_part_are_told_in_the_pictures_coordinates(lease, portrait):
    with lease() as detector:
        part = Box(20, 0, 170, 150)
        (face,) = detector.faces(portrait, within=part)
        assert part.covers(face.box)
        assert face.box.iou(detector.faces(portrait)[0].box) > 0.7
        assert detector.faces(portrait, within=Box(0, 120, 60, 180)) == []
        assert detector.faces(portrait, within=Box(500, 500, 600, 600)) == []


@every("face_detector")
def test_the_same_picture_gives_the_same_answer_and_is_left_as_it_is(lease, portrait):
    before = portrait.copy()
    with lease() as detector:
        assert detector.faces(portrait) == detector.faces(portrait)
    assert np.array_equal(portrait, before)


@every("face_detector")
def test_any_size_will_do_and_nothing_is_seen_in_nothing(lease):
    with lease() as detector:
        for height, width in [(1, 1), (1, 300), (300, 1), (7, 5), (64, 64)]:
            assert detector.faces(np.full((height, width, 3), 90, np.uint8)) == []
