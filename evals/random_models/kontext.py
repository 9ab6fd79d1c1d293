"""Random FLUX.1 Kontext: the shapes of the published model, or a tiny one."""

from __future__ import annotations

from pathlib import Path

from ...tools.backends.diffusers_opening import library
from . import flux_fill
from .stable_diffusion import Size


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline in `folder`."""
    parts = flux_fill.parts(size)
    latents = parts["vae"].config.latent_channels
    shape = flux_fill.transformer(size)
    parts["transformer"] = library().FluxTransformer2DModel(in_channels=4 * latents, guidance_embeds=True, **shape)
    library().FluxKontextPipeline(**parts).save_pretrained(folder)
    return folder
