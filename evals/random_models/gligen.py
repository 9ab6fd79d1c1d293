"""Random GLIGEN for inpainting, by text and by text and pictures: the shapes of the published models, or tiny ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...tools.backends.diffusers_opening import library
from ...tools.backends.gligen import pipeline_class
from .stable_diffusion import INPAINT_CHANNELS, Size, parts


def build(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline like masterful/gligen-1-4-inpainting-text-box in `folder`."""
    made = parts(size, INPAINT_CHANNELS, attention_type="gated")
    _open_gates(made["unet"])
    pipeline_class("StableDiffusionGLIGENPipeline")(**made).save_pretrained(folder)
    return folder


def build_with_pictures(folder: Path, size: Size = "tiny") -> Path:
    """A pipeline like anhnct/Gligen_Inpainting_Text_Image in `folder`."""
    library()
    made = parts(size, INPAINT_CHANNELS, attention_type="gated-text-image")
    _open_gates(made["unet"])
    pipe = pipeline_class("StableDiffusionGLIGENTextImagePipeline")(**{**made, **_seeing(size, made)})
    pipe.save_pretrained(folder)
    return folder


def _open_gates(unet: Any) -> None:
    """An untrained model's gates are shut, and it does not see the boxes."""
    for name, weight in unet.named_parameters():
        if name.endswith(("alpha_attn", "alpha_dense")):
            weight.data.fill_(1.0)


def _seeing(size: Size, made: dict[str, Any]) -> dict[str, Any]:
    """CLIP's picture encoder and its projection into the space of words."""
    import torch
    from transformers import (
        CLIPImageProcessorPil,
        CLIPProcessor,
        CLIPVisionConfig,
        CLIPVisionModelWithProjection,
    )

    words = made["text_encoder"].config.hidden_size
    shape = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 24, "num_attention_heads": 16}
    picture = {"image_size": 224, "patch_size": 14}
    if size == "tiny":
        shape = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 4}
        picture = {"image_size": 32, "patch_size": 16}
    side = {"shortest_edge": picture["image_size"]}
    crop = {"height": picture["image_size"], "width": picture["image_size"]}
    projection = library().pipelines.stable_diffusion.clip_image_project_model.CLIPImageProjection(hidden_size=words)
    torch.nn.init.orthogonal_(projection.project.weight)
    return {
        "processor": CLIPProcessor(CLIPImageProcessorPil(size=side, crop_size=crop), made["tokenizer"]),
        "image_encoder": CLIPVisionModelWithProjection(CLIPVisionConfig(projection_dim=words, **shape, **picture)),
        "image_project": projection,
    }
