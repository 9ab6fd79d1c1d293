import numpy as np
import pytest
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.attributes import color_share
from scenewright.tools.ports import Grounding

BOX = Box(10, 10, 30, 30)


def patch(rgb: tuple[int, int, int]) -> np.ndarray:
    pixels = np.full((40, 40, 3), (90, 140, 200), np.uint8)
    pixels[BOX.slices] = rgb
    return pixels


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        *(((200, 20, 20), "red"), ((20, 40, 210), "blue"), ((30, 150, 40), "green"), ((230, 210, 40), "yellow")),
        *(((240, 130, 20), "orange"), ((110, 60, 25), "brown"), ((120, 30, 160), "purple"), ((250, 140, 190), "pink")),
        *(((15, 15, 18), "black"), ((240, 240, 238), "white"), ((130, 130, 132), "gray")),
    ],
)
def test_plain_colours_go_by_their_names(rgb, name):
    thing = Grounding("thing", BOX, 1.0)
    assert color_share(patch(rgb), thing, name) == 1.0
    others = {"red", "blue", "green", "yellow", "purple", "black", "white"} - {name}
    if name not in ("pink", "orange", "brown"):
        assert all(color_share(patch(rgb), thing, other) == 0 for other in others)


def test_only_the_masks_pixels_count():
    pixels = patch((200, 20, 20))
    half = Mask.from_box(Box(10, 10, 30, 20), 40, 40)
    pixels[20:30, 10:30] = (20, 40, 210)
    assert color_share(pixels, Grounding("thing", BOX, 1.0, half), "red") == 1.0
    assert color_share(pixels, Grounding("thing", BOX, 1.0), "red") == pytest.approx(0.5, abs=0.1)


def test_a_saucer_is_red_and_not_blue():
    saucer = Grounding("saucer", Box(80, 240, 400, 390), 1.0)
    assert color_share(data.coffee(), saucer, "red") > 0.3
    assert color_share(data.coffee(), saucer, "blue") < 0.05


def test_a_box_outside_has_no_colour():
    assert color_share(patch((200, 20, 20)), Grounding("thing", Box(100, 100, 120, 120), 1.0), "red") == 0
