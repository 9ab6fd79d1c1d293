"""Models with the edit signature of diffusers (picture + words → picture): FLUX.1 Kontext, Qwen-Image-Edit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from ...scene.image import Pixels, check_pixels
from ..checkpoints import Checkpoint
from ..generators import Edited, Watch
from ..redrawing import as_pixels, brought_back, resized
from ..running import Drawing, Running
from .diffusers_calling import accepted, cell_side, native_side, taste, working_size
from .diffusers_few_steps import lay_over
from .diffusers_opening import load_pipeline, own_class, unfit
from .torch_running import place, stepping

NEEDED = ("image", "prompt", "height", "width")
UNLIKE = ("mask_image", "image_guidance_scale", "control_image")
"""What models of other signatures take besides: they need another back-end."""


class DiffusersEdit:
    """An `InstructionEditor` that follows one instruction. `pipe` is an edit pipeline of diffusers."""

    mixes = False

    def __init__(
        self,
        pipe: Any,
        drawing: Drawing | None = None,
        scale: float = 1.0,
        alone: AbstractContextManager[Any] | None = None,
    ) -> None:
        """`scale` is the side at which it draws, as a share of the model's own; `alone` keeps others from the pipeline
        while it works."""
        self._pipe, self._drawing, self._scale = pipe, drawing or Drawing(), scale
        self._alone = alone or nullcontext()

    @property
    def side(self) -> int:
        """Pixels of the longer side of what it draws."""
        return round(native_side(self._pipe) * self._scale)

    def edit(
        self,
        pixels: Pixels,
        instruction: str,
        *,
        specific: Sequence[str] = (),
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Edited:
        """See `InstructionEditor.edit`. Raises ValueError for specific instructions and another picture than RGB."""
        if specific:
            raise ValueError(
                f"this editor follows one instruction and cannot mix {len(specific)} specific ones into it"
            )
        if check_pixels(pixels).shape[2] != 3:
            raise ValueError(f"an instruction editor works on RGB pictures H×W×3, but got {pixels.shape}")
        size = working_size(pixels.shape[1], pixels.shape[0], self.side, cell_side(self._pipe))
        seen = resized(pixels, size)
        drawn = as_pixels(self._call(seen, instruction, seed, watch))
        return Edited(brought_back(resized(drawn, size), seen, pixels))

    def _call(self, seen: Pixels, instruction: str, seed: int, watch: Watch | None) -> Any:
        import torch
        from PIL import Image

        high, wide = seen.shape[:2]
        sized: dict[str, Any] = {"max_area": wide * high, "_auto_resize": False}
        takes = accepted(self._pipe)
        with self._alone, torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
            return self._pipe(
                image=Image.fromarray(np.ascontiguousarray(seen)),
                prompt=instruction,
                width=wide,
                height=high,
                generator=torch.Generator("cpu").manual_seed(seed),
                callback_on_step_end=stepping(watch),
                output_type="np",
                **{name: value for name, value in sized.items() if name in takes},
                **taste(self._pipe, self._drawing),
            ).images[0]


def load(context: Any) -> DiffusersEdit:
    """The model that the row names. Raises MissingRequirement where it cannot be had, ToolError where it is of another
    kind."""
    drawing = context.drawing
    shared = context.shared("diffusers-edit", lambda: open_edit(context.model, context.running, drawing), drawing.lora)
    pipe, usual = shared.model
    return DiffusersEdit(pipe, drawing.over(usual), context.running.scale, shared.alone)


def open_edit(checkpoint: Checkpoint, running: Running, drawing: Drawing) -> tuple[Any, Drawing]:
    """The pipeline of a checkpoint, and how a LoRA for few steps wants to draw. What its call accepts decides whether
    it is an editor."""
    kind = own_class(checkpoint, running)
    takes = accepted(kind)
    if any(name not in takes for name in NEEDED) or any(name in takes for name in UNLIKE):
        raise unfit(checkpoint, f"{kind.__name__} does not make a picture out of a picture and an instruction")
    pipe = load_pipeline(checkpoint, kind, running)
    usual = lay_over(pipe, Drawing(lora=drawing.lora), running)
    return place(pipe, running), usual
