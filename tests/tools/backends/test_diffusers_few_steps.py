"""LoRAs over a generator: laid over it, with the scheduler, steps and guidance that those of few steps need."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.diffusers_few_steps import FLOW, WAYS, source_of, way_of
from scenewright.tools.backends.diffusers_inpaint import DiffusersInpaint, open_inpaint
from scenewright.tools.backends.diffusers_opening import library
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.running import Drawing, Running

CPU = Running(device="cpu", offline=True)
PHOTO = np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)
HOLE = Mask.from_box(Box(16, 12, 40, 52), 64, 64)


@pytest.mark.parametrize(
    ("name", "flow", "scheduler", "steps", "guidance"),
    [
        ("latent-consistency/lcm-lora-sdv1-5", False, "LCMScheduler", 4, 1.0),
        ("ByteDance/SDXL-Lightning/sdxl_lightning_8step_lora.safetensors", False, "EulerDiscreteScheduler", 8, 0.0),
        ("ByteDance/Hyper-SD/Hyper-SDXL-2steps-lora.safetensors", False, "DDIMScheduler", 2, 0.0),
        ("alimama-creative/FLUX.1-Turbo-Alpha", True, None, 8, 3.5),
        ("lightx2v/Qwen-Image-Lightning/Qwen-Image-Lightning-4steps-V1.0.safetensors", True, None, 4, 1.0),
    ],
)
def test_the_name_of_a_lora_says_how_few_steps_are_drawn(name, flow, scheduler, steps, guidance):
    way = way_of(name, flow)
    assert way is not None
    assert (way.scheduler, way.steps, way.guidance) == (scheduler, steps, guidance)


def test_a_lora_of_a_style_leaves_the_steps_alone():
    assert way_of("someone/watercolour-style", flow=False) is None
    assert all(way.scheduler for way in WAYS)
    assert not any(way.scheduler for way in FLOW)


def test_a_lora_is_a_repository_a_file_in_one_or_a_local_file(tmp_path):
    file = tmp_path / "style.safetensors"
    file.write_bytes(b"")
    assert source_of("owner/name") == (Checkpoint("owner/name"), None)
    assert source_of("owner/name/sub/a.safetensors") == (Checkpoint("owner/name"), "sub/a.safetensors")
    assert source_of(str(file)) == (Checkpoint(str(tmp_path)), "style.safetensors")


@pytest.fixture(scope="module")
def models(tiny_models: Path) -> Path:
    return tiny_models


def save_lora(models: Path, folder: Path, name: str) -> Path:
    """A random LoRA of rank 4 over the attention of the tiny model."""
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    pipeline = library().StableDiffusionInpaintPipeline
    pipe = pipeline.from_pretrained(str(tiny.model("sd15-inpaint", models).folder))
    torch.manual_seed(1)
    pipe.unet.add_adapter(LoraConfig(r=4, target_modules=["to_q", "to_v"], init_lora_weights=False))
    layers = get_peft_model_state_dict(pipe.unet)
    pipeline.save_lora_weights(folder, unet_lora_layers=layers, weight_name=f"{name}.safetensors")
    return folder / f"{name}.safetensors"


def drawn(models: Path, drawing: Drawing) -> tuple[np.ndarray, DiffusersInpaint, str, Drawing]:
    pipe, chosen = open_inpaint(tiny.model("sd15-inpaint", models), CPU, drawing)
    inpainter = DiffusersInpaint(pipe, chosen)
    return inpainter.fill(PHOTO, HOLE, prompt="a hat"), inpainter, type(pipe.scheduler).__name__, chosen


def test_a_style_is_laid_over_the_model_and_few_steps_bring_their_scheduler(models, tmp_path):
    plain, _, scheduler, _ = drawn(models, Drawing(steps=2))
    style = save_lora(models, tmp_path, "style")
    styled, _, same, _ = drawn(models, Drawing(steps=2, lora=str(style)))
    assert same == scheduler == "DDIMScheduler"
    assert not np.array_equal(plain, styled)
    assert np.array_equal(plain[~HOLE.array], styled[~HOLE.array])
    lcm = save_lora(models, tmp_path, "lcm-lora")
    _, _, few, chosen = drawn(models, Drawing(lora=str(lcm)))
    assert few == "LCMScheduler"
    assert (chosen.steps, chosen.guidance) == (4, 1.0)
    _, _, _, said = drawn(models, Drawing(steps=6, lora=str(lcm)))
    assert said.steps == 6  # what settings say counts


FEW = {
    "sd-lcm-2step": ("LCMScheduler", {}, 1.0),
    "sd-lightning-2step": ("EulerDiscreteScheduler", {"timestep_spacing": "trailing"}, 0.0),
    "sd-turbo-2step": ("EulerAncestralDiscreteScheduler", {"timestep_spacing": "trailing"}, 1.0),
    "sd-hyper-2step": ("DDIMScheduler", {"timestep_spacing": "trailing"}, 0.0),
}
"""By the file's name: the scheduler that such a LoRA was made for, how it is set, and the guidance."""


@pytest.fixture(scope="module")
def lora(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_lora(models, tmp_path_factory.mktemp("lora"), "plain")


@pytest.mark.parametrize("name", FEW)
def test_what_few_steps_draw_is_what_diffusers_draws_with_that_lora(name, lora, models, tmp_path):
    """Laid over by ourselves and by the library: the same weights, scheduler, steps and guidance, the same pixels."""
    import torch
    from PIL import Image

    from scenewright.tools.smooth_fill import smooth_fill

    file = shutil.copy(lora, tmp_path / f"{name}.safetensors")
    ours, _, _, chosen = drawn(models, Drawing(lora=str(file)))
    assert chosen.steps == 2
    diffusers, (scheduler, options, guidance) = library(), FEW[name]
    theirs = diffusers.StableDiffusionInpaintPipeline.from_pretrained(str(tiny.model("sd15-inpaint", models).folder))
    theirs.scheduler = getattr(diffusers, scheduler).from_config(theirs.scheduler.config, **options)
    theirs.load_lora_weights(str(tmp_path), weight_name=file.name)
    theirs.fuse_lora()
    pixels = theirs(
        prompt="a hat", image=Image.fromarray(smooth_fill(PHOTO, HOLE.array)), width=64, height=64,
        mask_image=Image.fromarray(np.where(HOLE.array, 255, 0).astype(np.uint8)), num_inference_steps=2,
        guidance_scale=guidance, generator=torch.Generator().manual_seed(0), output_type="np",
    ).images[0]  # fmt: skip
    expected = np.rint(255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    assert np.array_equal(ours[HOLE.array], expected[HOLE.array])


def test_a_lora_that_is_not_here_or_of_another_model_is_told(models, tmp_path):
    tiny_model = tiny.model("sd15-inpaint", models)
    with pytest.raises(MissingRequirement, match="no LoRA"):
        open_inpaint(tiny_model, CPU, Drawing(lora=str(tmp_path / "absent.safetensors")))
    with pytest.raises(MissingRequirement, match="not on this machine") as told:
        open_inpaint(tiny_model, CPU, Drawing(lora="nobody-in-particular/no-such-lora"))
    assert told.value.command.startswith("hf download nobody-in-particular/no-such-lora ")
    import torch
    from safetensors.torch import save_file

    save_file({"transformer.blocks.0.weight": torch.zeros(2, 2)}, tmp_path / "other.safetensors")
    with pytest.raises(ToolError, match="does not fit"):
        open_inpaint(tiny_model, CPU, Drawing(lora=str(tmp_path / "other.safetensors")))
