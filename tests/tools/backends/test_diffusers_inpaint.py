"""The diffusers inpaint signature, with a tiny random pipeline: what holds for every generator, whatever it draws.

Runs where the extra `foundation` is installed: `make test-foundation`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends.diffusers_inpaint import (
    DEFAULT,
    SETTING,
    Checkpoint,
    DiffusersInpaint,
    chosen,
    native_side,
    open_pipeline,
)
from scenewright.tools.catalogue import EMBEDDED, FOUNDATION
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.ports import Inpainter
from scenewright.tools.registry import backend
from scenewright.tools.toolbox import Toolbox

NATIVE = 64
HOLE = Box(30, 20, 54, 40)


# What can be said without torch.


def test_its_row_follows_words_and_names_the_extra_that_installs_it():
    spec = backend("inpainter", "diffusers-inpaint")
    assert "prompt" in spec.capabilities
    assert spec.install_command == 'pip install "scenewright[foundation]"'


def test_the_foundation_toolset_is_the_embedded_one_with_a_generator():
    assert FOUNDATION.backends == {**EMBEDDED.backends, "inpainter": "diffusers-inpaint"}


def test_the_default_model_is_unverified_until_a_revision_is_read():
    assert chosen({}) == chosen({SETTING: " "}) == DEFAULT
    assert not DEFAULT.verified
    assert Checkpoint(DEFAULT.name, revision="1a2b3c").verified


def test_the_setting_names_a_repository_or_a_folder(tmp_path):
    assert chosen({SETTING: "owner/name"}) == Checkpoint("owner/name")
    assert Checkpoint("owner/name").folder is None
    assert Checkpoint(str(tmp_path)).folder == tmp_path
    assert Checkpoint("./not-here").folder == Path("not-here")
    assert Checkpoint("~/models/sd").folder == Path.home() / "models/sd"


def test_the_download_command_takes_only_safetensors_and_quotes_the_folder():
    command = Checkpoint("owner/name", "1a2b3c").download_command(Path("my models"))
    assert command.startswith("hf download owner/name --revision 1a2b3c --include '*.json'")
    assert command.endswith("--exclude 'safety_checker/*' --local-dir 'my models'")
    assert "'*.fp16.safetensors'" in DEFAULT.download_command()
    assert ".bin" not in command + DEFAULT.download_command()


def test_a_folder_that_is_not_there_is_told_with_the_command_that_fills_it(tmp_path):
    absent = tmp_path / "absent"
    with pytest.raises(MissingRequirement, match=SETTING) as told:
        open_pipeline(Checkpoint(str(absent)))
    assert told.value.command == DEFAULT.download_command(into=absent)
    assert not absent.exists()


# What the model must keep to.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("torch")
    pytest.importorskip("diffusers")
    pytest.importorskip("transformers")
    place = tmp_path_factory.mktemp("tiny")
    tiny_pipeline(place / "words").save_pretrained(place / "model")
    return place / "model"


def tiny_pipeline(words: Path) -> Any:
    """A random pipeline of 64×64 pixels with the parts of Stable Diffusion inpainting."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionInpaintPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    torch.manual_seed(0)
    tokenizer = tiny_tokenizer(words)
    text = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=37,
        num_hidden_layers=2,
        num_attention_heads=4,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    unet = UNet2DConditionModel(
        sample_size=32,
        in_channels=9,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=8,
    )
    vae = AutoencoderKL(
        sample_size=64,
        block_out_channels=(32, 64),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
    )
    return StableDiffusionInpaintPipeline(
        vae=vae,
        text_encoder=CLIPTextModel(text),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DDIMScheduler(steps_offset=1, clip_sample=False),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def tiny_tokenizer(words: Path) -> Any:
    """One token for each letter."""
    from transformers import CLIPTokenizer

    words.mkdir()
    letters = [chr(code) for code in range(33, 127)]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (words / "vocab.json").write_text(json.dumps({token: number for number, token in enumerate(tokens)}))
    (words / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer(str(words / "vocab.json"), str(words / "merges.txt"), model_max_length=77)


@pytest.fixture(scope="module")
def inpainter(folder: Path) -> DiffusersInpaint:
    return DiffusersInpaint(open_pipeline(Checkpoint(str(folder))), steps=2)


@pytest.fixture
def photo() -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)


@pytest.fixture
def hole() -> Mask:
    return Mask.from_box(HOLE, 120, 90)


def test_it_is_an_inpainter_of_its_models_native_size(inpainter):
    assert isinstance(inpainter, Inpainter)
    assert native_side(inpainter._pipe) == NATIVE


@pytest.mark.parametrize("prompt", [None, "a red hat"])
@pytest.mark.parametrize(
    ("size", "place"),
    [
        ((90, 120), HOLE),
        ((40, 30), Box(4, 4, 20, 30)),
        ((91, 203), Box(0, 0, 150, 91)),
        ((70, 500), Box(200, 30, 202, 31)),
    ],
    ids=["middle", "smaller than the model", "larger than the model, at the edge", "two pixels"],
)
def test_only_the_hole_changes(inpainter, prompt, size, place):
    photo = np.random.default_rng(2).integers(0, 256, (*size, 3), np.uint8)
    before = photo.copy()
    hole = Mask.from_box(place, size[1], size[0])
    filled = inpainter.fill(photo, hole, prompt=prompt)
    assert (filled.shape, filled.dtype) == (photo.shape, np.uint8)
    assert np.array_equal(photo, before)
    assert np.array_equal(filled[~hole.array], photo[~hole.array])
    assert not np.array_equal(filled[hole.array], photo[hole.array])


def test_the_same_seed_and_words_give_the_same_bytes(inpainter, photo, hole):
    first = inpainter.fill(photo, hole, prompt="a cat", seed=3)
    assert np.array_equal(inpainter.fill(photo, hole, prompt="a cat", seed=3), first)
    assert not np.array_equal(inpainter.fill(photo, hole, prompt="a cat", seed=4), first)
    assert not np.array_equal(inpainter.fill(photo, hole, prompt="a dog", seed=3), first)


def test_no_words_ask_for_the_surroundings(inpainter, photo, hole):
    assert not np.array_equal(inpainter.fill(photo, hole), inpainter.fill(photo, hole, prompt="a red hat"))


@pytest.mark.parametrize("prompt", [None, "a red hat"])
def test_what_was_in_the_hole_and_what_is_barred_is_not_seen(inpainter, photo, hole, prompt):
    barred = Mask.from_box(Box(60, 20, 80, 60), 120, 90)
    other = np.where((hole.union(barred)).array[..., None], 255 - photo, photo)
    one, two = (inpainter.fill(picture, hole, barred=barred, prompt=prompt) for picture in (photo, other))
    assert np.array_equal(one[hole.array], two[hole.array])


def test_words_are_drawn_once_however_many_parts_the_hole_has(inpainter):
    photo = np.full((64, 256, 3), 90, np.uint8)
    left, right = Mask.from_box(Box(4, 4, 24, 60), 256, 64), Mask.from_box(Box(230, 4, 250, 60), 256, 64)
    together = inpainter.fill(photo, left.union(right), prompt="a beach")
    alone = inpainter.fill(photo, left, prompt="a beach")
    assert not np.array_equal(together[left.array], alone[left.array])
    apart = inpainter.fill(photo, left.union(right))
    assert np.array_equal(apart[left.array], inpainter.fill(photo, left)[left.array])


def test_words_do_where_no_surroundings_are_left(inpainter, photo, hole):
    behind = hole.invert()
    filled = inpainter.fill(photo, behind, barred=hole, prompt="a beach")
    assert np.array_equal(filled[hole.array], photo[hole.array])
    with pytest.raises(ValueError, match="nothing is left to go by"):
        inpainter.fill(photo, behind, barred=hole)


@pytest.mark.parametrize("prompt", [None, "a red hat"])
def test_an_empty_hole_changes_nothing(inpainter, photo, prompt):
    assert np.array_equal(inpainter.fill(photo, Mask.empty(120, 90), prompt=prompt), photo)


@pytest.mark.parametrize("prompt", [None, "a red hat"])
def test_masks_of_another_size_and_pictures_with_alpha_are_refused(inpainter, photo, hole, prompt):
    with pytest.raises(ValueError, match="as large as the picture"):
        inpainter.fill(photo[:-1], hole, prompt=prompt)
    with pytest.raises(ValueError, match="as large as the picture"):
        inpainter.fill(photo, hole, barred=Mask.empty(90, 120), prompt=prompt)
    with pytest.raises(ValueError, match="RGB"):
        inpainter.fill(np.dstack([photo, photo[..., :1]]), hole, prompt=prompt)


def test_the_foundation_toolset_leases_the_model_that_the_setting_names(folder, photo, hole, monkeypatch):
    monkeypatch.setenv(SETTING, str(folder))
    toolbox = Toolbox(FOUNDATION)
    with toolbox.lease("inpainter") as inpainter:
        filled = inpainter.fill(photo, hole, prompt="a red hat")
    toolbox.close()
    assert np.array_equal(filled[~hole.array], photo[~hole.array])


def test_half_precision_files_do(folder, tmp_path, photo, hole):
    half = tmp_path / "half"
    open_pipeline(Checkpoint(str(folder))).save_pretrained(half, variant="fp16")
    assert list(half.glob("unet/*.fp16.safetensors"))
    filled = DiffusersInpaint(open_pipeline(Checkpoint(str(half))), steps=2).fill(photo, hole, prompt="a red hat")
    assert np.array_equal(filled[~hole.array], photo[~hole.array])


def test_a_model_that_is_neither_in_the_cache_nor_reachable_is_told_with_the_command(folder, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)  # read from the environment when the hub is imported
    with pytest.raises(MissingRequirement, match="not on this machine and could not be fetched") as told:
        open_pipeline(Checkpoint("nobody-in-particular/no-such-inpainting"))
    assert told.value.command.startswith("hf download nobody-in-particular/no-such-inpainting ")


def test_pickles_are_not_loaded(folder, tmp_path):
    pickles = tmp_path / "pickles"
    open_pipeline(Checkpoint(str(folder))).save_pretrained(pickles, safe_serialization=False)
    assert list(pickles.glob("unet/*.bin"))
    with pytest.raises(ToolError, match="kept in safetensors"):
        open_pipeline(Checkpoint(str(pickles)))


def test_a_model_of_another_kind_is_refused(folder, tmp_path):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": "DanceDiffusionPipeline"}))
    with pytest.raises(ToolError, match="as an inpainting model"):
        open_pipeline(Checkpoint(str(tmp_path)))
