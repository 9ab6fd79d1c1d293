"""The measures of the filling benchmark tell what they say they tell."""

import numpy as np
import pytest
from skimage import data

from scenewright.evals.filling import Case, blob, blur, coarse_first, measure, paint_object, rim_error, with_context
from scenewright.evals.pasted import CHOSEN_ON, REPORTED_ON, Pasted, cast_shadow, paste
from scenewright.evals.photos import photos
from scenewright.scene.mask import Mask


def case() -> Case:
    pixels = np.repeat(data.grass()[:256, :256, None], 3, axis=2)
    hole = blob(256, 256, 0.1, seed=1)
    return Case("one texture", "middle", pixels, paint_object(pixels, hole), hole)


def a_disc() -> np.ndarray:
    rows, columns = np.mgrid[:60, :60]
    alpha = np.clip((28 - np.hypot(rows - 29.5, columns - 29.5)) * 128, 0, 255).astype(np.uint8)
    return np.dstack([np.full((60, 60, 3), [30, 60, 220], np.uint8), alpha])


def pasted(share: float = 0.1) -> Pasted:
    truth = data.coffee()[:300, :400]
    return paste(truth, a_disc(), share, np.random.default_rng(3))


@pytest.mark.models
def test_the_truth_is_perfect() -> None:
    truth = case().truth
    score = measure(case(), lambda pixels, hole: truth)
    assert (score.lpips, score.texture, score.seam) == (0, 0, 0)


@pytest.mark.models
def test_the_same_texture_elsewhere_beats_a_blur_and_that_beats_the_thing_left_in() -> None:
    truth = case().truth
    shifted = measure(case(), lambda pixels, hole: np.where(hole.array[..., None], np.roll(truth, 90, 0), truth))
    blurred, left = measure(case(), blur), measure(case(), lambda pixels, hole: pixels)
    assert shifted.lpips < 0.7 * blurred.lpips
    assert blurred.lpips < left.lpips
    assert blurred.texture > 4 * shifted.texture


@pytest.mark.models
def test_an_object_left_in_shows_at_the_seam_and_a_blur_of_a_wall_does_not() -> None:
    wall, hole = np.full((256, 256, 3), 90, np.uint8), blob(256, 256, 0.1, seed=1)
    case = Case("wall", "middle", wall, paint_object(wall, hole), hole)
    assert measure(case, lambda pixels, hole: pixels).seam > 5
    assert measure(case, blur).seam < 0.5


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3])
def test_holes_and_pasted_things_have_the_size_asked_for(share: float) -> None:
    assert abs(blob(400, 500, share, seed=3).area / 200_000 - share) < 0.15 * share
    assert abs((pasted(share).alpha >= 0.5).mean() - share) < 0.1 * share


def test_under_a_pasted_thing_is_the_photo_and_its_mask_is_nearly_right() -> None:
    case = pasted()
    assert np.array_equal(case.shown[case.alpha == 0], case.truth[case.alpha == 0])
    assert (case.shown[case.alpha == 1] == [30, 60, 220]).all()
    thing = Mask(case.alpha >= 0.5)
    assert case.mask != thing
    assert thing.grow(-6).minus(case.mask).area == 0
    assert case.mask.minus(thing.grow(6)).area == 0


def test_a_cast_shadow_darkens_the_ground_and_not_the_thing() -> None:
    case = pasted()
    shaded, shadow = cast_shadow(case, np.random.default_rng(1))
    assert shadow.area > 0.02 * (case.alpha >= 0.5).sum()
    assert (shaded[shadow.array].mean() / case.shown[shadow.array].mean()) < 0.85
    assert np.array_equal(shaded[case.alpha == 1], case.shown[case.alpha == 1])


def test_a_rim_left_behind_is_an_error_at_the_rim() -> None:
    case = pasted()
    clean, left = case.truth.copy(), case.truth.copy()
    left[case.alpha >= 0.5] = case.shown[case.alpha >= 0.5]
    assert rim_error(case, clean) == 0
    assert rim_error(case, left) > 10


def test_less_context_and_two_passes_change_the_hole_only() -> None:
    case = pasted()
    hole = case.mask.grow(3)
    for method in (with_context(blur, 1.5), coarse_first(blur, 0.5)):
        filled = method(case.shown, hole)
        assert np.array_equal(filled[~hole.array], case.shown[~hole.array])
        assert not np.array_equal(filled[hole.array], case.shown[hole.array])


def test_nothing_was_chosen_on_the_photos_that_are_reported() -> None:
    assert not set(CHOSEN_ON) & set(REPORTED_ON)
    assert {*CHOSEN_ON, *REPORTED_ON} <= {photo.name for photo in photos()}
