import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends import mobilesam
from scenewright.tools.backends.sam_frame import LOW, SIDE, Frame
from scenewright.tools.ports import Prompt


def star(size: int, center: tuple[int, int], shape: tuple[int, int]) -> Mask:
    y, x = np.mgrid[: shape[0], : shape[1]].astype(float)
    distance, angle = np.hypot(x - center[0], y - center[1]), np.arctan2(y - center[1], x - center[0])
    return Mask(distance < size * (0.36 + 0.14 * np.cos(5 * angle)))


def scene(size: int, center: tuple[int, int] = (330, 210)) -> tuple[np.ndarray, Mask]:
    """A red star on a photo of 640×427."""
    pixels = data.rocket().copy()
    mask = star(size, center, pixels.shape[:2])
    pixels[mask.array] = (200, 30, 40)
    return pixels, mask


@pytest.mark.models
@pytest.mark.parametrize("size", [60, pytest.param(120, marks=pytest.mark.slow), 300])
def test_a_known_shape_is_found_at_every_size(toolbox, size):
    pixels, truth = scene(size)
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(pixels)
        by_box, by_point = segmenter.segment(embedding, [Prompt(box=truth.box.pad(2)), Prompt(inside=((330, 210),))])
    assert by_box.mask.iou(truth) > 0.93
    assert by_point.mask.iou(truth) > 0.8


@pytest.mark.models
def test_a_crop_of_its_own_draws_a_small_thing_better(toolbox):
    pixels, truth = scene(60, (150, 120))
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(pixels)
        (close,) = segmenter.segment(embedding, [Prompt(box=truth.box)])
        coarse = min((one.mask for one in segmenter.everything(embedding)), key=lambda mask: -mask.iou(truth))
    assert len(embedding.parts) == 2
    assert close.mask.iou(truth) > max(0.95, coarse.iou(truth))


@pytest.mark.models
def test_a_small_thing_costs_one_look_and_the_next_question_on_it_none(toolbox):
    pixels, truth = scene(60, (400, 300))
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(pixels)
        assert not embedding.parts
        segmenter.segment(embedding, [Prompt(box=truth.box), Prompt(box=truth.box.pad(3))])
    assert len(embedding.parts) == 1


@pytest.mark.models
def test_the_same_question_on_one_picture_is_answered_once(toolbox):
    pixels, truth = scene(60)
    with toolbox.lease("segmenter") as segmenter:
        (first,) = segmenter.segment(segmenter.encode(pixels), [Prompt(box=truth.box)])
        (again,) = segmenter.segment(segmenter.encode(pixels.copy()), [Prompt(box=truth.box)])
    assert again is first


@pytest.mark.models
def test_few_crops_are_kept(toolbox, monkeypatch):
    monkeypatch.setattr(mobilesam, "CACHED_PARTS", 2)
    pixels, _ = scene(60)
    prompts = [Prompt(box=Box(x, 100, x + 30, 130)) for x in range(20, 600, 150)]
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(pixels)
        segmenter.segment(embedding, prompts)
    assert len(embedding.parts) == 2 < len(prompts)


@pytest.mark.models
def test_a_point_outside_takes_a_part_away(toolbox):
    with toolbox.lease("segmenter") as segmenter:
        embedding = segmenter.encode(data.coffee())
        whole, without = segmenter.segment(
            embedding,
            [Prompt(box=Box(75, 15, 480, 398)), Prompt(box=Box(75, 15, 480, 398), outside=((270.0, 100.0),))],
        )
    assert whole.mask.array[100, 270]
    assert not without.mask.array[100, 270]


@pytest.mark.parametrize("part", [Box(0, 0, 640, 427), Box(30, 40, 130, 340), Box(5, 5, 6, 6)])
def test_a_frame_takes_a_mask_there_and_back(part):
    frame = Frame(part)
    logits = np.full((part.height, part.width), -8, np.float32)
    logits[part.height // 4 :, part.width // 3 :] = 8
    back = frame.spread(frame.gather(logits))
    assert back.shape == logits.shape
    assert ((back > 0) == (logits > 0)).mean() > 0.97


@pytest.mark.parametrize(("rows", "columns"), [((40, 90), (10, 200)), ((0, 256), (100, 101)), ((5, 5), (0, 256))])
def test_what_is_inside_is_where_the_spread_logits_are_positive(rows, columns):
    logits = np.full((LOW, LOW), -3, np.float32)
    logits[slice(*rows), slice(*columns)] = np.random.default_rng(1).uniform(-1, 4)
    frame = Frame(Box(7, 9, 907, 609))
    inside = frame.inside(logits)
    assert inside.dtype == bool
    assert np.count_nonzero(inside != (frame.spread(logits) > 0)) <= 1


def test_a_frame_places_points_by_its_scale():
    places, labels = Frame(Box(100, 50, 356, 178)).coordinates_of(
        Prompt(box=Box(100, 50, 228, 114), inside=((164.0, 82.0),))
    )
    assert SIDE == 4 * LOW
    assert places.tolist() == [[[256, 128], [0, 0], [512, 256]]]
    assert labels.tolist() == [[1, 2, 3]]
