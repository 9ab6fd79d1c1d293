"""Random Stable Diffusion XL for inpainting: the shapes of the base model, or a tiny one of 64×64 pixels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...tools.backends.diffusers_opening import library
from .stable_diffusion import INPAINT_CHANNELS, Size, autoencoder, text_encoder
from .words import clip_tokenizer

SECOND = {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "num_attention_heads": 20}
"""The text encoder of OpenCLIP's ViT-bigG."""
SMALL_SECOND = {"hidden_size": 48, "projection_dim": 48}
"""Of the tiny model: wider than the first one, since a single file tells them apart by that."""


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline for inpainting in `folder`."""
    pipe = library().StableDiffusionXLInpaintPipeline(**parts(size, INPAINT_CHANNELS), add_watermarker=False)
    pipe.save_pretrained(folder)
    return folder


def parts(size: Size, channels: int, **unet: Any) -> dict[str, Any]:
    """What the pipelines of the family are made of; `channels` go into the UNet, `unet` adds to its configuration."""
    import torch

    diffusers = library()
    torch.manual_seed(0)
    second: dict[str, Any] = SECOND if size == "full" else SMALL_SECOND
    return {
        "vae": autoencoder(size),
        "text_encoder": text_encoder(size),
        "text_encoder_2": text_encoder(size, projected=True, hidden_act="gelu", **second),
        "tokenizer": clip_tokenizer(77),
        "tokenizer_2": clip_tokenizer(77),
        "unet": diffusers.UNet2DConditionModel(**{**_unet(size), "in_channels": channels, **unet}),
        "scheduler": diffusers.EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
    }


def _unet(size: Size) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
    }
    if size == "tiny":
        shape |= {"sample_size": 32, "block_out_channels": (32, 64), "layers_per_block": 1}
        shape |= {"attention_head_dim": (2, 4), "transformer_layers_per_block": (1, 2), "cross_attention_dim": 80}
        return shape | {"addition_time_embed_dim": 8, "projection_class_embeddings_input_dim": 96}
    shape |= {"sample_size": 128, "block_out_channels": (320, 640, 1280), "layers_per_block": 2}
    shape |= {"attention_head_dim": (5, 10, 20), "transformer_layers_per_block": (1, 2, 10)}
    shape["down_block_types"] = ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D")
    shape["up_block_types"] = ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D")
    shape["cross_attention_dim"] = 2048
    return shape | {"addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 2816}
