"""Wires and spots under a brush stroke: the thin thing is found, and nothing where there is none."""

import numpy as np
import pytest

from scenewright.tools.thin import line_along, spot_under

ROUGH = [(12, 58), (60, 55), (110, 63), (160, 57), (210, 62), (248, 60)]
"""A trembling stroke along a line at 60."""


def ground(texture: float, seed: int = 0) -> np.ndarray:
    """A slope of grey with soft texture, 120×260."""
    import cv2

    noise = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, texture, (120, 260, 3)), (0, 0), 1.5)
    return np.clip(np.linspace(90, 170, 260)[None, :, None] + noise, 0, 255).astype(np.uint8)


def wired(pixels: np.ndarray, shade: int, thickness: int) -> tuple[np.ndarray, np.ndarray]:
    import cv2

    line = np.zeros(pixels.shape[:2], np.uint8)
    cv2.line(line, (0, 62), (259, 57), 255, thickness, cv2.LINE_AA)
    alpha = line[..., None] / 255
    return (pixels * (1 - alpha) + shade * alpha).astype(np.uint8), line > 60


@pytest.mark.parametrize("texture", [0, 20])
@pytest.mark.parametrize(("shade", "thickness"), [(20, 1), (20, 3), (250, 2)])
def test_the_mask_follows_a_dark_or_bright_line_near_the_stroke(shade, thickness, texture):
    pixels, line = wired(ground(texture), shade, thickness)
    found = line_along(pixels, ROUGH, 16)
    assert found is not None
    along = line[:, 16:244]
    assert (found.grow(2).array[:, 16:244] & along).sum() > 0.95 * along.sum()
    assert found.area < 3 * line.sum() + 300
    assert found.minus(type(found)(line).grow(3)).area < 0.1 * found.area


@pytest.mark.parametrize("texture", [0, 8, 30])
def test_a_stroke_over_a_surface_is_no_line(texture):
    assert line_along(ground(texture), ROUGH, 16) is None


def test_the_edge_of_a_thing_is_no_line():
    pixels = ground(4)
    pixels[60:] = pixels[60:] // 3
    assert line_along(pixels, ROUGH, 16) is None


def test_a_line_beyond_the_reach_of_the_brush_is_not_meant():
    pixels, _ = wired(ground(0), 20, 2)
    assert line_along(pixels, [(x, y + 40) for x, y in ROUGH], 16) is None


def test_a_stroke_of_hardly_any_length_is_no_way():
    assert line_along(ground(0), [(20, 20), (22, 20)], 10) is None
    assert line_along(ground(0), [(20, 20)], 10) is None


@pytest.mark.parametrize("shade", [20, 240])
def test_the_blob_under_a_dab_is_found_and_fits(shade):
    import cv2

    pixels = ground(4)
    disc = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(disc, (130, 50), 4, 1, -1)
    pixels[disc > 0] = shade
    found = spot_under(pixels, (133, 52), 12)
    assert found is not None
    assert (found.array & (disc > 0)).sum() > 0.95 * disc.sum()
    assert found.area < 2.2 * disc.sum()


def test_a_dab_on_nothing_or_on_something_that_goes_on_is_no_spot():
    pixels = ground(2)
    assert spot_under(pixels, (130, 50), 10) is None
    pixels[30:, 125:] = 10
    assert spot_under(pixels, (130, 70), 10) is None
    assert spot_under(pixels, (900, 900), 10) is None


def test_the_same_stroke_gives_the_same_mask():
    pixels, _ = wired(ground(10), 20, 2)
    assert line_along(pixels, ROUGH, 16) == line_along(pixels, ROUGH, 16)
