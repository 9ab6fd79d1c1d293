"""How models of the foundation toolset run and draw: what settings say of device, precision, memory and taste."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Running(BaseModel):
    """Where and how large models run. The defaults suit a machine that nobody described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    device: Literal["auto", "cuda", "mps", "cpu"] = "auto"
    """`auto` is the first of CUDA, MPS and the CPU that there is."""
    precision: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    """`auto` is bfloat16 or float16 on an accelerator, float32 on the CPU."""
    memory: int | None = Field(default=None, ge=1)
    """Bytes of the device that models may take; None is what is free."""
    offload: Literal["auto", "none", "model", "sequential"] = "auto"
    """What waits in main memory: nothing, the parts of a pipeline that do not work, or every layer. `auto` goes by what
    fits."""
    tiling: bool | None = None
    """Whether a VAE works in tiles; None: where memory is short."""
    quantization: Literal["none", "8bit", "4bit"] = "none"
    """Of the weights of the largest part of a pipeline (through bitsandbytes)."""
    scale: float = Field(default=1.0, gt=0, le=1)
    """Side at which generators draw, as a share of the model's own: less takes less memory and shows less detail."""
    batch: int | None = Field(default=None, ge=1)
    """How many estimates of a generator go into one call at most; None is all of a step."""
    offline: bool = False
    """Never ask a hub, even for what is not here (HF_HUB_OFFLINE does the same)."""


class Drawing(BaseModel):
    """How generators draw; None is what suits the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: int | None = Field(default=None, ge=1, le=1000)
    guidance: float | None = Field(default=None, ge=0, le=100)
    """How strongly the words count (classifier-free guidance; w_c of SANE)."""
    image_guidance: float | None = Field(default=None, ge=0, le=100)
    """How strongly the picture counts, for editors that follow instructions (w_x of SANE)."""
    specific_guidance: float | None = Field(default=None, ge=0, le=100)
    """How strongly the specific instructions count (w_s of SANE)."""
    strength: float | None = Field(default=None, gt=0, le=1)
    """How much of what was there is drawn anew: 1 is all of it."""
    negative: str = Field(default="", max_length=2000)
    """What should not be drawn, where the model follows such words."""
    lora: str | None = None
    """A LoRA laid over the generator (owner/name, a folder or a .safetensors file): LCM, Turbo, Lightning, a style."""
    grounding: float | None = Field(default=None, ge=0, le=1)
    """Share of the steps in which the boxes of a layout count (scheduled sampling of GLIGEN)."""
    refining: float | None = Field(default=None, ge=0, le=1)
    """How much of what was drawn into a layout's boxes is drawn once more by an inpainter that can (ClickDiffusion's
    refiner: 0.2); 0 is nothing."""
    smoothing: int = Field(default=0, ge=0, le=16)
    """Latent cells by which the choice between specific instructions is smoothed; 0 is the paper's."""
    specific: int | None = Field(default=None, ge=0, le=5)
    """How many specific instructions of a vague wish are followed at most (N of SANE); 0: the wish alone. None: all, of
    which an editor that mixes them mixes three."""
    growth: int | None = Field(default=None, ge=0, le=64)
    """Pixels around a thing's mask that an action on it may reach; None goes by the size of the picture."""

    def over(self, under: Drawing) -> Drawing:
        """What this says, and what `under` says for the rest."""
        return under.model_copy(update=self.model_dump(exclude_defaults=True))
