"""InstructPix2Pix and SANE on tiny random models: the library's own pixels, whatever they show."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.generators import Edited, Stopped
from scenewright.tools.running import Drawing, Running
from scenewright.tools.toolbox import Toolbox, Toolset

WISH = "make it winter"
STEPS = ("snow on the roofs", "bare trees", "a grey sky")
FAMILIES = pytest.mark.parametrize("family", ["build", "build_xl"])
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """As large as the tiny models draw: 64×64."""
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[::8, ::8])


@pytest.fixture(scope="module")
def pipelines(tiny: Callable[..., Path]) -> Callable[[str], Any]:
    """The pipeline of a family, opened from the folder it was saved to."""
    from scenewright.tools.backends.instruct_pix2pix import open_editor

    opened: dict[str, Any] = {}

    def pipeline(family: str) -> Any:
        if family not in opened:
            checkpoint = Checkpoint(str(tiny("instruct_pix2pix", family)))
            opened[family] = open_editor(checkpoint, Running(device="cpu"), Drawing())[0]
        return opened[family]

    return pipeline


@pytest.fixture(scope="module")
def edit(pipelines: Callable[[str], Any], photo: np.ndarray) -> Callable[..., Edited]:
    from scenewright.tools.backends.instruct_pix2pix import InstructPix2Pix

    def edited(family: str = "build", pixels: np.ndarray = photo, batch: int | None = None, **more: Any) -> Edited:
        tastes = set(Drawing.model_fields) - {"specific"}
        taste = {name: more.pop(name) for name in list(more) if name in tastes}
        editor = InstructPix2Pix(
            pipelines(family), Running(device="cpu", batch=batch), Drawing(**{"steps": 2, **taste})
        )
        return editor.edit(pixels, more.pop("instruction", WISH), seed=more.pop("seed", 3), **more)

    return edited


def library(pipe: Any, photo: np.ndarray, **more: Any) -> np.ndarray:
    """What diffusers' own pipeline gives."""
    import torch
    from PIL import Image

    size = {"height": photo.shape[0], "width": photo.shape[1]} if hasattr(pipe, "text_encoder_2") else {}
    usual = {"num_inference_steps": 2, "guidance_scale": 7.5, "image_guidance_scale": 1.5}
    drawn = pipe(
        prompt=WISH, image=Image.fromarray(photo), generator=torch.Generator().manual_seed(3), output_type="np",
        **{**usual, **size, **more},
    ).images[0]  # fmt: skip
    return np.rint(255 * np.clip(drawn, 0, 1)).astype(np.uint8)


@FAMILIES
def test_a_plain_instruction_gives_the_pixels_of_diffusers_bit_for_bit(edit, pipelines, photo, family):
    assert np.array_equal(edit(family).pixels, library(pipelines(family), photo))


@FAMILIES
def test_sane_whose_specific_instructions_weigh_nothing_is_the_plain_one_bit_for_bit(edit, pipelines, photo, family):
    out = edit(family, specific=STEPS, specific_guidance=0.0)
    assert np.array_equal(out.pixels, library(pipelines(family), photo))
    assert out.won is None


@FAMILIES
def test_sane_says_which_instruction_won_where(edit, photo, family):
    plain, out = edit(family), edit(family, specific=STEPS)
    assert not np.array_equal(out.pixels, plain.pixels)
    assert out.won is not None
    assert out.won.shape == photo.shape[:2]
    assert out.won.dtype == np.int8
    assert set(np.unique(out.won)) <= {0, 1, 2}
    assert len(np.unique(out.won)) > 1


def written_out(pipe: Any, photo: np.ndarray) -> np.ndarray:
    """SANE as the paper has it, from the library's parts: one call of the UNet for each estimate."""
    import torch
    from PIL import Image

    generator = torch.Generator().manual_seed(3)
    pipe.scheduler.set_timesteps(2)
    words = [pipe._encode_prompt([said], "cpu", 1, False) for said in (WISH, "", *STEPS)]
    pixels = pipe.image_processor.preprocess(Image.fromarray(photo))
    seen = pipe.vae.encode(pixels).latent_dist.mode()
    latents = torch.randn((1, 4, 32, 32), generator=generator) * pipe.scheduler.init_noise_sigma

    def estimate(said: Any, picture: Any, step: Any) -> Any:
        given = torch.cat([pipe.scheduler.scale_model_input(latents, step), picture], dim=1)
        return pipe.unet(given, step, encoder_hidden_states=said).sample[0]

    for step in pipe.scheduler.timesteps:
        wish, picture = estimate(words[0], seen, step), estimate(words[1], seen, step)
        nothing = estimate(words[1], torch.zeros_like(seen), step)
        each = torch.stack([estimate(said, seen, step) for said in words[2:]])
        best = (each - picture).abs().argmax(dim=0)
        chosen = torch.stack([each[number] * (best == number) for number in range(len(each))]).sum(dim=0)
        noise = nothing + 7.5 * (wish - picture) + 7.5 * (chosen - picture) + 1.5 * (picture - nothing)
        latents = pipe.scheduler.step(noise[None], step, latents, generator=generator).prev_sample
    drawn = pipe.vae.decode(latents / pipe.vae.config.scaling_factor).sample
    return np.rint(255 * np.clip((drawn[0] / 2 + 0.5).permute(1, 2, 0).numpy(), 0, 1)).astype(np.uint8)


def test_sane_is_the_papers_formula_over_estimates_one_by_one(edit, pipelines, photo):
    """Up to the last bit of a sum, as above."""
    import torch

    with torch.inference_mode():
        expected = written_out(pipelines("build"), photo)
    difference = np.abs(edit(specific=STEPS).pixels.astype(int) - expected)
    assert np.mean(difference <= 1) > 0.99


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_estimates_in_several_calls_give_the_same_picture(edit, batch):
    """Up to the last bit of a sum, in which matrices of other shapes may differ."""
    whole, parts = edit(specific=STEPS), edit(specific=STEPS, batch=batch)
    assert np.abs(whole.pixels.astype(int) - parts.pixels).max() <= 1
    assert np.mean(whole.won == parts.won) > 0.99


def test_one_call_of_the_unet_a_step_unless_settings_say_otherwise(edit, pipelines):
    sizes: list[int] = []
    hook = pipelines("build").unet.register_forward_pre_hook(lambda unet, seen: sizes.append(len(seen[0])))
    try:
        edit(specific=STEPS)
        edit(specific=STEPS, batch=4)
    finally:
        hook.remove()
    assert sizes == [6, 6, 4, 2, 4, 2]


def test_a_single_specific_instruction_wins_everywhere(edit):
    assert not edit(specific=STEPS[:1]).won.any()


def test_smoothing_makes_the_choice_less_scattered(edit):
    def borders(won: np.ndarray) -> int:
        return int(np.count_nonzero(np.diff(won, axis=0)) + np.count_nonzero(np.diff(won, axis=1)))

    assert borders(edit(specific=STEPS, smoothing=4).won) < borders(edit(specific=STEPS).won)


def test_guidance_negative_words_and_steps_come_through(edit, pipelines, photo):
    out = edit(guidance=3.0, image_guidance=2.0, negative="blurred", steps=3)
    wanted = {"guidance_scale": 3.0, "image_guidance_scale": 2.0, "negative_prompt": "blurred"}
    assert np.array_equal(out.pixels, library(pipelines("build"), photo, num_inference_steps=3, **wanted))


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(edit):
    assert np.array_equal(edit(specific=STEPS).pixels, edit(specific=STEPS).pixels)
    assert not np.array_equal(edit(seed=3).pixels, edit(seed=4).pixels)


def test_a_larger_photo_is_drawn_at_the_models_size_and_comes_back_at_its_own(edit, pipelines):
    seen: list[Any] = []
    hook = pipelines("build").unet.register_forward_pre_hook(lambda unet, given: seen.append(given[0].shape[-2:]))
    try:
        out = edit(pixels=np.full((120, 180, 3), 90, np.uint8), specific=STEPS)
    finally:
        hook.remove()
    assert out.pixels.shape == (120, 180, 3)
    assert out.won.shape == (120, 180)
    assert tuple(seen[0]) == (24, 32)


def test_it_tells_of_each_step_and_stops_where_it_is_told_to(edit):
    told: list[tuple[int, int]] = []
    edit(watch=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]

    def enough(done: int, total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        edit(watch=enough)


def toolbox(model: Path | str, **more: Any) -> Toolbox:
    """A toolset whose only tool is this editor."""
    checkpoint = Checkpoint(str(model))
    return Toolbox(
        Toolset("one", {"instruction_editor": "instruct-pix2pix"}), models={"instruct-pix2pix": checkpoint}, **more
    )


def test_settings_choose_the_model_and_the_row_opens_it(tiny, edit, photo):
    cpu = Running(device="cpu")
    with toolbox(tiny("instruct_pix2pix"), running=cpu, drawing=Drawing(steps=2)).lease("instruction_editor") as editor:
        assert np.array_equal(editor.edit(photo, WISH, specific=STEPS, seed=3).pixels, edit(specific=STEPS).pixels)


def test_a_model_that_does_not_edit_is_refused(tiny):
    with (
        pytest.raises(ToolError, match="takes 9 channels"),
        toolbox(tiny("stable_diffusion"), running=Running(device="cpu")).lease("instruction_editor"),
    ):
        pass


def test_a_model_that_is_not_here_names_the_command_that_fetches_it():
    with (
        pytest.raises(MissingRequirement, match="hf download nobody/nothing"),
        toolbox("nobody/nothing", running=Running(device="cpu", offline=True)).lease("instruction_editor"),
    ):
        pass
