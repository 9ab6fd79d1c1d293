"""The edit signature of diffusers, on tiny random models of two families: FLUX.1 Kontext and Qwen-Image-Edit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import ToolError
from scenewright.tools.generators import Stopped
from scenewright.tools.running import Drawing, Running

CPU = Running(device="cpu")


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[::8, ::8])


@pytest.fixture(scope="module")
def editor(tiny: Callable[..., Path]) -> Any:
    """It draws 64 pixels a side."""
    from scenewright.tools.backends.diffusers_edit import DiffusersEdit, open_edit

    pipe, _ = open_edit(Checkpoint(str(tiny("kontext"))), CPU, Drawing())
    return DiffusersEdit(pipe, Drawing(steps=2), scale=1 / 16)


def test_it_gives_the_pixels_of_diffusers_bit_for_bit(editor, photo):
    import torch
    from PIL import Image

    drawn = editor._pipe(
        image=Image.fromarray(photo), prompt="make it winter", height=64, width=64, max_area=64 * 64,
        _auto_resize=False, num_inference_steps=2, generator=torch.Generator().manual_seed(3), output_type="np",
    ).images[0]  # fmt: skip
    expected = np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8)
    assert np.array_equal(editor.edit(photo, "make it winter", seed=3).pixels, expected)


def test_it_gives_those_of_qwen_image_edit_too(tiny, photo):
    """Guidance is what leads away from no words, there: they are given, or the pipeline leaves it out."""
    import torch
    from PIL import Image

    from scenewright.tools.backends.diffusers_edit import DiffusersEdit, open_edit

    folder = tiny("qwen_image", "build_edit")
    pipe, _ = open_edit(Checkpoint(str(folder)), CPU, Drawing())
    assert type(pipe).__name__ == "QwenImageEditPipeline"
    ours = DiffusersEdit(pipe, Drawing(steps=1), scale=1 / 16).edit(photo, "make it winter", seed=3).pixels
    drawn = type(pipe).from_pretrained(str(folder))(
        image=Image.fromarray(photo), prompt="make it winter", negative_prompt=" ", height=64, width=64,
        num_inference_steps=1, generator=torch.Generator().manual_seed(3), output_type="np",
    ).images[0]  # fmt: skip
    assert np.array_equal(ours, np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8))


def test_a_picture_of_another_size_comes_back_at_its_own(editor):
    assert editor.edit(np.full((50, 91, 3), 90, np.uint8), "make it winter").pixels.shape == (50, 91, 3)


def test_specific_instructions_are_refused_rather_than_left_out(editor, photo):
    with pytest.raises(ValueError, match="cannot mix 2"):
        editor.edit(photo, "make it winter", specific=("snow", "bare trees"))


def test_it_stops_within_a_step(editor, photo):
    def enough(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        editor.edit(photo, "make it winter", watch=enough)


@pytest.mark.parametrize("other", ["stable_diffusion", "instruct_pix2pix"])
def test_what_has_another_signature_is_refused(tiny, other):
    from scenewright.tools.backends.diffusers_edit import open_edit

    with pytest.raises(ToolError, match="does not make a picture out of a picture and an instruction"):
        open_edit(Checkpoint(str(tiny(other))), CPU, Drawing())
