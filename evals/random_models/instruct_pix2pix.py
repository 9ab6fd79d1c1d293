"""Random InstructPix2Pix, of Stable Diffusion 1.5 and of SDXL: the shapes of the published models, or tiny ones."""

from __future__ import annotations

from pathlib import Path

from ...tools.backends.diffusers_opening import library
from . import stable_diffusion, stable_diffusion_xl
from .stable_diffusion import Size

CHANNELS = 8
"""Latents, and those of the picture to edit."""


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline like timbrooks/instruct-pix2pix in `folder`."""
    pipe = library().StableDiffusionInstructPix2PixPipeline(**stable_diffusion.parts(size, CHANNELS))
    pipe.save_pretrained(folder)
    return folder


def build_xl(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline like diffusers/sdxl-instructpix2pix-768 in `folder`."""
    parts = stable_diffusion_xl.parts(size, CHANNELS, **({"sample_size": 96} if size == "full" else {}))
    pipe = library().StableDiffusionXLInstructPix2PixPipeline(**parts, add_watermarker=False)
    pipe.save_pretrained(folder)
    return folder
