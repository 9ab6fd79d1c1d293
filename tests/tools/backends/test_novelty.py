"""What a fill shows that nothing around it shows."""

import numpy as np
from skimage import data

from scenewright.scene.geometry import Box
from scenewright.tools.backends.novelty import novelty


def gap(pixels: np.ndarray, box: Box) -> np.ndarray:
    array = np.zeros(pixels.shape[:2], bool)
    array[box.slices] = True
    return array


def test_the_photo_itself_is_not_new_and_a_strange_thing_is() -> None:
    grass = np.repeat(data.grass()[..., None], 3, axis=2)
    box = Box(150, 150, 350, 350)
    hole = gap(grass, box)
    strange = grass.copy()
    strange[box.slices] = data.astronaut()[:200, 150:350]
    assert 0.7 < novelty(grass, hole) < 1.4
    assert novelty(strange, hole) > 2 * novelty(grass, hole)


def test_what_is_copied_from_the_surroundings_is_not_new() -> None:
    photo = data.coffee()
    box = Box(420, 20, 560, 120)
    copied = photo.copy()
    copied[box.slices] = photo[box.shift(0, 130).slices]
    assert novelty(copied, gap(photo, box)) < 1


def test_open_holes_are_nothing_to_compare_with() -> None:
    wall = np.full((200, 300, 3), 120, np.uint8)
    wall[:, 200:] = [200, 40, 40]
    filled, box = wall.copy(), Box(40, 60, 120, 140)
    filled[box.slices] = [200, 40, 40]
    open_hole = gap(wall, Box(195, 0, 300, 200))
    assert novelty(filled, gap(wall, box)) < 5
    assert novelty(filled, gap(wall, box), open_hole) > 10


def test_where_nothing_is_known_it_says_nothing() -> None:
    wall = np.full((60, 60, 3), 120, np.uint8)
    assert novelty(wall, np.ones((60, 60), bool)) == 0


def test_the_same_fill_gives_the_same_number() -> None:
    photo = data.chelsea()
    hole = gap(photo, Box(100, 60, 250, 200))
    assert novelty(photo, hole) == novelty(photo.copy(), hole.copy())
