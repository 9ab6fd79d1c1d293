import numpy as np
import pytest

from scenewright.tools.generators import InstructionEditor, Stopped

from .conftest import every

STEPS = ("snow on the roof", "a grey sky", "bare trees")


@every("instruction_editor")
def test_the_whole_picture_comes_back_at_its_size(lease, photo):
    before = photo.copy()
    with lease() as editor:
        assert isinstance(editor, InstructionEditor)
        out = editor.edit(photo, "make it winter")
    assert out.pixels.shape == photo.shape
    assert out.pixels.dtype == np.uint8
    assert np.array_equal(photo, before)
    assert not np.array_equal(out.pixels, photo)
    assert out.won is None


@every("instruction_editor")
def test_the_same_seed_gives_the_same_bytes(lease, photo):
    with lease() as editor:
        one, other = (editor.edit(photo, "make it winter", seed=7).pixels for _ in range(2))
    assert np.array_equal(one, other)


@every("instruction_editor")
def test_specific_instructions_are_mixed_in_or_refused(lease, photo):
    with lease() as editor:
        if not editor.mixes:
            with pytest.raises(ValueError, match="specific"):
                editor.edit(photo, "make it winter", specific=STEPS)
            return
        out = editor.edit(photo, "make it winter", specific=STEPS)
    assert out.won.shape == photo.shape[:2]
    assert set(np.unique(out.won)) <= {0, 1, 2}


@every("instruction_editor")
def test_its_steps_are_told_and_what_is_raised_there_ends_it(lease, photo):
    told: list[tuple[int, int]] = []

    def enough(done: int, total: int) -> None:
        told.append((done, total))
        raise Stopped

    with lease() as editor, pytest.raises(Stopped):
        editor.edit(photo, "make it winter", watch=enough)
    assert [done for done, _ in told] == [1]
