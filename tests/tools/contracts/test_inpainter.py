import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.generators import Redrawer, Stopped
from scenewright.tools.ports import Inpainter

from .conftest import every

HOLE = Mask.from_box(Box(60, 40, 90, 70), 160, 120)


@every("inpainter")
def test_the_hole_changes_and_nothing_else(lease, photo):
    before = photo.copy()
    with lease() as inpainter:
        assert isinstance(inpainter, Inpainter)
        out = inpainter.fill(photo, HOLE)
    assert out.shape == photo.shape
    assert out.dtype == np.uint8
    assert np.array_equal(photo, before)
    assert np.array_equal(out[~HOLE.array], photo[~HOLE.array])
    assert not np.array_equal(out[HOLE.array], photo[HOLE.array])


@every("inpainter")
def test_the_same_seed_gives_the_same_bytes(lease, photo):
    with lease() as inpainter:
        assert np.array_equal(inpainter.fill(photo, HOLE, seed=7), inpainter.fill(photo, HOLE, seed=7))


@every("inpainter")
def test_what_was_in_the_hole_does_not_matter(lease, photo):
    other = photo.copy()
    other[HOLE.array] = 255 - other[HOLE.array]
    with lease() as inpainter:
        assert np.array_equal(inpainter.fill(photo, HOLE), inpainter.fill(other, HOLE))


@every("inpainter")
def test_barred_pixels_are_left_alone(lease, photo):
    barred = Mask.from_box(Box(92, 30, 150, 90), 160, 120)
    with lease() as inpainter:
        out = inpainter.fill(photo, HOLE, barred=barred)
    assert np.array_equal(out[~HOLE.array], photo[~HOLE.array])


@every("inpainter")
def test_an_empty_hole_changes_nothing(lease, photo):
    with lease() as inpainter:
        assert np.array_equal(inpainter.fill(photo, Mask.empty(160, 120)), photo)


@every("inpainter")
def test_words_are_followed_inside_the_hole_or_refused(lease, photo):
    with lease() as inpainter:
        if not isinstance(inpainter, Redrawer):
            with pytest.raises(ValueError, match="got"):
                inpainter.fill(photo, HOLE, prompt="a hat")
            return
        hat, cat = (inpainter.fill(photo, HOLE, prompt=words, seed=1) for words in ("a hat", "a cat"))
        assert np.array_equal(hat[~HOLE.array], photo[~HOLE.array])
        assert not np.array_equal(hat, cat)
        assert not np.array_equal(hat, inpainter.fill(photo, HOLE, prompt="a hat", seed=2))


@every("inpainter")
def test_masks_of_other_sizes_are_refused(lease, photo):
    with lease() as inpainter, pytest.raises(ValueError, match="got"):
        inpainter.fill(photo, Mask.empty(10, 10))


@every("inpainter")
def test_a_watch_is_told_of_the_work_and_ends_it(lease, photo):
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        raise Stopped

    with lease() as inpainter:
        inpainter.fill(photo, HOLE, watch=lambda done, total: told.append((done, total)))
        assert told[-1][0] == told[-1][1]
        assert [done for done, _ in told] == sorted({done for done, _ in told})
        with pytest.raises(Stopped):
            inpainter.fill(photo, HOLE, watch=stop)


@every("inpainter")
def test_what_stays_what_it_is_is_drawn_anew_inside_its_place(lease, photo):
    with lease() as inpainter:
        if not isinstance(inpainter, Redrawer):
            return
        out = inpainter.redraw(photo, HOLE, prompt="a cat, as a woodcut", seed=3)
        other = photo.copy()
        other[HOLE.array] = 255 - other[HOLE.array]
        from_other = inpainter.redraw(other, HOLE, prompt="a cat, as a woodcut", seed=3)
    assert np.array_equal(out[~HOLE.array], photo[~HOLE.array])
    assert not np.array_equal(out[HOLE.array], photo[HOLE.array])
    assert not np.array_equal(out[HOLE.array], from_other[HOLE.array])  # it begins with what is there
