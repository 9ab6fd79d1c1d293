import numpy as np
import pytest

from scenewright.scene.image import ImageRef
from scenewright.tools.recent import LastName, Recent, is_frozen


def test_what_is_known_is_not_made_again():
    made: list[str] = []
    recent: Recent[str, int] = Recent(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert recent.get(key, lambda key=key: made.append(key) or ord(key)) == ord(key)
    assert made == ["a", "b", "c", "b"]
    assert ["c" in recent, "b" in recent] == [False, True]


def test_what_fails_is_tried_again():
    recent: Recent[str, int] = Recent(1)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 7) == 7


def test_a_frozen_picture_keeps_its_name_and_one_that_can_change_does_not():
    names, pixels = LastName(), np.zeros((2, 3, 4), np.uint8)
    black = names.of(pixels)
    assert black == ImageRef.of(np.zeros((2, 3, 3), np.uint8)).id
    pixels[0, 0, 0] = 9
    assert names.of(pixels) != black
    pixels[0, 0, 0] = 0
    pixels.flags.writeable = False
    assert names.of(pixels) == names.of(pixels[..., :3]) == black
    assert names.of(pixels[:1]) == ImageRef.of(np.zeros((1, 3, 3), np.uint8)).id


def test_a_view_of_what_can_change_is_not_frozen():
    pixels = np.zeros((2, 3, 3), np.uint8)
    view = pixels[:]
    view.flags.writeable = False
    assert not is_frozen(view)
    lent = np.frombuffer(bytearray(18), np.uint8).reshape(2, 3, 3)
    lent.flags.writeable = False
    assert not is_frozen(lent)
    pixels.flags.writeable = False
    assert is_frozen(pixels)
    assert is_frozen(pixels[:1])
