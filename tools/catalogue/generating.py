"""Generators that fill and draw by words, through diffusers: one row a model, one adapter a signature."""

from __future__ import annotations

from ..checkpoints import Checkpoint
from ..specs import BackendSpec

_MODULES = "scenewright.tools.backends"
_MB = 2**20
_REQUIRES = ("torch", "diffusers", "transformers")

ROWS = (
    BackendSpec(
        name="diffusers-inpaint",
        port="inpainter",
        factory=f"{_MODULES}.diffusers_inpaint:load",
        version="1",
        extra="foundation",
        requires=_REQUIRES,
        licence="CreativeML-OpenRAIL-M",
        memory=4100 * _MB,  # its 1.07 billion weights in float32
        capabilities=frozenset({"prompt", "generative"}),
        model=Checkpoint(
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
            files=("*.json", "*.txt", "*.fp16.safetensors"),
            excluded=("safety_checker/*",),
            variant="fp16",
            licence="CreativeML-OpenRAIL-M",
            commercial=True,
        ),
    ),
)
