"""What a pipeline of diffusers is asked for: what its `__call__` accepts decides, so that no model needs a case."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..running import Drawing

NATIVE = 1024
"""Side in pixels that models were trained at which say nothing of it (FLUX, Qwen-Image)."""
NO_WORDS = " "
"""What true guidance leads away from, where nobody said what should not be drawn: without any words there is none."""


def accepted(pipe: Any) -> Mapping[str, Any]:
    """The defaults of the arguments that a pipeline (or its class) can be called with."""
    return {
        name: one.default
        for name, one in inspect.signature((pipe if isinstance(pipe, type) else type(pipe)).__call__).parameters.items()
    }


def taste(pipe: Any, drawing: Drawing) -> dict[str, Any]:
    """How `drawing` says it for this pipeline: steps, guidance, words against; what it does not take is left out."""
    takes = accepted(pipe)
    true = takes.get("guidance_scale") is None and "true_cfg_scale" in takes
    against = drawing.negative or (NO_WORDS if true else None)
    wanted = {
        "num_inference_steps": drawing.steps,
        "true_cfg_scale" if true else "guidance_scale": drawing.guidance,
        "negative_prompt": against,
    }
    return {name: value for name, value in wanted.items() if value is not None and name in takes}


def native_side(pipe: Any) -> int:
    """The side in pixels at which a pipeline's model works best."""
    for part in (getattr(pipe, "unet", None), getattr(pipe, "transformer", None)):
        cells = getattr(getattr(part, "config", None), "sample_size", None)
        if isinstance(cells, int):
            return cells * cell_side(pipe)
    return NATIVE


def cell_side(pipe: Any) -> int:
    """Pixels a side of a cell of its latents."""
    return int(pipe.vae_scale_factor)


def working_size(width: int, height: int, longer: int, cell: int) -> tuple[int, int]:
    """`(width, height)` at which a crop is drawn: the longer side `longer`, in whole pairs of latent cells."""
    step, scale = 2 * cell, longer / max(width, height)
    wide, high = (max(step, step * round(side * scale / step)) for side in (width, height))
    return wide, high
