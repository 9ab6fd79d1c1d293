import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.tools.generators import LayoutGenerator, Placed, Stopped

from .conftest import every

BOX = Box(50, 30, 110, 90)


@every("layout_generator")
def test_only_what_lies_in_boxes_changes(lease, photo):
    before = photo.copy()
    with lease() as generator:
        assert isinstance(generator, LayoutGenerator)
        out = generator.draw(photo, [Placed("a hat", BOX)])
    outside = np.ones(photo.shape[:2], bool)
    outside[BOX.slices] = False
    assert np.array_equal(photo, before)
    assert np.array_equal(out[outside], photo[outside])
    assert not np.array_equal(out[BOX.slices], photo[BOX.slices])


@every("layout_generator")
def test_the_same_seed_gives_the_same_bytes(lease, photo):
    with lease() as generator:
        one, other = (generator.draw(photo, [Placed("a hat", BOX, photo)], seed=7) for _ in range(2))
    assert np.array_equal(one, other)


@every("layout_generator")
def test_no_things_too_many_and_boxes_outside_are_refused(lease, photo):
    with lease() as generator:
        for things in ([], [Placed("a hat", BOX)] * (generator.most + 1), [Placed("a hat", Box(0, 0, 999, 9))]):
            with pytest.raises(ValueError, match=r"1 to 30 things|outside the picture"):
                generator.draw(photo, things)


@every("layout_generator")
def test_its_steps_are_told_and_what_is_raised_there_ends_it(lease, photo):
    def enough(done: int, total: int) -> None:
        raise Stopped

    with lease() as generator, pytest.raises(Stopped):
        generator.draw(photo, [Placed("a hat", BOX)], watch=enough)
