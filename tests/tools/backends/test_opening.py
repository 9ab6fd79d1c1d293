"""Where models are opened from: one file, a folder, the hub's cache; nobody is asked who may not be asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenewright.evals.random_models import single_file, tiny
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends import grounding_dino, sam
from scenewright.tools.backends.diffusers_inpaint import DiffusersInpaint, open_inpaint
from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.pool import LoadContext
from scenewright.tools.registry import backends
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec

pytest.importorskip("torch")
CPU = Running(device="cpu", offline=True)
PHOTO = np.random.default_rng(5).integers(0, 256, (64, 64, 3), np.uint8)
HOLE = Mask.from_box(Box(20, 20, 44, 44), 64, 64)


def drawn(model: Path) -> Any:
    inpainter = DiffusersInpaint(*open_inpaint(Checkpoint(str(model)), CPU, tiny.STEPS))
    return inpainter.fill(PHOTO, HOLE, prompt="a red hat", seed=2)


# One file.


@pytest.mark.parametrize("name", ["sd15-inpaint", "sdxl-inpaint"])
def test_a_single_file_draws_the_pixels_of_the_folder_it_was_made_of(name, tiny_models, tmp_path):
    folder = tiny.model(name, tiny_models).folder
    file = single_file.build(folder, tmp_path)
    assert not [*tmp_path.glob("*/*.safetensors")], "all weights are in the one file"
    assert np.array_equal(drawn(file), drawn(folder))


def test_a_file_without_its_configuration_says_what_to_fetch(tiny_models, tmp_path):
    file = single_file.build(tiny.model("sd15-inpaint", tiny_models).folder, tmp_path / "whole")
    alone = file.rename(tmp_path / "alone.safetensors")
    with pytest.raises(MissingRequirement, match="not on this machine") as told:
        drawn(alone)
    assert told.value.command.startswith("hf download stable-diffusion-v1-5/")
    assert "safetensors" not in told.value.command, "its weights are here"


@pytest.mark.parametrize(
    ("name", "part", "told"),
    [
        ("sd15-inpaint", "first_stage_model.decoder", "lacks weights of"),
        ("sdxl-inpaint", "conditioner", "lacks weights"),
    ],
)
def test_a_file_that_lacks_a_part_is_refused(name, part, told, tiny_models, tmp_path):
    from safetensors.torch import load_file, save_file

    file = single_file.build(tiny.model(name, tiny_models).folder, tmp_path)
    save_file({name: one for name, one in load_file(file).items() if not name.startswith(part)}, file)
    with pytest.raises(ToolError, match="lacks weights of"):
        drawn(file)


@pytest.mark.parametrize("load", [grounding_dino.load_grounder, sam.load], ids=["a finder", "a segmenter"])
def test_models_that_look_say_that_they_need_their_folder(load, tmp_path):
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"")
    row = BackendSpec("x", "grounder", "", "1", model=Checkpoint(str(file)))
    with pytest.raises(ToolError, match=r"is one file; this model needs the folder with its config\.json"):
        load(LoadContext({}, lambda port: None, row, CPU))  # type: ignore[arg-type,return-value]


# The hub's cache.

LOADERS = {
    "sd15-inpaint": ("inpainter", "DiffusersInpaint"),
    "instruct-pix2pix": ("instruction_editor", "InstructPix2Pix"),
    "flux-kontext": ("instruction_editor", "DiffusersEdit"),
    "gligen-text": ("layout_generator", "Gligen"),
    "owlv2-base": ("grounder", "OpenGrounder"),
    "grounding-dino-tiny": ("grounder", "OpenGrounder"),
    "groundingdino-swint": ("grounder", "OpenGrounder"),
    "sam-vit-b": ("segmenter", "PromptedSegmenter"),
    "sam2.1-tiny": ("segmenter", "PromptedSegmenter"),
    "depth-anything-v2-small": ("depth_estimator", "TransformersDepth"),
    "clip-vit-b32": ("image_text", "TransformersScorer"),
}
"""A row of each loader, its port and what it gives."""
PORTS = {name: port for name, (port, _) in LOADERS.items()}
COMMANDS = {name: f"hf download nobody/{name}" for name in LOADERS}


def test_every_loader_is_among_them():
    factories = {row.factory.rpartition(":")[0] for row in backends() if row.model is not None}
    named = {row.factory.rpartition(":")[0] for row in backends() if row.name in LOADERS}
    assert named == factories


def told(commands: dict[str, str]) -> dict[str, str]:
    """The commands without their options."""
    return {name: command.split(" --")[0] for name, command in commands.items()}


def test_what_is_in_the_cache_is_opened_without_asking_and_nothing_is_asked_offline(tiny_models, tmp_path):
    """In a process of its own, which keeps the hub's cache here; its repositories are links to tiny models."""
    for name in LOADERS:
        place, commit = tmp_path / f"models--tiny--{name}", "1" * 40
        (place / "refs").mkdir(parents=True)
        (place / "refs" / "main").write_text(commit)
        (place / "snapshots").mkdir()
        (place / "snapshots" / commit).symlink_to(tiny.model(name, tiny_models).folder, target_is_directory=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("opened_offline.py"))],
        input=json.dumps(PORTS),
        env={**kept, "HF_HUB_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["opened"] == {name: kind for name, (_, kind) in LOADERS.items()}
    assert told(result["absent"]) == COMMANDS
    assert result["attempts"] == []


def test_the_hubs_own_variable_keeps_every_loader_from_asking(monkeypatch):
    from .opened_offline import ATTEMPTS, noting, refusal

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with noting():
        assert told({name: refusal(port, name, Running(device="cpu")) for name, port in PORTS.items()}) == COMMANDS
    assert ATTEMPTS == []
