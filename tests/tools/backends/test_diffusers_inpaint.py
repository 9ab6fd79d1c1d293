"""The diffusers inpaint signature, with tiny random models of four families: what holds whatever is drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.backends.diffusers_calling import accepted, native_side, taste
from scenewright.tools.backends.diffusers_inpaint import DiffusersInpaint, open_inpaint
from scenewright.tools.backends.diffusers_opening import library
from scenewright.tools.catalogue import EMBEDDED, FOUNDATION
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.ports import Inpainter
from scenewright.tools.registry import backend, backends
from scenewright.tools.running import Drawing, Running
from scenewright.tools.toolbox import Toolbox

NATIVE = 64
HOLE = Box(30, 20, 54, 40)
CPU = Running(device="cpu", offline=True)
FAMILIES = ("sd15-inpaint", "sdxl-inpaint", "flux-fill", "qwen-image-inpaint")


# What can be said without torch.


def test_its_rows_follow_words_and_name_the_extra_that_installs_them():
    rows = [spec for spec in backends("inpainter") if spec.model is not None]
    assert {*FAMILIES, "sd2-inpaint"} <= {spec.name for spec in rows}
    for spec in rows:
        assert "prompt" in spec.capabilities
        assert spec.install_command == 'pip install "scenewright[foundation]"'
        assert not spec.model.run  # nobody has run the real weights here
        assert not spec.model.verified
        assert spec.model.licence


def test_the_foundation_toolset_is_the_embedded_one_with_a_generator():
    assert FOUNDATION.backends["inpainter"] == "sd15-inpaint"
    assert set(EMBEDDED.backends) <= set(FOUNDATION.backends)


def test_the_download_command_takes_no_pickles():
    command = backend("inpainter", "sd15-inpaint").model.download_command(Path("my models"))
    assert "'*.fp16.safetensors'" in command
    assert command.endswith("--exclude 'safety_checker/*' --local-dir 'my models'")
    assert ".bin" not in command


# What the models must keep to.


@pytest.fixture(scope="module")
def models(tiny_models: Path) -> Path:
    return tiny_models


@pytest.fixture(scope="module")
def folder(models: Path) -> Path:
    place = tiny.model("sd15-inpaint", models).folder
    assert place is not None
    return place


def opened(folder: Path, drawing: Drawing = tiny.STEPS) -> DiffusersInpaint:
    return DiffusersInpaint(*open_inpaint(Checkpoint(str(folder)), CPU, drawing))


@pytest.fixture(scope="module")
def inpainter(folder: Path) -> DiffusersInpaint:
    return opened(folder)


@pytest.fixture
def photo() -> Pixels:
    return np.random.default_rng(1).integers(0, 256, (90, 120, 3), np.uint8)


@pytest.fixture
def hole() -> Mask:
    return Mask.from_box(HOLE, 120, 90)


def test_it_is_an_inpainter_of_its_models_native_size(inpainter):
    assert isinstance(inpainter, Inpainter)
    assert inpainter.side == NATIVE


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


# The same as diffusers itself.


def bare(pipe: Any, photo: Pixels, hole: Mask, **options: Any) -> Pixels:
    import torch
    from PIL import Image

    result = pipe(
        prompt="a red hat",
        image=Image.fromarray(photo),
        mask_image=Image.fromarray(np.where(hole.array, 255, 0).astype(np.uint8)),
        height=NATIVE,
        width=NATIVE,
        num_inference_steps=2,
        generator=torch.Generator("cpu").manual_seed(5),
        output_type="np",
        **options,
    )
    return np.rint(255 * result.images[0].clip(0, 1)).astype(np.uint8)


@pytest.mark.parametrize("name", FAMILIES)
def test_where_nothing_is_cropped_it_draws_the_same_as_diffusers(models, name):
    from scenewright.tools.smooth_fill import smooth_fill

    checkpoint = tiny.model(name, models)
    pipe, drawing = open_inpaint(checkpoint, CPU, tiny.STEPS)
    ours = DiffusersInpaint(pipe, drawing, NATIVE / native_side(pipe))
    photo = np.random.default_rng(1).integers(0, 256, (NATIVE, NATIVE, 3), np.uint8)
    hole = Mask.from_box(Box(16, 12, 40, 52), NATIVE, NATIVE)
    themselves = library().DiffusionPipeline.from_pretrained(str(checkpoint.folder))
    full = {"strength": 1.0} if accepted(themselves)["strength"] < 0.9 else {}
    against = {"negative_prompt": " "} if name == "qwen-image-inpaint" else {}
    theirs = bare(themselves, smooth_fill(photo, hole.array), hole, **full, **against)
    assert np.array_equal(ours.fill(photo, hole, prompt="a red hat", seed=5)[hole.array], theirs[hole.array])


def test_guidance_goes_where_the_pipeline_takes_it(models):
    said = Drawing(steps=3, guidance=5.0, negative="a dog")
    asked = {name: taste(open_inpaint(tiny.model(name, models), CPU, said)[0], said) for name in FAMILIES}
    assert asked["sd15-inpaint"] == {"num_inference_steps": 3, "guidance_scale": 5.0, "negative_prompt": "a dog"}
    assert asked["sdxl-inpaint"] == asked["sd15-inpaint"]
    assert asked["flux-fill"] == {"num_inference_steps": 3, "guidance_scale": 5.0}
    assert asked["qwen-image-inpaint"] == {"num_inference_steps": 3, "true_cfg_scale": 5.0, "negative_prompt": "a dog"}


def test_guidance_and_words_against_change_what_is_drawn(folder, photo, hole):
    plain = opened(folder).fill(photo, hole, prompt="a cat")
    for drawing in (Drawing(steps=2, guidance=1.5), Drawing(steps=2, negative="a dog"), Drawing(steps=3)):
        assert not np.array_equal(opened(folder, drawing).fill(photo, hole, prompt="a cat"), plain)


def test_a_little_drawn_anew_takes_a_step_at_least(folder, photo, hole):
    """Of two steps a fifth is none, in which pipelines refuse to draw; more is drawn anew where more is asked for."""
    little, much = (opened(folder).redraw(photo, hole, prompt="a hat", strength=share) for share in (0.2, 1.0))
    assert np.array_equal(little[~hole.array], photo[~hole.array])
    assert not np.array_equal(little, much)


def test_where_a_thing_stays_what_it_is_it_draws_the_same_as_diffusers_at_that_strength(models):
    """The model sees what is there; settings say how much of it is drawn anew, unless the action does."""
    checkpoint = tiny.model("sd15-inpaint", models)
    photo = np.random.default_rng(1).integers(0, 256, (NATIVE, NATIVE, 3), np.uint8)
    hole = Mask.from_box(Box(16, 12, 40, 52), NATIVE, NATIVE)
    themselves = library().DiffusionPipeline.from_pretrained(str(checkpoint.folder))
    chosen = Drawing(steps=2, strength=0.5)
    for said, strength in ((None, 0.5), (1.0, 1.0)):
        ours = DiffusersInpaint(*open_inpaint(checkpoint, CPU, chosen))
        redrawn = ours.redraw(photo, hole, prompt="a red hat", seed=5, strength=said)
        theirs = bare(themselves, photo, hole, strength=strength)
        assert np.array_equal(redrawn[hole.array], theirs[hole.array])


# What can be opened.


def test_settings_put_another_model_in_the_place_of_a_rows(folder, photo, hole):
    toolbox = Toolbox(
        FOUNDATION, models={"sd15-inpaint": Checkpoint(str(folder))}, running=CPU, drawing=Drawing(steps=2)
    )
    with toolbox.lease("inpainter") as inpainter:
        filled = inpainter.fill(photo, hole, prompt="a red hat")
    assert toolbox.spec("inpainter").id != backend("inpainter", "sd15-inpaint").id
    toolbox.close()
    assert np.array_equal(filled[~hole.array], photo[~hole.array])


def test_a_model_that_draws_from_words_alone_fills_with_the_same_parts(folder, tmp_path, photo, hole):
    from scenewright.evals.random_models.stable_diffusion import parts

    library().StableDiffusionPipeline(**parts("tiny", channels=4)).save_pretrained(tmp_path)
    pipe, drawing = open_inpaint(Checkpoint(str(tmp_path)), CPU, tiny.STEPS)
    assert type(pipe).__name__ == "StableDiffusionInpaintPipeline"
    filled = DiffusersInpaint(pipe, drawing).fill(photo, hole, prompt="a red hat")
    assert np.array_equal(filled[~hole.array], photo[~hole.array])
    assert not np.array_equal(filled[hole.array], photo[hole.array])


def test_half_precision_files_do(folder, tmp_path, photo, hole):
    library().StableDiffusionInpaintPipeline.from_pretrained(str(folder)).save_pretrained(tmp_path, variant="fp16")
    assert list(tmp_path.glob("unet/*.fp16.safetensors"))
    filled = opened(tmp_path).fill(photo, hole, prompt="a red hat")
    assert np.array_equal(filled[~hole.array], photo[~hole.array])


def test_a_model_that_is_not_here_is_told_with_the_command_and_not_asked_for(inpainter):
    with pytest.raises(MissingRequirement, match="not on this machine") as told:
        open_inpaint(Checkpoint("nobody-in-particular/no-such-inpainting"), CPU, Drawing())
    assert told.value.command.startswith("hf download nobody-in-particular/no-such-inpainting ")


def test_a_folder_that_is_not_there_is_told_with_the_command_that_fills_it(tmp_path):
    absent = tmp_path / "absent"
    with pytest.raises(MissingRequirement, match="holds no model_index") as told:
        open_inpaint(Checkpoint(str(absent)), CPU, Drawing())
    assert told.value.command.endswith(f"--local-dir {absent}")
    assert not absent.exists()


def test_pickles_are_not_loaded(folder, tmp_path):
    pipe = library().StableDiffusionInpaintPipeline.from_pretrained(str(folder))
    pipe.save_pretrained(tmp_path, safe_serialization=False)
    assert list(tmp_path.glob("unet/*.bin"))
    with pytest.raises(ToolError, match="safetensors"):
        opened(tmp_path)


@pytest.mark.parametrize("name", ["DanceDiffusionPipeline", "NoSuchPipeline"])
def test_a_model_of_another_kind_is_refused(tmp_path, name):
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": name}))
    with pytest.raises(ToolError, match="cannot open"):
        opened(tmp_path)


def test_a_damaged_file_is_refused(tmp_path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"not at all")
    with pytest.raises(ToolError, match="cannot open"):
        opened(file)
