"""How far results for one wish are from each other."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from scenewright.evals.lpips import lpips
from scenewright.evals.metrics import DIVERSITY
from scenewright.evals.metrics.diversity import diversity

CAT = np.ascontiguousarray(data.chelsea()[:96, :96])
COFFEE = np.ascontiguousarray(data.coffee()[100:196, 100:196])


def brightness(one: np.ndarray, other: np.ndarray) -> float:
    return abs(float(one.mean()) - float(other.mean()))


def test_it_is_the_mean_over_all_pairs():
    shades = [np.full((64, 64, 3), value, np.uint8) for value in (0, 30, 90)]
    assert diversity(brightness, shades) == pytest.approx((30 + 90 + 60) / 3)


def test_one_result_has_none_and_neither_have_results_of_several_sizes():
    assert diversity(brightness, [CAT]) is None
    assert diversity(brightness, [CAT, CAT[:80]]) is None


@pytest.mark.models
@pytest.mark.parametrize(("name", "net"), [("LPIPS diversity (AlexNet)", "alex"), ("LPIPS diversity (VGG)", "vgg")])
def test_over_lpips_equal_results_have_none_and_two_have_their_distance(name, net):
    assert DIVERSITY[name]([CAT, CAT, CAT]) == pytest.approx(0, abs=1e-6)
    assert DIVERSITY[name]([CAT, COFFEE]) == pytest.approx(lpips(CAT, COFFEE, net=net))
