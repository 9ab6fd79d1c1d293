"""The angle that straightens a photo."""

import cv2
import numpy as np
import pytest
from skimage import data

from scenewright.scene.image import Pixels
from scenewright.tools.filters.geometry import straighten_angle


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """Turned clockwise, with the corners cut off."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.15 + abs(degrees) * 0.02)
    out = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT)
    return np.ascontiguousarray(out[height // 10 : -height // 10, width // 10 : -width // 10])


def grey(pixels: np.ndarray) -> Pixels:
    return np.repeat(pixels[..., None], 3, axis=2)


@pytest.mark.parametrize("degrees", [-12, -5, -1.5, 0, 2, 7])
@pytest.mark.parametrize("name", ["rocket", "camera", "page"])
def test_turning_back_by_the_answer_straightens(name: str, degrees: float) -> None:
    photo = data.rocket() if name == "rocket" else grey(getattr(data, name)())
    straight = straighten_angle(turned(photo, 0))
    answer = straighten_angle(turned(photo, degrees))
    assert straight is not None
    assert abs(straight) < 0.8
    assert answer == pytest.approx(straight - degrees, abs=0.35)


@pytest.mark.parametrize("name", ["chelsea", "coffee", "astronaut", "grass", "gravel", "hubble_deep_field"])
@pytest.mark.parametrize("degrees", [-6, 0, 4])
def test_without_straight_lines_it_is_unsure(name: str, degrees: float) -> None:
    photo = getattr(data, name)()
    assert straighten_angle(turned(grey(photo) if photo.ndim == 2 else photo, degrees)) is None


@pytest.mark.parametrize("value", [0, 255])
def test_a_flat_picture_has_no_angle(value: int) -> None:
    assert straighten_angle(np.full((50, 60, 3), value, np.uint8)) is None
