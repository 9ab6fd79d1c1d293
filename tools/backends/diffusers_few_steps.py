"""LoRAs laid over a pipeline; those that draw in few steps bring the scheduler, steps and guidance they were made for.

Latent consistency (Luo et al., 2023, LCM-LoRA), Lightning (Lin et al., 2024), Hyper-SD (Ren et al., NeurIPS 2024) and
their like for flow matching.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..checkpoints import Checkpoint
from ..errors import MissingRequirement, ToolError
from ..running import Drawing, Running
from .diffusers_opening import library
from .transformers_opening import is_offline

USUAL = "pytorch_lora_weights.safetensors"
"""What diffusers calls a LoRA that it saves."""

_STEPS = re.compile(r"(\d+)[-_ ]?step")


@dataclass(frozen=True, slots=True)
class FewSteps:
    """A way to draw in few steps."""

    word: str
    """What stands in the names of such LoRAs."""
    steps: int
    """Unless the name says another number."""
    guidance: float
    """Their training took classifier-free guidance in: 0 or 1 leaves it out."""
    scheduler: str | None = None
    """The class of diffusers that noise-predicting models need for it; flow matching keeps its own."""
    options: Mapping[str, Any] = field(default_factory=dict)


WAYS = (
    FewSteps("lcm", 4, 1.0, "LCMScheduler"),
    FewSteps("lightning", 4, 0.0, "EulerDiscreteScheduler", {"timestep_spacing": "trailing"}),
    FewSteps("turbo", 8, 1.0, "EulerAncestralDiscreteScheduler", {"timestep_spacing": "trailing"}),
    FewSteps("hyper", 8, 0.0, "DDIMScheduler", {"timestep_spacing": "trailing"}),
)
FLOW = (
    FewSteps("lightning", 8, 1.0),
    FewSteps("turbo", 8, 3.5),
    FewSteps("hyper", 8, 3.5),
    FewSteps("schnell", 4, 0.0),
)
"""The same for models of flow matching, where guidance is an input of the model or left out."""


def way_of(lora: str, flow: bool) -> FewSteps | None:
    """The few-step way of a LoRA, by its name; None for one that is about style alone."""
    name = lora.lower()
    found = next((way for way in (FLOW if flow else WAYS) if way.word in name), None)
    if found is None:
        return None
    said = _STEPS.search(name)
    steps = int(said[1]) if said else found.steps
    return FewSteps(found.word, max(1, steps), found.guidance, found.scheduler, found.options)


def lay_over(pipe: Any, drawing: Drawing, running: Running) -> Drawing:
    """Lay the LoRA that `drawing` names over the pipeline (not placed yet), with the scheduler it needs; the drawing
    with its steps and guidance where settings say none.

    Raises MissingRequirement where it cannot be had, ToolError for one that does not belong to this model.
    """
    if drawing.lora is None:
        return drawing
    _load(pipe, drawing.lora, running)
    way = way_of(drawing.lora, flow="shift" in pipe.scheduler.config)
    if way is None:
        return drawing
    if way.scheduler is not None:
        kind = getattr(library(), way.scheduler)
        pipe.scheduler = kind.from_config(pipe.scheduler.config, **way.options)
    return drawing.over(Drawing(steps=way.steps, guidance=way.guidance))


def _load(pipe: Any, lora: str, running: Running) -> None:
    if not hasattr(pipe, "load_lora_weights"):
        raise ToolError(f"{type(pipe).__name__} takes no LoRA; leave drawing.lora out of the settings")
    file = _file(lora, running)
    try:
        pipe.load_lora_weights(
            str(file.parent), weight_name=file.name, use_safetensors=True, local_files_only=True, adapter_name="chosen"
        )
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _unfit(pipe, lora, error) from error
    if not pipe.get_active_adapters():
        raise _unfit(pipe, lora, "none of its weights belong to any part of it")
    if running.quantization == "none":
        pipe.fuse_lora(adapter_names=["chosen"])
        pipe.unload_lora_weights()


def _file(lora: str, running: Running) -> Path:
    """The safetensors file of a LoRA, fetched where it has to be: the one named, else the usual or only one."""
    checkpoint, weight = source_of(lora)
    folder = checkpoint.local or _from_hub(checkpoint, weight or "*.safetensors", running)
    files = sorted(folder.glob(weight or "*.safetensors"))
    usual = [file for file in files if file.name == USUAL]
    if len(usual or files) == 1:
        return (usual or files)[0]
    if not files:
        raise MissingRequirement(f"there is no LoRA at {lora!r}", "hf download OWNER/NAME FILE --local-dir FOLDER")
    listed = ", ".join(file.name for file in files)
    raise ToolError(f"{lora} holds several LoRAs; set drawing.lora to {lora}/FILE with one of: {listed}")


def _from_hub(checkpoint: Checkpoint, pattern: str, running: Running) -> Path:
    from huggingface_hub import snapshot_download

    try:
        found = snapshot_download(checkpoint.name, allow_patterns=[pattern], local_files_only=is_offline(running))
    except (OSError, ValueError) as error:
        command = Checkpoint(checkpoint.name, files=(pattern,)).download_command()
        raise MissingRequirement(f"the LoRA {checkpoint.name} is not on this machine", command) from error
    return Path(found)


def source_of(lora: str) -> tuple[Checkpoint, str | None]:
    """What a LoRA's name means: owner/name, owner/name/file.safetensors, a folder or a file; and the file's name."""
    path = Path(lora).expanduser()
    if path.is_file():
        return Checkpoint(str(path.parent)), path.name
    parts = lora.split("/")
    if len(parts) > 2 and lora.endswith(".safetensors") and not path.is_absolute() and parts[0] not in (".", "..", "~"):
        return Checkpoint("/".join(parts[:2])), "/".join(parts[2:])
    return Checkpoint(lora), None


def _unfit(pipe: Any, lora: str, why: object) -> ToolError:
    return ToolError(
        f"the LoRA {lora} does not fit {type(pipe).__name__} (safetensors of the same family are needed): {why}; "
        "name another as drawing.lora in the settings, or none"
    )
