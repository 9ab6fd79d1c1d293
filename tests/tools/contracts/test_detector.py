import numpy as np

from scenewright.scene.geometry import Box
from scenewright.tools.ports import Detector

from .conftest import every


@every("detector")
def test_it_is_a_detector_with_a_vocabulary_of_different_names(lease):
    with lease() as detector:
        assert isinstance(detector, Detector)
        names = detector.vocabulary
        assert "cat" in names
        assert len(set(names)) == len(names)


@every("detector", sense=True)
def test_it_finds_the_cat(lease, photo):
    with lease() as detector:
        assert detector.detect(photo)[0].label == "cat"


@every("detector")
def test_it_finds_things_best_first_with_boxes_inside_the_picture(lease, photo):
    with lease() as detector:
        found = detector.detect(photo)
        assert found
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
        for one in found:
            assert one.label in detector.vocabulary
            assert 0 < one.score <= 1
            assert one.box.area > 0
            assert Box.of_size(160, 120).covers(one.box)


@every("detector")
def test_boxes_of_a_part_are_told_in_the_pictures_coordinates(lease, photo):
    part = Box(40, 10, 150, 110)
    wide = np.zeros((240, 300, 3), np.uint8)
    wide[part.shift(100, 100).slices] = photo[part.slices]
    with lease() as detector:
        for found in (detector.detect(photo, within=part), detector.detect(photo, within=part, thorough=True)):
            assert all(part.covers(one.box) for one in found)
        assert detector.detect(photo, within=Box(500, 500, 600, 600)) == []


@every("detector")
def test_the_same_picture_gives_the_same_answer_and_is_left_as_it_is(lease, photo):
    before = photo.copy()
    with lease() as detector:
        assert detector.detect(photo, thorough=True) == detector.detect(photo, thorough=True)
    assert np.array_equal(photo, before)


@every("detector")
def test_any_size_will_do(lease):
    with lease() as detector:
        for height, width in [(1, 1), (1, 300), (300, 1), (7, 5)]:
            for one in detector.detect(np.zeros((height, width, 3), np.uint8), thorough=True):
                assert Box.of_size(width, height).covers(one.box)


@every("detector")
def test_hints_are_told_best_first_within_the_picture_and_change_no_find(lease, photo):
    with lease() as detector:
        before = detector.detect(photo, thorough=True)
        hints = detector.hints(photo)
        assert [one.score for one in hints] == sorted((one.score for one in hints), reverse=True)
        assert all(Box.of_size(160, 120).covers(one.box) and 0 < one.score <= 1 for one in hints)
        assert detector.hints(photo) == hints
        assert detector.detect(photo, thorough=True) == before
