"""Random Stable Diffusion: the shapes of version 1.5, or a tiny model of 64×64 pixels, as diffusers saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from ...tools.backends.diffusers_opening import library
from .words import clip_tokenizer

Size = Literal["tiny", "reduced", "full"]
"""`reduced` has the full one's blocks with a quarter of its widths, for 256×256 pixels: what a CPU can measure (of this
family alone)."""
INPAINT_CHANNELS = 9
"""Latents, those of the masked picture, and the mask."""


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline for inpainting in `folder`."""
    pipe = library().StableDiffusionInpaintPipeline(**parts(size, INPAINT_CHANNELS))
    pipe.save_pretrained(folder)
    return folder


def parts(size: Size, channels: int, **unet: Any) -> dict[str, Any]:
    """What the pipelines of the family are made of; `channels` go into the UNet, `unet` adds to its configuration."""
    import torch

    diffusers = library()
    torch.manual_seed(0)
    return {
        "vae": autoencoder(size),
        "text_encoder": text_encoder(size),
        "tokenizer": clip_tokenizer(77),
        "unet": diffusers.UNet2DConditionModel(**{**_unet(size), "in_channels": channels, **unet}),
        "scheduler": diffusers.DDIMScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, clip_sample=False
        ),
        "safety_checker": None,
        "feature_extractor": None,
        "requires_safety_checker": False,
    }


def _unet(size: Size) -> dict[str, Any]:
    if size == "full":
        return {"sample_size": 64, "cross_attention_dim": 768, "attention_head_dim": 8}
    if size == "reduced":
        widths = (80, 160, 320, 320)
        return {"sample_size": 32, "cross_attention_dim": 32, "attention_head_dim": 4, "block_out_channels": widths,
                "norm_num_groups": 16}  # fmt: skip
    return {
        "sample_size": 32,
        "block_out_channels": (32, 64),
        "layers_per_block": 1,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "cross_attention_dim": 32,
        "attention_head_dim": 8,
    }


def autoencoder(size: Size, channels: int = 4, **more: Any) -> Any:
    """The VAE: eight pixels a cell, two in the tiny one."""
    widths = {"full": (128, 256, 512, 512), "reduced": (32, 64, 128, 128), "tiny": (32, 64)}[size]
    return library().AutoencoderKL(
        sample_size=64 if size == "tiny" else 512,
        block_out_channels=widths,
        down_block_types=("DownEncoderBlock2D",) * len(widths),
        up_block_types=("UpDecoderBlock2D",) * len(widths),
        layers_per_block=1 if size == "tiny" else 2,
        latent_channels=channels,
        **more,
    )


def text_encoder(size: Size, projected: bool = False, **more: Any) -> Any:
    """CLIP's, of the ViT-L model."""
    library()
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    tokenizer = clip_tokenizer(77)
    shape = {"hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12}
    if size != "full":
        shape = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 2, "num_attention_heads": 4}
    config = CLIPTextConfig(
        vocab_size=49408 if size == "full" else len(tokenizer),
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        **{"projection_dim": shape["hidden_size"], **shape, **more},
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)
