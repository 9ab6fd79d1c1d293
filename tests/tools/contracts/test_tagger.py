import numpy as np
import pytest

from scenewright.tools.ports import Tagger

from .conftest import every


@every("tagger")
def test_each_crop_gets_the_wanted_number_of_tags_best_first(lease, photo):
    with lease() as tagger:
        assert isinstance(tagger, Tagger)
        both = tagger.tag([photo, photo[:40, :60]], top=3)
        assert [len(tags) for tags in both] == [3, 3]
        for tags in both:
            assert all(tag.label and 0 <= tag.score <= 1 for tag in tags)
            assert [tag.score for tag in tags] == sorted((tag.score for tag in tags), reverse=True)
            assert len({tag.label for tag in tags}) == 3
        assert "cat" in both[0][0].label


@every("tagger")
def test_fewer_tags_are_the_first_of_more_and_no_crops_give_none(lease, photo):
    with lease() as tagger:
        assert tagger.tag([photo], top=1)[0] == tagger.tag([photo], top=3)[0][:1]
        assert tagger.tag([]) == []


@every("tagger")
def test_a_crop_does_not_change_what_is_said_of_the_next(lease, photo):
    black = np.zeros((5, 9, 3), np.uint8)
    with lease() as tagger:
        assert tagger.tag([black, photo])[1] == tagger.tag([photo])[0]


@every("tagger")
@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 2)])
def test_any_size_will_do(lease, size):
    with lease() as tagger:
        assert len(tagger.tag([np.full((*size, 3), 90, np.uint8)], top=1)[0]) == 1
