"""Generators that draw anew: layouts (GLIGEN) and instructions (InstructPix2Pix, FLUX Kontext, Qwen-Image-Edit)."""

from __future__ import annotations

from ..checkpoints import Checkpoint
from ..specs import BackendSpec

_MODULES = "scenewright.tools.backends"
_MB = 2**20
_REQUIRES = ("torch", "diffusers", "transformers")
_OPENRAIL = "CreativeML-OpenRAIL-M"
_NO_CHECKER = ("safety_checker/*",)


def _editor(name: str, module: str, model: Checkpoint, memory: int, *capabilities: str) -> BackendSpec:
    return BackendSpec(
        name=name,
        port="instruction_editor",
        factory=f"{_MODULES}.{module}:load",
        version="1",
        extra="foundation",
        requires=_REQUIRES,
        licence=model.licence,
        memory=memory,
        capabilities=frozenset({*capabilities, "generative"}),
        model=model,
    )


def _painter(name: str, model: Checkpoint, *capabilities: str) -> BackendSpec:
    return BackendSpec(
        name=name,
        port="layout_generator",
        factory=f"{_MODULES}.gligen:load",
        version="1",
        extra="foundation",
        requires=_REQUIRES,
        licence=model.licence,
        memory=5200 * _MB,  # Stable Diffusion 1.4 with gated attention: some 1.3 billion weights in float32
        capabilities=frozenset({*capabilities, "generative"}),
        model=model,
    )


ROWS: tuple[BackendSpec, ...] = (
    _editor(
        "instruct-pix2pix",
        "instruct_pix2pix",
        Checkpoint("timbrooks/instruct-pix2pix", excluded=_NO_CHECKER, licence="MIT", commercial=True),
        4100 * _MB,  # 0.86 billion weights of the UNet, 0.12 of the text encoder, 0.08 of the VAE, in float32
        "specific",
    ),
    _editor(
        "magicbrush",
        "instruct_pix2pix",
        Checkpoint("vinesmsuic/magicbrush-jul7", excluded=_NO_CHECKER),
        4100 * _MB,
        "specific",
    ),
    _editor(
        "sdxl-instruct-pix2pix",
        "instruct_pix2pix",
        Checkpoint("diffusers/sdxl-instructpix2pix-768"),
        13300 * _MB,  # 2.57 billion weights of the UNet, 0.82 of the text encoders, 0.08 of the VAE, in float32
        "specific",
    ),
    _editor(
        "flux-kontext",
        "diffusers_edit",
        Checkpoint(
            "black-forest-labs/FLUX.1-Kontext-dev",
            excluded=("flux1-kontext-dev.safetensors", "ae.safetensors"),
            licence="FLUX.1-dev-Non-Commercial",
            commercial=False,
        ),
        65000 * _MB,  # 11.9 billion weights of the transformer, 4.8 of the text encoders, 0.08 of the VAE, in float32
    ),
    _editor(
        "qwen-image-edit",
        "diffusers_edit",
        Checkpoint("Qwen/Qwen-Image-Edit", licence="Apache-2.0", commercial=True),
        110000 * _MB,  # 20.4 billion weights of the transformer, 8.3 of the text encoder, 0.13 of the VAE, in float32
    ),
    _painter("gligen-text", Checkpoint("masterful/gligen-1-4-inpainting-text-box", excluded=_NO_CHECKER)),
    _painter("gligen-text-image", Checkpoint("anhnct/Gligen_Inpainting_Text_Image", excluded=_NO_CHECKER), "exemplars"),
)
