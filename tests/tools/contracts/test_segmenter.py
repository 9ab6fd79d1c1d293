import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.ports import Prompt, Region, Segmenter

from .conftest import CAT, every


def same(ones: list[Region], others: list[Region]) -> bool:
    return [(one.score, one.mask) for one in ones] == [(one.score, one.mask) for one in others]


@every("segmenter")
def test_each_prompt_gets_one_mask_of_the_pictures_size(lease, photo):
    prompts = [Prompt(box=CAT), Prompt(inside=((75.0, 55.0),)), Prompt(box=CAT, outside=((155.0, 110.0),))]
    with lease() as segmenter:
        assert isinstance(segmenter, Segmenter)
        regions = segmenter.segment(segmenter.encode(photo), prompts)
        assert len(regions) == 3
        for region in regions:
            assert region.mask.array.shape == (120, 160)
            assert 0 <= region.score <= 1


@every("segmenter", sense=True)
def test_a_box_gets_the_mask_of_what_it_holds(lease, photo):
    with lease() as segmenter:
        (region,) = segmenter.segment(segmenter.encode(photo), [Prompt(box=CAT)])
        assert region.mask.iou(Mask.from_box(CAT, 160, 120)) > 0.3


@every("segmenter")
def test_the_order_of_the_prompts_does_not_matter(lease, photo):
    one, other = Prompt(box=Box(50, 30, 80, 60)), Prompt(box=Box(90, 40, 130, 80))
    with lease() as segmenter:
        embedding, fresh = segmenter.encode(photo), segmenter.encode(photo)
        forward = segmenter.segment(embedding, [one, other])
        assert same(forward, segmenter.segment(fresh, [other, one])[::-1])
        assert same(forward, segmenter.segment(embedding, [one, other]))
        assert segmenter.segment(embedding, []) == []


@every("segmenter")
def test_everything_is_told_largest_first_without_near_duplicates(lease, photo):
    with lease() as segmenter:
        masks = [region.mask for region in segmenter.everything(segmenter.encode(photo))]
        assert masks
        assert [mask.area for mask in masks] == sorted((mask.area for mask in masks), reverse=True)
        assert all(mask.array.shape == (120, 160) and mask.area for mask in masks)
        pairs = [(one, other) for at, one in enumerate(masks) for other in masks[:at]]
        assert all(one.iou(other) < 0.9 for one, other in pairs)


@every("segmenter")
def test_any_size_will_do(lease):
    with lease() as segmenter:
        for height, width in [(1, 1), (2, 300)]:
            embedding = segmenter.encode(np.zeros((height, width, 3), np.uint8))
            (region,) = segmenter.segment(embedding, [Prompt(box=Box(0, 0, 1, 1))])
            assert region.mask.array.shape == (height, width)


@every("segmenter")
def test_a_prompt_outside_the_picture_still_gets_a_mask(lease, photo):
    with lease() as segmenter:
        (region,) = segmenter.segment(segmenter.encode(photo), [Prompt(box=Box(-50, -50, 40, 300))])
        assert region.mask.array.shape == (120, 160)


@every("segmenter")
def test_a_closer_search_brings_only_what_is_not_known_yet(lease, photo):
    with lease() as segmenter:
        embedding = segmenter.encode(photo)
        known = segmenter.segment(embedding, [Prompt(box=CAT)])
        more = segmenter.everything(embedding, known, [CAT])
        assert all(one.mask.iou(other.mask) < 0.8 for one in more for other in known)


@pytest.mark.slow
@every("segmenter")
def test_a_closer_search_after_the_whole_brings_the_same_again(lease, photo):
    with lease() as segmenter:
        embedding = segmenter.encode(photo)
        known = segmenter.everything(embedding)
        more = segmenter.everything(embedding, known, [CAT])
        assert all(one.mask.iou(other.mask) < 0.9 for one in more for other in known)
        assert same(more, segmenter.everything(embedding, known, [CAT]))
