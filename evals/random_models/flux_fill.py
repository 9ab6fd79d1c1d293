"""Random FLUX.1 Fill: the shapes of the published model, or a tiny one; its cells are pairs of latents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...tools.backends.diffusers_opening import library
from .stable_diffusion import Size, autoencoder, text_encoder
from .words import clip_tokenizer, t5_tokenizer


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline for inpainting in `folder`."""
    made = parts(size)
    vae = made["vae"]
    latents = vae.config.latent_channels
    made["transformer"] = library().FluxTransformer2DModel(
        in_channels=_inputs(latents, cell=2 ** (len(vae.config.block_out_channels) - 1)),
        out_channels=4 * latents,
        guidance_embeds=True,
        **transformer(size),
    )
    library().FluxFillPipeline(**made).save_pretrained(folder)
    return folder


def parts(size: Size) -> dict[str, Any]:
    """What the pipelines of the family are made of, but for the transformer."""
    import torch

    diffusers = library()
    torch.manual_seed(0)
    latents = 16 if size == "full" else 4
    return {
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        "vae": autoencoder(
            size, latents, use_quant_conv=False, use_post_quant_conv=False, scaling_factor=0.3611, shift_factor=0.1159
        ),
        "text_encoder": text_encoder(size),
        "tokenizer": clip_tokenizer(77),
        "text_encoder_2": t5_encoder(size),
        "tokenizer_2": t5_tokenizer(512),
    }


def _inputs(latents: int, cell: int) -> int:
    """Of a pair of cells a side: its latents, those of the masked picture, and each pixel of the mask."""
    return 4 * (2 * latents + cell**2)


def transformer(size: Size) -> dict[str, Any]:
    """Its shapes."""
    if size == "full":
        return {}
    shape = {"num_layers": 1, "num_single_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2}
    return {**shape, "joint_attention_dim": 32, "pooled_projection_dim": 32, "axes_dims_rope": (4, 4, 8)}


def t5_encoder(size: Size) -> Any:
    """T5's, of the XXL model."""
    library()
    from transformers import T5Config, T5EncoderModel

    shape = {"d_model": 4096, "d_ff": 10240, "d_kv": 64, "num_heads": 64, "num_layers": 24}
    if size == "tiny":
        shape = {"d_model": 32, "d_ff": 37, "d_kv": 8, "num_heads": 4, "num_layers": 2}
    words = 32128 if size == "full" else len(t5_tokenizer(512))
    return T5EncoderModel(T5Config(vocab_size=words, feed_forward_proj="gated-gelu", **shape))
