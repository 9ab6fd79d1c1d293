"""CIELAB: what OpenCV gives, and what the colours are."""

import cv2
import numpy as np
import pytest

from scenewright.scene.lab import to_lab, to_lab_bytes

STEPS = np.arange(0, 256, 3, dtype=np.uint8)
COLORS = np.stack(np.meshgrid(STEPS, STEPS, STEPS), axis=-1).reshape(-1, 86, 3)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((255, 255, 255), (100, 0, 0)),
        ((119, 119, 119), (50.03, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.20, -107.86)),
    ],
)
def test_known_colours(rgb: tuple[int, int, int], lab: tuple[float, float, float]) -> None:
    assert to_lab(np.array([rgb], np.uint8))[0] == pytest.approx(lab, abs=0.05)


def test_eight_bits_are_opencvs_bit_for_bit() -> None:
    assert np.array_equal(to_lab_bytes(COLORS), cv2.cvtColor(COLORS, cv2.COLOR_RGB2LAB))


def test_floats_are_opencvs_but_for_what_its_table_interpolates() -> None:
    theirs = cv2.cvtColor(COLORS.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)

    assert np.abs(to_lab(COLORS) - theirs).max() < 1
    assert np.abs(to_lab(COLORS) - theirs).mean() < 0.1


def test_bytes_and_floats_are_the_same_colours_of_any_shape() -> None:
    for shape in ((3,), (5, 3), (2, 4, 5, 3)):
        rgb = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        assert to_lab(rgb).shape == shape
        assert to_lab(rgb).dtype == np.float32
        assert to_lab(rgb) == pytest.approx(to_lab(rgb.astype(np.float32)), abs=1e-3)
