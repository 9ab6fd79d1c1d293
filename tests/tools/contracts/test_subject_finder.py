import numpy as np
import pytest

from scenewright.tools.ports import SubjectFinder

from .conftest import CAT, every


@every("subject_finder")
def test_the_subject_of_a_photo_is_what_it_shows_large(lease, photo):
    with lease() as finder:
        assert isinstance(finder, SubjectFinder)
        found = finder.subject(photo)
        assert found.shape == photo.shape[:2]
        assert found.dtype == np.float32
        assert 0 <= found.min() <= found.max() <= 1
        assert found[CAT.slices].mean() > 0.6


@every("subject_finder")
def test_the_same_picture_gives_the_same_map_whatever_is_done_with_it(lease, photo):
    with lease() as finder:
        first = finder.subject(photo)
        kept = first.copy()
        first[:] = 0
        finder.subject(photo[:40, :60])
        assert np.array_equal(finder.subject(photo), kept)


@every("subject_finder")
@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 2)])
def test_any_size_will_do(lease, size):
    with lease() as finder:
        found = finder.subject(np.full((*size, 3), 90, np.uint8))
        assert found.shape == size
        assert np.isfinite(found).all()


@every("subject_finder")
def test_transparency_is_not_looked_at(lease, photo):
    shown = np.dstack([photo, np.zeros(photo.shape[:2], np.uint8)])
    with lease() as finder:
        assert np.array_equal(finder.subject(shown), finder.subject(photo))
