"""Generators that fill and draw by words, through diffusers: one row a model, one adapter a signature.

None was run with its real weights. Memory is the weights in float32, reckoned from published counts of parameters.
"""

from __future__ import annotations

from ..checkpoints import Checkpoint
from ..running import Drawing
from ..specs import BackendSpec

_FACTORY = "scenewright.tools.backends.diffusers_inpaint:load"
_REQUIRES = ("torch", "diffusers", "transformers")
_BILLION = 4 * 10**9
_HALF = ("*.json", "*.txt", "*.fp16.safetensors")


def _inpainter(name: str, model: Checkpoint, memory: float, drawing: Drawing) -> BackendSpec:
    return BackendSpec(
        name=name,
        port="inpainter",
        factory=_FACTORY,
        version="2",
        extra="foundation",
        requires=_REQUIRES,
        licence=model.licence,
        memory=int(memory),
        capabilities=frozenset({"prompt", "generative"}),
        model=model,
        drawing=drawing,
    )


ROWS = (
    _inpainter(
        "sd15-inpaint",
        Checkpoint(
            "stable-diffusion-v1-5/stable-diffusion-inpainting",
            files=_HALF,
            excluded=("safety_checker/*",),
            variant="fp16",
            licence="CreativeML-OpenRAIL-M",
            commercial=True,
        ),
        1.07 * _BILLION,
        Drawing(steps=30),
    ),
    _inpainter(
        "sd2-inpaint",
        Checkpoint(
            "sd2-community/stable-diffusion-2-inpainting",
            files=_HALF,
            excluded=("safety_checker/*",),
            variant="fp16",
            licence="CreativeML-OpenRAIL++-M",
            commercial=True,
        ),
        1.29 * _BILLION,
        Drawing(steps=30),
    ),
    _inpainter(
        "sdxl-inpaint",
        Checkpoint(
            "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
            files=_HALF,
            variant="fp16",
            licence="CreativeML-OpenRAIL++-M",
            commercial=True,
        ),
        3.47 * _BILLION,
        Drawing(steps=30),
    ),
    _inpainter(
        "sd35-inpaint",
        Checkpoint(
            "stabilityai/stable-diffusion-3.5-medium",
            excluded=("sd3.5_medium*.safetensors", "text_encoders/*"),
            licence="Stability-AI-Community",
        ),
        8.2 * _BILLION,
        Drawing(steps=40, guidance=4.5),
    ),
    _inpainter(
        "flux-fill",
        Checkpoint(
            "black-forest-labs/FLUX.1-Fill-dev",
            excluded=("flux1-fill-dev.safetensors", "ae.safetensors"),
            licence="FLUX.1-dev-Non-Commercial",
            commercial=False,
        ),
        16.9 * _BILLION,
        Drawing(steps=50, guidance=30),
    ),
    _inpainter(
        "qwen-image-inpaint",
        Checkpoint("Qwen/Qwen-Image", licence="Apache-2.0", commercial=True),
        28.9 * _BILLION,
        Drawing(steps=50, guidance=4),
    ),
    _inpainter(
        "z-image-inpaint",
        Checkpoint("Tongyi-MAI/Z-Image-Turbo", licence="Apache-2.0", commercial=True),
        10.3 * _BILLION,
        Drawing(steps=9, guidance=0),
    ),
)
