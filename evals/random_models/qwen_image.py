"""Random Qwen-Image for inpainting and for editing: the shapes of the published models, or tiny ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...tools.backends.diffusers_opening import library
from .stable_diffusion import Size
from .words import qwen_tokenizer


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline for inpainting in `folder`."""
    library().QwenImageInpaintPipeline(**parts(size)).save_pretrained(folder)
    return folder


def build_edit(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline like Qwen/Qwen-Image-Edit in `folder`: its words are encoded together with the picture. Whatever it is
    asked for, the pipeline looks at a megapixel: the tiny one has cells of eight pixels, as the published one."""
    made = {**parts(size), "vae": _autoencoder(size, stages=4)}
    library().QwenImageEditPipeline(**made, processor=_processor(size, made["tokenizer"])).save_pretrained(folder)
    return folder


def _processor(size: Size, tokenizer: Any) -> Any:
    """What prepares pictures and words for the text encoder; a tiny one sees 56 pixels a side."""
    from transformers import Qwen2_5_VLProcessor, Qwen2VLImageProcessorPil, Qwen2VLVideoProcessor

    seen = {} if size == "full" else {"min_pixels": 28 * 28, "max_pixels": 56 * 56}
    return Qwen2_5_VLProcessor(Qwen2VLImageProcessorPil(**seen), tokenizer, Qwen2VLVideoProcessor())


def parts(size: Size) -> dict[str, Any]:
    """What the pipelines of the family are made of."""
    import torch

    diffusers = library()
    torch.manual_seed(0)
    tokenizer = qwen_tokenizer(1024)
    return {
        "scheduler": diffusers.FlowMatchEulerDiscreteScheduler(shift=1.0, use_dynamic_shifting=True),
        "vae": _autoencoder(size),
        "text_encoder": _text_encoder(size, tokenizer),
        "tokenizer": tokenizer,
        "transformer": diffusers.QwenImageTransformer2DModel(**_transformer(size)),
    }


def _autoencoder(size: Size, stages: int = 2) -> Any:
    """The VAE: eight pixels a cell; tiny ones halve the picture once less than they have stages."""
    kind = library().AutoencoderKLQwenImage
    if size == "full":
        return kind()
    widths, base = ([1, 2], 8) if stages == 2 else ([1] * stages, 2)
    shape = {"base_dim": base, "z_dim": 4, "dim_mult": widths, "num_res_blocks": 1}
    never = [False] * (stages - 1)
    return kind(**shape, temperal_downsample=never, latents_mean=[0.0] * 4, latents_std=[1.0] * 4)


def _transformer(size: Size) -> dict[str, Any]:
    if size == "full":
        return {}
    shape = {"in_channels": 16, "out_channels": 4, "num_layers": 1, "attention_head_dim": 16, "num_attention_heads": 2}
    return {**shape, "joint_attention_dim": 32, "axes_dims_rope": (4, 4, 8)}


def _text_encoder(size: Size, tokenizer: Any) -> Any:
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    text = {"hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28}
    text |= {"num_key_value_heads": 4, "vocab_size": 152064}
    sight: dict[str, Any] = {"depth": 32, "hidden_size": 1280, "num_heads": 16, "out_hidden_size": 3584}
    sections = [16, 24, 24]
    if size == "tiny":
        text = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 2, "num_attention_heads": 2}
        text |= {"num_key_value_heads": 2, "vocab_size": len(tokenizer)}
        sight = {"depth": 1, "hidden_size": 16, "num_heads": 2, "out_hidden_size": 32, "intermediate_size": 16}
        sections = [2, 3, 3]
    rope = {"rope_type": "default", "mrope_section": sections, "rope_theta": 1000000.0}
    marks = {"bos_token_id": None, "eos_token_id": None}
    named = {"image": "<|image_pad|>", "video": "<|video_pad|>", "vision_start": "<|vision_start|>"}
    ids = {f"{name}_token_id": tokenizer.convert_tokens_to_ids(mark) for name, mark in named.items()}
    ids = {} if size == "full" else ids
    config = Qwen2_5_VLConfig(text_config={**text, **marks, "rope_parameters": rope}, vision_config=sight, **ids)
    return Qwen2_5_VLForConditionalGeneration(config)
