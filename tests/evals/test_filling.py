"""The measures of the filling benchmark tell what they say they tell."""

import numpy as np
from skimage import data

from scenewright.evals.filling import Case, blob, blur, measure, paint_object, tall_box


def case() -> Case:
    pixels = np.repeat(data.grass()[:256, :256, None], 3, axis=2)
    return Case("grass", "middle", pixels, blob(256, 256, 0.1, seed=1))


def test_the_truth_is_perfect() -> None:
    score = measure(case(), lambda pixels, hole: pixels)
    assert (score.texture, score.structure, score.seam) == (0, 0, 0)


def test_a_blur_wins_by_psnr_and_loses_by_texture_to_the_same_texture_elsewhere() -> None:
    blurred = measure(case(), blur)
    shifted = measure(case(), lambda pixels, hole: np.where(hole.array[..., None], np.roll(pixels, 90, 0), pixels))
    assert blurred.psnr > shifted.psnr
    assert blurred.texture > 4 * shifted.texture


def test_an_object_left_in_shows_at_the_seam_and_a_blur_of_a_wall_does_not() -> None:
    wall = Case("wall", "middle", np.full((256, 256, 3), 90, np.uint8), blob(256, 256, 0.1, seed=1))
    assert measure(wall, paint_object).seam > 5
    assert measure(wall, blur).seam < 0.5


def test_holes_have_the_size_asked_for() -> None:
    for shape in (blob, tall_box):
        for share in (0.02, 0.1, 0.3):
            assert abs(shape(400, 500, share, seed=3).area / 200_000 - share) < 0.15 * share
