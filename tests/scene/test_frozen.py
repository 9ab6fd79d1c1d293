"""What is remembered of arrays that nobody can write to."""

from __future__ import annotations

import numpy as np

from scenewright.scene.frozen import OfFrozen, frozen, is_frozen
from scenewright.scene.image import ImageRef, id_of_colors


def _frozen(fill: int) -> np.ndarray:
    array = np.full((2, 3, 4), fill, np.uint8)
    array.flags.writeable = False
    return array


class Counted(OfFrozen[int]):
    """Makes the sum of an array, and counts how often."""

    made = 0

    def of(self, array: np.ndarray) -> int:
        def make() -> int:
            self.made += 1
            return int(array.sum())

        return self.get(array, make)


def test_a_frozen_array_is_looked_at_once_and_one_that_can_change_each_time() -> None:
    sums, array = Counted(4), np.ones((2, 3), np.uint8)
    assert sums.of(array) == 6
    array[0, 0] = 9
    assert (sums.of(array), sums.made) == (14, 2)
    array.flags.writeable = False
    assert (sums.of(array), sums.of(array), sums.made) == (14, 14, 3)


def test_views_of_a_frozen_array_are_told_apart_by_what_they_show() -> None:
    sums, array = Counted(4), _frozen(1)
    assert [sums.of(view) for view in (array, array[:1], array[..., :3], array[..., :3], array)] == [24, 12, 18, 18, 24]
    assert sums.made == 3


def test_only_the_last_few_are_remembered() -> None:
    sums, arrays = Counted(2), [_frozen(fill) for fill in range(3)]
    for array in (*arrays, arrays[2], arrays[1], arrays[0]):
        sums.of(array)
    assert sums.made == 4


def test_an_array_that_is_gone_is_never_taken_for_one_in_its_place() -> None:
    sums = Counted(4)
    for fill in range(50):
        assert sums.of(_frozen(fill)) == 24 * fill


def test_a_view_of_what_can_change_is_not_frozen() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    view = pixels[:]
    view.flags.writeable = False
    assert not is_frozen(view)
    lent = np.frombuffer(bytearray(18), np.uint8)
    lent.flags.writeable = False
    assert not is_frozen(lent)
    assert not is_frozen(lent.reshape(2, 3, 3))
    pixels.flags.writeable = False
    assert is_frozen(pixels)
    assert is_frozen(pixels[:1])


def test_freezing_copies_only_what_can_change() -> None:
    pixels = np.zeros((2, 3, 3), np.uint8)
    kept = frozen(pixels)
    pixels[0, 0, 0] = 9
    assert kept[0, 0, 0] == 0
    assert not kept.flags.writeable
    assert frozen(kept) is kept


def test_the_id_of_a_picture_follows_its_pixels_while_they_can_change() -> None:
    pixels = np.zeros((2, 3, 4), np.uint8)
    black = ImageRef.of(np.zeros((2, 3, 3), np.uint8)).id
    assert id_of_colors(pixels) == black
    pixels[0, 0, 0] = 9
    assert id_of_colors(pixels) != black
    pixels[0, 0, 0] = 0
    pixels.flags.writeable = False
    assert id_of_colors(pixels) == id_of_colors(pixels[..., :3]) == black
    assert ImageRef.of(pixels).id != black
